"""Long flows in the job table: what they report, how they end, and that people can steer them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import asdict, dataclass, field, is_dataclass, replace
from typing import Any, TypeVar

from shotseer.core.errors import CancelledError, ShotseerError
from shotseer.core.job import JobState, Progress, Wanted
from shotseer.flows.parts import Parts
from shotseer.store import jobs, lease
from shotseer.store.database import Database
from shotseer.store.processes import beating

T = TypeVar("T")
Steps = Generator[Progress, None, T]

STOPPED = "the server was stopped"
REPORT_SECONDS = 0.5
LOOK_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a flow is in the job table. ``job_id`` names the waiting job that it is, if any.

    ``request`` holds everything that is needed to start it again.
    """

    kind: str
    subject: str = ""
    request: Mapping[str, Any] = field(default_factory=dict)
    job_id: int | None = None


def exclusive(parts: Parts, ticket: Ticket, steps: Callable[[str], Steps[T]]) -> Steps[T]:
    """Run a flow that writes vectors or files: with the lease, and recorded as a job.

    ``steps`` is given the name of the lease's holder.

    Raises:
        ConflictError: another process is writing to this workspace.
        CancelledError: somebody asked the job to end.
    """
    with lease.held(parts.database, ticket.kind) as holder:
        return (yield from recorded(parts.database, ticket, holder, steps(holder)))


def recorded(
    database: Database,
    ticket: Ticket,
    owner: str,
    steps: Steps[T],
    result: Callable[[T], Mapping[str, Any]] | None = None,
) -> Steps[T]:
    """Pass progress on and keep it in the job table, with how the job ended and what came of it.

    Between two reports it does what people want of the job: it waits, goes on, or ends.

    Raises:
        CancelledError: somebody asked the job to end.
    """
    job_id = _begin(database, ticket, owner)
    state, note = JobState.FAILED, "stopped by an unexpected error"
    kept: Mapping[str, Any] | None = None
    try:
        with beating(database, jobs.row_of(job_id), "updated_at"):
            value = yield from _steered(database, job_id, steps)
        state, note, kept = JobState.DONE, "", (result or _plain)(value)
        return value
    except CancelledError:
        state, note = JobState.CANCELLED, ""
        raise
    except (GeneratorExit, KeyboardInterrupt):
        # Jobs of a server are cancelled by asking them to end, and closed when it goes down.
        is_servers = ticket.job_id is not None
        state, note = (JobState.INTERRUPTED, STOPPED) if is_servers else (JobState.CANCELLED, "")
        raise
    except ShotseerError as error:
        state, note, kept = JobState.FAILED, error.message, {"hint": error.hint}
        raise
    finally:
        steps.close()
        with database.writing() as connection:
            jobs.end(connection, job_id, state, note, kept)


def _begin(database: Database, ticket: Ticket, owner: str) -> int:
    with database.writing() as connection:
        jobs.interrupt_dead(connection)
        job_id = ticket.job_id
        if job_id is None:
            request = ticket.request
            job_id = jobs.add(
                connection, ticket.kind, owner, subject=ticket.subject, request=request
            )
        if not jobs.begin(connection, job_id, owner):
            raise _cancelled()
    return job_id


def _steered(database: Database, job_id: int, steps: Steps[T]) -> Steps[T]:
    reported = looked = float("-inf")
    stage = ""
    while True:
        try:
            progress = next(steps)
        except StopIteration as end:
            value: T = end.value
            return value
        yield progress
        now = time.monotonic()
        if now - reported >= REPORT_SECONDS or progress.stage != stage:
            reported, stage = now, progress.stage
            with database.writing() as connection:
                jobs.report(connection, job_id, progress)
        if now - looked >= LOOK_SECONDS:
            looked = now
            yield from _obey(database, job_id, progress)


def _obey(database: Database, job_id: int, progress: Progress) -> Generator[Progress, None, None]:
    """Wait while people want a job to pause; raise if they want it to end."""
    wanted = _wanted(database, job_id)
    if wanted is Wanted.PAUSE:
        with database.writing() as connection:
            jobs.set_state(connection, job_id, JobState.PAUSED, progress.note)
        while wanted is Wanted.PAUSE:
            # Whoever runs the flow may want to close it meanwhile.
            yield replace(progress, note="paused")
            time.sleep(LOOK_SECONDS)
            wanted = _wanted(database, job_id)
        with database.writing() as connection:
            jobs.set_state(connection, job_id, JobState.RUNNING, progress.note)
    if wanted is Wanted.CANCEL:
        raise _cancelled()


def _wanted(database: Database, job_id: int) -> Wanted:
    with database.reading() as connection:
        return jobs.wanted(connection, job_id)


def _cancelled() -> CancelledError:
    return CancelledError(
        "somebody asked this job to end before it was done",
        hint="Start it again; it goes on where it stopped.",
    )


def _plain(value: object) -> Mapping[str, Any]:
    """Return a flow's summary as JSON has it."""
    if not is_dataclass(value) or isinstance(value, type):
        return {}
    plain: dict[str, Any] = json.loads(json.dumps(asdict(value), default=str))
    return plain
