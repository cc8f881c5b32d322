"""Changes of the encoder: what happened to each, appended and never edited.

How a migration stands is a query: the newest of its events says.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from shotseer.core.job import JobState
from shotseer.store import tables
from shotseer.store.processes import is_alive

JOB = "migrate"
"""The kind of its jobs."""


class Event(StrEnum):
    """What can happen to a migration."""

    STARTED = "started"
    COMPARED = "compared"
    SWITCHED = "switched"
    ROLLED_BACK = "rolled back"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. ``facts`` is what that event has to tell, as JSON data."""

    migration: str
    event: Event
    from_space: str
    to_space: str
    facts: Mapping[str, Any]
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that happened to one migration, oldest first; never empty."""

    entries: tuple[Entry, ...]

    @property
    def first(self) -> Entry:
        """How it began."""
        return self.entries[0]

    @property
    def last(self) -> Entry:
        """What happened last."""
        return self.entries[-1]

    @property
    def is_over(self) -> bool:
        """Whether one of its two spaces was discarded."""
        return self.last.event is Event.DISCARDED

    def newest(self, event: Event) -> Entry | None:
        """Return the last event of a kind."""
        found = (entry for entry in reversed(self.entries) if entry.event is event)
        return next(found, None)


def append(
    connection: Connection,
    migration: str,
    event: Event,
    spaces: tuple[str, str],
    facts: Mapping[str, Any],
    by: str,
) -> None:
    """Note an event; ``spaces`` are the ids of the one that is left and of the new one."""
    connection.execute(
        sa.insert(tables.migrations).values(
            migration=migration,
            event=event,
            from_space=spaces[0],
            to_space=spaces[1],
            facts=dict(facts),
            at=datetime.now(UTC),
            by=by,
        )
    )


def newest(connection: Connection) -> Story | None:
    """Return the migration that was begun last."""
    row = tables.migrations.c
    last = sa.select(row.migration).order_by(row.seq.desc()).limit(1).scalar_subquery()
    entries = _entries(connection, row.migration == last)
    return Story(tuple(entries)) if entries else None


def discarded(connection: Connection) -> list[str]:
    """Return the ids of the spaces that were discarded and not begun anew since."""
    row = tables.migrations.c
    gone: dict[str, None] = {}
    for entry in _entries(connection, row.event.in_([Event.STARTED, Event.DISCARDED])):
        if entry.event is Event.DISCARDED:
            gone[entry.facts["space"]] = None
        else:
            gone.pop(entry.to_space, None)
    return list(gone)


def others_at_work(connection: Connection) -> int | None:
    """Return the number of a job of another process that works on a migration now."""
    job = tables.jobs.c
    query = sa.select(job.id, job.pid, job.host, job.updated_at).where(
        job.kind == JOB, job.state.in_([JobState.RUNNING, JobState.PAUSED])
    )
    mine = os.getpid(), socket.gethostname()
    for row in connection.execute(query):
        if (row.pid, row.host) != mine and is_alive(row.host, row.pid, row.updated_at):
            return int(row.id)
    return None


def _entries(connection: Connection, condition: sa.ColumnElement[bool]) -> Sequence[Entry]:
    query = sa.select(tables.migrations).where(condition).order_by(tables.migrations.c.seq)
    return [
        Entry(
            row.migration,
            Event(row.event),
            row.from_space,
            row.to_space,
            row.facts,
            row.at,
            row.by,
        )
        for row in connection.execute(query)
    ]
