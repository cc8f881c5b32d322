"""How the published experiments measure a ranking: five resamples of one set of test shots.

The model is trained once and only the test set is drawn anew, so that the spread says nothing of
training (Ziai and Vartakavi 2024, released code). Random draws are those of NumPy's legacy
generator, which is what the published numbers were made with; the global one is not touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from shotseer.core.arrays import Bools, Floats, Ints
from shotseer.learn import average_precision as ap

RESAMPLES = 5
RANDOM_RANKINGS = 1000
RANDOM_SEED = 0


@dataclass(frozen=True, slots=True)
class Measure:
    """A number measured on several resamples: their mean and population standard deviation."""

    mean: float
    sd: float

    @classmethod
    def of(cls, values: Floats) -> Measure:
        """Summarise the finite ones of ``(r,)`` values; at least one is."""
        finite = values[np.isfinite(values)]
        return cls(float(finite.mean()), float(finite.std()))


@lru_cache(maxsize=64)
def draws(n: int) -> Ints:
    """Return ``(5, n)`` which row each resample takes at each place; the first takes all, once."""
    rows = [np.arange(n, dtype=np.int64)]
    rows += [np.random.RandomState(index).choice(n, n) for index in range(1, RESAMPLES)]
    drawn = np.stack(rows)
    drawn.flags.writeable = False
    return drawn


def average_precisions(scores: Floats, y: Bools) -> Floats:
    """Return ``(5,)`` the average precision on each resample, NaN where it has no positive.

    Args:
        scores: ``(n,)`` what ranks the test shots.
        y: ``(n,)`` true for positive.
    """
    # scikit-learn of today would say 0; that of the published runs said NaN, and left it out.
    return np.array(
        [
            ap.average_precision(scores[rows], y[rows]) if y[rows].any() else np.nan
            for rows in draws(len(y))
        ]
    )


def balanced_accuracies(predicted: Bools, y: Bools) -> Floats:
    """Return ``(5,)`` the mean recall of both classes on each resample, of those that are there."""
    found = []
    for rows in draws(len(y)):
        right = predicted[rows] == y[rows]
        members = [side for side in (y[rows], ~y[rows]) if side.any()]
        found.append(np.mean([right[side].mean() for side in members]))
    return np.array(found)


def random_ranking(positives: int, n: int) -> Measure:
    """Return the average precision of scores that say nothing: the baseline B.

    It is the mean over 1,000 random rankings, somewhat above the share of positives; from 1,000
    shots on it is that share.
    """
    if n >= RANDOM_RANKINGS:
        return Measure(positives / n, 0.0)
    scores = np.random.RandomState(RANDOM_SEED).rand(RANDOM_RANKINGS, n)
    return Measure.of(ap.average_precisions(scores, np.arange(n) < positives))
