"""Clips whose camera moves are known: a window moves over real footage, and is encoded again.

Footage of a camera at rest shows the made move alone. Footage that was shot by hand shakes as well,
whatever else the window does. Other footage moves by itself: it is good for clips that are not
static, and nothing else is asked of it. What is none of the three is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from shotseer.core.arrays import Floats, Image, Vector
from shotseer.core.video import TimeSpan
from shotseer.media.cutting import cut_shots
from shotseer.media.frames import frames_between
from shotseer.media.pictures import Scaler, fit_width
from shotseer.media.probe import probe
from shotseer.media.reading import open_video
from shotseer.motion import NAMES, PICTURE_WIDTH, MotionMeter
from shotseer.shots.adaptive import AdaptiveShotDetector

SHORTEST, LONGEST = Fraction(6, 5), Fraction(4)
PIECES_A_VIDEO = 10
OUTPUT_WIDTH = 320
SOURCE_WIDTH = 960
STILLS = 3
FEWEST_FRAMES = 8

PANS = ("pan left", "pan right")
TILTS = ("tilt up", "tilt down")
ZOOMS = ("zoom in", "zoom out")
DIRECTIONS = {pair[0]: pair for pair in (PANS, TILTS, ZOOMS)}
"""Questions that are asked of moves along one axis alone: which way?"""

MOVES = (*PANS, *TILTS, *ZOOMS, "static", "static", "shake", "shake", "shaken pan")

STILL_SHAKE, HAND_SHAKE, DRIFT = 0.4, 0.85, 0.75
"""As in a descriptor: 0.4, 1.3 and 2.2 hundredths of the diagonal a second."""

Path4 = Floats
"""``(n, 4)``: right and down in windows, logarithm of the enlargement, degrees clockwise."""


@dataclass(frozen=True)
class Piece:
    """A part of a video between two cuts, and how its own camera moves."""

    video: int
    path: Path
    span: TimeSpan
    camera: str
    """``still``, ``hand``, ``moving`` or ``unclear``."""


@dataclass(frozen=True, eq=False)
class Clip:
    """What is seen of a made clip, and what is true of it."""

    piece: Piece
    move: str
    descriptor: Vector
    stills: tuple[Image, ...]

    def truth(self, question: str) -> bool | None:
        """Tell whether the clip shows what is asked for; ``None`` where nobody knows."""
        if self.piece.camera == "moving":
            return False if question == "static" else None
        if question == "static":
            return self.move == "static" and self.piece.camera == "still"
        if question == "shake":
            return "shake" in self.move or self.piece.camera == "hand"
        if question in DIRECTIONS:
            return self.move == question if self.move in DIRECTIONS[question] else None
        return question in self.move


def pieces_of(videos: Sequence[Path]) -> Iterator[Piece]:
    """Cut videos up, and sort the pieces by how their cameras move."""
    for number, path in enumerate(videos):
        spans = _spans(path)
        chosen = np.linspace(0, len(spans) - 1, min(len(spans), PIECES_A_VIDEO)).round().astype(int)
        for index in chosen:
            descriptor = described(_numbered(path, spans[index], PICTURE_WIDTH))
            yield Piece(number, path, spans[index], _kind(descriptor))


def clips_of(piece: Piece, folder: Path, rng: np.random.Generator) -> Iterator[Clip]:
    """Make a clip of every move from a piece."""
    frames = list(_numbered(piece.path, piece.span, SOURCE_WIDTH))
    if len(frames) < FEWEST_FRAMES or piece.camera == "unclear":
        return
    moves = MOVES if piece.camera != "moving" else ("static",)
    for move in moves:
        made = folder / "clip.mp4"
        _encode(made, _windows(frames, move, rng), frames, str(rng.choice([18, 26, 32])))
        pictures = list(_decoded(made, None))
        middle = (np.arange(STILLS) + 0.5) / STILLS * len(pictures)
        yield Clip(
            piece,
            move,
            described(_decoded(made, PICTURE_WIDTH)),
            tuple(pictures[int(place)][1] for place in middle),
        )


def described(pictures: Iterable[tuple[Fraction, Image]]) -> Vector:
    """Return the descriptor of pictures, each at a time in seconds, counted from the first."""
    meter, first, last, gap = MotionMeter(), None, Fraction(0), Fraction(1, 25)
    for time, picture in pictures:
        first = time if first is None else first
        gap, last = max(time - first - last, Fraction(1, 100)), time - first
        size = fit_width(picture.shape[1::-1], PICTURE_WIDTH)
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        meter.push(last, small.astype(np.uint8, copy=False))
    return meter.describe(TimeSpan(Fraction(0), last + gap))


def _spans(path: Path) -> list[TimeSpan]:
    shots = cut_shots(
        path,
        probe(path),
        AdaptiveShotDetector(),
        frames_per_shot=1,
        image_size=32,
        min_duration=Fraction(1),
        max_duration=LONGEST,
    )
    return [found.shot.span for found in shots if found.shot.span.duration >= SHORTEST]


def _kind(descriptor: Vector) -> str:
    """Sort a piece by its own descriptor; the pieces of the known videos were looked at as well."""
    numbers = dict(zip(NAMES, descriptor.tolist(), strict=True))
    shake = max(numbers[f"shake_{band}"] for band in ("slow", "middle", "fast"))
    drift = max(abs(numbers[f"{axis}_velocity"]) for axis in ("pan", "tilt", "zoom", "roll"))
    if numbers["camera_known"] > 0.9:
        if numbers["camera_rest"] > 1.5 and shake < STILL_SHAKE:
            return "still"
        if shake > HAND_SHAKE and drift < DRIFT:
            return "hand"
        if drift > DRIFT or shake > HAND_SHAKE:
            return "moving"
    return "unclear"


def _numbered(path: Path, span: TimeSpan, width: int) -> Iterator[tuple[Fraction, Image]]:
    scaler = None
    with open_video(path) as source:
        for frame in frames_between(source, span.start, span.end):
            if scaler is None:
                size = fit_width((frame.picture.width, frame.picture.height), width)
                scaler = Scaler(size, 0)
            yield frame.time, scaler.image(frame.picture)


def _decoded(path: Path, width: int | None) -> Iterator[tuple[Fraction, Image]]:
    scaler = None
    with open_video(path) as source:
        for frame in source.frames():
            size = frame.picture.width, frame.picture.height
            scaler = scaler or Scaler(fit_width(size, width) if width else size, 0)
            yield frame.time, scaler.image(frame.picture)


def _windows(
    frames: Sequence[tuple[Fraction, Image]], move: str, rng: np.random.Generator
) -> Iterator[Image]:
    """Yield what a window shows that moves over the frames."""
    height, width = frames[0][1].shape[:2]
    times = np.array([float(time - frames[0][0]) for time, _ in frames])
    path, share = _path(times, move, rng)
    size = np.array([width, height])
    half = share / 2 * np.exp(-path[:, 2:3]) * 1.03
    low, high = (
        (half - path[:, :2] * share).max(axis=0),
        (1 - half - path[:, :2] * share).min(axis=0),
    )
    start = np.where(low < high, rng.uniform(low, np.maximum(high, low)), (low + high) / 2)
    pixels = min(OUTPUT_WIDTH, width * share)
    shown = (int(pixels // 2 * 2), int(pixels * height / width // 2 * 2))
    for (_, picture), (right, down, growth, turn) in zip(frames, path, strict=True):
        scale = width * share / shown[0] * np.exp(-growth)
        angle = np.radians(turn)
        matrix = scale * np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        place = (start + np.array([right, down]) * share) * size - matrix @ (np.array(shown) / 2)
        yield cv2.warpAffine(
            picture,
            np.column_stack([matrix, place]),
            shown,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REFLECT,
        ).astype(np.uint8, copy=False)


def _path(times: Floats, move: str, rng: np.random.Generator) -> tuple[Path4, float]:
    """Return the path of a window, and its share of the frame's width where it starts."""
    seconds = times[-1]
    share = float(rng.uniform(0.5, 0.65))
    path = np.zeros((len(times), 4))
    if "shake" in move:
        path += _shake(times, rng)
    room = (0.97 - share) / share
    progress = _eased(times / seconds, rng)
    sign = -1 if move in ("pan left", "tilt up", "zoom out") else 1
    if "pan" in move or "tilt" in move:
        column = 0 if "pan" in move else 1
        sign = int(rng.choice([-1, 1])) if move == "shaken pan" else sign
        # Windows a second, slow to fast; as far as the frame goes.
        speed = min(np.exp(rng.uniform(np.log(0.03), np.log(0.4))), room / seconds)
        path[:, column] += sign * speed * seconds * progress
        # No hand is quite level.
        path[:, 1 - column] += rng.uniform(-0.1, 0.1) * speed * seconds * progress
    if "zoom" in move:
        rate = np.exp(rng.uniform(np.log(0.03), np.log(0.3)))
        path[:, 2] = sign * min(rate * seconds, 1.0) * progress
        share = 0.93 if sign > 0 else 0.93 * float(np.exp(path[-1, 2]))
    return path, share


