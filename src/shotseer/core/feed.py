"""What is offered to be judged: search hits and feeds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shotseer.core.label import Source, Verdict
from shotseer.core.video import ShotId


class FeedKind(StrEnum):
    """The feeds of a Build: what to judge next, and the four of the published method."""

    SUGGESTED = "suggested"
    TOP_POSITIVE = "top-positive"
    TOP_NEGATIVE = "top-negative"
    BORDERLINE = "borderline"
    RANDOM = "random"


class ScoreKind(StrEnum):
    """A cosine similarity is not a probability, and is never shown as one."""

    SIMILARITY = "similarity"
    PROBABILITY = "probability"


@dataclass(frozen=True, slots=True)
class Hit:
    """A shot that a search found. ``score`` is a similarity; ``rank`` counts from 1."""

    shot_id: ShotId
    rank: int
    score: float
    score_kind: ScoreKind = ScoreKind.SIMILARITY


@dataclass(frozen=True, slots=True)
class FeedItem:
    """A shot in a feed, with why it is there.

    ``chance`` is the probability with which this feed would have offered the shot: 1 for the
    feeds that follow the scores, k / n for the random one. ``rank`` counts from 1 in the fixed
    order of the feed. ``score`` is ``None`` in a selection for a label that has not been built.
    ``verdict`` is the joined verdict now, where judged shots are shown too.
    """

    shot_id: ShotId
    rank: int
    score: float | None
    reason: str
    chance: float
    score_kind: ScoreKind = ScoreKind.PROBABILITY
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of a feed: of a version, or of a selection that someone made.

    A feed is a snapshot: its order never changes, and judged shots only drop out. ``cursor`` is
    to go on ``after``; ``None`` at the end. ``version`` is the
    number of the version whose scores it shows. ``total`` counts its shots, ``left`` those of them
    that are not judged now.
    """

    id: str
    label: str
    version_id: str | None
    version: int | None
    kind: FeedKind | Source
    items: tuple[FeedItem, ...]
    left: int
    total: int
    cursor: str | None
