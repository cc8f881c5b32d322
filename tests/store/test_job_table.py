from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from shotseer.core.job import JobState, Progress, Wanted
from shotseer.store import jobs, processes, tables
from shotseer.store.database import Database


def test_a_job_waits_runs_reports_and_ends(database: Database) -> None:
    with database.writing() as connection:
        number = jobs.add(connection, "ingest", "me", subject="films", request={"paths": ["a"]})
        waiting = jobs.get(connection, number)
        jobs.begin(connection, number, "me")
        jobs.report(connection, number, Progress("cutting", 3, 10, "a.mp4", "seconds"))
        running = jobs.get(connection, number)
        jobs.end(connection, number, JobState.DONE, result={"added": 1})
        (done,) = jobs.list_jobs(connection)
    assert waiting is not None
    assert (waiting.state, waiting.subject, waiting.request) == (
        JobState.QUEUED,
        "films",
        {"paths": ["a"]},
    )
    assert running is not None
    assert (running.stage, running.done, running.total) == ("cutting", 3, 10)
    assert (running.note, running.unit, running.is_over) == ("a.mp4", "seconds", False)
    assert (done.state, done.result, done.is_over) == (JobState.DONE, {"added": 1}, True)
    assert done.ended_at is not None


def test_what_people_want_is_kept_beside_the_state(database: Database) -> None:
    with database.writing() as connection:
        number = jobs.add(connection, "ingest", "me")
        assert jobs.wanted(connection, number) is Wanted.RUN
        jobs.ask(connection, number, Wanted.PAUSE)
        assert jobs.wanted(connection, number) is Wanted.PAUSE


def test_only_a_job_that_has_ended_waits_again(database: Database) -> None:
    with database.writing() as connection:
        number = jobs.add(connection, "ingest", "me")
        assert not jobs.queue_again(connection, number, "you")
        jobs.begin(connection, number, "me")
        assert not jobs.queue_again(connection, number, "you")
        jobs.end(connection, number, JobState.FAILED, "no", {"hint": "yes"})
        assert jobs.queue_again(connection, number, "you")
        again = jobs.get(connection, number)
        assert not jobs.queue_again(connection, number, "me")
    assert again is not None
    assert (again.state, again.note, again.result, again.ended_at) == ("queued", "", None, None)


def test_lists_can_be_narrowed(database: Database) -> None:
    with database.writing() as connection:
        first = jobs.add(connection, "ingest", "me")
        second = jobs.add(connection, "build", "me")
        jobs.end(connection, second, JobState.FAILED, "no", {"hint": "yes"})
        assert [job.id for job in jobs.list_jobs(connection)] == [second, first]
        assert [job.id for job in jobs.list_jobs(connection, 1)] == [second]
        assert [job.id for job in jobs.list_jobs(connection, unfinished=True)] == [first]
        assert [job.id for job in jobs.list_jobs(connection, kind="build")] == [second]
        assert jobs.get(connection, 99) is None


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.RUNNING, JobState.PAUSED])
def test_unfinished_jobs_of_the_dead_are_interrupted(database: Database, state: JobState) -> None:
    gone = datetime.now(UTC) - processes.STALE - timedelta(seconds=1)
    with database.writing() as connection:
        mine = jobs.add(connection, "ingest", "me")
        theirs = jobs.add(connection, "ingest", "them")
        jobs.set_state(connection, mine, state)
        jobs.set_state(connection, theirs, state)
        connection.execute(jobs.row_of(theirs).values(updated_at=gone))
        assert jobs.interrupt_dead(connection) == 1
        assert jobs.interrupt_dead(connection) == 0
        states = {job.id: job.state for job in jobs.list_jobs(connection)}
    assert states == {mine: state, theirs: JobState.INTERRUPTED}


def test_jobs_from_before_they_had_a_process_are_interrupted(database: Database) -> None:
    with database.writing() as connection:
        number = jobs.add(connection, "ingest", "old")
        jobs.begin(connection, number, "old")
        connection.execute(sa.update(tables.jobs).values(pid=None, host=None, updated_at=None))
        assert jobs.interrupt_dead(connection) == 1


def test_a_process_lives_while_it_is_there_and_heard_of() -> None:
    import socket

    here, now = socket.gethostname(), datetime.now(UTC)
    assert processes.is_alive(here, os.getpid(), now)
    assert processes.is_alive("elsewhere", 1, now)
    assert not processes.is_alive(here, os.getpid(), now - timedelta(minutes=5))
    assert not processes.is_alive(here, None, now)
