"""Videos, time spans and shots: what is searched, judged and scored.

All times are exact fractions of a second, counted from the first frame of the video stream.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NewType

VideoId = NewType("VideoId", str)
"""The content fingerprint of a video: 32 hexadecimal digits."""

ShotId = NewType("ShotId", str)
"""16 hexadecimal digits; see `shot_id`."""

AGREE = Fraction(4, 5)


@dataclass(frozen=True, slots=True, order=True)
class TimeSpan:
    """A half-open interval ``[start, end)`` of a video, in exact seconds.

    Raises:
        ValueError: ``start`` is negative or not before ``end``.
    """

    start: Fraction
    end: Fraction

    def __post_init__(self) -> None:
        # As whole numbers: fractions compare ten times as slowly, and libraries have millions.
        first, last = self.start, self.end
        ends_later = first.numerator * last.denominator < last.numerator * first.denominator
        if first.numerator < 0 or not ends_later:
            raise ValueError(f"a time span needs 0 <= start < end, got {self.start} and {self.end}")

    @property
    def duration(self) -> Fraction:
        """Length in seconds."""
        return self.end - self.start

    def overlap(self, other: TimeSpan) -> Fraction:
        """Seconds that both spans share."""
        return max(Fraction(0), min(self.end, other.end) - max(self.start, other.start))

    def split(self, max_duration: Fraction) -> list[TimeSpan]:
        """Equal consecutive parts, as few as possible, none longer than ``max_duration``."""
        parts = max(1, math.ceil(self.duration / max_duration))
        edges = [self.start + self.duration * i / parts for i in range(parts + 1)]
        return [TimeSpan(a, b) for a, b in itertools.pairwise(edges)]

    def __str__(self) -> str:
        return f"{timecode(self.start)}-{timecode(self.end)}"


@dataclass(frozen=True, slots=True)
class Video:
    """One source video, known by its content and not by its path.

    ``width`` and ``height`` are in upright square pixels: rotation and pixel shape are applied.
    ``duration`` runs from the first frame to the end of the last one. ``warning`` says what is
    wrong with a file that could still be read, such as an early end. ``pixel_format`` and
    ``audio_codec`` are FFmpeg's names, empty where they are not known.
    """

    id: VideoId
    duration: Fraction
    frame_rate: Fraction
    width: int
    height: int
    frame_count: int
    is_variable_rate: bool = False
    rotation: int = 0
    codec: str = ""
    container: str = ""
    has_audio: bool = False
    size_bytes: int = 0
    warning: str = ""
    pixel_format: str = ""
    audio_codec: str = ""


@dataclass(frozen=True, slots=True)
class Shot:
    """The video between two cuts; the unit of search, annotation and scoring.

    A long take is split evenly: ``part`` counts from 1 to ``parts``. ``position`` is the place
    of the row among the video's rows, from 0.
    """

    id: ShotId
    video_id: VideoId
    span: TimeSpan
    position: int
    part: int = 1
    parts: int = 1


def shot_id(video_id: VideoId, span: TimeSpan) -> ShotId:
    """Return the id of a span of a video: the same content and span give the same id anywhere."""
    text = f"{video_id}:{span.start}:{span.end}"
    return ShotId(hashlib.blake2b(text.encode(), digest_size=8).hexdigest())


def shots_of(
    video_id: VideoId, spans: Iterable[TimeSpan], max_duration: Fraction | None = None
) -> Iterator[Shot]:
    """Number the spans of a video as shots, splitting those longer than ``max_duration``."""
    position = 0
    for span in spans:
        pieces = [span] if max_duration is None else span.split(max_duration)
        for part, piece in enumerate(pieces, start=1):
            yield Shot(shot_id(video_id, piece), video_id, piece, position, part, len(pieces))
            position += 1


def agreeing(span: TimeSpan, shots: Iterable[Shot]) -> Shot | None:
    """Return the shot whose span agrees best with a span, ``None`` if none agrees.

    Spans agree if what they share is at least four fifths of what they cover together.
    """
    best: tuple[Fraction, Shot | None] = (AGREE, None)
    for shot in shots:
        shared = span.overlap(shot.span)
        covered = span.duration + shot.span.duration - shared
        if shared / covered >= best[0]:
            best = (shared / covered, shot)
    return best[1]


def sample_times(span: TimeSpan, count: int) -> Sequence[Fraction]:
    """Return ``count`` evenly spread times: the middles of ``count`` equal slices of the span."""
    return [span.start + span.duration * (2 * i + 1) / (2 * count) for i in range(count)]


def timecode(seconds: Fraction | float) -> str:
    """Write seconds as ``H:MM:SS.mmm``."""
    millis = round(seconds * 1000)
    hours, rest = divmod(millis, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours}:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"
