"""What writes were answered, by idempotency key: a retry gets the same answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from shotseer.store import tables
from shotseer.store.statements import insert_new


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a write. ``route`` is the method and path that it belongs to."""

    route: str
    status: int
    body: str


def get(connection: Connection, key: str) -> Answer | None:
    """Return the answer that was given under a key."""
    answer = tables.answers.c
    query = sa.select(answer.route, answer.status, answer.body).where(answer.key == key)
    row = connection.execute(query).one_or_none()
    return None if row is None else Answer(row.route, row.status, row.body)


def put(connection: Connection, key: str, answer: Answer) -> bool:
    """Keep an answer and tell whether the key was new; the first answer under a key stands."""
    row = {
        "key": key,
        "route": answer.route,
        "status": answer.status,
        "body": answer.body,
        "created_at": datetime.now(UTC),
    }
    return insert_new(connection, tables.answers, row, unique="key")


def forget(connection: Connection, older_than: timedelta) -> int:
    """Forget answers that nobody will ask for any more, and return how many there were."""
    born = tables.answers.c.created_at
    before = datetime.now(UTC) - older_than
    return connection.execute(sa.delete(tables.answers).where(born < before)).rowcount
