"""What a single frame looks like, and how far it differs from the one before."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from shotseer.core.arrays import Floats, Image

REPEATED = 0.5
"""Levels of 255. A frame is the same again if no block of it differs by more in the mean."""

BLOCK = 8
"""Pixels."""

DARK, BRIGHT = 0.15, 0.85
"""Brightness, 0 to 1, below or above which a pixel shows little."""


class Look(IntEnum):
    """What is measured of each frame; brightness and colours run from 0 to 1."""

    CHANGE = 0
    """Mean difference from the frame before, in levels of 255."""
    IS_REPEATED = 1
    BRIGHTNESS = 2
    CONTRAST = 3
    """Standard deviation of the brightness over the picture."""
    SATURATION = 4
    """Mean distance of the largest and the smallest channel."""
    WARMTH = 5
    """Red minus blue."""
    GREENNESS = 6
    """Green minus the mean of red and blue."""
    DARK = 7
    BRIGHT = 8


def change(grey: Image, before: Image | None) -> tuple[float, bool]:
    """Return how far a picture differs from the one before, and whether it is the same again."""
    import cv2

    if before is None:
        return 0.0, False
    difference = cv2.absdiff(grey, before)
    height, width = grey.shape
    size = max(1, width // BLOCK), max(1, height // BLOCK)
    blocks = cv2.resize(difference.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return float(difference.mean()), bool(blocks.max() < REPEATED)


def colours(image: Image, grey: Image) -> Floats:
    """Return the numbers of `Look` from the brightness on."""
    import cv2

    height, width = grey.shape
    size = max(1, width // 4), max(1, height // 4)
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA).reshape(-1, 3)
    red, green, blue = small.mean(axis=0) / 255
    spread = float((small.max(axis=1) - small.min(axis=1)).mean()) / 255
    mean, deviation = (float(value[0, 0]) / 255 for value in cv2.meanStdDev(grey))
    dark = np.count_nonzero(grey < DARK * 255) / grey.size
    bright = np.count_nonzero(grey > BRIGHT * 255) / grey.size
    warmth, greenness = red - blue, green - (red + blue) / 2
    return np.array([mean, deviation, spread, warmth, greenness, dark, bright])
