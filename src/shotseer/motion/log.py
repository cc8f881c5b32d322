"""What was measured of the frames of the shot that is being read, in little memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable

import numpy as np

from shotseer.core.arrays import Floats


class Log:
    """Rows of numbers by time, added in order; the oldest are forgotten when they are done with.

    Args:
        width: numbers in a row.
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self._times = array("d")
        self._numbers = array("f")

    def __len__(self) -> int:
        return len(self._times)

    def add(self, time: float, row: Iterable[float]) -> None:
        """Append a row of ``width`` numbers."""
        self._times.append(time)
        self._numbers.extend(row)

    def between(self, start: float, end: float) -> tuple[Floats, Floats]:
        """Return the ``(n,)`` times in ``[start, end)`` and their ``(n, width)`` rows."""
        first, last = bisect_left(self._times, start), bisect_left(self._times, end)
        rows = np.array(self._numbers[first * self._width : last * self._width], dtype=np.float64)
        return np.array(self._times[first:last]), rows.reshape(-1, self._width)

    def forget(self, before: float) -> None:
        """Drop the rows before a time."""
        count = bisect_left(self._times, before)
        del self._times[:count]
        del self._numbers[: count * self._width]
