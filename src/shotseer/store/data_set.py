"""Which published data set a workspace holds, if it holds one."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from shotseer.store import tables
from shotseer.store.statements import upsert

KEY = "data_set"


def get(connection: Connection) -> str | None:
    """Return the digest of the data set whose import was begun."""
    return connection.execute(
        sa.select(tables.meta.c.value).where(tables.meta.c.key == KEY)
    ).scalar()


def begin(connection: Connection, digest: str) -> None:
    """Note that the import of a data set begins."""
    upsert(connection, tables.meta, key={"key": KEY}, values={"value": digest})


def is_empty(connection: Connection) -> bool:
    """Tell whether a workspace has neither videos nor labels."""
    return not any(
        connection.execute(sa.select(sa.exists(sa.select(table)))).scalar()
        for table in (tables.videos, tables.labels)
    )
