"""From a picture of any size to the squares of pixels that the network takes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shotseer.core.arrays import Image

MAX_ASPECT_OF_ONE_SQUARE = 1.5
"""A centred square shows two thirds or more of such a picture; of a wide film frame, under half."""

PREPROCESSING = (
    f"rgb; centre square up to {MAX_ASPECT_OF_ONE_SQUARE}:1, else mean of both end squares; "
    "pillow bicubic to 260; (x - 127) / 128"
)
"""What happens to a picture up to the network's first convolution: part of the space's identity."""


def squares(image: Image, size: int) -> NDArray[np.uint8]:
    """Return the one or two squares that stand for a picture, ``(m, size, size, 3)`` uint8.

    They are as high as the picture's shorter side, and resized.
    """
    return np.stack([_resize(view, size) for view in _views(image)])


def _views(image: Image) -> list[Image]:
    height, width = image.shape[:2]
    side, rest = min(height, width), abs(height - width)
    is_one = side + rest <= MAX_ASPECT_OF_ONE_SQUARE * side
    offsets = [rest // 2] if is_one else [0, rest]
    if width > height:
        return [image[:, offset : offset + side] for offset in offsets]
    return [image[offset : offset + side] for offset in offsets]


def _resize(square: Image, size: int) -> Image:
    if len(square) == size:
        return square
    import PIL.Image

    picture = PIL.Image.fromarray(np.ascontiguousarray(square))
    return np.asarray(picture.resize((size, size), PIL.Image.Resampling.BICUBIC))
