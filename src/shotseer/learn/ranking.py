"""The best of many numbers, in an order that repeats."""

from __future__ import annotations

import numpy as np

from shotseer.core.arrays import Bools, Ints, Vector

DECIMALS = 6
"""Products of equal rows may differ in the last bits with where they lie in a block."""
NEAR = 2 * 10.0**-DECIMALS
SAMPLED = 4_096
"""Of many values, every so many'th tells where the best begin."""


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
    places = _promising(values, k, allowed)
    promising = values[places]
    edge = np.partition(promising, len(promising) - k)[len(promising) - k]
    places = places[promising >= edge - NEAR]
    rounded = np.round(values[places], DECIMALS)
    chosen: Ints = places[np.lexsort((places, -rounded))[:k]]
    return chosen


def _promising(values: Vector, k: int, allowed: Bools | None) -> Ints:
    """Return places, in order, among which are the ``k`` best that are allowed, and those near."""
    step = len(values) // SAMPLED
    if step > 1:
        sample = values[::step]
        # Twice as many as a fair sample would need, and some more.
        rank = min(2 * k // step + 16, len(sample))
        guess = np.partition(sample, len(sample) - rank)[len(sample) - rank]
        places = np.flatnonzero(values >= guess)
        if allowed is not None:
            places = places[allowed[places]]
        if np.count_nonzero(values[places] >= guess + NEAR) >= k:
            return places
    return np.arange(len(values)) if allowed is None else np.flatnonzero(allowed)
