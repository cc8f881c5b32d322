"""From many dimensions to two, for a map of the library."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from shotseer.core.arrays import Floats, Ints, Matrix
from shotseer.core.errors import PluginError
from shotseer.learn.threads import one_thread

SAMPLE = 20_000
NEIGHBOURS = 5
AT_ONCE = 2_000


class Pca:
    """The two directions along which a sample of a library spreads most.

    Args:
        sample: ``(n, d)`` rows, drawn uniformly from the library; 20,000 are plenty. ``n`` >= 1.

    Attributes:
        explained: the shares of the sample's variance along the two directions.
    """

    def __init__(self, sample: Matrix) -> None:
        self._centre = sample.mean(axis=0, dtype=np.float64)
        centred = sample - self._centre.astype(np.float32)
        covariance = (centred.T @ centred).astype(np.float64) / len(sample)
        with one_thread():
            values, vectors = np.linalg.eigh(covariance)
        axes = vectors[:, ::-1][:, :2].T
        # The sign of an axis is arbitrary: its largest part is made positive, so that maps repeat.
        largest = np.abs(axes).argmax(axis=1)
        axes *= np.sign(axes[np.arange(len(axes)), largest])[:, None]
        self._axes = np.zeros((2, sample.shape[1]))
        self._axes[: len(axes)] = axes
        spread = np.maximum(values[::-1], 0.0)
        shares = spread / max(float(spread.sum()), 1e-12)
        self.explained = (float(shares[0]), float(shares[1]) if len(shares) > 1 else 0.0)

    def project(self, blocks: Iterable[tuple[int, Matrix]], count: int) -> Floats:
        """Return ``(count, 2)`` the places of all rows, given as ``(first row, rows)``."""
        places = np.empty((count, 2))
        axes = self._axes.T.astype(np.float32)
        for start, block in blocks:
            places[start : start + len(block)] = block @ axes
        placed: Floats = places - self._centre @ self._axes.T
        return placed


def scaled(places: Floats) -> Matrix:
    """Return ``(n, 2)`` float32 places stretched to [0, 1] along each axis."""
    if not len(places):
        return np.empty((0, 2), dtype=np.float32)
    low, high = places.min(axis=0), places.max(axis=0)
    span = np.where(high > low, high - low, 1.0)
    # An axis without any spread lies in the middle.
    return np.where(high > low, (places - low) / span, 0.5).astype(np.float32)


def umap(sample: Matrix) -> Floats:
    """Return ``(n, 2)`` the places of a sample by UMAP (McInnes et al. 2018), the same each time.

    Raises:
        PluginError: umap-learn is not installed.
    """
    try:
        with warnings.catch_warnings():
            # It speaks of parts that are not used here.
            warnings.simplefilter("ignore")
            from umap import UMAP
    except ImportError as error:
        raise PluginError(
            "a UMAP map needs the package umap-learn",
            hint='Install it: pip install "shotseer[umap]"; the PCA map needs nothing.',
        ) from error
    if len(sample) < 4:  # Fewer than UMAP can lay out.
        return Pca(sample).project([(0, sample)], len(sample))
    neighbours = min(15, len(sample) - 1)
    # Its spectral start needs more points than it has directions.
    start = "spectral" if len(sample) > 10 else "random"
    model = UMAP(
        n_neighbors=neighbours, metric="cosine", init=start, random_state=0, n_jobs=1, verbose=False
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.asarray(model.fit_transform(sample), dtype=np.float64)


def place_others(
    sample: Matrix, places: Floats, rows: Ints, take: Callable[[Ints], Matrix]
) -> Iterator[tuple[Ints, Floats]]:
    """Yield rows with their places, the mean of their nearest in a sample, some at a time.

    Args:
        sample: ``(m, d)`` unit rows that have places already. ``m`` >= 1.
        places: ``(m, 2)``.
        rows: the rows to be placed.
        take: returns the ``(k, d)`` unit rows of ``k`` rows.
    """
    k = min(NEIGHBOURS, len(sample))
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        similarity = take(some) @ sample.T
        nearest = np.argpartition(-similarity, k - 1, axis=1)[:, :k]
        yield some, places[nearest].mean(axis=1)


def inside(places: Matrix, polygon: Floats) -> Ints:
    """Return which places lie inside a polygon, by the even-odd rule, in order.

    Args:
        places: ``(n, 2)``.
        polygon: ``(m, 2)`` corners; the last joins the first. Fewer than three hold nothing.
    """
    if len(polygon) < 3 or not len(places):
        return np.empty(0, dtype=np.int64)
    # Sorted by height, an edge only has to look at the places between its ends.
    order = np.argsort(places[:, 1], kind="stable")
    x, y = places[order].astype(np.float64).T
    odd = np.zeros(len(places), dtype=bool)
    for (x1, y1), (x2, y2) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        if y1 == y2:
            continue
        first, last = np.searchsorted(y, [min(y1, y2), max(y1, y2)])
        crossing = x1 + (y[first:last] - y1) * (x2 - x1) / (y2 - y1)
        odd[first:last] ^= x[first:last] < crossing
    return np.sort(order[odd])
