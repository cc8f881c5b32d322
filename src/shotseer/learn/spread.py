"""How the similarities of a search spread over the library, and where to cut them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shotseer.core.arrays import Vector

BINS = 40
DEVIATIONS = 2.0
LEAST_WIDTH = 1e-6


@dataclass(frozen=True, slots=True)
class Spread:
    """A histogram of similarities, and a cut.

    ``edges`` has one number more than ``counts``; both are empty where there is no shot.
    ``suggested`` is the mean plus two standard deviations, but never above the best shot: in a
    bell-shaped spread, about 2 shots in 100 lie above it. ``cut`` is the cut that was asked for,
    or else the suggested one, and ``above`` counts the shots at or above it.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    suggested: float
    cut: float
    above: int


def spread(similarities: Vector, cut: float | None) -> Spread:
    """Return how ``(n,)`` similarities spread."""
    if not len(similarities):
        return Spread((), (), 0.0, cut or 0.0, 0)
    low, high = float(similarities.min()), float(similarities.max())
    width = max(high - low, LEAST_WIDTH) / BINS
    # Bins of one width: a division counts them ten times faster than a search for edges.
    places = ((similarities - np.float32(low)) * np.float32(1 / width)).astype(np.int32)
    counts = np.bincount(np.clip(places, 0, BINS - 1), minlength=BINS)
    middle, deviation = similarities.mean(dtype=np.float64), similarities.std(dtype=np.float64)
    suggested = min(round(float(middle + DEVIATIONS * deviation), 4), high)
    chosen = suggested if cut is None else cut
    return Spread(
        edges=tuple(low + width * i for i in range(BINS + 1)),
        counts=tuple(counts.tolist()),
        suggested=suggested,
        cut=chosen,
        above=int(np.count_nonzero(similarities >= chosen)),
    )
