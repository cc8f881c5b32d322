"""The four feeds of a Build: deterministic orders over the shots that are not judged.

A feed is cut into pages; the order does not depend on where. Top positive, top negative and
borderline follow the scores, but within each short stretch of the ranking, shots that look almost
the same as one before, or lie right beside it in the same video, wait until the others have been
shown. No shot is lost. Random is a fixed, uniformly random order of all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from shotseer.core.arrays import Bools, Ints, Matrix, Vector
from shotseer.core.classifier import probability
from shotseer.core.feed import FeedKind
from shotseer.learn import ranking

STRETCH = 48
"""How far down the ranking a page looks for shots that differ."""
LEAST_STRETCHES = 4
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
    """

    logits: Vector
    judged: Bools
    videos: Ints
    positions: Ints
    take: Callable[[Ints], Matrix]
    threshold: float = 0.5
    seed: int = 0


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


def page(kind: FeedKind, candidates: Candidates, offset: int, k: int) -> tuple[Pick, ...]:
    """Return places ``offset`` to ``offset + k`` of a feed; fewer at its end."""
    unjudged = int(np.count_nonzero(~candidates.judged))
    stop = min(offset + k, unjudged)
    if stop <= offset:
        return ()
    if kind is FeedKind.RANDOM:
        rows = _random_order(candidates)[offset:stop]
        ranks = np.arange(offset, stop)
        chance = len(rows) / unjudged
    else:
        rows, ranks = _ranked(candidates, _urgency(kind, candidates), unjudged, offset, stop)
        chance = 1.0
    scores = probability(candidates.logits[rows])
    return tuple(
        Pick(
            int(row),
            offset + i,
            float(scores[i]),
            _reason(kind, float(scores[i]), candidates.threshold, int(ranks[i]) + 1, unjudged),
            chance,
        )
        for i, row in enumerate(rows)
    )


def _urgency(kind: FeedKind, candidates: Candidates) -> Vector:
    """Return ``(n,)`` what a feed sorts by, largest first."""
    if kind is FeedKind.TOP_POSITIVE:
        return candidates.logits
    if kind is FeedKind.TOP_NEGATIVE:
        return -candidates.logits
    # In logits: probabilities near 0 and 1 lie too close together to compare.
    decision = np.log(candidates.threshold / (1 - candidates.threshold))
    distance: Vector = np.abs(candidates.logits - np.float32(decision))
    return -distance


def _random_order(candidates: Candidates) -> Ints:
    """Return the unjudged rows in an order that a verdict does not change for the others."""
    order = np.random.default_rng(candidates.seed).permutation(len(candidates.judged))
    return order[~candidates.judged[order]]


def _ranked(
    candidates: Candidates, urgency: Vector, unjudged: int, offset: int, stop: int
) -> tuple[Ints, Ints]:
    """Return the rows of places ``offset`` to ``stop``, and their places in the plain ranking."""
    # In a small library, a stretch must not reach from the best shots down to the worst.
    longest = max(1, min(STRETCH, unjudged // LEAST_STRETCHES))
    best = ranking.best(urgency, stop + longest, ~candidates.judged)
    order: list[Ints] = []
    start = 0
    while start < stop:
        end = _stretch_end(urgency[best[start : start + longest]]) + start
        # What lies before the page need not be put in order.
        places = _spread(candidates, best[start:end]) if end > offset else np.arange(end - start)
        order.append(start + places)
        start = end
    ranks = np.concatenate(order)[offset:stop]
    return best[ranks], ranks


def _stretch_end(urgency: Vector) -> int:
    """Return how many shots from the first on are about as urgent as it."""
    return int(np.count_nonzero(urgency >= urgency[0] - np.float32(ABOUT_EQUAL)))


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
        case FeedKind.RANDOM:
            return f"drawn at random from {unjudged:,} unjudged"
