"""Changing the encoder: what it costs, how it stands, and what becomes of each label."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shotseer.core.classifier import Metric
from shotseer.core.embedding import EmbeddingSpace


class MigrationStage(StrEnum):
    """How far a change of the encoder has come."""

    EMBEDDING = "embedding"
    READY = "ready"
    SWITCHED = "switched"
    ROLLED_BACK = "rolled back"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A video that cannot have vectors of the other encoder as things are, and why."""

    video_id: str
    name: str
    shots: int
    reason: str
    hint: str


@dataclass(frozen=True, slots=True)
class MigrationPlan:
    """What changing the encoder will take; only what has not been done yet.

    Attributes:
        old: the encoder in use.
        encoder: the encoder to come, by its full name.
        space: its space.
        videos: how many videos will be read.
        shots: how many shots will be embedded.
        hours: of video, through which the reading goes.
        seconds: about how long that takes, measured on a few frames of one video; ``None`` where
            there was nothing to measure on.
        labels: how many versions in use will be rebuilt.
        bytes: of disk, about.
        free_bytes: what the disk has left.
        missing: videos that will have no vector in the new space.
        notes: what is good to know before.
    """

    old: EmbeddingSpace
    encoder: str
    space: EmbeddingSpace
    videos: int
    shots: int
    hours: float
    seconds: float | None
    labels: int
    bytes: int
    free_bytes: int
    missing: tuple[LeftOut, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelChange:
    """A version in use, and what was rebuilt of it with the other encoder.

    Attributes:
        label: its name.
        version: the number of the version.
        version_id: its id.
        roles: what the version is to its label: ``current``, ``deployed``.
        candidate: the number of the rebuilt one; ``None`` where it could not be rebuilt.
        candidate_id: its id.
        reason: why it could not be rebuilt.
        hint: what to do about that.
        judged: how many judged shots both were measured on, out of fold.
        before: average precision of the version on them.
        after: that of the rebuilt one on the same shots.
        difference: after minus before, with the interval of the difference itself.
    """

    label: str
    version: int
    version_id: str
    roles: tuple[str, ...]
    candidate: int | None = None
    candidate_id: str | None = None
    reason: str = ""
    hint: str = ""
    judged: int = 0
    before: Metric | None = None
    after: Metric | None = None
    difference: Metric | None = None

    @property
    def verdict(self) -> str:
        """What the difference says in a word or two."""
        if self.candidate is None:
            return "not rebuilt"
        if self.difference is None:
            return "not measured"
        if self.difference.low > 0:
            return "better"
        return "worse" if self.difference.high < 0 else "no clear difference"


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to a migration."""

    event: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Migration:
    """A change of the encoder, as it stands now.

    Attributes:
        id: of this change.
        stage: how far it is.
        old: the space that is left.
        new: the space to come.
        shots: how many shots the library has.
        embedded: how many of them have a vector in the space that is not in use.
        left_out: videos that have none there and cannot have any as things are.
        labels: what became of each version in use, as far as that is known.
        job: the job that works on it now.
        job_note: what it does or waits for.
        old_bytes: disk that the old vectors take.
        new_bytes: disk that the new ones take.
        history: what happened, oldest first.
        advice: what can be done now, in a sentence.
        command: how the command line does it.
    """

    id: str
    stage: MigrationStage
    old: EmbeddingSpace
    new: EmbeddingSpace
    shots: int
    embedded: int
    left_out: tuple[LeftOut, ...]
    labels: tuple[LabelChange, ...]
    job: int | None
    job_note: str
    old_bytes: int
    new_bytes: int
    history: tuple[Happened, ...]
    advice: str
    command: str
