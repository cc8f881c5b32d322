"""Exact search: one matrix product over the memory-mapped rows."""

from __future__ import annotations

import numpy as np

from shotseer.core.arrays import Bools, Ints, Vector
from shotseer.core.errors import InputError, StoreError
from shotseer.core.ports import VectorRows
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
        if query.dtype != np.float32 or query.shape != (self._rows.dimension,):
            raise InputError(
                f"a query must be ({self._rows.dimension},) float32, "
                f"got {query.shape} {query.dtype}",
                hint="Embed it with the encoder of this library's space.",
            )
        similarities = np.empty(len(self._rows), dtype=np.float32)
        for start, block in self._rows.blocks():
            np.dot(block, query, out=similarities[start : start + len(block)])
        if not np.isfinite(similarities).all():
            row = int(np.flatnonzero(~np.isfinite(similarities))[0])
            raise StoreError(
                f"the vector in row {row} is damaged: it holds something that is not a number",
                hint="Have the workspace repaired, then ingest again; no verdict is lost.",
                command="shotseer doctor --repair",
            )
        rows = ranking.best(similarities, k, allowed)
        return rows, np.round(similarities[rows], ranking.DECIMALS)
