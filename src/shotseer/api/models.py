"""What several resources say in common: shots, metrics, pages, jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from shotseer.core import job
from shotseer.core.classifier import Metric as CoreMetric
from shotseer.core.feed import ScoreKind
from shotseer.core.label import Verdict
from shotseer.core.video import Shot as CoreShot
from shotseer.store.folder import Folder

T = TypeVar("T")


class Model(BaseModel):
    """A message of the API. Unknown fields are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


class Page(Model, Generic[T]):
    """Some items, and how to get the next ones: the same request with this ``cursor``."""

    items: list[T]
    next_cursor: str | None = Field(description="null on the last page")


class Shot(Model):
    """A shot: seconds from the first frame of its video."""

    id: str = Field(examples=["1f3a09c2b7d45e68"])
    video_id: str
    video_name: str = Field(examples=["newsreel.mp4"])
    start: float = Field(description="seconds")
    end: float = Field(description="seconds")
    position: int = Field(description="place among the rows of its video, from 0")
    part: int = Field(description="a long take is split evenly; counts from 1")
    parts: int
    has_poster: bool = Field(description="false while there is no picture to show")

    @classmethod
    def of(cls, shot: CoreShot, video_name: str, folder: Folder) -> Shot:
        """Say what a shot is; ``folder`` holds its poster."""
        return cls(
            id=shot.id,
            video_id=shot.video_id,
            video_name=video_name,
            start=float(shot.span.start),
            end=float(shot.span.end),
            position=shot.position,
            part=shot.part,
            parts=shot.parts,
            has_poster=folder.poster(shot.id).exists(),
        )


class OfferedShot(Model):
    """A shot that a search or feed offers. A similarity is not a probability."""

    shot: Shot
    rank: int = Field(description="from 1")
    score: float | None = Field(description="null where the label has not been built")
    score_kind: ScoreKind
    reason: str = Field(default="", description="why it is here, in words")
    verdict: Verdict | None = Field(default=None, description="the joined verdict for the label")


class Metric(Model):
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, metric: CoreMetric | None) -> Metric | None:
        """Say what a metric is, if there is one."""
        if metric is None:
            return None
        return cls(value=metric.value, low=metric.low, high=metric.high)


class Job(Model):
    """Long work: how far it is, and how it ended."""

    id: int
    kind: str = Field(examples=["ingest", "build"])
    state: job.JobState
    wanted: Literal["run", "pause", "cancel"]
    subject: str = Field(description="what it works on; the label of a build")
    stage: str
    done: float
    total: float | None
    unit: str
    note: str
    result: dict[str, Any] | None
    started_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, found: job.Job) -> Job:
        """Say how a job stands."""
        return cls.model_validate(
            {name: getattr(found, name) for name in cls.model_fields}, strict=False
        )
