"""Which space a library uses now."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from shotseer.core.embedding import EmbeddingSpace
from shotseer.store import spaces, tables
from shotseer.store.statements import upsert


def set_space(connection: Connection, space: EmbeddingSpace) -> None:
    """Make a space the one that searches and Builds use."""
    spaces.save_space(connection, space)
    upsert(connection, tables.meta, key={"key": "space"}, values={"value": space.id})


def get_space(connection: Connection) -> EmbeddingSpace | None:
    """Return the space in use, ``None`` before the first ingest."""
    query = sa.select(tables.meta.c.value).where(tables.meta.c.key == "space")
    space_id = connection.execute(query).scalar()
    known = {space.id: space for space in spaces.list_spaces(connection)}
    return None if space_id is None else known.get(space_id)
