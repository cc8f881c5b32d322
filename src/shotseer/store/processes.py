"""Which processes live: they say so with a heartbeat, and a dead one loses what it held."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from shotseer.core.errors import ShotseerError
from shotseer.store.database import Database

HEARTBEAT_SECONDS = 5.0
STALE = timedelta(seconds=60)


def is_alive(host: str | None, pid: int | None, beat_at: datetime | None) -> bool:
    """Tell whether a process still lives, from where it runs and when it was last heard of."""
    if host is None or pid is None or beat_at is None or datetime.now(UTC) - beat_at > STALE:
        return False
    if host != socket.gethostname():
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextlib.contextmanager
def beating(database: Database, row: sa.Update, column: str) -> Iterator[None]:
    """Set ``column`` of a row to the time of now and again while the block runs."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(HEARTBEAT_SECONDS):
            # A missed beat is made up by the next one.
            with contextlib.suppress(ShotseerError), database.writing() as connection:
                connection.execute(row.values(**{column: datetime.now(UTC)}))

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
