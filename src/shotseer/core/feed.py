"""What is offered to be judged: search hits and the four feeds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shotseer.core.video import ShotId


class FeedKind(StrEnum):
    """The four feeds of a Build."""

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
    feeds that follow the scores, k / n for the random one.
    """

    shot_id: ShotId
    rank: int
    score: float
    reason: str
    chance: float
    score_kind: ScoreKind = ScoreKind.PROBABILITY


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of a feed of one version. ``left`` counts the unjudged shots behind this page."""

    id: str
    label: str
    version_id: str
    kind: FeedKind
    items: tuple[FeedItem, ...]
    left: int
