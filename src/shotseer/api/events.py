"""A job as server-sent events, read from the job table: whichever process runs it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi.concurrency import run_in_threadpool
from fastapi.sse import ServerSentEvent

from shotseer.api.models import Job
from shotseer.workspace import Workspace

LOOK_SECONDS = 0.1


async def job_events(workspace: Workspace, job_id: int) -> AsyncIterator[ServerSentEvent]:
    """Yield a job whenever it changes, until it has ended."""
    last = None
    while True:
        job = Job.of(await run_in_threadpool(workspace.job, job_id))
        if job != last:
            yield ServerSentEvent(event="job", data=job)
            last = job
        if job.ended_at is not None:
            return
        await asyncio.sleep(LOOK_SECONDS)
