"""The best of many numbers, in an order that repeats."""

from __future__ import annotations

import numpy as np

from shotseer.core.arrays import Bools, Ints, Vector

DECIMALS = 6
"""Products of equal rows may differ in the last bits with where they lie in a block."""


def best(values: Vector, k: int, allowed: Bools | None = None) -> Ints:
    """Return the places of the ``k`` largest values, largest first.

    Values are compared after rounding to six decimals; equal ones are ordered by place.

    Args:
        values: ``(n,)`` float32.
        k: how many; fewer come back where fewer are allowed.
        allowed: ``(n,)`` mask of the places that may be returned.
    """
    n = len(values) if allowed is None else int(np.count_nonzero(allowed))
    k = min(k, n)
    if k <= 0:
        return np.empty(0, dtype=np.int64)
    if allowed is not None:
        values = np.where(allowed, values, np.float32(-np.inf))
    edge = np.partition(values, len(values) - k)[len(values) - k]
    near = np.flatnonzero(values >= edge - 2 * 10.0**-DECIMALS)
    rounded = np.round(values[near], DECIMALS)
    return near[np.lexsort((near, -rounded))[:k]]
