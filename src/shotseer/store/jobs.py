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
        "owner": owner,
        "pid": os.getpid(),
        "host": socket.gethostname(),
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


def begin(connection: Connection, job_id: int, owner: str) -> None:
    """Mark a job as running in this process."""
    _update(
        connection,
        job_id,
        state=JobState.RUNNING,
        owner=owner,
        pid=os.getpid(),
        host=socket.gethostname(),
        note="",
        started_at=datetime.now(UTC),
    )


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
    """Mark a job as ended."""
    kept = None if result is None else dict(result)
    _update(connection, job_id, state=state, note=note, result=kept, ended_at=datetime.now(UTC))


def ask(connection: Connection, job_id: int, wanted: Wanted) -> None:
    """Say what a job should do from now on."""
    connection.execute(
        sa.update(tables.jobs).where(tables.jobs.c.id == job_id).values(wanted=wanted)
    )


def wanted(connection: Connection, job_id: int) -> Wanted:
    """Return what a job should do."""
    query = sa.select(tables.jobs.c.wanted).where(tables.jobs.c.id == job_id)
    return Wanted(connection.execute(query).scalar_one())


def interrupt_dead(connection: Connection) -> int:
    """Mark the unfinished jobs of processes that are dead, and return how many there were."""
    job = tables.jobs.c
    query = sa.select(job.id, job.host, job.pid, job.updated_at).where(job.state.in_(UNFINISHED))
    dead = [
        row.id
        for row in connection.execute(query)
        if not is_alive(row.host, row.pid, row.updated_at)
    ]
    for job_id in dead:
        end(connection, job_id, JobState.INTERRUPTED, "its process ended before it was done")
    return len(dead)


def row_of(job_id: int) -> sa.Update:
    """Return an update of one job's row, for its heartbeat in ``updated_at``."""
    return sa.update(tables.jobs).where(tables.jobs.c.id == job_id)


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
