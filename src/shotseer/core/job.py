"""Long work: what it reports while it runs, and what the job table keeps of it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Progress:
    """One report of a long flow. ``total`` is ``None`` while it is not known.

    ``done`` and ``total`` count in ``unit``; a bar shows ``done / total``.
    """

    stage: str
    done: float
    total: float | None = None
    note: str = ""
    unit: str = ""


def run(steps: Generator[Progress, None, T], on_progress: Callable[[Progress], None] | None) -> T:
    """Run long work to its end and return its result."""
    with closing(steps):
        while True:
            try:
                progress = next(steps)
            except StopIteration as end:
                result: T = end.value
                return result
            if on_progress is not None:
                on_progress(progress)


class JobState(StrEnum):
    """The life of a job."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


UNFINISHED = (JobState.QUEUED, JobState.RUNNING, JobState.PAUSED)


class Wanted(StrEnum):
    """What people want a job to do. The job looks at it while it runs."""

    RUN = "run"
    PAUSE = "pause"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Job:
    """A flow that waits, runs, or ran.

    ``subject`` is what it is about, such as the label of a build. ``request`` is what it was asked
    to do, ``result`` what came of it: the flow's own summary, or the ``hint`` of a failure.
    """

    id: int
    kind: str
    subject: str
    request: Mapping[str, Any]
    state: JobState
    wanted: Wanted
    stage: str
    done: float
    total: float | None
    unit: str
    note: str
    result: Mapping[str, Any] | None
    started_at: datetime
    updated_at: datetime | None
    ended_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether it has ended, in whatever way."""
        return self.state not in UNFINISHED
