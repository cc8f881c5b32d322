"""Measures the motion of a video while it is decoded, and describes its shots."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import numpy as np

from shotseer.core.arrays import Floats, Image, Vector
from shotseer.core.video import TimeSpan
from shotseer.motion.features import describe
from shotseer.motion.log import Log
from shotseer.motion.looks import Look, change, colours
from shotseer.motion.moves import Move, moves
from shotseer.motion.points import Grid, evened
from shotseer.motion.rest import RestMeter

SHORTEST_GAP = 1 / 34
"""Seconds. Of 50 and 60 frames a second every other one is measured against the one before."""

LONGEST_WAIT = 0.15
"""Seconds. Repeated frames are passed over, so that the motion is spread evenly, but no longer."""

PICTURE_WIDTH = 160
"""Pixels. The width of the pictures that a meter is shown; the height follows the video's shape."""

BATCH = 32
"""Pairs whose camera motion is fitted at once."""


class MotionMeter:
    """Describes the shots of one video; it is shown every frame once, in order.

    It keeps 80 bytes of each frame since the start of the next shot to be described.
    """

    picture_width = PICTURE_WIDTH

    def __init__(self) -> None:
        self._looks, self._moves, self._rests = Log(len(Look)), Log(len(Move)), Log(2)
        self._pairs, self._rest = _Pairs(), RestMeter()
        self._before: Image | None = None

    def push(self, time: Fraction, image: Image) -> None:
        """Measure the next frame.

        Args:
            time: of the frame, in seconds; later than the one before.
            image: ``(h, w, 3)`` uint8 RGB, `PICTURE_WIDTH` wide or less; all of one size.
        """
        import cv2

        now = float(time)
        grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
        if self._before is not None and self._before.shape != grey.shape:
            self._settle()
            self._pairs, self._before = _Pairs(), None
        difference, is_repeated = change(grey, self._before)
        self._before = grey
        self._looks.add(now, [difference, is_repeated, *colours(image, grey)])
        self._pairs.add(now, grey, is_repeated)
        rest = self._rest.push(now, grey)
        if rest is not None:
            self._rests.add(now, rest)
        if len(self._pairs) >= BATCH:
            self._settle()

    def describe(self, span: TimeSpan) -> Vector:
        """Return the `NAMES` of a shot, ``(M,)`` float32, and forget what was before its end.

        Spans come in order, each after its last frame was pushed.
        """
        self._settle()
        start, end = float(span.start), float(span.end)
        logs = (self._looks, self._moves, self._rests)
        vector = describe(span, *(log.between(start, end) for log in logs))
        for log in logs:
            log.forget(end)
        return vector

    def _settle(self) -> None:
        times, rows = self._pairs.take()
        for time, row in zip(times, rows.tolist(), strict=True):
            self._moves.add(time, row)


class _Pairs:
    """Pairs of frames whose points were followed, and whose camera motion is not yet fitted."""

    def __init__(self) -> None:
        self._grid: Grid | None = None
        self._even: Image | None = None
        self._time = 0.0
        self._waiting: list[_Pair] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, now: float, grey: Image, is_repeated: bool) -> None:
        """Follow the points of the last frame that was measured into this one, if it is time."""
        if self._grid is None or self._even is None:
            self._grid = Grid(*grey.shape)
            self._even, self._time = evened(grey), now
            return
        gap = now - self._time
        if gap < (LONGEST_WAIT if is_repeated else SHORTEST_GAP):
            return
        even = evened(grey)
        self._waiting.append(_Pair(now, gap, *self._grid.follow(self._even, even)))
        self._even, self._time = even, now

    def take(self) -> tuple[list[float], Floats]:
        """Return and forget the times of what waits, and their ``(n, 11)`` rows of `Move`."""
        if not self._waiting or self._grid is None:
            return [], np.zeros((0, len(Move)))
        waiting, self._waiting = self._waiting, []
        points, shifts, weights = (
            np.stack(part).astype(np.float64)
            for part in zip(*((p.points, p.shifts, p.weights) for p in waiting), strict=True)
        )
        gaps = np.array([pair.gap for pair in waiting])
        rows = moves(points, shifts, weights, gaps, self._grid.diagonal)
        return [pair.time for pair in waiting], rows


class _Pair(NamedTuple):
    time: float
    gap: float
    points: Floats
    shifts: Floats
    weights: Floats
