"""Jobs: ``/jobs``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path
from fastapi.sse import EventSourceResponse, ServerSentEvent

from shotseer.api import events
from shotseer.api.context import ContextOf, WorkspaceOf
from shotseer.api.idempotency import OnceRoute
from shotseer.api.models import Job, Model, Page

router = APIRouter(prefix="/jobs", tags=["jobs"], route_class=OnceRoute)
# Events are a stream: nothing of it can be kept and answered again.
streams = APIRouter(prefix="/jobs", tags=["jobs"])

JobId = Annotated[int, Path(ge=1, le=2**62)]


class JobChange(Model):
    """What is wanted of a job: to run (on), to pause, or to end."""

    wanted: Literal["run", "pause", "cancel"]


@router.get("")
def list_jobs(workspace: WorkspaceOf) -> Page[Job]:
    """Return the newest jobs, newest first."""
    return Page(items=[Job.of(job) for job in workspace.jobs()], next_cursor=None)


@router.get("/{job_id}")
def get_job(workspace: WorkspaceOf, job_id: JobId) -> Job:
    """Return a job."""
    return Job.of(workspace.job(job_id))


@router.patch("/{job_id}")
def change_job(context: ContextOf, job_id: JobId, change: JobChange) -> Job:
    """Pause a job, let it run on, or end it; one that was interrupted starts again."""
    return Job.of(context.runner.control(job_id, change.wanted))


def _known(workspace: WorkspaceOf, job_id: JobId) -> int:
    """Refuse an unknown job before a stream begins: then nothing can be refused any more."""
    return workspace.job(job_id).id


@streams.get("/{job_id}/events", response_class=EventSourceResponse)
async def watch_job(
    workspace: WorkspaceOf, job_id: Annotated[int, Depends(_known)]
) -> AsyncIterator[ServerSentEvent]:
    """Stream a job whenever it changes, as events named ``job``, until it has ended."""
    async for event in events.job_events(workspace, job_id):
        yield event
