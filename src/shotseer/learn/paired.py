"""Two classifiers on the same judged shots: how good each is, and how sure the difference is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shotseer.core.arrays import Bools, Floats, Ints
from shotseer.core.classifier import Metric
from shotseer.learn.evaluation import (
    Z,
    average_precision,
    evaluate,
    resample,
    weighted_average_precision,
    wilson,
)


@dataclass(frozen=True, slots=True)
class Paired:
    """Average precision before and after, and the difference: each with its 95 % interval."""

    before: Metric
    after: Metric
    difference: Metric


def compare(
    before: Floats, after: Floats, y: Bools, groups: Ints, *, grouped: bool, seed: int = 0
) -> Paired:
    """Compare two sets of scores that were given out of fold to the same shots.

    The interval of the difference is a bootstrap in which both sets are drawn together, over
    videos (over shots where ``grouped`` is false), so that what makes shots hard for both cancels
    out. Percentile intervals of few units are too narrow: it is widened by Student's quantile over
    the normal one and by ``sqrt(n / (n - 1))`` (Hesterberg 2015, section 5.3). Where no draw
    differs at all, it is as wide as Wilson's interval for something that was never seen in ``n``
    units.

    Args:
        before: ``(n,)`` scores of the one.
        after: ``(n,)`` scores of the other.
        y: ``(n,)`` verdicts: true for positive. At least one of each.
        groups: ``(n,)`` a number per video.
        grouped: whether folds kept videos together, for both.
        seed: makes the bootstrap repeat.
    """
    units = np.unique(groups, return_inverse=True)[1] if grouped else np.arange(len(y))
    weights = resample(units, y, np.random.default_rng(seed))
    samples = weighted_average_precision(after, y, weights)
    samples -= weighted_average_precision(before, y, weights)
    value = average_precision(after, y) - average_precision(before, y)
    low, high = _widened(samples, value, len(np.unique(units)))
    return Paired(
        _metric(before, y, groups, grouped, seed),
        _metric(after, y, groups, grouped, seed),
        Metric(value, max(-1.0, low), min(1.0, high)),
    )


def _widened(samples: Floats, value: float, units: int) -> tuple[float, float]:
    from scipy import stats

    if units < 2:
        return -1.0, 1.0
    if np.ptp(samples) == 0:
        unseen = wilson(0.0, units)[1]
        return value - unseen, value + unseen
    scale = float(stats.t.ppf(0.975, units - 1)) / Z * np.sqrt(units / (units - 1))
    low, high = (float(end) for end in np.quantile(samples, [0.025, 0.975]))
    return min(value, value + scale * (low - value)), max(value, value + scale * (high - value))


def _metric(scores: Floats, y: Bools, groups: Ints, grouped: bool, seed: int) -> Metric:
    found = evaluate(scores, None, y, groups, threshold=0.5, grouped=grouped, seed=seed)
    assert found.average_precision is not None
    return found.average_precision
