"""Average precision, as scikit-learn has it to the last bit, for many rankings at once.

A strength is chosen by comparing sums of average precisions, and the first of equal ones wins. Two
ways of adding up that differ in the sixteenth digit then choose differently; so the terms are
scikit-learn's, added in its order.
"""

from __future__ import annotations

import numpy as np

from shotseer.core.arrays import Bools, Floats, Ints, Vector


def average_precision(scores: Floats | Vector, y: Bools) -> float:
    """Return the average precision of a ranking: ``sum_k (R_k - R_(k-1)) P_k``.

    ``P_k`` and ``R_k`` are precision and recall at the ``k``-th threshold; equal scores share one.
    The same number as ``sklearn.metrics.average_precision_score``: 0 without a positive.

    Args:
        scores: ``(n,)`` what ranks the rows, ``n`` at least 1.
        y: ``(n,)`` true for positive.
    """
    return float(average_precisions(scores[None], y)[0])


def average_precisions(scores: Floats | Vector, y: Bools) -> Floats:
    """Return the ``(b,)`` average precisions of ``b`` rankings of the same rows.

    Args:
        scores: ``(b, n)`` one ranking a row, ``n`` at least 1.
        y: ``(n,)`` true for positive.
    """
    if not y.any():
        return np.zeros(len(scores))
    order = np.argsort(-scores, axis=1, kind="stable")
    ranked = np.take_along_axis(scores, order, axis=1)
    hits = np.cumsum(y[order], axis=1, dtype=np.int64)
    tied = ranked[:, 1:] == ranked[:, :-1]
    found = _areas(hits, np.arange(1, len(y) + 1))
    for row in np.flatnonzero(tied.any(axis=1)):
        last = np.flatnonzero(np.append(~tied[row], True))
        found[row] = _areas(hits[row, last][None], last + 1)[0]
    return found


def _areas(hits: Ints, seen: Ints) -> Floats:
    """Return areas under ``(b, k)`` steps: positives and rows down to each threshold."""
    recall = hits / hits[:, -1:]
    gained = np.diff(recall, axis=1, prepend=0)
    # From the lowest threshold up, as scikit-learn adds.
    terms = np.ascontiguousarray((gained * (hits / seen))[:, ::-1])
    return np.asarray(terms.sum(axis=1))
