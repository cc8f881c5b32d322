"""The child process of the server: does one job of the job table, and ends with its parent.

``python -m shotseer.worker FOLDER JOB``; the settings come as one line of JSON on standard input.
When standard input ends, the parent has gone or wants an end: the job is stopped cleanly.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from io import RawIOBase
from typing import Any

from shotseer.core.errors import CancelledError, ConflictError, InputError, ShotseerError
from shotseer.core.job import Job, JobState, Progress
from shotseer.flows.migrate import Request
from shotseer.flows.recording import Ticket, recorded
from shotseer.flows.run_jobs import BUSY, PATIENCE_SECONDS
from shotseer.store import jobs
from shotseer.workspace import Workspace

Steps = Generator[Progress, None, object]


def main(folder: str, job_id: int, parent: RawIOBase) -> int:
    """Do a job and return the exit code: 0, whatever became of it, or `BUSY`."""
    settings: dict[str, Any] = json.loads(parent.readline() or b"{}")
    gone = threading.Event()
    threading.Thread(target=_watch, args=(parent, gone), daemon=True).start()
    with Workspace.open(folder, **settings) as workspace:
        job = workspace.job(job_id)
    with Workspace.open(folder, **(settings | job.request.get("settings", {}))) as workspace:
        try:
            return _run(workspace, job, gone)
        except ShotseerError as error:
            return _failed(workspace, job_id, error)


def _run(workspace: Workspace, job: Job, gone: threading.Event) -> int:
    with closing(_steps(workspace, job)) as steps:
        for _ in steps:
            if gone.is_set():
                break
    return 0


def _failed(workspace: Workspace, job_id: int, error: ShotseerError) -> int:
    """Keep why a job failed, where it did not come so far as to say so itself."""
    if workspace.job(job_id).is_over or isinstance(error, CancelledError):
        return 0
    if isinstance(error, ConflictError):
        return BUSY
    with workspace.parts.database.writing() as connection:
        jobs.end(connection, job_id, JobState.FAILED, error.message, {"hint": error.hint})
    return 0


def _steps(workspace: Workspace, job: Job) -> Steps:
    make = _KINDS.get(job.kind)
    if make is None:
        raise InputError(f"there is no job {job.kind!r}", hint="Update shotseer.")
    return make(workspace, job.request, job.id)


_KINDS: Mapping[str, Callable[[Workspace, Mapping[str, Any], int], Steps]] = {
    "ingest": lambda workspace, asked, job: workspace.ingest_steps(
        asked["paths"], cuts=asked.get("cuts"), job=job, roots=asked.get("roots")
    ),
    "migrate": lambda workspace, asked, job: workspace.migration_steps(Request.of(asked), job=job),
    "map": lambda workspace, asked, job: recorded(
        workspace.parts.database,
        Ticket("map", job_id=job),
        f"worker {os.getpid()}",
        workspace.map_steps(asked["method"]),
        lambda _: {},
    ),
    "proxy": lambda workspace, asked, job: workspace.proxy_steps(asked["video"], job=job),
    "relink": lambda workspace, asked, job: workspace.relink_steps(
        asked["paths"], job=job, roots=asked.get("roots")
    ),
    "remove": lambda workspace, asked, job: workspace.remove_steps(asked["video"], job=job),
}


def _watch(parent: RawIOBase, gone: threading.Event) -> None:
    while parent.read(1):
        pass
    gone.set()
    # A step that takes longer than this to come to its end is cut off; the next run makes it up.
    threading.Event().wait(PATIENCE_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    # Unbuffered: a thread that waits in a buffered reader would stop Python from ending.
    with open(0, "rb", buffering=0, closefd=False) as standard_input:
        sys.exit(main(sys.argv[1], int(sys.argv[2]), standard_input))
