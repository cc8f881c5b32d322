"""Whether a network that loads also works: exports are sometimes broken, quantised ones more often.

Two inputs, twice, show numbers that are no numbers, an output that never changes, and one that
changes by itself. Drawn pictures and their captions show towers that do not fit each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from shotseer.core.arrays import Bools, Image, Matrix
from shotseer.core.errors import PluginError

T = TypeVar("T")

TEXTS = ("a red square", "a crowd of people at a railway station")

CAPTIONS = ("a red square", "a blue circle", "a green triangle")
"""What `drawings` shows, in order."""

SAME = 1e-5
"""Unit rows of different inputs that differ by less are one row."""

STEADY = 1e-2
"""Unit rows of one input may differ by this much, as graphics cards add in any order."""

_HINT = "This export is broken: choose another variant of the model, or export it again."
_COLOURS = ((220, 20, 20), (20, 60, 220), (20, 150, 40))


def check_numbers(embed: Callable[[Sequence[T]], Matrix], pair: Sequence[T], what: str) -> None:
    """Check that a tower gives steady and different vectors for two different inputs.

    Raises:
        PluginError: it does not; ``what`` names the tower.
    """
    first, again = embed(pair), embed(pair)
    if float(np.abs(first[0] - first[1]).max()) < SAME:
        raise PluginError(f"{what} gives the same vector for whatever it is given", hint=_HINT)
    if float(np.abs(first - again).max()) > STEADY:
        raise PluginError(f"{what} gives another vector each time for the same input", hint=_HINT)


def misread_captions(image_rows: Matrix, text_rows: Matrix) -> list[str]:
    """Return the captions of those drawings that are nearer to another's caption.

    Both are ``(3, d)`` unit rows, of `drawings` and of `CAPTIONS`.
    """
    nearest = (image_rows @ text_rows.T).argmax(axis=1)
    return [CAPTIONS[own] for own, found in enumerate(nearest) if own != found]


def drawings(size: int) -> list[Image]:
    """Return a square, a circle and a triangle on white, ``(size, size, 3)``."""
    y, x = (np.mgrid[0:size, 0:size] + 0.5) / size - 0.5
    shapes: Sequence[Bools] = (
        np.maximum(np.abs(x), np.abs(y)) < 0.3,
        np.hypot(x, y) < 0.33,
        (np.abs(x) < (y + 0.35) / 2) & (y < 0.3),
    )
    return [_draw(shape, colour) for shape, colour in zip(shapes, _COLOURS, strict=True)]


def _draw(shape: Bools, colour: tuple[int, int, int]) -> Image:
    picture = np.full((*shape.shape, 3), 255, np.uint8)
    picture[shape] = colour
    return picture
