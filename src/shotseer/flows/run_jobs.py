"""The server's jobs: long work in child processes, Builds in a thread, one at a time each.

A change of the encoder has a lane of its own: the library can grow while it goes on.

A child runs `shotseer.worker`. It ends itself when the pipe to its parent breaks, so that nothing
goes on unseen after the server has gone.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import queue
import subprocess
import sys
import threading
import traceback
import uuid
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from shotseer.core.classifier import ClassifierVersion
from shotseer.core.errors import ConflictError, InputError, ShotseerError
from shotseer.core.job import Job, JobState, Wanted
from shotseer.flows import build, jobs
from shotseer.flows.parts import Parts
from shotseer.flows.recording import STOPPED, Steps, Ticket, recorded
from shotseer.store import jobs as job_table
from shotseer.store import lease
from shotseer.store.processes import beating

CHILD_KINDS = frozenset({"ingest", "map", "proxy", "relink", "remove"})
BUILD = "build"
MIGRATE = "migrate"

BUSY = 75
"""The exit code of a child that found the workspace taken, after ``EX_TEMPFAIL``."""

LOOK_SECONDS = 0.5
PATIENCE_SECONDS = 60.0
"""How long a child may take to end cleanly before it is killed; what it finished is kept."""


class JobRunner:
    """Runs the jobs of one server. Close it before the workspace is closed.

    Args:
        root: the workspace folder.
        parts: the open workspace.
    """

    def __init__(self, root: Path, parts: Parts) -> None:
        self._root = root
        self._parts = parts
        self._owner = f"runner {uuid.uuid4().hex}"
        self._closing = threading.Event()
        self._entering = threading.Lock()
        with parts.database.writing() as connection:
            job_table.interrupt_dead(connection)
        self._beating = ExitStack()
        waiting = job_table.waiting_of(self._owner)
        self._beating.enter_context(beating(parts.database, waiting, "updated_at"))
        self._children: queue.Queue[int | None] = queue.Queue()
        self._builds: queue.Queue[int | None] = queue.Queue()
        self._migrations: queue.Queue[int | None] = queue.Queue()
        self._threads = [
            threading.Thread(target=self._work, args=lane, name=name, daemon=True)
            for name, lane in {
                "jobs": (self._children, self._run_child),
                "builds": (self._builds, self._run_build),
                # Beside what is at work here: a migration takes the lease only for its last step.
                "migrations": (self._migrations, self._run_beside),
            }.items()
        ]
        for thread in self._threads:
            thread.start()

    def start(self, kind: str, request: Mapping[str, Any], subject: str = "") -> int:
        """Queue a job and return its number. One that waits already with that request is joined.

        Raises:
            InputError: there is no such kind of job.
            ConflictError: the server is stopping.
        """
        lane = self._lane(kind)
        with self._entering, self._parts.database.writing() as connection:
            # What waits for a server that was killed would never have its turn.
            job_table.interrupt_dead(connection)
            for job in job_table.list_jobs(connection, 1000, unfinished=True, kind=kind):
                if job.state is JobState.QUEUED and dict(job.request) == dict(request):
                    return job.id
            job_id = job_table.add(connection, kind, self._owner, subject=subject, request=request)
        lane.put(job_id)
        return job_id

    def resume(self, job_id: int) -> int:
        """Start a job that has ended again, with the same request: it does what is missing.

        Raises:
            NotFoundError: there is no such job.
            ConflictError: it is not over, or was done, or its request was not kept.
        """
        job = jobs.get_job(self._parts, job_id)
        if not job.is_over or job.state is JobState.DONE:
            raise ConflictError(f"job {job_id} is {job.state}", hint="Start a new one.")
        if not job.request:
            raise ConflictError(
                f"it is not known any more what job {job_id} was asked to do",
                hint="Start a new one.",
            )
        lane = self._lane(job.kind)
        with self._parts.database.writing() as connection:
            is_mine = job_table.queue_again(connection, job_id, self._owner)
        # Somebody else may have been quicker: it must not have two turns.
        if is_mine:
            lane.put(job_id)
        return job_id

    def control(self, job_id: int, wanted: Wanted | str) -> Job:
        """Say what a job should do; to run, where it was interrupted, starts it again.

        Raises:
            NotFoundError: there is no such job.
            ConflictError: it has ended.
        """
        wanted = Wanted(wanted)
        job = jobs.get_job(self._parts, job_id)
        if job.is_over and wanted is Wanted.RUN:
            self.resume(job_id)
            return jobs.get_job(self._parts, job_id)
        return jobs.control(self._parts, job_id, wanted)

    def close(self) -> None:
        """Stop what runs and what waits; it counts as interrupted, and can be resumed."""
        self._closing.set()
        for lane in (self._children, self._builds, self._migrations):
            lane.put(None)
        for thread in self._threads:
            thread.join()
        self._beating.close()

    def _lane(self, kind: str) -> queue.Queue[int | None]:
        if self._closing.is_set():
            raise ConflictError("the server is stopping", hint="Start it again.")
        if kind == BUILD:
            return self._builds
        if kind == MIGRATE:
            return self._migrations
        if kind in CHILD_KINDS:
            return self._children
        known = ", ".join(sorted([*CHILD_KINDS, BUILD, MIGRATE]))
        raise InputError(f"there is no job {kind!r}", hint=f"Jobs: {known}.")

    def _work(self, lane: queue.Queue[int | None], run: Callable[[int], str]) -> None:
        while (job_id := lane.get()) is not None:
            try:
                self._settle(job_id, STOPPED if self._closing.is_set() else run(job_id))
            except Exception:
                # A bug of ours, or a full disk; the jobs after it still have their turn.
                traceback.print_exc()
                with contextlib.suppress(ShotseerError):
                    self._settle(job_id, "stopped by an unexpected error")

    def _settle(self, job_id: int, note: str) -> None:
        """Make sure that a job does not look as if it were waiting or running."""
        if not jobs.get_job(self._parts, job_id).is_over:
            with self._parts.database.writing() as connection:
                job_table.end(connection, job_id, JobState.INTERRUPTED, note)

    def _run_child(self, job_id: int) -> str:
        while self._wait_for_turn(job_id):
            code = self._spawn(job_id)
            if code != BUSY:
                return STOPPED if self._closing.is_set() else f"its process ended with {code}"
        return STOPPED

    def _run_beside(self, job_id: int) -> str:
        if jobs.get_job(self._parts, job_id).is_over:
            return STOPPED
        code = self._spawn(job_id)
        return STOPPED if self._closing.is_set() else f"its process ended with {code}"

    def _wait_for_turn(self, job_id: int) -> bool:
        """Wait while another process is at work here; false if the job is not wanted any more."""
        said = ""
        while not self._closing.is_set():
            if jobs.get_job(self._parts, job_id).is_over:
                return False
            with self._parts.database.reading() as connection:
                reason = lease.busy(connection)
            if reason is None:
                return True
            if reason != said:
                said = reason
                with self._parts.database.writing() as connection:
                    job_table.say_waiting(connection, job_id, f"waits: {reason}")
            self._closing.wait(LOOK_SECONDS)
        return False

    def _spawn(self, job_id: int) -> int:
        # -P: a folder named shotseer where the server was started must not be taken for us.
        command = [sys.executable, "-P", "-m", "shotseer.worker", str(self._root), str(job_id)]
        settings = json.dumps(dataclasses.asdict(self._parts.settings)) + "\n"
        # In a session of its own, so that Ctrl+C reaches the server alone.
        with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True) as child:
            assert child.stdin is not None
            with contextlib.suppress(BrokenPipeError):
                child.stdin.write(settings.encode())
                child.stdin.flush()
            while not self._closing.is_set():
                with contextlib.suppress(subprocess.TimeoutExpired):
                    return child.wait(LOOK_SECONDS)
            child.stdin.close()
            try:
                return child.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                return child.wait()

    def _run_build(self, job_id: int) -> str:
        job = jobs.get_job(self._parts, job_id)
        with contextlib.suppress(ShotseerError), closing(self._build_steps(job)) as steps:
            for _ in steps:
                if self._closing.is_set():
                    break
        return STOPPED

    def _build_steps(self, job: Job) -> Steps[ClassifierVersion]:
        """Return the Build that a job asks for: ``label``, ``recipe``, ``seed`` and ``by``."""
        steps = build.build(
            self._parts,
            job.request["label"],
            job.request.get("recipe", "default"),
            job.request.get("seed", 0),
            job.request.get("by") or self._parts.settings.annotator_name,
        )
        ticket = Ticket(BUILD, job_id=job.id)
        return recorded(self._parts.database, ticket, self._owner, steps, _version)


def _version(made: ClassifierVersion) -> Mapping[str, Any]:
    return {"version": made.number}
