"""What every index checks: queries that fit, vectors that are numbers."""

from __future__ import annotations

import numpy as np

from shotseer.core.arrays import Vector
from shotseer.core.errors import InputError, StoreError
from shotseer.core.ports import VectorRows


def check_query(rows: VectorRows, query: Vector) -> None:
    """Refuse a query of the wrong shape or type.

    Raises:
        InputError: it is no ``(d,)`` float32.
    """
    if query.dtype != np.float32 or query.shape != (rows.dimension,):
        raise InputError(
            f"a query must be ({rows.dimension},) float32, got {query.shape} {query.dtype}",
            hint="Embed it with the encoder of this library's space.",
        )


def check_numbers(values: Vector, first_row: int = 0) -> None:
    """Refuse products of consecutive rows of which one is not a number.

    Raises:
        StoreError: a row is damaged; the message names it.
    """
    if not np.isfinite(values).all():
        row = first_row + int(np.flatnonzero(~np.isfinite(values))[0])
        raise StoreError(
            f"the vector in row {row} is damaged: it holds something that is not a number",
            hint="Have the workspace repaired, then ingest again; no verdict is lost.",
            command="shotseer doctor --repair",
        )
