"""Long work: what it reports while it runs, and what the job table keeps of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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


class JobState(StrEnum):
    """The life of a job."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Job:
    """A flow that runs, or ran."""

    id: int
    kind: str
    state: JobState
    stage: str
    done: float
    total: float | None
    note: str
    started_at: datetime
    ended_at: datetime | None
