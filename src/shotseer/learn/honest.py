"""How good a classifier is over a whole library, from shots that were drawn at random.

What people choose to judge is no fair sample: searches put before them what is easy to tell, the
suggested feed what is hard.
Shots drawn uniformly from those unjudged at the time are a fair sample of the rest. Judged shots
are counted, whoever chose them, so that only one number is unknown on each side of the decision
(what a version calls positive, and what not): how many of its unjudged shots are positive.

When some shots were drawn, the pool held these and the positives judged since. Given everything
known by then, the positives among the drawn are hypergeometric. The product over all draws is the
likelihood of the unknown number. It is a partial one (Cox 1975): how other shots came to be judged
does not enter, so that learning from a draw and choosing by it do no harm. Ranges come from the
mid-p confidence distribution, half of it the posterior that begins from "none", half the one that
begins from "all" (Lancaster 1961; combined over the sides as by Fay and Brittain 2016): where no
drawn shot was positive it reaches down to none and still a good way up. The middle is the median
after Jeffreys' prior.

On which side a drawn shot counts is told by a classifier that had not learnt from it: what a
version says of shots it learnt from tells nothing of the others.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from shotseer.core.arrays import Bools, Floats, Ints
from shotseer.core.classifier import Metric

ENOUGH = 30
"""Drawn and judged shots from which on figures are given: with no positive among 30, as many as
one shot in ten may still be one."""
READINESS = 3.0
"""How many times as readily positives may be passed over as negatives, or the other way round."""
EVERYTHING = -math.inf
"""The moment of a draw from the whole library, judged or not."""
SAMPLES = 4_000
CANDIDATES = 2_000
"""Numbers of positives that are tried; all, where there are not many more."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """The shots of a library that were judged yes or no; ``(j,)`` each.

    Attributes:
        positive: the verdicts.
        called: whether the version calls them positive.
        unlearnt: whether a classifier does that had not learnt from them; ``None`` where nothing
            could be held out.
        moments: when they were first judged, on any scale.
    """

    positive: Bools
    called: Bools
    unlearnt: Bools | None
    moments: Floats

    @property
    def positives(self) -> int:
        """How many are positive."""
        return int(self.positive.sum())

    @property
    def hits(self) -> int:
        """How many are positive and called so."""
        return int((self.positive & self.called).sum())


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """Shots drawn uniformly from what was unjudged at one moment, and judged since.

    Attributes:
        source: what drew them; it draws no shot twice.
        moment: when, on the scale of the judgements; `EVERYTHING` where shots that were judged
            already could be drawn, too: how the others came to be judged does not matter then.
        places: ``(k,)`` which of the judged shots.
    """

    source: Hashable
    moment: float
    places: Ints


@dataclass(frozen=True, slots=True)
class Sides:
    """Counts of shots on either side of the decision."""

    called: int
    uncalled: int

    @property
    def both(self) -> int:
        """Their sum."""
        return self.called + self.uncalled


@dataclass(frozen=True, slots=True)
class LibraryQuality:
    """What a version does over a whole library, as far as that can be told.

    A metric is ``None`` where there is too little to tell. ``drawn`` counts the shots that were
    drawn at random and judged, ``drawn_positives`` the positives among them; ``passed_over`` those
    that were shown and left without a yes or no. ``needed`` says how many more must be judged
    before there is any figure. ``prevalence`` is the share of all shots that are positive.
    """

    shots: int
    judged: int
    drawn: int
    drawn_positives: int
    passed_over: int
    needed: int
    precision: Metric | None = None
    recall: Metric | None = None
    prevalence: Metric | None = None


def measure(
    judged: Judged, draws: Sequence[Draw], unjudged: Sides, passed_over: Sides
) -> LibraryQuality:
    """Estimate precision, recall and prevalence over a library, with 95 % intervals.

    Args:
        judged: every judged shot.
        draws: what was drawn from the unjudged, in order.
        unjudged: the other shots, by what the version calls them.
        passed_over: shots that were drawn, seen and not answered. They may be positive at other
            odds than those answered, up to `READINESS` times; the ranges allow for it.
    """
    drawn = np.concatenate([np.empty(0, np.int64), *(draw.places for draw in draws)])
    found = LibraryQuality(
        shots=len(judged.positive) + unjudged.both,
        judged=len(judged.positive),
        drawn=len(drawn),
        drawn_positives=int(judged.positive[drawn].sum()),
        passed_over=passed_over.both,
        # Where most were passed over, those answered are no fair sample any more.
        needed=max(ENOUGH - len(drawn), passed_over.both - len(drawn), 0),
    )
    if found.needed:
        return found
    if judged.unlearnt is None:
        everything = np.ones(len(judged.positive), dtype=bool)
        whole = _unknown(everything, judged, draws, unjudged.both, passed_over.both)
        return replace(found, prevalence=_prevalence(judged, found.shots, whole))
    called = _unknown(judged.unlearnt, judged, draws, unjudged.called, passed_over.called)
    others = _unknown(~judged.unlearnt, judged, draws, unjudged.uncalled, passed_over.uncalled)
    others = others.shuffled()
    claims = int(judged.called.sum()) + unjudged.called
    return replace(
        found,
        precision=_precision(judged, claims, called) if claims else None,
        recall=_recall(judged, called, others) if judged.positives else None,
        prevalence=_prevalence(judged, found.shots, called.plus(others)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Unknown:
    """How many unjudged shots of a side are positive, as ``(SAMPLES,)`` equally likely numbers.

    ``fewest`` and ``most`` are to take the lower and the upper end of a range from.
    """

    likely: Floats
    fewest: Floats
    most: Floats

    def shuffled(self) -> _Unknown:
        """Return the same in an order that has nothing to do with another side's."""
        order = np.random.default_rng(0).permutation(SAMPLES)
        return _Unknown(self.likely[order], self.fewest[order], self.most[order])

    def plus(self, other: _Unknown) -> _Unknown:
        """Return the sum of two independent numbers."""
        return _Unknown(
            self.likely + other.likely, self.fewest + other.fewest, self.most + other.most
        )


