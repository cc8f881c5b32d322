"""The job table: what waits, what runs, what ran, and how it ended."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from shotseer.core.job import UNFINISHED, Job, JobState, Progress, Wanted
from shotseer.store import tables
from shotseer.store.processes import is_alive


def add(
    connection: Connection,
    kind: str,
    owner: str,
    *,
    subject: str = "",
    request: Mapping[str, Any] | None = None,
) -> int:
    """Add a job that waits for its turn, and return its number."""
    now = datetime.now(UTC)
    row = {
        "kind": kind,
        "subject": subject,
        "request": dict(request or {}),
        "state": JobState.QUEUED,
        "wanted": Wanted.RUN,
        **_process(owner),
        "stage": "",
        "done": 0.0,
        "total": None,
        "unit": "",
        "note": "",
        "result": None,
        "started_at": now,
        "updated_at": now,
    }
    result = connection.execute(sa.insert(tables.jobs).values(row).returning(tables.jobs.c.id))
    return int(result.scalar_one())


def begin(connection: Connection, job_id: int, owner: str) -> bool:
    """Mark a waiting job as running in this process; false if it waits no more."""
    job = tables.jobs.c
    statement = row_of(job_id).where(job.state == JobState.QUEUED)
    now = datetime.now(UTC)
    mine = _process(owner)
    values = {**mine, "state": JobState.RUNNING, "note": "", "started_at": now, "updated_at": now}
    return connection.execute(statement.values(**values)).rowcount > 0


def queue_again(connection: Connection, job_id: int, owner: str) -> bool:
    """Let a job that has ended wait for another turn; false if it waits or runs already."""
    statement = row_of(job_id).where(tables.jobs.c.state.not_in(UNFINISHED))
    values = {
        **_process(owner),
        "state": JobState.QUEUED,
        "wanted": Wanted.RUN,
        "note": "",
        "result": None,
        "ended_at": None,
        "updated_at": datetime.now(UTC),
    }
    return connection.execute(statement.values(**values)).rowcount > 0


def report(connection: Connection, job_id: int, progress: Progress) -> None:
    """Keep the newest progress of a job."""
    _update(
        connection,
        job_id,
        stage=progress.stage,
        done=progress.done,
        total=progress.total,
        unit=progress.unit,
        note=progress.note,
    )


def set_state(connection: Connection, job_id: int, state: JobState, note: str = "") -> None:
    """Say that a job waits, runs or pauses, and why."""
    _update(connection, job_id, state=state, note=note)


def end(
    connection: Connection,
    job_id: int,
    state: JobState,
    note: str = "",
    result: Mapping[str, Any] | None = None,
) -> None:
    """Mark a job as ended; one that is done has come to the end of its last stage."""
    kept = None if result is None else dict(result)
    _update(connection, job_id, state=state, note=note, result=kept, ended_at=datetime.now(UTC))
    if state is JobState.DONE:
        job = tables.jobs.c
        _update(connection, job_id, done=sa.func.coalesce(job.total, job.done))


def say_waiting(connection: Connection, job_id: int, note: str) -> None:
    """Say why a job still waits."""
    waiting = row_of(job_id).where(tables.jobs.c.state == JobState.QUEUED)
    connection.execute(waiting.values(note=note, updated_at=datetime.now(UTC)))


def end_waiting(connection: Connection, job_id: int, state: JobState, note: str = "") -> None:
    """Mark a job as ended if it still waits for its turn."""
    now = datetime.now(UTC)
    waiting = row_of(job_id).where(tables.jobs.c.state == JobState.QUEUED)
    connection.execute(waiting.values(state=state, note=note, updated_at=now, ended_at=now))


def ask(connection: Connection, job_id: int, wanted: Wanted) -> None:
    """Say what a job should do from now on."""
    connection.execute(
        sa.update(tables.jobs).where(tables.jobs.c.id == job_id).values(wanted=wanted)
    )


def wanted(connection: Connection, job_id: int) -> Wanted:
    """Return what a job should do."""
    query = sa.select(tables.jobs.c.wanted).where(tables.jobs.c.id == job_id)
    return Wanted(connection.execute(query).scalar_one())


def dead(connection: Connection) -> list[int]:
    """Return the unfinished jobs of processes that are dead."""
    job = tables.jobs.c
    query = sa.select(job.id, job.host, job.pid, job.updated_at).where(job.state.in_(UNFINISHED))
    rows = connection.execute(query).all()
    return [row.id for row in rows if not is_alive(row.host, row.pid, row.updated_at)]


def interrupt_dead(connection: Connection) -> int:
    """Mark the unfinished jobs of dead processes as interrupted; return how many there were."""
    gone = dead(connection)
    for job_id in gone:
        end(connection, job_id, JobState.INTERRUPTED, "its process ended before it was done")
    return len(gone)


def row_of(job_id: int) -> sa.Update:
    """Return an update of one job's row, for its heartbeat in ``updated_at``."""
    return sa.update(tables.jobs).where(tables.jobs.c.id == job_id)


def waiting_of(owner: str) -> sa.Update:
    """Return an update of the jobs that wait for one owner, for their heartbeat."""
    job = tables.jobs.c
    return sa.update(tables.jobs).where(job.owner == owner, job.state == JobState.QUEUED)


def get(connection: Connection, job_id: int) -> Job | None:
    """Return one job."""
    query = sa.select(tables.jobs).where(tables.jobs.c.id == job_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else _job(row)


def list_jobs(
    connection: Connection, limit: int = 20, *, unfinished: bool = False, kind: str | None = None
) -> list[Job]:
    """Return the newest jobs, newest first; on request only those unfinished, or of one kind."""
    job = tables.jobs.c
    query = sa.select(tables.jobs).order_by(job.id.desc()).limit(limit)
    if unfinished:
        query = query.where(job.state.in_(UNFINISHED))
    if kind is not None:
        query = query.where(job.kind == kind)
    return [_job(row) for row in connection.execute(query)]


def _process(owner: str) -> dict[str, Any]:
    return {"owner": owner, "pid": os.getpid(), "host": socket.gethostname()}


def _update(connection: Connection, job_id: int, **values: Any) -> None:
    connection.execute(row_of(job_id).values(updated_at=datetime.now(UTC), **values))


def _job(row: Row[Any]) -> Job:
    return Job(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        request=row.request,
        state=JobState(row.state),
        wanted=Wanted(row.wanted),
        stage=row.stage,
        done=row.done,
        total=row.total,
        unit=row.unit,
        note=row.note,
        result=row.result,
        started_at=row.started_at,
        updated_at=row.updated_at,
        ended_at=row.ended_at,
    )
