"""Looking at jobs, and saying what they should do: from any process."""

from __future__ import annotations

from shotseer.core.errors import ConflictError, NotFoundError
from shotseer.core.job import Job, JobState, Wanted
from shotseer.flows.parts import Parts
from shotseer.store import jobs


def list_jobs(parts: Parts, limit: int = 20, *, unfinished: bool = False) -> list[Job]:
    """Return the newest jobs, newest first; on request only those that have not ended."""
    _notice_dead(parts)
    with parts.database.reading() as connection:
        return jobs.list_jobs(connection, limit, unfinished=unfinished)


def get_job(parts: Parts, job_id: int) -> Job:
    """Return a job.

    Raises:
        NotFoundError: there is none of this number.
    """
    _notice_dead(parts)
    with parts.database.reading() as connection:
        found = jobs.get(connection, job_id)
    if found is None:
        raise NotFoundError(
            f"there is no job {job_id}",
            hint="Look at the list of jobs.",
            command="shotseer jobs",
        )
    return found


def control(parts: Parts, job_id: int, wanted: Wanted) -> Job:
    """Say what a job should do from now on: run, pause or cancel. It obeys within a second.

    Raises:
        NotFoundError: there is none of this number.
        ConflictError: it has ended.
    """
    job = get_job(parts, job_id)
    if job.is_over:
        raise ConflictError(
            f"job {job_id} has ended ({job.state})", hint="Start it again if you need it."
        )
    with parts.database.writing() as connection:
        jobs.ask(connection, job_id, wanted)
        if wanted is Wanted.CANCEL:
            jobs.end_waiting(connection, job_id, JobState.CANCELLED)
    return get_job(parts, job_id)


def _notice_dead(parts: Parts) -> None:
    """Jobs of dead processes must not look as if they ran."""
    with parts.database.reading() as connection:
        gone = jobs.dead(connection)
    if gone:
        with parts.database.writing() as connection:
            jobs.interrupt_dead(connection)
