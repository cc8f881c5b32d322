"""Exact search: one matrix product over the memory-mapped rows."""

from __future__ import annotations

import numpy as np

from shotseer.core.arrays import Bools, Ints, Vector
from shotseer.core.ports import VectorRows
from shotseer.index.queries import check_numbers, check_query
from shotseer.learn import ranking


class ExactIndex:
    """Compares a query with every row. At half a million rows no approximation is needed."""

    def __init__(self, rows: VectorRows) -> None:
        self._rows = rows

    def search(self, query: Vector, k: int, *, allowed: Bools | None = None) -> tuple[Ints, Vector]:
        """Return at most ``k`` row numbers and their similarities, best first.

        Raises:
            InputError: the query has the wrong shape or type.
            StoreError: a vector on disk is not a number.
        """
        check_query(self._rows, query)
        similarities = np.empty(len(self._rows), dtype=np.float32)
        for start, block in self._rows.blocks():
            np.dot(block, query, out=similarities[start : start + len(block)])
        check_numbers(similarities)
        rows = ranking.best(similarities, k, allowed)
        return rows, np.round(similarities[rows], ranking.DECIMALS)
