"""Search over eight-bit copies of the rows, with the hits of exact search.

A scan reads a quarter of the bytes and gives every product with a bound of its error. The exact
products of the best so found are at most those of the true best: rows that cannot reach the worst
of them are out, and the exact products of the others decide.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from shotseer.core.arrays import Bools, Ints, Matrix, Vector
from shotseer.core.ports import VectorRows
from shotseer.index.exact import ExactIndex
from shotseer.index.int8_block import Int8Block
from shotseer.index.queries import check_numbers, check_query
from shotseer.learn import ranking

MOST_EXACT = 1 / 16
"""The share of the rows from which on reading all of them in order is quicker."""
ROWS_AT_ONCE = 8_192


class Int8Index:
    """Finds what `ExactIndex` finds, several times faster: for libraries of millions of shots.

    Copies of new rows are made when the index is; they lie beside the vectors and may be deleted.
    """

    def __init__(self, rows: VectorRows) -> None:
        self._rows = rows
        self._exact = ExactIndex(rows)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            self._blocks = list(pool.map(self._block, *zip(*rows.blocks(), strict=True)))

    def search(self, query: Vector, k: int, *, allowed: Bools | None = None) -> tuple[Ints, Vector]:
        """Return at most ``k`` row numbers and their similarities, best first.

        Raises:
            InputError: the query has the wrong shape or type.
            StoreError: a vector on disk is not a number.
        """
        check_query(self._rows, query)
        count = len(self._rows) if allowed is None else int(np.count_nonzero(allowed))
        most = int(len(self._rows) * MOST_EXACT)
        if not 0 < k <= min(count, most):
            return self._exact.search(query, k, allowed=allowed)
        products, bounds = self._scan(query)
        likely = ranking.best(products, k, allowed)
        worst = self._products(likely, query).min()
        # Similarities are compared after rounding: what is as good as equal stays in.
        products += bounds
        places = np.flatnonzero(products >= worst - ranking.NEAR)
        if allowed is not None:
            places = places[allowed[places]]
        if len(places) > most:
            return self._exact.search(query, k, allowed=allowed)
        similarities = self._products(places, query)
        best = ranking.best(similarities, k)
        return places[best], np.round(similarities[best], ranking.DECIMALS)

    def _scan(self, query: Vector) -> tuple[Vector, Vector]:
        """Return ``(n_rows,)`` products and by how much each may be off."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            found = list(pool.map(lambda block: block.products(query), self._blocks))
        products, bounds = zip(*found, strict=True)
        return np.concatenate(products), np.concatenate(bounds)

    def _products(self, rows: Ints, query: Vector) -> Vector:
        """Return the exact products of some rows."""
        starts = range(0, len(rows), ROWS_AT_ONCE)
        some = [self._rows.take(rows[start : start + ROWS_AT_ONCE]) @ query for start in starts]
        products: Vector = np.concatenate(some)
        check_numbers(products)
        return products

    def _block(self, first_row: int, rows: Matrix) -> Int8Block:
        path = self._rows.copy_path(first_row, "int8")
        known = None if path is None else Int8Block.load(path, rows)
        if known is not None:
            return known
        made = Int8Block.of(rows, first_row)
        if path is not None:
            made.save(path)
        return made
