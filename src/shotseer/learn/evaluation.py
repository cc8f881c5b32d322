"""How good a classifier is, from scores given out of fold, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shotseer.core.arrays import Bools, Floats, Ints
from shotseer.core.classifier import Metric
from shotseer.core.evidence import CurvePoint, Histogram, ReliabilityBin
from shotseer.learn.calibration import calibration_error

RESAMPLES = 400
POINTS = 400
"""Points of a curve at most: more than a screen can show."""
Z = 1.959963984540054
"""The normal quantile of a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What scores given out of fold say; ``None`` where there is too little to tell.

    ``grouped`` says whether folds kept videos together.
    """

    average_precision: Metric | None = None
    precision: Metric | None = None
    recall: Metric | None = None
    calibration_error: float | None = None
    grouped: bool = False


def evaluate(
    scores: Floats,
    probabilities: Floats | None,
    y: Bools,
    groups: Ints,
    *,
    threshold: float,
    grouped: bool,
    seed: int = 0,
) -> Quality:
    """Measure scores that were given out of fold.

    Intervals are the wider of two: the bootstrap over videos (over shots where ``grouped`` is
    false), and Wilson's interval for a share of as many independent parts as there are videos (or
    shots) that bear on the number. The bootstrap alone would have no width after a perfect result
    on five shots.

    Args:
        scores: ``(n,)`` what ranks the shots.
        probabilities: ``(n,)`` calibrated probabilities; without them only the ranking is measured.
        y: ``(n,)`` verdicts: true for positive. At least one of each.
        groups: ``(n,)`` a number per video.
        threshold: the probability from which on a shot counts as positive.
        grouped: whether folds kept videos together.
        seed: makes the bootstrap repeat.
    """
    units = np.unique(groups, return_inverse=True)[1] if grouped else np.arange(len(y))
    weights = resample(units, y, np.random.default_rng(seed))
    ap = _metric(
        average_precision(scores, y),
        weighted_average_precision(scores, y, weights),
        _parts(units, y),
    )
    if probabilities is None:
        return Quality(average_precision=ap, grouped=grouped)
    found = probabilities >= threshold
    hits = found & y
    return Quality(
        average_precision=ap,
        precision=_share(hits, found, weights, units) if found.any() else None,
        recall=_share(hits, y, weights, units),
        calibration_error=calibration_error(probabilities, y),
        grouped=grouped,
    )


def average_precision(scores: Floats, y: Bools) -> float:
    """Return the average precision of a ranking: ``sum_k (R_k - R_(k-1)) P_k``.

    ``P_k`` and ``R_k`` are precision and recall at the ``k``-th threshold; equal scores share one
    (the definition of scikit-learn). Not interpolated.
    """
    return float(weighted_average_precision(scores, y, np.ones((1, len(y))))[0])


def precision_recall(scores: Floats, y: Bools, most: int = POINTS) -> tuple[CurvePoint, ...]:
    """Return the steps of the precision-recall curve, from the highest threshold down.

    There is a point at each threshold that gains a positive; equal scores share one. Between two
    points recall jumps: the curve is drawn in steps, never interpolated (Davis and Goadrich 2006).

    Args:
        scores: ``(n,)``.
        y: ``(n,)`` verdicts: true for positive. Without a positive there is no curve.
        most: where there are more points, so many evenly spaced ones are returned.
    """
    if not y.any():
        return ()
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    last = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    hits = np.cumsum(y[order])[last]
    kept = np.flatnonzero(np.diff(hits, prepend=0) > 0)
    if len(kept) > most:
        kept = kept[np.linspace(0, len(kept) - 1, most).round().astype(np.int64)]
    return tuple(
        CurvePoint(
            float(hits[i] / hits[-1]), float(hits[i] / (last[i] + 1)), float(ranked[last[i]])
        )
        for i in kept
    )


def reliability(probabilities: Floats, y: Bools, bins: int = 10) -> tuple[ReliabilityBin, ...]:
    """Return what shots of about equal probability hold, in bins of equal mass.

    The bins are those of `calibration.calibration_error`; none without a shot.

    Args:
        probabilities: ``(n,)``.
        y: ``(n,)`` verdicts: true for positive.
        bins: at most this many.
    """
    if not len(y):
        return ()
    order = np.argsort(probabilities, kind="stable")
    count = max(1, min(bins, len(y) // 5))
    found = []
    for part in np.array_split(order, count):
        share = float(np.count_nonzero(y[part]) / len(part))
        low, high = wilson(share, len(part))
        mean = float(probabilities[part].mean())
        found.append(ReliabilityBin(mean, share, low, high, len(part)))
    return tuple(found)


def histogram(probabilities: Floats, bins: int) -> Histogram:
    """Return how ``(n,)`` probabilities spread over ``bins`` equal bins of [0, 1]."""
    counts, edges = np.histogram(probabilities, bins, (0.0, 1.0))
    return Histogram(tuple(edges.tolist()), tuple(counts.tolist()))


def weighted_average_precision(scores: Floats, y: Bools, weights: Floats) -> Floats:
    """Return ``(b,)`` average precisions, one for each row of weights.

    Args:
        scores: ``(n,)``.
        y: ``(n,)`` verdicts: true for positive.
        weights: ``(b, n)`` how often each shot counts; each row has a positive shot.
    """
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    last = np.append(ranked[1:] != ranked[:-1], True)
    hits = np.cumsum(weights[:, order] * y[order], axis=1)[:, last]
    seen = np.cumsum(weights[:, order], axis=1)[:, last]
    gained = np.diff(hits, axis=1, prepend=0)
    # Where nothing has been seen yet nothing has been gained either.
    precision = hits / np.maximum(seen, 1e-12)
    return np.asarray((gained * precision).sum(axis=1) / hits[:, -1])


def resample(units: Ints, y: Bools, rng: np.random.Generator) -> Floats:
    """Return ``(RESAMPLES, n)`` how often each shot is drawn when units are drawn with repetition.

    Units with positives only, with negatives only and with both are drawn apart, as many as there
    are, so that neither class is ever absent.
    """
    size = int(units.max()) + 1
    has_positive = np.bincount(units, y, minlength=size) > 0
    has_negative = np.bincount(units, ~y, minlength=size) > 0
    drawn = np.zeros((RESAMPLES, size))
    for stratum in (has_positive & has_negative, has_positive & ~has_negative, ~has_positive):
        members = np.flatnonzero(stratum)
        if len(members):
            picks = rng.integers(len(members), size=(RESAMPLES, len(members)))
            picks += len(members) * np.arange(RESAMPLES)[:, None]
            counts = np.bincount(picks.ravel(), minlength=picks.size)
            drawn[:, members] = counts.reshape(picks.shape)
    return drawn[:, units]


def wilson(share: float, n: float) -> tuple[float, float]:
    """Return the 95 % interval of a share of ``n`` independent parts (Wilson 1927)."""
    centre = share + Z**2 / (2 * n)
    half = Z * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    scale = 1 + Z**2 / n
    return max(0.0, float(centre - half) / scale), min(1.0, float(centre + half) / scale)


def _share(hits: Bools, among: Bools, weights: Floats, units: Ints) -> Metric:
    total = weights @ among
    drawn = total > 0
    samples = (weights @ hits)[drawn] / total[drawn]
    value = np.count_nonzero(hits) / np.count_nonzero(among)
    return _metric(float(value), samples, _parts(units, among))


def _parts(units: Ints, rows: Bools) -> int:
    return len(np.unique(units[rows]))


def _metric(value: float, samples: Floats, parts: int) -> Metric:
    low, high = np.quantile(samples, [0.025, 0.975])
    least, most = wilson(value, parts)
    return Metric(value, min(float(low), least), max(float(high), most))
