"""Points that are followed from one picture to the next. OpenCV does it 20 times faster than numpy.

One corner in each cell of a grid (Shi and Tomasi 1994), so that all of the picture has a say, is
followed through a pyramid (Lucas and Kanade 1981; Bouguet 2001). Where most are lost, as in a fast
pan, they are looked for again from the shift that phase correlation finds (Kuglin and Hines 1975).
"""

from __future__ import annotations

import numpy as np

from shotseer.core.arrays import Floats, Image

CELL = 10
"""Pixels."""

FLAT = 2e-5
"""The least eigenvalue of a corner's gradients, in OpenCV's units: below it nothing can be told."""

USUAL_ERROR = 10.0
"""Levels of 255 that a point's surroundings may change before it counts for less."""

LOST = 0.6
"""Where the points keep less than this of their weight, they are looked for again."""

CENTRE_WEIGHT = 0.5
"""What a point in the middle counts, against 1 at the edge: people stand in the middle."""

_WINDOW = (9, 9)
_LEVELS = 3
_BLUR = (17, 17)


def evened(grey: Image) -> Image:
    """Return a picture without what changes slowly over it, so that flashes and fades do not count.

    The mean around each pixel is taken away.
    """
    import cv2

    around = cv2.boxFilter(grey, -1, _BLUR, borderType=cv2.BORDER_REFLECT)
    return cv2.addWeighted(grey, 1.0, around, -1.0, 128.0).astype(np.uint8, copy=False)


class Grid:
    """The cells of pictures of one size.

    Attributes:
        count: number of points, ``p``.
        diagonal: of the picture, in pixels.
    """

    def __init__(self, height: int, width: int) -> None:
        self._cell = min(CELL, height, width)
        self._rows, self._columns = height // self._cell, width // self._cell
        self._corner = np.array([width - 1, height - 1]) / 2
        self.count = self._rows * self._columns
        self.diagonal = float(np.hypot(width, height))

    def corners(self, even: Image) -> tuple[Floats, Floats]:
        """Return the best corner of each cell, ``(p, 2)`` float32 x and y, and ``(p,)`` weights."""
        import cv2

        cell, rows, columns = self._cell, self._rows, self._columns
        sharp = cv2.cornerMinEigenVal(even, 5)[: rows * cell, : columns * cell]
        cells = sharp.reshape(rows, cell, columns, cell).transpose(0, 2, 1, 3).reshape(-1, cell**2)
        best = cells.argmax(axis=1)
        top, left = np.divmod(np.arange(self.count), columns)
        places = np.column_stack([left * cell + best % cell, top * cell + best // cell])
        away = np.abs(places / np.maximum(self._corner, 1) - 1).max(axis=1)
        weights = np.where(cells.max(axis=1) > FLAT, CENTRE_WEIGHT + away * (1 - CENTRE_WEIGHT), 0)
        return places.astype(np.float32), weights

    def follow(self, even: Image, later: Image) -> tuple[Floats, Floats, Floats]:
        """Follow the corners of one picture into another.

        Returns:
            ``(p, 2)`` places in pixels from the centre, ``(p, 2)`` shifts, ``(p,)`` weights.
        """
        import cv2

        places, weights = self.corners(even)
        shifts, trust = _followed(even, later, places, np.zeros(2))
        if (weights * trust).sum() < LOST * weights.sum():
            guess, _ = cv2.phaseCorrelate(even.astype(np.float32), later.astype(np.float32))
            again, trust_again = _followed(even, later, places, np.array(guess))
            if (weights * trust_again).sum() > (weights * trust).sum():
                shifts, trust = again, trust_again
        return places - self._corner, shifts, weights * trust


def _followed(even: Image, later: Image, places: Floats, guess: Floats) -> tuple[Floats, Floats]:
    """Return ``(p, 2)`` shifts of places, looked for around a guess, and ``(p,)`` trust, 0 to 1."""
    import cv2

    found, status, error = cv2.calcOpticalFlowPyrLK(
        even,
        later,
        places.reshape(-1, 1, 2),
        (places + guess).astype(np.float32).reshape(-1, 1, 2),
        winSize=_WINDOW,
        maxLevel=_LEVELS,
        criteria=(cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 12, 0.01),
        flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
    )
    # OpenCV leaves what was in memory where it lost a point.
    is_found = status[:, 0] == 1
    trust = is_found / (1 + np.square(np.where(is_found, error[:, 0], 0) / USUAL_ERROR))
    return np.where(is_found[:, None], found[:, 0] - places, 0), trust
