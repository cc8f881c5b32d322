"""Finds the shots of a video and samples their frames, in one decoding pass."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Protocol

from shotseer.core.arrays import Image, Vector
from shotseer.core.ports import ShotDetector
from shotseer.core.video import Shot, TimeSpan, Video, sample_times, shots_of
from shotseer.media.candidates import Candidates
from shotseer.media.frames import frames_at
from shotseer.media.pictures import Scaler, fit_shorter_side, fit_width
from shotseer.media.reading import Frame, OpenVideo, open_video

SHORTEST_SHOT = Fraction(1, 5)
"""Seconds. The sampler is ready for detected shots as short as this, whatever is asked for."""

PLAIN = 3.0
"""Levels of 255. A picture whose channels all vary by less than this tells nothing."""

OnTime = Callable[[float], None]
"""Is told now and then how many seconds have been read."""


class Meter(Protocol):
    """Is shown every frame of one video, and describes its shots by numbers.

    ``picture_width`` is the width in pixels of the pictures it wants.
    """

    picture_width: int

    def push(self, time: Fraction, image: Image) -> None:
        """Take the next frame."""

    def describe(self, span: TimeSpan) -> Vector:
        """Return the numbers of a shot. Shots come in order, each after its last frame."""


@dataclass(frozen=True, slots=True)
class SampledShot:
    """A shot and the frames that stand for it, in order; at least one.

    ``motion`` is what a meter says of it, ``None`` where there was no meter.
    """

    shot: Shot
    images: tuple[Image, ...]
    motion: Vector | None = None


def cut_shots(
    path: Path,
    video: Video,
    detector: ShotDetector,
    *,
    frames_per_shot: int,
    image_size: int,
    min_duration: Fraction,
    max_duration: Fraction,
    meter: Meter | None = None,
    on_time: OnTime | None = None,
) -> Generator[SampledShot, None, Video]:
    """Yield each shot, with its frames, as soon as it is certain.

    Args:
        path: the file of the video.
        video: what `shotseer.media.probe.probe` returned for it.
        detector: finds the cuts.
        frames_per_shot: frames to sample, evenly spread; a shot that has fewer gives those.
            Plain ones, as in fades, are left out unless all are.
        image_size: shorter side of the frames in pixels; they are never enlarged.
        min_duration: seconds. A cut that would leave a shorter shot before it, or at the end of
            the video, is ignored, unless the detector is exact.
        max_duration: seconds. A longer shot is split evenly into parts.
        meter: is shown every frame, and describes each shot.
        on_time: is told now and then how many seconds have been read.

    Returns:
        The video with its true duration, number of frames and kind of rate, and a warning if the
        file is damaged or ends early.

    Raises:
        MediaError: the file cannot be read, or no frame of it can be decoded.
    """
    shortest = Fraction(0) if detector.is_exact else min_duration
    candidates = Candidates(
        _sampler(video, image_size),
        frames_per_shot,
        max(shortest, SHORTEST_SHOT),
        max_duration,
        detector.lag,
    )
    with closing(candidates), open_video(path) as source:
        finder = _Finder(detector, video, path.name)
        frames = _measured(_reporting(source.frames(), on_time), video, meter)
        spans = _spans(source, frames, finder, _Cuts(shortest), candidates)
        for shot in shots_of(video.id, spans, max_duration):
            images = _telling(candidates.pick(shot.span))
            yield SampledShot(shot, images, meter.describe(shot.span) if meter else None)
        return dataclasses.replace(
            video,
            duration=source.timeline.end,
            frame_count=source.timeline.frame_count,
            frame_rate=_mean_rate(video, source),
            is_variable_rate=source.timeline.is_variable,
            warning=source.warning,
        )


def sample_shots(
    path: Path,
    video: Video,
    shots: Sequence[Shot],
    *,
    frames_per_shot: int,
    image_size: int,
    on_time: OnTime | None = None,
) -> Generator[SampledShot, None, Video]:
    """Yield given shots with their frames, without looking for cuts.

    Frames are those on display at the sampling times; see `cut_shots` for the arguments. The
    file is read through where shots are short, and by seeking where few frames are wanted.

    Returns:
        The video as it was given.

    Raises:
        MediaError: the file cannot be read, or no frame of it can be decoded.
    """
    with open_video(path) as source:
        sampler = _sampler(video, image_size)
        times = [sample_times(shot.span, frames_per_shot) for shot in shots]
        frames = frames_at(source, (time for of_shot in times for time in of_shot))
        for shot in shots:
            images: dict[Fraction, Image] = {}
            for frame in islice(frames, frames_per_shot):
                if frame.time not in images:
                    images[frame.time] = sampler.image(frame.picture)
            yield SampledShot(shot, _telling(tuple(images.values())))
            if on_time is not None:
                on_time(float(shot.span.end))
    return video


def measure_shots(
    path: Path, video: Video, shots: Sequence[Shot], meter: Meter, *, on_time: OnTime | None = None
) -> Iterator[Vector]:
    """Read a video through, and yield what a meter says of each of some shots, in their order.

    Raises:
        MediaError: the file cannot be read, or no frame of it can be decoded.
    """
    waiting = deque(shots)
    with open_video(path) as source:
        for frame in _measured(_reporting(source.frames(), on_time), video, meter):
            # A frame of the next shot has been shown by then: that tells its beginning apart.
            while waiting and waiting[0].span.end <= frame.time:
                yield meter.describe(waiting.popleft().span)
    for shot in waiting:
        yield meter.describe(shot.span)


def _mean_rate(video: Video, source: OpenVideo) -> Fraction:
    """Return the rate of a video: as declared, or the mean where it varies."""
    timeline = source.timeline
    if not timeline.is_variable or not timeline.end:
        return video.frame_rate
    return (timeline.frame_count / timeline.end).limit_denominator(1001)


class _Finder:
    """Shows a detector the frames of one video, at the width it wants."""

    def __init__(self, detector: ShotDetector, video: Video, file_name: str) -> None:
        self._finder = detector.start(video, file_name)
        self._scaler = None
        if detector.picture_width is not None:
            size = fit_width((video.width, video.height), detector.picture_width)
            self._scaler = Scaler(size, video.rotation)

    def push(self, frame: Frame) -> Sequence[Fraction]:
        image = None if self._scaler is None else self._scaler.image(frame.picture)
        return self._finder.push(frame.time, image)

    def finish(self, end: Fraction) -> Sequence[Fraction]:
        return self._finder.finish(end)


class _Cuts:
    """Ignores cuts that would leave a shot shorter than a minimum."""

    def __init__(self, shortest: Fraction) -> None:
        self._shortest = shortest
        self._start = Fraction(0)
        self._waiting: list[Fraction] = []

    def accept(self, cuts: Iterable[Fraction], now: Fraction) -> Iterator[TimeSpan]:
        """Take the next cuts; yield the spans that are certain once ``now`` has been read."""
        for cut in cuts:
            last = self._waiting[-1] if self._waiting else self._start
            if cut > last and cut - last >= self._shortest:
                self._waiting.append(cut)
        while self._waiting and now - self._waiting[0] >= self._shortest:
            yield self._up_to(self._waiting.pop(0))

    def finish(self, cuts: Iterable[Fraction], end: Fraction) -> Iterator[TimeSpan]:
        """Take the last cuts; yield the rest of the spans, up to the end of the video."""
        yield from self.accept(cuts, end)
        yield self._up_to(end)

    def _up_to(self, cut: Fraction) -> TimeSpan:
        span = TimeSpan(self._start, cut)
        self._start = cut
        return span


def _spans(
    source: OpenVideo,
    frames: Iterable[Frame],
    finder: _Finder,
    cuts: _Cuts,
    candidates: Candidates,
) -> Iterator[TimeSpan]:
    """Read a video through; yield its spans, with their frames among the candidates."""
    for frame in frames:
        candidates.add(frame)
        for span in cuts.accept(finder.push(frame), frame.time):
            yield span
            candidates.start_shot(span.end)
    end = source.timeline.end
    yield from cuts.finish(finder.finish(end), end)


def _reporting(frames: Iterable[Frame], on_time: OnTime | None) -> Iterator[Frame]:
    """Pass frames on, telling their time once for each second of video."""
    reported = -1
    for frame in frames:
        yield frame
        if on_time is not None and int(frame.time) > reported:
            reported = int(frame.time)
            on_time(float(frame.time))


def _measured(frames: Iterable[Frame], video: Video, meter: Meter | None) -> Iterator[Frame]:
    """Pass frames on, showing each to a meter first."""
    if meter is None:
        yield from frames
        return
    scaler = Scaler(fit_width((video.width, video.height), meter.picture_width), video.rotation)
    for frame in frames:
        meter.push(frame.time, scaler.image(frame.picture))
        yield frame


def _telling(images: tuple[Image, ...]) -> tuple[Image, ...]:
    """Leave out the plain pictures, if others are left."""
    told = (image for image in images if image[::4, ::4].std(axis=(0, 1)).max() >= PLAIN)
    return tuple(told) or images


def _sampler(video: Video, image_size: int) -> Scaler:
    return Scaler(fit_shorter_side((video.width, video.height), image_size), video.rotation)
