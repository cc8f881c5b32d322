"""What of a picture is as it was a moment before, in the same place.

Points that were followed tell of motion where there are corners. A wall, a road or the sky has few,
and one car on an empty road then looks like a camera that moves: but most of the road is as it was.
"""

from __future__ import annotations

import numpy as np

from shotseer.core.arrays import Image, Matrix
from shotseer.motion.points import CELL, evened

MOMENT = 0.5
"""Seconds. In so long a slow pan has gone on by more than a pixel."""

SLOPE = 1.0
"""Levels of 255 a pixel. A block with less of a gradient is the same wherever the camera goes."""

SAME_PART, SAME_LEVELS = 0.3, 0.5
"""A block is as it was up to a difference of this part of its gradient, which is what a shift by so
many pixels makes, and some levels for noise."""


class RestMeter:
    """Compares the pictures of one video with those a moment before."""

    def __init__(self) -> None:
        self._time = 0.0
        self._even: Image | None = None

    def push(self, now: float, grey: Image) -> tuple[float, float] | None:
        """Take the next picture.

        Returns:
            Every `MOMENT` seconds: how long ago the other picture was, and what part of the blocks
            is as it was then. 0 where no block shows anything.
        """
        if self._even is not None and now - self._time < MOMENT:
            return None
        even, before, gap = evened(grey), self._even, now - self._time
        self._even, self._time = even, now
        if before is None or before.shape != even.shape:
            return None
        return gap, _resting_part(before, even)


def _resting_part(before: Image, after: Image) -> float:
    height, width = after.shape
    size = -(-width // CELL), -(-height // CELL)
    across = _blocks(after[:, 1:], after[:, :-1], size)
    slopes = np.maximum(across, _blocks(after[1:], after[:-1], size))
    telling = slopes > SLOPE
    if not telling.any():
        return 0.0
    same = _blocks(before, after, size) < SAME_PART * slopes + SAME_LEVELS
    return float(same[telling].mean())


def _blocks(one: Image, other: Image, size: tuple[int, int]) -> Matrix:
    """Return the mean difference of two pictures in each of ``size`` blocks, across and down."""
    import cv2

    if not one.size:
        return np.zeros(size[::-1], np.float32)
    difference = cv2.absdiff(one, other).astype(np.float32)
    return cv2.resize(difference, size, interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)
