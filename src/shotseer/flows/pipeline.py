"""The heavy part of an ingest: one thread decodes ahead while this one embeds.

Videos go through one after the other. A batch of pictures is filled across shots and videos, so
that the encoder always gets full batches.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from shotseer.core.arrays import Image, Matrix, Vector
from shotseer.core.errors import InputError
from shotseer.core.ports import Encoder
from shotseer.core.video import Shot, Video
from shotseer.media.cutting import SampledShot

BATCH_IMAGES = 32
SHOTS_AHEAD = 24


class Decode(Protocol):
    """Decodes one video: yields its shots with pictures, returns what the video turned out to be.

    ``on_time`` is told how many seconds have been decoded.
    """

    def __call__(self, on_time: Callable[[float], None], /) -> Generator[SampledShot, None, Video]:
        """Start decoding."""


@dataclass(frozen=True, slots=True)
class EmbeddedVideo:
    """A video that is through: its shots, their ``(n, d)`` unit vectors, and how they move.

    ``motion`` is ``(n, m)``, or ``None`` where it was not measured.
    """

    video: Video
    shots: list[Shot]
    vectors: Matrix
    motion: Matrix | None


@dataclass(frozen=True, slots=True)
class FailedVideo:
    """A video that could not be decoded."""

    error: InputError


@dataclass(frozen=True, slots=True)
class DecodedTo:
    """How many seconds of the video at hand have been decoded."""

    seconds: float


@dataclass(slots=True)
class _Gathering:
    """The shots of one video on their way through the encoder."""

    shots: list[Shot] = field(default_factory=list)
    vectors: list[Vector] = field(default_factory=list)
    motions: list[Vector] = field(default_factory=list)


Report = tuple[int, EmbeddedVideo | FailedVideo | DecodedTo]
_Event = tuple[int, SampledShot | Video | InputError | DecodedTo]


def embed_videos(encoder: Encoder, decoders: Iterable[Decode]) -> Iterator[Report]:
    """Decode and embed videos; yield reports with the number of the video, from 0.

    Every video ends with one `EmbeddedVideo` or `FailedVideo`, in order. Closing the iterator
    stops the decoding thread.
    """
    gathering: dict[int, _Gathering] = {}
    batch: list[tuple[_Gathering, SampledShot]] = []
    ended: list[tuple[int, Video]] = []

    def flush() -> Iterator[Report]:
        _embed(encoder, batch)
        batch.clear()
        for number, video in ended:
            done = gathering.pop(number, _Gathering())
            empty = np.empty((0, encoder.space.dimension), dtype=np.float32)
            vectors = np.stack(done.vectors) if done.vectors else empty
            motion = np.stack(done.motions) if done.motions else None
            yield number, EmbeddedVideo(video, done.shots, vectors, motion)
        ended.clear()

    for number, event in _decode_ahead(decoders):
        if isinstance(event, SampledShot):
            batch.append((gathering.setdefault(number, _Gathering()), event))
        elif isinstance(event, Video):
            ended.append((number, event))
        elif isinstance(event, InputError):
            yield from flush()
            gathering.pop(number, None)
            yield number, FailedVideo(event)
        else:
            yield number, event
        if sum(len(shot.images) for _, shot in batch) >= BATCH_IMAGES or (ended and not batch):
            yield from flush()
    yield from flush()


def pool(frames: Matrix) -> Vector:
    """Return the mean of a shot's unit frame vectors, at unit length.

    Frames that cancel out leave the first frame's vector.
    """
    mean = frames.mean(axis=0, dtype=np.float64)
    length = float(np.linalg.norm(mean))
    if length < 1e-6:
        first: Vector = frames[0]
        return first
    unit: Vector = (mean / length).astype(np.float32)
    return unit


def _embed(encoder: Encoder, batch: list[tuple[_Gathering, SampledShot]]) -> None:
    images: list[Image] = [image for _, shot in batch for image in shot.images]
    if not images:
        return
    vectors = encoder.embed_images(images)
    start = 0
    for gathering, sampled in batch:
        end = start + len(sampled.images)
        gathering.shots.append(sampled.shot)
        gathering.vectors.append(pool(vectors[start:end]))
        if sampled.motion is not None:
            gathering.motions.append(sampled.motion)
        start = end


def _decode_ahead(decoders: Iterable[Decode]) -> Iterator[_Event]:
    events: queue.Queue[_Event | BaseException | None] = queue.Queue(SHOTS_AHEAD)
    stopped = threading.Event()

    def put(event: _Event | BaseException | None) -> None:
        while not stopped.is_set():
            try:
                return events.put(event, timeout=0.2)
            except queue.Full:
                continue
        raise _StoppedError

    def work() -> None:
        try:
            for number, decode in enumerate(decoders):
                _decode_one(number, decode, put)
            put(None)
        except _StoppedError:
            return
        except BaseException as error:  # handed over: it is raised in the other thread
            put(error)

    thread = threading.Thread(target=work, name="decode", daemon=True)
    thread.start()
    try:
        while (event := events.get()) is not None:
            if isinstance(event, BaseException):
                raise event
            yield event
    finally:
        stopped.set()
        thread.join()


def _decode_one(number: int, decode: Decode, put: Callable[[_Event], None]) -> None:
    shots = decode(lambda seconds: put((number, DecodedTo(seconds))))
    try:
        while True:
            put((number, next(shots)))
    except StopIteration as end:
        put((number, end.value))
    except InputError as error:
        put((number, error))
    finally:
        shots.close()


class _StoppedError(Exception):
    """The consumer has gone."""
