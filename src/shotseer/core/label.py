"""Labels, the verdicts people give, and the frozen datasets made of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from shotseer.core.video import ShotId, TimeSpan, VideoId


class Verdict(StrEnum):
    """What an annotator says of a shot for a label."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    SKIP = "skip"


class JoinRule(StrEnum):
    """How the verdicts of several annotators on one shot become one.

    With ``majority``, skips do not vote and a tie leaves the shot out.
    """

    NEWEST = "newest"
    MAJORITY = "majority"


class Source(StrEnum):
    """Where a verdict was given."""

    SEARCH = "search"
    SUGGESTED = "suggested"
    TOP_POSITIVE = "top-positive"
    TOP_NEGATIVE = "top-negative"
    BORDERLINE = "borderline"
    RANDOM = "random"
    SELECTION = "selection"
    REVIEW = "review"
    IMPORT = "import"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True)
class Label:
    """A named yes/no question about a shot, with what an annotator needs to answer it."""

    name: str
    description: str = ""
    guidelines: str = ""
    rule: JoinRule = JoinRule.NEWEST
    queries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict as a door hands it in, before the log has given it a number.

    ``uid`` is made by the client: the same uid twice is one judgement. ``rank`` (from 1) and
    ``score`` are what the annotator saw beside the shot. ``verdict`` ``None`` withdraws the
    annotator's verdict.
    """

    shot_id: ShotId
    verdict: Verdict | None
    source: Source = Source.DIRECT
    feed_id: str | None = None
    rank: int | None = None
    score: float | None = None
    note: str = ""
    uid: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Annotation:
    """One line of the annotation log. The video and the exact span outlive any re-cutting."""

    seq: int
    uid: str
    label: str
    annotator: str
    shot_id: ShotId
    video_id: VideoId
    span: TimeSpan
    verdict: Verdict | None
    at: datetime
    source: Source
    batch: str
    feed_id: str | None = None
    rank: int | None = None
    score: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class LabeledDataset:
    """A frozen snapshot of a label's joined verdicts, as two disjoint sorted sets of shots.

    Raises:
        ValueError: a shot is in both sets.
    """

    label: str
    positives: tuple[ShotId, ...]
    negatives: tuple[ShotId, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "positives", tuple(sorted(set(self.positives))))
        object.__setattr__(self, "negatives", tuple(sorted(set(self.negatives))))
        if both := set(self.positives) & set(self.negatives):
            raise ValueError(f"{len(both)} shots are both positive and negative: {min(both)} ...")

    def __len__(self) -> int:
        return len(self.positives) + len(self.negatives)

    @property
    def digest(self) -> str:
        """A hash of the content: equal verdicts give equal digests, whenever they were given."""
        content = json.dumps([self.label, self.positives, self.negatives])
        return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Return a JSON form that `from_json` reads back."""
        return {
            "label": self.label,
            "positives": list(self.positives),
            "negatives": list(self.negatives),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LabeledDataset:
        """Read what `to_json` wrote."""
        return cls(data["label"], tuple(data["positives"]), tuple(data["negatives"]))
