"""Intervals of a statistic over labels: the paired bootstrap (Efron 1979)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from shotseer.core.arrays import Floats

RESAMPLES = 10_000
FEWEST = 5
"""With fewer labels the bootstrap says too little of how they differ."""

Statistic = Callable[[Floats], Floats]
"""From ``(r, n)`` values to ``(r,)`` statistics."""


def median(values: Floats) -> Floats:
    """Return the median of each row."""
    return np.asarray(np.median(values, axis=-1))


def mean(values: Floats) -> Floats:
    """Return the mean of each row."""
    return np.asarray(values.mean(axis=-1))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A statistic over labels with its 95 % interval; ``None`` where there are too few for it."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


def over_labels(values: Sequence[float], statistic: Statistic, seed: int = 0) -> Estimate:
    """Return a statistic over labels with its 95 % interval.

    Labels are drawn with repetition. Where ``values`` are differences of two methods on the same
    label, the pairs stay together.
    """
    if not values:
        return Estimate()
    given = np.array(values, dtype=np.float64)
    value = float(statistic(given[None])[0])
    if len(given) < FEWEST:
        return Estimate(value)
    rows = np.random.default_rng(seed).integers(len(given), size=(RESAMPLES, len(given)))
    low, high = np.quantile(statistic(given[rows]), [0.025, 0.975])
    return Estimate(value, float(low), float(high))
