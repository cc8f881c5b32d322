"""What to judge next: one feed that looks for positives first, and then settles doubts.

Until a positive is known, the scores are those of a search, and the shots at its top look alike: if
one of them is wrong, all are. So each shot that is suggested is the best of those that look unlike
everything judged or suggested before it; and the more of them prove wrong, the further away the
next must be. Once a positive is known, the borderline shots come: where it is rare, these are the
likeliest positives, and later the cases in doubt.

From then on, one place in ten is for a shot drawn uniformly at random, which keeps the estimate of
quality over the whole library going.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from shotseer.core.arrays import Ints, Matrix, Vector
from shotseer.core.classifier import probability
from shotseer.core.feed import FeedKind
from shotseer.learn import ranking
from shotseer.learn.feeds import Candidates, Order, Pick, random_order

BATCH = 5
"""Verdicts after which the default way of judging builds again."""
RANDOM_EVERY = 10
MOST_RANDOM = 20
"""Random shots that are set apart for a Build; no other place shows them."""
RANDOM_FROM = 25
"""Verdicts from which on random shots are mixed in: fewer draws would tell nothing yet."""
ALIKE, LEAST_ALIKE = 0.5, 0.3
"""Cosine similarity, from the centre of the library, above which a shot is too like those before
it: at first, and at the least."""
STRICTER = 0.01
"""How much less alike they may be after each shot that was no positive."""
TOP, ACROSS = 1_000, 3_000
"""Shots to choose from while looking for a positive: the best ones, and some from everywhere."""
AT_ONCE = 5
FAR_PLACES = 200
"""Places for which unlike shots are looked for; the rest follows by score."""


def order_of(kind: FeedKind, candidates: Candidates) -> Order:
    """Return the order of a feed."""
    return Suggested(candidates) if kind is FeedKind.SUGGESTED else Order(kind, candidates)


class Suggested(Order):
    """The order of the suggested feed: the leading shots and those drawn at random, in turn."""

    def __init__(self, candidates: Candidates) -> None:
        super().__init__(FeedKind.SUGGESTED, candidates)
        places = min(MOST_RANDOM, self.length // RANDOM_EVERY) if candidates.is_found else 0
        drawn = random_order(candidates, places)
        taken = candidates.judged.copy()
        taken[drawn] = True
        rest = replace(candidates, judged=taken)
        self._drawn = self._draws(drawn)
        self._leading = _each(
            Order(FeedKind.BORDERLINE, rest) if candidates.is_found else _Unlike(rest)
        )
        self._picks: list[Pick] = []
        self._merging = threading.Lock()

    def page(self, offset: int, k: int) -> tuple[Pick, ...]:
        """Return places ``offset`` to ``offset + k``; fewer at the end."""
        stop = min(offset + k, self.length)
        with self._merging:
            while len(self._picks) < stop:
                self._add()
            return tuple(self._picks[offset:stop])

    def _add(self) -> None:
        # Turns go on from Build to Build: whoever judges five and builds must come to them, too.
        turn = len(self.candidates.learnt) + len(self._picks)
        sources = [self._leading, self._drawn]
        if turn >= RANDOM_FROM and turn % RANDOM_EVERY == RANDOM_EVERY - 1:
            sources.reverse()
        pick = next(itertools.chain(*sources))
        self._picks.append(replace(pick, place=len(self._picks)))

    def _draws(self, rows: Ints) -> Iterator[Pick]:
        for number, row in enumerate(rows.tolist(), 1):
            yield Pick(
                row,
                0,
                float(probability(self.candidates.logits[row])),
                f"drawn at random from {self.length:,} unjudged, to measure quality over all",
                number / self.length,
            )


def _each(order: Order) -> Iterator[Pick]:
    """Yield all picks of an order, some at a time."""
    for offset in range(0, order.length, AT_ONCE):
        yield from order.page(offset, AT_ONCE)


class _Unlike(Order):
    """The best shots that look unlike everything before them, found as far as was asked for."""

    def __init__(self, candidates: Candidates) -> None:
        super().__init__(FeedKind.TOP_POSITIVE, candidates)
        self._search: _Search | None = None
        self._searching = threading.Lock()

    def page(self, offset: int, k: int) -> tuple[Pick, ...]:
        """Return places ``offset`` to ``offset + k``; fewer at the end."""
        stop = min(offset + k, self.length)
        with self._searching:
            self._search = self._search or _Search(self.candidates)
            far = self._search.reach(min(stop, FAR_PLACES))
        rows = far[offset:stop]
        if stop > len(far):
            after = max(offset, len(far)) - len(far)
            rows = np.append(rows, self._by_score(far, after, stop - len(far)))
        scores = probability(self.candidates.logits[rows])
        return tuple(
            Pick(int(row), offset + i, float(score), _reason(float(score), self.length), 1.0)
            for i, (row, score) in enumerate(zip(rows, scores, strict=True))
        )

    def _by_score(self, far: Ints, first: int, last: int) -> Ints:
        left = ~self.candidates.judged
        left[far] = False
        return ranking.best(self.candidates.logits, last, left)[first:]


def _reason(score: float, unjudged: int) -> str:
    return f"score {score:.2f}, unlike those before it, of {unjudged:,} unjudged"


class _Search:
    """Looks for shots that are good and unlike each other, one after the other."""

    def __init__(self, candidates: Candidates) -> None:
        self._rows = _choice(candidates)
        self._scores = candidates.logits[self._rows]
        centre, judged = _judged_vectors(candidates)
        self._vectors = _directions(candidates.take(self._rows), centre)
        self._nearest = np.full(len(self._rows), -1, dtype=np.float32)
        if len(judged):
            self._nearest = (self._vectors @ _directions(judged, centre).T).max(axis=1)
        self._wrong = len(judged)
        self._found: list[int] = []

    def reach(self, count: int) -> Ints:
        """Return the rows of the first ``count`` places; fewer where there are no more."""
        for _ in range(min(count, len(self._rows)) - len(self._found)):
            self._find_next()
        return self._rows[self._found]

    def _find_next(self) -> None:
        allowed = max(LEAST_ALIKE, ALIKE - STRICTER * (self._wrong + len(self._found)))
        free = np.ones(len(self._rows), dtype=bool)
        free[self._found] = False
        unlike = free & (self._nearest <= max(allowed, float(self._nearest[free].min())))
        place = int(np.argmax(np.where(unlike, self._scores, -np.inf)))
        self._found.append(place)
        self._nearest = np.maximum(self._nearest, self._vectors @ self._vectors[place])


def _choice(candidates: Candidates) -> Ints:
    """Return the rows to choose from, in their own order."""
    best = ranking.best(candidates.logits, TOP, ~candidates.judged)
    return np.union1d(best, random_order(candidates, ACROSS))


def _judged_vectors(candidates: Candidates) -> tuple[Vector, Matrix]:
    """Return the centre of the library, and the ``(m, d)`` rows of what was judged."""
    everywhere = candidates.take(np.sort(random_order(candidates, ACROSS)))
    centre: Vector = everywhere.mean(axis=0, dtype=np.float64).astype(np.float32)
    return centre, candidates.take(candidates.learnt)


def _directions(rows: Matrix, centre: Vector) -> Matrix:
    """Return ``(n, d)`` unit rows from the centre."""
    centred = rows - centre
    lengths = np.sqrt(np.einsum("ij,ij->i", centred, centred))
    directions: Matrix = centred / np.maximum(lengths, 1e-6)[:, None]
    return directions
