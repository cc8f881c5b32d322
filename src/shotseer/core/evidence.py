"""What is known of a version beyond its numbers: curves, comparisons, advice."""

from __future__ import annotations

from dataclasses import dataclass

from shotseer.core.classifier import ClassifierVersion
from shotseer.core.feed import FeedKind
from shotseer.core.label import Verdict
from shotseer.core.video import ShotId


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Precision and recall of what scores ``threshold`` or more."""

    recall: float
    precision: float
    threshold: float


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Shots of about the same probability: the mean promised, and the share that is positive.

    ``low`` and ``high`` are Wilson's 95 % interval of the share.
    """

    predicted: float
    observed: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many values lie in each bin: ``counts[i]`` in ``[edges[i], edges[i + 1])``.

    The last bin holds its upper edge too.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Curves:
    """What scores given out of fold say of a version, and how its scores spread.

    The first two are empty where nothing could be held out, ``library`` where the version was
    built on other vectors.
    """

    precision_recall: tuple[CurvePoint, ...]
    reliability: tuple[ReliabilityBin, ...]
    library: Histogram
    positives: Histogram
    negatives: Histogram


@dataclass(frozen=True, slots=True)
class Difference:
    """What two versions say of a shot, as probabilities, and the joined verdict if there is one."""

    shot_id: ShotId
    before: float
    after: float
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions side by side.

    ``changed`` counts the shots that the two decide differently, each by its own threshold;
    ``shots`` is a page of them, those that differ most first.
    """

    first: ClassifierVersion
    second: ClassifierVersion
    first_curve: tuple[CurvePoint, ...]
    second_curve: tuple[CurvePoint, ...]
    changed: int
    to_positive: int
    to_negative: int
    shots: tuple[Difference, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Movers:
    """What changed between a version and the one before it; ``first`` is ``None`` for the first.

    ``up`` and ``down`` are the shots whose score rose and fell most.
    """

    sentence: str
    first: int | None
    second: int
    up: tuple[Difference, ...]
    down: tuple[Difference, ...]

    @property
    def shots(self) -> tuple[Difference, ...]:
        """Both, the largest change first."""
        both = (*self.up, *self.down)
        return tuple(sorted(both, key=lambda one: -abs(one.after - one.before)))


@dataclass(frozen=True, slots=True)
class Advice:
    """What would help most next, and how to begin.

    ``feed`` is the feed to judge, ``searches`` are words to search for, ``clusters`` are the
    clusters of the library that have no verdict of the kind that is missing.
    """

    text: str
    feed: FeedKind | None = None
    searches: tuple[str, ...] = ()
    clusters: tuple[int, ...] = ()
