"""The four feeds of a Build: deterministic orders over the shots that are not judged.

A feed is cut into pages; the order does not depend on where. Top positive, top negative and
borderline follow the scores, but within each short stretch of the ranking, shots that look almost
the same as one before, or lie right beside it in the same video, wait until the others have been
shown. No shot is lost. Random is a fixed, uniformly random order of all of them.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from shotseer.core.arrays import Bools, Ints, Matrix, Vector
from shotseer.core.classifier import probability
from shotseer.core.feed import FeedKind
from shotseer.learn import ranking

STRETCH = 48
"""How far down the ranking a page looks for shots that differ."""
LEAST_STRETCHES = 4
LEAST_RANKED = 512
"""How far down a feed is ranked at once."""
ABOUT_EQUAL = 0.5
"""Difference in logits up to which shots may change places to keep like ones apart."""
SAME = 0.95
"""Cosine similarity from which on two shots look almost the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """A library with the scores of one version.

    Attributes:
        logits: ``(n,)`` float32 of every shot.
        judged: ``(n,)`` mask of the shots that must not be offered.
        videos: ``(n,)`` a number per video.
        positions: ``(n,)`` where each shot stands in its video: neighbours differ by one.
        take: returns the ``(k, d)`` unit rows of ``k`` shots.
        threshold: the probability from which on a shot counts as positive.
        seed: decides the order of the random feed.
        learnt: ``(m,)`` rows of the shots that were judged yes or no.
        is_found: whether one of them is positive.
    """

    logits: Vector
    judged: Bools
    videos: NDArray[np.integer]
    positions: NDArray[np.integer]
    take: Callable[[Ints], Matrix]
    threshold: float = 0.5
    seed: int = 0
    learnt: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    is_found: bool = False


@dataclass(frozen=True, slots=True)
class Pick:
    """A shot in a feed.

    Attributes:
        row: which shot.
        place: its place in the feed, from 0.
        score: its probability.
        reason: why it is there, in words.
        chance: the probability with which this page would have offered it: 1 where the scores
            decide.
    """

    row: int
    place: int
    score: float
    reason: str
    chance: float


