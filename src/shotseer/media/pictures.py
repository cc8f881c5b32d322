"""From decoded frames to upright RGB images with square pixels, at the size that is wanted."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from shotseer.core.arrays import Image
from shotseer.core.errors import MediaError

if TYPE_CHECKING:
    import av

Size = tuple[int, int]
"""Width and height in pixels."""


def display_size(width: int, height: int, pixel_shape: Fraction | None, rotation: int) -> Size:
    """Return the size of a stored picture as it is to be seen.

    ``pixel_shape`` is the width of a pixel over its height; ``rotation`` is in degrees.
    """
    shown = max(1, round(width * (pixel_shape or 1))), height
    return shown[::-1] if rotation % 180 == 90 else shown


def fit_shorter_side(size: Size, pixels: int) -> Size:
    """Shrink a size, keeping its shape, until its shorter side is at most ``pixels``."""
    return _shrink(size, Fraction(pixels, min(size)))


def fit_width(size: Size, pixels: int) -> Size:
    """Shrink a size, keeping its shape, until it is at most ``pixels`` wide."""
    return _shrink(size, Fraction(pixels, size[0]))


def fit_height(size: Size, pixels: int) -> Size:
    """Shrink a size, keeping its shape, until it is at most ``pixels`` high."""
    return _shrink(size, Fraction(pixels, size[1]))


def even(size: Size) -> Size:
    """Round a size down to even numbers, as H.264 needs them."""
    return max(2, size[0] // 2 * 2), max(2, size[1] // 2 * 2)


def turn(rotation: int | float) -> int:
    """Return the nearest quarter turn, in degrees counterclockwise: 0, 90, 180 or 270."""
    return round(rotation / 90) % 4 * 90


class Scaler:
    """Makes images of one size from the frames of one video.

    Args:
        size: width and height of the images, upright.
        rotation: degrees to turn frames counterclockwise: 0, 90, 180 or 270.
    """

    def __init__(self, size: Size, rotation: int) -> None:
        from av.video.reformatter import VideoReformatter

        # Kept for all frames: setting them up costs as much as the scaling.
        self._shrinker = VideoReformatter()
        self._converter = VideoReformatter()
        self.size = size
        self._stored_size = size[::-1] if rotation % 180 == 90 else size
        self._quarter_turns = rotation // 90

    def image(self, picture: av.VideoFrame) -> Image:
        """Return ``(height, width, 3)`` uint8 RGB. Pixels are averaged where it shrinks.

        Raises:
            MediaError: the frame's pixel format cannot be converted.
        """
        import av

        try:
            scaled = self._scale(picture)
        except (av.FFmpegError, ValueError) as error:
            raise MediaError(
                f"pictures in the format {picture.format.name} cannot be converted to RGB",
                hint="Convert the file to MP4 (H.264).",
            ) from error
        upright = np.rot90(scaled.to_ndarray(), self._quarter_turns)
        return np.ascontiguousarray(upright, dtype=np.uint8)

    def _scale(self, picture: av.VideoFrame) -> av.VideoFrame:
        width, height = self._stored_size
        if not picture.format.is_rgb:
            # Shrinking before the conversion to RGB takes half as long as both in one.
            picture = self._shrinker.reformat(
                picture, width, height, "yuv420p", interpolation="AREA", threads=1
            )
        return self._converter.reformat(
            picture, width, height, "rgb24", interpolation="AREA", threads=1
        )


def _shrink(size: Size, factor: Fraction) -> Size:
    if factor >= 1:
        return size
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))
