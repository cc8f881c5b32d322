"""A block of rows in eight bits a number, with what is needed to bound the error of products.

A row ``x`` is kept as ``mean + step * v`` with whole numbers ``v`` from -127 to 127. ``mean`` and
``step`` are the block's own and differ by dimension, so that a dimension in which all rows are
alike, or one that is much longer than the others, costs the others nothing. With
``r = |x - (mean + step * v)|`` measured for each row, the Cauchy-Schwarz inequality bounds by
``|q| r`` how far the product with a query ``q`` can be off. The query is rounded to eight bits as
well, to ``p`` in units of ``s``: that adds at most ``|step * q - s p| |v|``.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numkong
import numpy as np
from numpy.typing import NDArray

from shotseer.core.arrays import Matrix, Vector
from shotseer.index.queries import check_numbers

MOST = 127
SPREAD = 5.0
"""Standard deviations from the mean that are told apart. Numbers beyond are cut off: among a
million normal ones there is none, and what an odd row loses is known from its ``errors``."""
ROWS_AT_ONCE = 4_096
CHECKED = 5
"""Rows of a copy that are compared with the vectors that it is said to be of."""


@dataclass(frozen=True, slots=True, eq=False)
class Int8Block:
    """``n`` rows in eight bits.

    Attributes:
        vectors: ``(n, d)`` int8.
        mean: ``(d,)`` float32.
        step: ``(d,)`` float32, positive.
        errors: ``(n,)`` float32 distances between the rows and what is kept of them.
        lengths: ``(n,)`` float32 lengths of ``vectors``.
    """

    vectors: NDArray[np.int8]
    mean: Vector
    step: Vector
    errors: Vector
    lengths: Vector

    @classmethod
    def of(cls, rows: Matrix, first_row: int = 0) -> Int8Block:
        """Round rows, which are named from ``first_row`` on.

        Raises:
            StoreError: a row holds something that is not a number.
        """
        with np.errstate(invalid="ignore"):
            mean = rows.mean(axis=0, dtype=np.float64).astype(np.float32)
            if not np.isfinite(mean).all():
                check_numbers(rows.sum(axis=1), first_row)
        step = _step(rows, mean)
        vectors = np.empty(rows.shape, dtype=np.int8)
        errors, lengths = np.empty((2, len(rows)), dtype=np.float32)
        for part in _parts(len(rows)):
            centred = rows[part] - mean
            vectors[part] = _rounded(centred, step)
            kept = vectors[part].astype(np.float32)
            lengths[part] = np.sqrt(np.einsum("ij,ij->i", kept, kept))
            centred -= kept * step
            errors[part] = np.sqrt(np.einsum("ij,ij->i", centred, centred))
        return cls(vectors, mean, step, errors, lengths)

    @classmethod
    def load(cls, path: Path, rows: Matrix) -> Int8Block | None:
        """Return the copy in a file, memory-mapped; ``None`` unless it is one of these rows."""
        with contextlib.suppress(OSError, ValueError, EOFError):
            record = np.load(path, mmap_mode="r").view(np.ndarray)
            if record.dtype == _layout(*rows.shape) and record.shape == (1,):
                names = ("vectors", "mean", "step", "errors", "lengths")
                block = cls(*(record[name][0] for name in names))
                return block if block._is_of(rows) else None
        return None

    def save(self, path: Path) -> None:
        """Keep the copy, whole or not at all; without room for it, it is made again next time."""
        record = np.empty(1, dtype=_layout(*self.vectors.shape))
        for name in record.dtype.names or ():
            record[name][0] = getattr(self, name)
        temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with temporary.open("wb") as file:
                    np.save(file, record)
                temporary.replace(path)
            finally:
                temporary.unlink(missing_ok=True)

    def products(self, query: Vector) -> tuple[Vector, Vector]:
        """Return ``(n,)`` float32 products with a query, and by how much each may be off."""
        wanted = query * self.step
        unit = float(np.abs(wanted).max()) / MOST or 1.0
        rounded = np.rint(wanted / np.float32(unit)).astype(np.int8)
        left_over = float(np.linalg.norm(wanted - rounded * np.float32(unit)))
        dots = numkong.cdist(rounded[None], self.vectors, "dot", out_dtype="float32")
        products = np.asarray(dots)[0] * np.float32(unit) + (self.mean @ query)
        length = float(np.linalg.norm(query))
        bounds = self.errors * np.float32(length) + self.lengths * np.float32(left_over)
        # Sums of float32 numbers, ours and the exact ones, lose a little more (Higham 2002, 3.1).
        bounds += np.float32(4 * len(query) * np.finfo(np.float32).eps * length)
        return products, bounds

    def _is_of(self, rows: Matrix) -> bool:
        places = np.linspace(0, len(rows) - 1, CHECKED).round().astype(np.int64)
        return np.array_equal(self.vectors[places], _rounded(rows[places] - self.mean, self.step))


def _step(rows: Matrix, mean: Vector) -> Vector:
    """Return what one of the 127 whole numbers stands for, by dimension."""
    squares = np.zeros(len(mean))
    for part in _parts(len(rows)):
        squares += np.square(rows[part] - mean).sum(axis=0, dtype=np.float64)
    widest = np.maximum(rows.max(axis=0) - mean, mean - rows.min(axis=0))
    step = np.minimum(widest, SPREAD * np.sqrt(squares / len(rows))) / MOST
    # Where all rows are alike, nothing is lost, and a query must not be rounded for it.
    steps: Vector = np.maximum(step, np.finfo(np.float32).tiny).astype(np.float32)
    return steps


def _rounded(centred: Matrix, step: Vector) -> NDArray[np.int8]:
    rounded: NDArray[np.int8] = np.clip(np.rint(centred / step), -MOST, MOST).astype(np.int8)
    return rounded


def _parts(rows: int) -> Iterator[slice]:
    return (slice(start, start + ROWS_AT_ONCE) for start in range(0, rows, ROWS_AT_ONCE))


def _layout(rows: int, dimension: int) -> np.dtype[np.void]:
    return np.dtype(
        [
            ("mean", "<f4", (dimension,)),
            ("step", "<f4", (dimension,)),
            ("errors", "<f4", (rows,)),
            ("lengths", "<f4", (rows,)),
            ("vectors", "i1", (rows, dimension)),
        ]
    )
