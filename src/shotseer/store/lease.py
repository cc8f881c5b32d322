"""Who may write vectors and run jobs: one process at a time, with a heartbeat.

Annotating needs no lease. A holder that is dead, or has not been heard of for `STALE`, loses it.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from shotseer.core.errors import ConflictError, ShotseerError
from shotseer.store import tables
from shotseer.store.database import Database
from shotseer.store.statements import one_at_a_time

HEARTBEAT_SECONDS = 5.0
STALE = timedelta(seconds=60)


@contextlib.contextmanager
def held(database: Database, purpose: str) -> Iterator[str]:
    """Hold the lease while the block runs, and give the holder's name.

    Raises:
        ConflictError: a living process holds it.
    """
    holder = uuid.uuid4().hex
    _take(database, holder, purpose)
    stop = threading.Event()
    beat = threading.Thread(target=_beat, args=(database, holder, stop), daemon=True)
    beat.start()
    try:
        yield holder
    finally:
        stop.set()
        beat.join()
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


def _take(database: Database, holder: str, purpose: str) -> None:
    with database.writing() as connection:
        one_at_a_time(connection)
        row = connection.execute(sa.select(tables.lease)).one_or_none()
        if row is not None and _is_alive(row):
            raise ConflictError(
                f"process {row.pid} on {row.host} is busy with this workspace ({row.purpose})",
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


def _is_alive(row: Row[Any]) -> bool:
    if datetime.now(UTC) - row.beat_at > STALE:
        return False
    if row.host != socket.gethostname():
        return True
    try:
        os.kill(row.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _beat(database: Database, holder: str, stop: threading.Event) -> None:
    while not stop.wait(HEARTBEAT_SECONDS):
        # A missed beat is made up by the next one; `check` guards what is written.
        with contextlib.suppress(ShotseerError), database.writing() as connection:
            connection.execute(
                sa.update(tables.lease)
                .where(tables.lease.c.holder == holder)
                .values(beat_at=datetime.now(UTC))
            )
