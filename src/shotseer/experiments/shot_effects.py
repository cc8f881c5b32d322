"""How shots are joined, what happens in them that is no cut, and how films look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shotseer.core.arrays import Image
from shotseer.experiments.shot_sources import SIZE

WIDTH, HEIGHT = SIZE
EFFECT = 12
"""Frames from the start of a shot to what happens in it, and, where it moves, that it lasts."""

Random = np.random.Generator


def _mixed(one: Image, other: Image | float, share: float) -> Image:
    mixed: Image = np.clip(one * (1 - share) + np.asarray(other) * share, 0, 255).astype(np.uint8)
    return mixed


def dissolve(before: Image, after: Image, place: float) -> Image:
    """Blend two shots; ``place`` runs from 0 to 1."""
    return _mixed(before, after, place)


def through(level: float) -> Callable[[Image, Image, float], Image]:
    """Return a fade out to black (0) or white (255), and in again."""

    def fade(before: Image, after: Image, place: float) -> Image:
        # A tenth of the way nothing is to be seen.
        shown = before if place < 0.5 else after
        return _mixed(shown, level, min(1.0, (1 - abs(2 * place - 1)) / 0.9))

    return fade


def wipe(before: Image, after: Image, place: float) -> Image:
    """Let the next shot come in from the left."""
    wiped = before.copy()
    edge = round(WIDTH * place)
    wiped[:, :edge] = after[:, :edge]
    return wiped


@dataclass(frozen=True, slots=True)
class Join:
    """A way from one shot to the next, over some frames that show both; 0 for a cut."""

    kind: str
    frames: int
    mix: Callable[[Image, Image, float], Image] = dissolve


JOINS = (
    *[Join("cut", 0)] * 5,
    *(Join("dissolve", frames) for frames in (8, 16, 32, 48)),
    *(Join("fade", frames, through(0)) for frames in (16, 40)),
    Join("fade", 24, through(255)),
    *(Join("wipe", frames, wipe) for frames in (8, 24)),
)
"""Those of every film."""


def _window(image: Image, factor: float, x: float, y: float) -> Image:
    """Return a part of a picture, ``1 / factor`` as wide; x and y place it, from 0 to 1."""
    import cv2

    width, height = WIDTH / factor, HEIGHT / factor
    left, top = (WIDTH - width) * x, (HEIGHT - height) * y
    matrix = np.array([[factor, 0, -left * factor], [0, factor, -top * factor]])
    moved = cv2.warpAffine(image, matrix, SIZE, flags=cv2.INTER_LINEAR, borderMode=1)
    return np.asarray(moved, dtype=np.uint8)


def _progress(number: int) -> float:
    """Return how much of a movement is done in a shot's frame, from 0 to 1."""
    return min(1.0, max(0.0, (number - EFFECT) / EFFECT))


def _plain(image: Image, number: int, random: Random) -> Image:  # noqa: ARG001
    return image


def _flash(image: Image, number: int, random: Random) -> Image:  # noqa: ARG001
    return _mixed(image, 255, 0.8) if EFFECT <= number < EFFECT + 2 else image


def _shake(image: Image, number: int, random: Random) -> Image:
    x, y = random.uniform(0, 1, 2) if EFFECT <= number < 2 * EFFECT else (0.5, 0.5)
    return _window(image, 1.15, x, y)


def _pan(image: Image, number: int, random: Random) -> Image:  # noqa: ARG001
    return _window(image, 2, _progress(number), 0.5)


def _zoom(image: Image, number: int, random: Random) -> Image:  # noqa: ARG001
    return _window(image, 1 + _progress(number), 0.5, 0.5)


def _light(image: Image, number: int, random: Random) -> Image:  # noqa: ARG001
    return _mixed(image, 0, 0.45) if number >= EFFECT else image


def _crossing(image: Image, number: int, random: Random) -> Image:  # noqa: ARG001
    """Let something dark, half as wide as the picture, pass close to the camera."""
    left = round((_progress(number) * 1.5 - 0.5) * WIDTH)
    crossed = image.copy()
    crossed[HEIGHT // 8 :, max(0, left) : max(0, left + WIDTH // 2)] = (60, 45, 40)
    return crossed


def _titles(image: Image, number: int, random: Random) -> Image:  # noqa: ARG001
    """Let lines of white blocks roll up, from below the picture and out of it."""
    lines = np.random.default_rng(0).uniform(0, 1, (12, WIDTH // 8)) < 0.7
    rolled = image.copy()
    for place, letters in enumerate(lines):
        top = HEIGHT + place * 14 - max(0, number) * 8
        if -6 < top < HEIGHT:
            columns = np.repeat(letters, 8) & (np.arange(WIDTH) % 8 < 6)
            rolled[max(0, top) : top + 6, columns] = 240
    return rolled


EFFECTS: dict[str, Callable[[Image, int, Random], Image]] = {
    "flash": _flash,
    "shake": _shake,
    "fast pan": _pan,
    "fast zoom": _zoom,
    "light": _light,
    "crossing": _crossing,
    "titles": _titles,
    "nothing": _plain,
}
"""What happens in shots and is no cut. Each gets a picture and its number in the shot."""


def grey(images: Sequence[Image]) -> list[Image]:
    """Take the colour out."""
    return [
        image.mean(axis=2, keepdims=True).astype(np.uint8).repeat(3, axis=2) for image in images
    ]


def interlaced(images: Sequence[Image]) -> list[Image]:
    """Put every second line of the next picture into each."""
    woven: list[NDArray[np.uint8]] = [image.copy() for image in images]
    for image, following in zip(woven, images[1:], strict=False):
        image[1::2] = following[1::2]
    return woven


@dataclass(frozen=True, slots=True)
class Look:
    """How a film looks: what is done to its pictures, and x264's rate factor."""

    name: str
    change: Callable[[Sequence[Image]], Sequence[Image]] = list
    quality: int = 23


LOOKS = (
    Look("colour"),
    Look("black and white", grey),
    Look("interlaced", interlaced),
    Look("low bit rate", quality=38),
)