def _unknown(
    side: Bools, judged: Judged, draws: Sequence[Draw], unjudged: int, passed_over: int
) -> _Unknown:
    """Estimate the positives among the unjudged shots of a side.

    Args:
        side: ``(j,)`` which judged shots are on it.
        judged: all judged shots.
        draws: what was drawn, on either side.
        unjudged: how many shots of the side are not judged.
        passed_over: how many shots of the side were drawn, seen and not answered.
    """
    counts, widths = _candidates(unjudged)
    logs = np.zeros(len(counts))
    gone: dict[Hashable, Bools] = {}
    answered = yes = 0
    for draw in draws:
        here = draw.places[side[draw.places]]
        before = gone.setdefault(draw.source, np.zeros(len(side), dtype=bool))
        pool = side & (judged.moments >= draw.moment) & ~before
        pool[here] = True
        known_yes = int((judged.positive & pool).sum())
        known_no = int(pool.sum()) - known_yes
        hits = int(judged.positive[here].sum())
        logs += _log_ways(counts + known_yes, hits)
        logs += _log_ways(unjudged - counts + known_no, len(here) - hits)
        before[here] = True
        answered, yes = answered + len(here), yes + hits

    def quantiles(weight_yes: float, weight_no: float) -> Floats:
        prior = _log_prior(counts + yes, weight_yes)
        prior += _log_prior(unjudged - counts + answered - yes, weight_no)
        return _quantiles(counts, widths, logs + prior)

    middle_p = np.concatenate([quantiles(0, 1)[::2], quantiles(1, 0)[::2]])
    share = answered / max(answered + passed_over, 1)
    return _Unknown(
        quantiles(0.5, 0.5),
        _shifted(middle_p, unjudged, share, 1 / READINESS),
        _shifted(middle_p, unjudged, share, READINESS),
    )


def _candidates(unjudged: int) -> tuple[Floats, Floats]:
    """Return numbers of positives to try, and how many numbers each is the middle of."""
    if unjudged <= CANDIDATES:
        counts = np.arange(unjudged + 1, dtype=np.float64)
        return counts, np.ones(len(counts))
    # Close together near none and near all, where one more makes a difference.
    near = np.geomspace(1, unjudged / 2, CANDIDATES // 2).round()
    first = np.unique(np.concatenate([[0.0], near, unjudged - near, [float(unjudged)]]))
    widths = np.diff(first, append=unjudged + 1.0)
    return first + (widths - 1) / 2, widths


def _log_ways(available: Floats, taken: int) -> Floats:
    """Return the logarithm of the ways to take some in order; minus infinity where too few are."""
    left = available[:, None] - np.arange(taken)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(np.maximum(left, 0)).sum(axis=1))


def _log_prior(counts: Floats, weight: float) -> Floats:
    """Return what a beta prior's weight on one answer makes of its number among all.

    With no weight and none drawn, there are none.
    """
    from scipy.special import gammaln

    if weight == 0 and counts.min() == 0:
        return np.where(counts == 0, 0.0, -np.inf)
    return np.asarray(gammaln(counts + weight) - gammaln(counts + 1))


def _quantiles(counts: Floats, widths: Floats, logs: Floats) -> Floats:
    """Return ``(SAMPLES,)`` evenly spaced quantiles of a distribution over numbers."""
    mass = np.exp(logs - logs.max()) * widths
    upto = np.cumsum(mass) / mass.sum()
    wanted = (np.arange(SAMPLES) + 0.5) / SAMPLES
    cell = np.minimum(np.searchsorted(upto, wanted), len(counts) - 1)
    before = np.append(0.0, upto)[cell]
    inside = (wanted - before) / np.maximum(upto[cell] - before, 1e-300)
    steps = np.floor(np.clip(inside, 0, 1 - 1e-9) * widths[cell])
    return np.asarray(counts[cell] - (widths[cell] - 1) / 2 + steps)


def _shifted(positives: Floats, unjudged: int, answered: float, readiness: float) -> Floats:
    """Return the positives where those passed over are so at other odds than those answered."""
    if answered == 1 or not unjudged:
        return positives
    share = positives / unjudged
    passed = readiness * share / (1 + (readiness - 1) * share)
    return np.asarray(unjudged * (answered * share + (1 - answered) * passed))


def _precision(judged: Judged, claims: int, called: _Unknown) -> Metric:
    return _metric(called, lambda found: (judged.hits + found) / claims)


def _recall(judged: Judged, called: _Unknown, others: _Unknown) -> Metric:
    def recall(found: Floats, missed: Floats) -> Floats:
        return (judged.hits + found) / (judged.positives + found + missed)

    shares = _Unknown(
        recall(called.likely, others.likely),
        recall(called.fewest, others.most),
        recall(called.most, others.fewest),
    )
    return _metric(shares, lambda share: share)


def _prevalence(judged: Judged, shots: int, unknown: _Unknown) -> Metric:
    return _metric(unknown, lambda found: (judged.positives + found) / shots)


def _metric(unknown: _Unknown, rate: Callable[[Floats], Floats]) -> Metric:
    value = float(np.median(rate(unknown.likely)))
    low = float(np.quantile(rate(unknown.fewest), 0.025))
    high = float(np.quantile(rate(unknown.most), 0.975))
    return Metric(value, min(low, value), max(high, value))
