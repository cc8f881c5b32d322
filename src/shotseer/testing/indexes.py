"""What every vector index promises."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from shotseer.core.arrays import Ints, Matrix
from shotseer.core.errors import InputError
from shotseer.core.ports import VectorIndex, VectorRows


class RowsInMemory:
    """`core.ports.VectorRows` over a matrix, in blocks of ``block`` rows."""

    def __init__(self, rows: Matrix, block: int = 100) -> None:
        self._rows = rows
        self._block = block
        self.dimension = rows.shape[1]

    def __len__(self) -> int:
        return len(self._rows)

    def blocks(self) -> Iterator[tuple[int, Matrix]]:
        """Yield blocks of rows."""
        for start in range(0, len(self._rows), self._block):
            yield start, self._rows[start : start + self._block]

    def take(self, rows: Ints) -> Matrix:
        """Return copies of some rows."""
        return self._rows[rows]

    def copy_path(self, first_row: int, name: str) -> None:
        """Return ``None``: nothing can be kept."""


def check_index(make: Callable[[VectorRows], VectorIndex], *, least_recall: float = 1.0) -> None:
    """Check an index against `core.ports.VectorIndex`.

    Args:
        make: makes an index over rows.
        least_recall: the share of the true 20 nearest that must be found, for approximate ones.

    Raises:
        AssertionError: it breaks the contract; the message says where.
    """
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(1000, 32)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    index = make(RowsInMemory(rows))
    query = rows[17] * np.float32(3)
    found, similarities = index.search(query, 20)
    true = np.argsort(-(rows.astype(np.float64) @ query), kind="stable")[:20]
    recall = len(set(found.tolist()) & set(true.tolist())) / 20
    assert recall >= least_recall, f"recall is {recall}"
    assert similarities.dtype == np.float32, "similarities must be float32"
    assert (np.diff(similarities) <= 0).all(), "the best must come first"
    assert abs(float(similarities[0]) - 3) < 1e-3, "similarities must scale with the query"
    again, _ = index.search(query, 20)
    assert (again == found).all(), "a search must repeat"
    _check_filter(index, query)
    _check_ties(make, rows)
    _check_refusal(index, query)


def _check_filter(index: VectorIndex, query: np.ndarray) -> None:
    allowed = np.zeros(1000, dtype=bool)
    allowed[[4, 8, 15]] = True
    found, _ = index.search(query, 20, allowed=allowed)
    assert sorted(found.tolist()) == [4, 8, 15], "only allowed rows may be found, and all of them"
    none, _ = index.search(query, 20, allowed=np.zeros(1000, dtype=bool))
    assert len(none) == 0, "nothing allowed must give nothing"


def _check_ties(make: Callable[[VectorRows], VectorIndex], rows: Matrix) -> None:
    twice = np.tile(rows[:10], (5, 1))
    found, _ = make(RowsInMemory(twice, block=7)).search(rows[3], 5)
    assert found.tolist() == [3, 13, 23, 33, 43], "equal rows must be ordered by row"


def _check_refusal(index: VectorIndex, query: np.ndarray) -> None:
    try:
        index.search(query.astype(np.float64), 5)
    except InputError:
        return
    raise AssertionError("a query that is not float32 must raise InputError")
