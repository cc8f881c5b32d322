"""Who may write vectors and run jobs: one process at a time, with a heartbeat.

Annotating needs no lease. A holder that is dead, or has not been heard of for a minute, loses it.
"""

from __future__ import annotations

import contextlib
import os
import socket
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from shotseer.core.errors import ConflictError
from shotseer.store import tables
from shotseer.store.database import Database
from shotseer.store.processes import beating, is_alive
from shotseer.store.statements import one_at_a_time


@contextlib.contextmanager
def held(database: Database, purpose: str) -> Iterator[str]:
    """Hold the lease while the block runs, and give the holder's name.

    Raises:
        ConflictError: a living process holds it.
    """
    holder = uuid.uuid4().hex
    _take(database, holder, purpose)
    mine = sa.update(tables.lease).where(tables.lease.c.holder == holder)
    try:
        with beating(database, mine, "beat_at"):
            yield holder
    finally:
        with database.writing() as connection:
            connection.execute(sa.delete(tables.lease).where(tables.lease.c.holder == holder))


def check(connection: Connection, holder: str) -> None:
    """Make sure, in a writing transaction, that the lease was not lost meanwhile.

    Raises:
        ConflictError: another process has taken over.
    """
    query = sa.select(tables.lease.c.holder).with_for_update()
    if connection.execute(query).scalar() != holder:
        raise ConflictError(
            "another process took this workspace over, because this one was not heard of",
            hint="Run the command again when the other one is done; it goes on where it stopped.",
        )


def busy(connection: Connection) -> str | None:
    """Return a sentence on which living process holds the lease, ``None`` if none does."""
    row: Row[Any] | None = connection.execute(sa.select(tables.lease)).one_or_none()
    if row is None or not is_alive(row.host, row.pid, row.beat_at):
        return None
    return f"process {row.pid} on {row.host} is busy with this workspace ({row.purpose})"


def _take(database: Database, holder: str, purpose: str) -> None:
    with database.writing() as connection:
        one_at_a_time(connection)
        reason = busy(connection)
        if reason is not None:
            raise ConflictError(
                reason,
                hint="Wait until it is done, or stop it, and run the command again. "
                "Searching and annotating work meanwhile.",
            )
        connection.execute(sa.delete(tables.lease))
        connection.execute(
            sa.insert(tables.lease).values(
                id=1,
                holder=holder,
                pid=os.getpid(),
                host=socket.gethostname(),
                purpose=purpose,
                beat_at=datetime.now(UTC),
            )
        )
