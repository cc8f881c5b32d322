from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from shotseer.core.errors import ConflictError
from shotseer.store import lease, processes, tables
from shotseer.store.database import Database


def test_only_one_holds_it(database: Database) -> None:
    with lease.held(database, "ingest") as holder:
        with database.reading() as connection:
            lease.check(connection, holder)
        with pytest.raises(ConflictError, match=r"process \d+ on .* is busy .*\(ingest\)"):
            lease.held(database, "repair").__enter__()
    with lease.held(database, "repair"):
        pass


def test_it_is_given_back_after_an_error(database: Database) -> None:
    def fail() -> None:
        with lease.held(database, "ingest"):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with lease.held(database, "ingest"):
        pass


def test_a_dead_holder_loses_it_at_once(database: Database) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    with lease.held(database, "ingest") as holder:
        with database.writing() as connection:
            connection.execute(sa.update(tables.lease).values(pid=dead.pid))
        with (
            lease.held(database, "ingest"),
            database.reading() as connection,
            pytest.raises(ConflictError, match="took this workspace over"),
        ):
            lease.check(connection, holder)


def test_a_silent_holder_on_another_machine_loses_it_in_the_end(database: Database) -> None:
    old = datetime.now(UTC) - processes.STALE - timedelta(seconds=1)
    with lease.held(database, "ingest"):
        with database.writing() as connection:
            connection.execute(sa.update(tables.lease).values(host="elsewhere"))
        with pytest.raises(ConflictError):
            lease.held(database, "ingest").__enter__()
        with database.writing() as connection:
            connection.execute(sa.update(tables.lease).values(host="elsewhere", beat_at=old))
        with lease.held(database, "ingest"):
            pass


def test_of_many_at_once_one_gets_it(database: Database) -> None:
    start = threading.Barrier(6)
    taken: list[str] = []
    refused: list[ConflictError] = []
    leave = threading.Event()

    def work() -> None:
        start.wait()
        try:
            with lease.held(database, "ingest") as holder:
                taken.append(holder)
                leave.wait(10)
        except ConflictError as error:
            refused.append(error)
        if len(refused) == 5:
            leave.set()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(taken), len(refused)) == (1, 5)
