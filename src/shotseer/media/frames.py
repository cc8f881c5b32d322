"""Frames of a video at given times, by reading on or by seeking, whichever is faster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from shotseer.media.reading import Frame, OpenVideo, open_video

SEEK_AHEAD = 4
"""Seconds. A seek decodes from a key frame on, and loses what the decoder had begun. Measured on
real films, it pays from about one key frame distance on, which is seldom over four seconds."""

MARGINS = (Fraction(1, 2), Fraction(5), Fraction(60))
"""Seconds to seek before the wanted time. Key frames are found by decoding order, and files
without an index are searched by guesses: where that lands too late, the next margin is tried."""


def frames_at(source: OpenVideo, times: Iterable[Fraction]) -> Iterator[Frame]:
    """Yield, for each time, the frame that is on display then.

    Times run in seconds from the first frame. They may come in any order; ascending is fastest.

    Raises:
        MediaError: no frame can be decoded.
    """
    walk = _Walk(source)
    for time in times:
        yield walk.to(time)


def frames_between(source: OpenVideo, start: Fraction, end: Fraction) -> Iterator[Frame]:
    """Yield the frames that are first shown in ``[start, end)``."""
    for frame in _from_before(source, start):
        if frame.time >= end:
            return
        if frame.time >= start:
            yield frame


class _Walk:
    def __init__(self, source: OpenVideo) -> None:
        self._source = source
        self._frames = source.frames()
        self._shown = next(self._frames)
        self._next: Frame | None = next(self._frames, None)

    def to(self, time: Fraction) -> Frame:
        """Return the frame on display at ``time``; the first or last one outside the video."""
        is_behind = time < self._shown.time
        is_far = self._next is not None and time - self._next.time > SEEK_AHEAD
        if is_behind or (is_far and self._source.can_seek):
            self._frames = _from_before(self._source, time)
            self._shown = next(self._frames, self._shown)
            self._next = next(self._frames, None)
        while self._next is not None and self._next.time <= time:
            self._shown, self._next = self._next, next(self._frames, None)
        return self._shown


def _from_before(source: OpenVideo, time: Fraction) -> Iterator[Frame]:
    """Yield frames from one that is not after ``time`` on."""
    for margin in MARGINS:
        if source.can_seek:
            frames = source.frames_from(max(Fraction(0), time - margin))
            first = next(frames, None)
            if first is not None and first.time <= time:
                yield first
                yield from frames
                return
    with open_video(source.path) as afresh:
        yield from afresh.frames()