class Order:
    """The order of one feed, found as far down as it was asked for.

    Pages deep down cost what the way there costs once; threads may share it.
    """

    def __init__(self, kind: FeedKind, candidates: Candidates) -> None:
        self.kind = kind
        self.candidates = candidates
        self.length = int(np.count_nonzero(~candidates.judged))
        self._longest = max(1, min(STRETCH, self.length // LEAST_STRETCHES))
        self._known = _Known(np.empty(0, dtype=np.int64), np.zeros(1, dtype=np.int64))
        self._lock = threading.Lock()

    def page(self, offset: int, k: int) -> tuple[Pick, ...]:
        """Return places ``offset`` to ``offset + k``; fewer at the end."""
        stop = min(offset + k, self.length)
        if stop <= offset:
            return ()
        known = self._reach(stop)
        if self.kind is FeedKind.RANDOM:
            rows, ranks = known.ranking[offset:stop], np.arange(offset, stop)
            chance = len(rows) / self.length
        else:
            rows, ranks = _spread_out(self.candidates, known, offset, stop)
            chance = 1.0
        scores = probability(self.candidates.logits[rows])
        threshold = self.candidates.threshold
        return tuple(
            Pick(
                int(row),
                offset + i,
                float(scores[i]),
                _reason(self.kind, float(scores[i]), threshold, int(ranks[i]) + 1, self.length),
                chance,
            )
            for i, row in enumerate(rows)
        )

    def _reach(self, stop: int) -> _Known:
        """Return the ranking and its stretches so far down that place ``stop`` is settled."""
        with self._lock:
            known = self._known
            if len(known.ranking) < min(self.length, stop + self._longest):
                # Twice as far as needed, so that a reader who goes on seldom waits.
                wanted = max(LEAST_RANKED, 2 * (stop + self._longest))
                known = _Known(self._rank(wanted), known.starts)
            if known.starts[-1] < stop:
                known = _Known(known.ranking, self._stretches(known, stop))
            self._known = known
            return known

    def _rank(self, count: int) -> Ints:
        if self.kind is FeedKind.RANDOM:
            return random_order(self.candidates, count)
        urgency = _urgency(self.kind, self.candidates)
        return ranking.best(urgency, count, ~self.candidates.judged)

    def _stretches(self, known: _Known, stop: int) -> Ints:
        """Return where stretches of about equal shots begin, until one begins at or after stop."""
        if self.kind is FeedKind.RANDOM:
            return np.array([self.length])
        urgency = _urgency(self.kind, self.candidates, known.ranking)
        starts = known.starts.tolist()
        while starts[-1] < stop:
            start = starts[-1]
            # In a small library, a stretch must not reach from the best shots down to the worst.
            near = urgency[start : start + self._longest] >= urgency[start] - np.float32(
                ABOUT_EQUAL
            )
            starts.append(start + int(np.count_nonzero(near)))
        return np.array(starts)


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """The rows of a feed by rank, and where its stretches begin; both as far as they are known."""

    ranking: Ints
    starts: Ints


def _urgency(kind: FeedKind, candidates: Candidates, rows: Ints | None = None) -> Vector:
    """Return what a feed sorts by, largest first: of every shot, or of some rows."""
    logits = candidates.logits if rows is None else candidates.logits[rows]
    if kind is FeedKind.TOP_POSITIVE:
        return logits
    if kind is FeedKind.TOP_NEGATIVE:
        return -logits
    # In logits: probabilities near 0 and 1 lie too close together to compare.
    decision = np.log(candidates.threshold / (1 - candidates.threshold))
    distance: Vector = np.abs(logits - np.float32(decision))
    return -distance


def random_order(candidates: Candidates, count: int) -> Ints:
    """Return the first ``count`` of the unjudged rows in a uniformly random order.

    A verdict does not change the order of the others: each row has a random key of its own.
    """
    keys = np.random.default_rng(candidates.seed).random(len(candidates.judged))
    # Sorting only what lies surely far enough ahead is many times faster than sorting all.
    ahead = keys < (2 * count + 50) / max(len(keys), 1)
    rows = np.flatnonzero(ahead & ~candidates.judged)
    if len(rows) < count:
        rows = np.flatnonzero(~candidates.judged)
    return rows[np.argsort(keys[rows])][:count]


def _spread_out(candidates: Candidates, known: _Known, offset: int, stop: int) -> tuple[Ints, Ints]:
    """Return the rows of places ``offset`` to ``stop``, and their places in the plain ranking."""
    first, last = np.searchsorted(known.starts, [offset, stop - 1], side="right") - 1
    order = [
        start + _spread(candidates, known.ranking[start:end])
        for start, end in itertools.pairwise(known.starts[first : last + 2].tolist())
    ]
    begin = int(known.starts[first])
    ranks = np.concatenate(order)[offset - begin : stop - begin]
    return known.ranking[ranks], ranks


def _spread(candidates: Candidates, rows: Ints) -> Ints:
    """Return an order of ``rows`` in which like ones are apart: rounds of shots that all differ."""
    vectors = candidates.take(rows)
    videos, positions = candidates.videos[rows], candidates.positions[rows]
    near = np.abs(positions[:, None] - positions) <= 1
    alike = (vectors @ vectors.T > SAME) | (near & (videos[:, None] == videos))
    order: list[int] = []
    waiting = list(range(len(rows)))
    while waiting:
        shown: list[int] = []
        pushed_back: list[int] = []
        for place in waiting:
            (pushed_back if alike[place, shown].any() else shown).append(place)
        order += shown
        waiting = pushed_back
    return np.array(order, dtype=np.int64)


def _reason(kind: FeedKind, score: float, threshold: float, rank: int, unjudged: int) -> str:
    match kind:
        case FeedKind.TOP_POSITIVE:
            return f"score {score:.2f}, rank {rank:,} of {unjudged:,} unjudged"
        case FeedKind.TOP_NEGATIVE:
            return f"score {score:.2f}, rank {rank:,} from the bottom of {unjudged:,} unjudged"
        case FeedKind.BORDERLINE:
            away = abs(score - threshold)
            return f"{away:.2f} from the decision point, rank {rank:,} of {unjudged:,} unjudged"
        case _:
            return f"drawn at random from {unjudged:,} unjudged"