def _eased(progress: Floats, rng: np.random.Generator) -> Floats:
    """Return even progress, one that starts and ends softly, or one that waits at both ends."""
    curves: tuple[Callable[[Floats], Floats], ...] = (
        lambda x: x,
        lambda x: x * x * (3 - 2 * x),
        lambda x: np.clip((x - 0.2) / 0.6, 0, 1),
    )
    return curves[int(rng.integers(len(curves)))](progress)


def _shake(times: Floats, rng: np.random.Generator) -> Path4:
    """Return the path of a hand: swings between 0.7 and 8 Hz, wider where they are slower."""
    frequencies = rng.uniform(0.7, 8, (12, 1, 1))
    swings = np.sin(2 * np.pi * (frequencies * times[:, None] + rng.uniform(0, 1, (12, 1, 3))))
    path = (swings / frequencies).sum(axis=0)
    path /= path.std(axis=0) + 1e-9
    amplitude = np.exp(rng.uniform(np.log(0.003), np.log(0.015)))
    return np.column_stack(
        [path[:, :2] * amplitude, np.zeros(len(times)), path[:, 2] * rng.uniform(0, 0.4)]
    )


def _encode(
    path: Path, pictures: Iterator[Image], frames: Sequence[tuple[Fraction, Image]], crf: str
) -> None:
    start, tick = frames[0][0], Fraction(1, 90_000)
    with av.open(str(path), "w") as container:
        options = {"crf": crf, "preset": "veryfast"}
        stream = container.add_stream("libx264", rate=25, options=options)
        assert isinstance(stream, av.VideoStream)
        stream.pix_fmt, stream.codec_context.time_base = "yuv420p", tick
        for number, ((time, _), picture) in enumerate(zip(frames, pictures, strict=True)):
            if number == 0:
                stream.height, stream.width = picture.shape[:2]
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = round((time - start) / tick), tick
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
