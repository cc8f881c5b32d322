"""From logits to probabilities that mean what they say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shotseer.core.arrays import Bools, Floats
from shotseer.core.classifier import probability

ENOUGH = 5
"""Verdicts of each class, scored out of fold, from which on scores are calibrated."""
TELLING_SLOPE = 0.3
"""Slope, per standard deviation, from which on scores are said to tell yes from no. Below it, the
calibrated scores of a whole library would lie within a few percent of each other."""
LEAST_SLOPE = 0.05
"""Least slope, per standard deviation of the logits: order is kept even where it means little."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The map ``slope * logit + offset``, with ``slope > 0``: it never changes a ranking."""

    slope: float
    offset: float
    tells: bool = True
    """Whether the scores told yes from no well enough to be put on a scale."""

    def __call__(self, logits: Floats) -> Floats:
        """Return calibrated logits."""
        return self.slope * logits + self.offset


def can_calibrate(y: Bools) -> bool:
    """Return whether there are enough verdicts of both classes."""
    positives = int(np.count_nonzero(y))
    return min(positives, len(y) - positives) >= ENOUGH


def platt(logits: Floats, y: Bools) -> Calibration:
    """Fit a calibration to logits that were given out of fold.

    Platt (1999) with his targets, ``(N+ + 1) / (N+ + 2)`` and ``1 / (N- + 2)``. Logits are
    standardised first, so that a classifier whose scores have collapsed to the base rate is
    stretched like any other.

    Args:
        logits: ``(n,)``.
        y: ``(n,)`` verdicts: true for positive. At least one of each.
    """
    positives = int(np.count_nonzero(y))
    targets = np.where(y, (positives + 1) / (positives + 2), 1 / (len(y) - positives + 2))
    centre, spread = float(logits.mean()), float(logits.std())
    if spread == 0:
        spread = 1.0
    z = (logits - centre) / spread
    slope, offset = _fit(z, targets)
    return Calibration(slope / spread, offset - slope * centre / spread, slope >= TELLING_SLOPE)


def _fit(z: Floats, targets: Floats) -> tuple[float, float]:
    """Minimise the cross entropy of ``slope * z + offset`` over ``slope >= LEAST_SLOPE``.

    The targets lie strictly between 0 and 1, so that the minimum is finite.
    """
    from scipy.optimize import minimize

    def cross_entropy(theta: Floats) -> tuple[float, Floats]:
        logits = theta[0] * z + theta[1]
        error = probability(logits) - targets
        value = (np.logaddexp(0, logits) - targets * logits).sum()
        return float(value), np.array([error @ z, error.sum()])

    share = targets.mean()
    found = minimize(
        cross_entropy,
        x0=[1.0, np.log(share / (1 - share))],
        jac=True,
        method="L-BFGS-B",
        bounds=[(LEAST_SLOPE, None), (None, None)],
        options={"ftol": 1e-13, "gtol": 1e-8},
    )
    return float(found.x[0]), float(found.x[1])


def calibration_error(probabilities: Floats, y: Bools, bins: int = 10) -> float:
    """Return the expected calibration error over bins of equal mass.

    It is the mean distance between what a bin promises and what it holds, weighted by its size
    (Naeini et al. 2015, with the equal-mass bins of Nguyen and O'Connor 2015). Bins hold at least
    five shots; equal probabilities may fall into two bins.

    Args:
        probabilities: ``(n,)``, at least one.
        y: ``(n,)`` verdicts: true for positive.
        bins: at most this many.
    """
    order = np.argsort(probabilities, kind="stable")
    count = max(1, min(bins, len(y) // 5))
    gaps = [
        abs(float(probabilities[part].sum()) - int(np.count_nonzero(y[part])))
        for part in np.array_split(order, count)
    ]
    return sum(gaps) / len(y)
