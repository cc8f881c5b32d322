"""The job table: what runs, what ran, and how it ended."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from shotseer.core.job import Job, JobState, Progress
from shotseer.store import tables


def start(connection: Connection, kind: str, owner: str) -> int:
    """Add a running job. Jobs that a dead owner left running are marked as interrupted."""
    job = tables.jobs.c
    now = datetime.now(UTC)
    connection.execute(
        sa.update(tables.jobs)
        .where(job.state == JobState.RUNNING, job.owner != owner)
        .values(state=JobState.INTERRUPTED, ended_at=now)
    )
    result = connection.execute(
        sa.insert(tables.jobs)
        .values(
            kind=kind,
            state=JobState.RUNNING,
            owner=owner,
            stage="",
            done=0.0,
            total=None,
            note="",
            started_at=now,
        )
        .returning(job.id)
    )
    return int(result.scalar_one())


def report(connection: Connection, job_id: int, progress: Progress) -> None:
    """Keep the newest progress of a job."""
    connection.execute(
        sa.update(tables.jobs)
        .where(tables.jobs.c.id == job_id)
        .values(
            stage=progress.stage,
            done=progress.done,
            total=progress.total,
            note=progress.note,
        )
    )


def end(connection: Connection, job_id: int, state: JobState, note: str = "") -> None:
    """Mark a job as ended."""
    connection.execute(
        sa.update(tables.jobs)
        .where(tables.jobs.c.id == job_id)
        .values(state=state, note=note, ended_at=datetime.now(UTC))
    )


def list_jobs(connection: Connection, limit: int = 20) -> list[Job]:
    """Return the newest jobs, newest first."""
    query = sa.select(tables.jobs).order_by(tables.jobs.c.id.desc()).limit(limit)
    return [_job(row) for row in connection.execute(query)]


def _job(row: Row[Any]) -> Job:
    return Job(
        row.id,
        row.kind,
        JobState(row.state),
        row.stage,
        row.done,
        row.total,
        row.note,
        row.started_at,
        row.ended_at,
    )
