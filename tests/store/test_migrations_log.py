from __future__ import annotations

import os
import socket
from dataclasses import replace
from datetime import UTC, datetime

import sqlalchemy as sa
from tests.store.samples import SPACE

from shotseer.store import migrations_log, spaces, tables
from shotseer.store.database import Database
from shotseer.store.migrations_log import Event

OTHER = replace(SPACE, encoder="other")
PAIR = SPACE.id, OTHER.id


def note(database: Database, migration: str, event: Event, **facts: object) -> None:
    with database.writing() as connection:
        spaces.save_space(connection, SPACE)
        spaces.save_space(connection, OTHER)
        migrations_log.append(connection, migration, event, PAIR, facts, "ada")


def test_the_newest_migration_tells_its_own_story(database: Database) -> None:
    with database.reading() as connection:
        assert migrations_log.newest(connection) is None
    note(database, "first", Event.STARTED)
    note(database, "first", Event.DISCARDED, space=OTHER.id)
    note(database, "second", Event.STARTED, shots=3)
    note(database, "second", Event.COMPARED, labels=[])
    note(database, "second", Event.SWITCHED)
    note(database, "second", Event.ROLLED_BACK)
    with database.reading() as connection:
        story = migrations_log.newest(connection)
        assert migrations_log.discarded(connection) == [], "begun anew since"
    assert story is not None
    assert [one.event for one in story.entries] == [
        Event.STARTED,
        Event.COMPARED,
        Event.SWITCHED,
        Event.ROLLED_BACK,
    ]
    assert (story.first.facts, story.first.by, story.is_over) == ({"shots": 3}, "ada", False)
    compared = story.newest(Event.COMPARED)
    assert compared is not None
    assert compared.facts == {"labels": []}
    assert story.newest(Event.DISCARDED) is None
    note(database, "second", Event.DISCARDED, space=SPACE.id)
    with database.reading() as connection:
        story = migrations_log.newest(connection)
        assert migrations_log.discarded(connection) == [SPACE.id]
    assert story is not None
    assert story.is_over


def test_others_at_work_are_living_processes(database: Database) -> None:
    now = datetime.now(UTC)
    job = {
        "kind": "migrate",
        "subject": "",
        "request": {},
        "state": "running",
        "wanted": "run",
        "owner": "me",
        "host": socket.gethostname(),
        "stage": "",
        "done": 0.0,
        "unit": "",
        "note": "",
        "started_at": now,
        "updated_at": now,
    }

    def at_work(**values: object) -> bool:
        with database.writing() as connection:
            connection.execute(sa.delete(tables.jobs))
            connection.execute(sa.insert(tables.jobs).values({**job, **values}))
            return migrations_log.others_at_work(connection) is not None

    assert at_work(pid=os.getppid())
    assert at_work(pid=os.getppid(), state="paused")
    assert not at_work(pid=os.getppid(), state="queued")
    assert not at_work(pid=os.getppid(), kind="ingest")
    assert not at_work(pid=os.getpid()), "that is this process"
    assert not at_work(pid=2**22 + 1), "nobody has such a number"
    assert at_work(pid=1, host="elsewhere")
    assert not at_work(pid=1, host="elsewhere", updated_at=datetime(2020, 1, 1, tzinfo=UTC))
