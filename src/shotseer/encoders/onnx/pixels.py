"""From a picture of any size to the numbers that an image tower takes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TypeAlias

import numpy as np

from shotseer.core.arrays import Image, Matrix

Size: TypeAlias = "tuple[int, int]"
"""Height and width in pixels."""

Colour: TypeAlias = "tuple[float, float, float]"

OVERSAMPLING = 2
"""How much larger than a model's input pictures are asked for.

Decoding shrinks by averaging, then the model's own filter brings pictures to its size. Handed over
at that size already, they differ from the model's own resize of the whole frame by 2 to 3 levels
of 255 (root mean square, frames of 1280 x 720 to 224, 256 and 384 pixels); at twice the size by 0
to 1, for 3 ms more a picture. One and a half times the size is hardly better than once.
"""


@dataclass(frozen=True, slots=True)
class PixelPlan:
    """How a model prepares pictures. Everything that changes a number is a field.

    Attributes:
        fit: ``cover`` keeps the shape and fills ``size``, ``contain`` keeps it inside of ``size``,
            ``squash`` takes exactly ``size``.
        size: what is resized to.
        crop: centred part that is kept, padded with ``fill`` where it is larger.
        resample: the filter, as Pillow calls it; it averages over what it shrinks.
        scale: what pixel values are multiplied with, before the mean is taken off.
        rounds_size: whether the other side is rounded to the nearest pixel, or down.
        rounds_offset: the same for where the crop begins; halves go to even numbers.
    """

    fit: str
    size: Size
    crop: Size
    resample: str
    fill: tuple[int, int, int]
    scale: float
    mean: Colour
    std: Colour
    rounds_size: bool
    rounds_offset: bool

    @property
    def image_size(self) -> int:
        """The shorter side, in pixels, that pictures should have when they come here.

        Where a picture has to fit inside, its longer side counts, which is longer as it is.
        """
        return max(self.size) * (1 if self.fit == "contain" else OVERSAMPLING)

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in asdict(self).items())
        return f"rgb at {self.image_size}; pillow; {facts}"

    def prepare(self, image: Image) -> Matrix:
        """Return ``(3, *crop)`` float32."""
        pixels = self._cut(image).astype(np.float32).transpose(2, 0, 1)
        std = np.array(self.std, np.float64)
        factor = (self.scale / std).astype(np.float32)
        offset = (np.array(self.mean, np.float64) / std).astype(np.float32)
        prepared: Matrix = pixels * factor[:, None, None] - offset[:, None, None]
        return prepared

    def _cut(self, image: Image) -> Image:
        """Resize and crop in one step: what is cropped away is never made, however long it is."""
        import PIL.Image

        source = image.shape[:2]
        resized = self.resized(source)
        shown = (min(resized[0], self.crop[0]), min(resized[1], self.crop[1]))
        top, left = (self._half(resized[i] - shown[i]) for i in (0, 1))
        down, across = (source[i] / resized[i] for i in (0, 1))
        box = (
            left * across,
            top * down,
            min((left + shown[1]) * across, source[1]),
            min((top + shown[0]) * down, source[0]),
        )
        picture = PIL.Image.fromarray(np.ascontiguousarray(image))
        resample = PIL.Image.Resampling[self.resample.upper()]
        part = np.asarray(picture.resize(shown[::-1], resample, box))
        return part if shown == self.crop else self._pad(part)

    def resized(self, source: Size) -> Size:
        """Return the size of a whole picture once it is resized."""
        if self.fit == "squash":
            return self.size
        ratios = [source[i] / self.size[i] for i in (0, 1)]
        ratio = min(ratios) if self.fit == "cover" else max(ratios)
        if self.rounds_size:
            height, width = (round(side / ratio) for side in source)
            return max(1, height), max(1, width)
        # Whole numbers all the way: 3 * (7 / 7) may fall short of 3.
        axis = ratios.index(ratio)
        height, width = (side * self.size[axis] // source[axis] for side in source)
        return max(1, height), max(1, width)

    def _half(self, rest: int) -> int:
        return round(rest / 2) if self.rounds_offset else rest // 2

    def _pad(self, part: Image) -> Image:
        padded = np.empty((*self.crop, 3), np.uint8)
        padded[:] = self.fill
        top, left = ((self.crop[i] - part.shape[i]) // 2 for i in (0, 1))
        padded[top : top + part.shape[0], left : left + part.shape[1]] = part
        return padded
