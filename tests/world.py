"""Draws small real videos whose cuts are known: coloured shapes that move, scene after scene."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import PIL.Image
from numpy.typing import NDArray

COLOURS = {
    "red": (205, 40, 35),
    "green": (40, 160, 60),
    "blue": (45, 70, 200),
    "yellow": (230, 205, 50),
    "purple": (140, 60, 160),
    "orange": (235, 130, 30),
    "white": (235, 235, 235),
    "grey": (120, 120, 120),
    "black": (0, 0, 0),
}


@dataclass(frozen=True)
class Scene:
    """One shot: a shape of one colour that drifts over a shaded background of another.

    ``shape`` is ``circle``, ``square``, ``triangle`` or ``none`` for an empty, flat picture.
    ``speed`` is in picture widths a second, to the right if positive.
    """

    shape: str = "circle"
    colour: str = "red"
    background: str = "blue"
    seconds: float = 1.0
    speed: float = 0.2


THREE_SCENES = (
    Scene("circle", "red", "blue", 1.0),
    Scene("square", "yellow", "green", 1.5, -0.2),
    Scene("triangle", "purple", "orange", 1.25),
)
"""A film of 3.75 seconds with cuts at 1 and 2.5 seconds."""


def write_video(
    path: Path,
    scenes: Sequence[Scene],
    *,
    fps: Fraction = Fraction(24),
    size: tuple[int, int] = (320, 180),
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    variable_rate: bool = False,
    is_grey: bool = False,
    rotation: int = 0,
    pixel_shape: Fraction = Fraction(1),
    has_audio: bool = False,
    start: Fraction = Fraction(0),
    key_every: int = 24,
    fast_start: bool = False,
) -> list[Fraction]:
    """Encode the scenes into one video and return the times of its cuts, from the first frame.

    ``path``'s ending chooses the container. With ``variable_rate`` every third frame is missing.
    ``rotation`` is the counterclockwise turn that players are told to make. ``start`` is the
    timestamp of the first frame in the file, a multiple of ``1 / fps``. ``fast_start`` puts the
    index of an MP4 at its beginning, so that a truncated file can still be opened.
    """
    options = {"movflags": "+faststart"} if fast_start else {}
    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream(codec, rate=fps)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = size
        stream.pix_fmt = pixel_format
        stream.codec_context.gop_size = key_every
        stream.sample_aspect_ratio = pixel_shape
        if rotation:
            stream.set_display_rotation(rotation)
        sound = container.add_stream("aac", rate=48_000) if has_audio else None
        cuts, seconds = [], Fraction(0)
        for number, (scene, picture) in enumerate(_pictures(scenes, fps, size, is_grey)):
            time = number / fps
            if variable_rate and number % 3 == 1:
                continue
            if scene is not None:
                cuts.append(time)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = round(start * fps) + number, 1 / fps
            container.mux(stream.encode(frame))
            seconds = time
        container.mux(stream.encode())
        if sound is not None:
            _encode_tone(container, sound, seconds)
    return cuts[1:]


def write_sound(path: Path, seconds: float = 1.0) -> None:
    """Write a file that has sound and no picture."""
    with av.open(str(path), "w") as container:
        sound = container.add_stream("aac", rate=48_000)
        _encode_tone(container, sound, Fraction(seconds))


def write_cover_sound(path: Path) -> None:
    """Write sound with a cover picture, as music files carry it."""
    with av.open(str(path), "w") as container:
        sound = container.add_stream("aac", rate=48_000)
        cover = container.add_stream("mjpeg", rate=1)
        cover.width, cover.height, cover.pix_fmt = 64, 64, "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        picture = np.full((64, 64, 3), 90, np.uint8)
        container.mux(cover.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        _encode_tone(container, sound, Fraction(1))


def write_still(path: Path) -> None:
    """Write a PNG picture, whatever the name of the file says."""
    picture = np.full((64, 96, 3), COLOURS["red"], np.uint8)
    with path.open("wb") as file:
        PIL.Image.fromarray(picture).save(file, format="PNG")


def truncate(path: Path, part: float) -> None:
    """Cut a file off so that only the first ``part`` of its bytes are left."""
    with path.open("r+b") as file:
        file.truncate(int(path.stat().st_size * part))


def damage(path: Path, start: float, end: float) -> None:
    """Overwrite a stretch of a file, given in parts of its length, with noise."""
    size = path.stat().st_size
    noise = np.random.default_rng(0).bytes(int(size * (end - start)))
    with path.open("r+b") as file:
        file.seek(int(size * start))
        file.write(noise)


def _pictures(
    scenes: Sequence[Scene], fps: Fraction, size: tuple[int, int], is_grey: bool
) -> Iterator[tuple[Scene | None, NDArray[np.uint8]]]:
    """Yield every picture; the first one of a scene comes with its scene."""
    for scene in scenes:
        for number in range(round(Fraction(scene.seconds) * fps)):
            picture = draw(scene, float(number / fps), size)
            if is_grey:
                picture = picture.mean(axis=2, keepdims=True).astype(np.uint8).repeat(3, axis=2)
            yield (None if number else scene), picture


def draw(scene: Scene, seconds: float, size: tuple[int, int] = (320, 180)) -> NDArray[np.uint8]:
    """Return one picture of a scene, ``(height, width, 3)`` uint8 RGB."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width]
    ground = np.asarray(COLOURS[scene.background], np.float64)
    if scene.shape == "none":
        return np.full((height, width, 3), ground, np.uint8)
    picture: NDArray[np.float64] = ground * (0.7 + 0.3 * y / height)[..., None]
    centre = width * (0.5 + scene.speed * (seconds - 0.5)), height / 2
    picture[_inside(scene.shape, x - centre[0], y - centre[1], height / 4)] = COLOURS[scene.colour]
    return picture.astype(np.uint8)


def _inside(
    shape: str, x: NDArray[np.float64], y: NDArray[np.float64], radius: float
) -> NDArray[np.bool_]:
    if shape == "circle":
        return x**2 + y**2 < radius**2
    if shape == "square":
        return (abs(x) < radius) & (abs(y) < radius)
    return (abs(y) < radius) & (abs(x) < (y + radius) / 2)


def _encode_tone(
    container: av.container.OutputContainer, stream: av.AudioStream, seconds: Fraction
) -> None:
    rate, block = 48_000, 1024
    for start in range(0, int(seconds * rate), block):
        wave = np.sin(2 * np.pi * 440 * np.arange(start, start + block) / rate)
        frame = av.AudioFrame.from_ndarray(wave[None].astype(np.float32), "fltp", "mono")
        frame.pts, frame.sample_rate = start, rate
        frame.time_base = Fraction(1, rate)
        container.mux(stream.encode(frame))
    container.mux(stream.encode())
