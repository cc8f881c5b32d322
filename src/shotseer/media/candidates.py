"""Frames that may come to stand for the shot that is being read, in little memory."""

from __future__ import annotations

import bisect
import io
import tempfile
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from shotseer.core.arrays import Image
from shotseer.core.video import TimeSpan, sample_times
from shotseer.media.pictures import Scaler
from shotseer.media.reading import Frame

if TYPE_CHECKING:
    import av

FRESH_SECONDS = 1
"""Frames younger than this wait as the decoder gave them: most will never be scaled."""

MOST_FRESH = 12
"""Fresh frames at most. They are as the decoder gave them, 12 to 25 megabytes each in 4K."""

IN_MEMORY = 64
"""Scaled frames kept as they are. The older ones, in long takes, wait as JPEG."""

SPOOL_BYTES = 32 * 2**20
"""Size from which the JPEG frames move from memory to a temporary file."""

JPEG_QUALITY = 95


class Candidates:
    """A sample of the frames since the last cut, dense enough for any shot that may end now.

    Nobody knows how long a shot gets while it is open, but it gets no shorter: a frame is kept if
    its distance to the last one is no less than the shot, at its length so far, may need. So the
    number kept grows with the logarithm of the length, up to the spacing that the parts of a long
    take need. Frames are scaled when they are kept, not before: most never are.

    Args:
        sampler: scales the frames that are kept.
        count: frames that a shot, or a part of a long one, should have.
        shortest: seconds of the shortest shot that a detector may find.
        longest: seconds of the longest part.
        lag: seconds for which a frame may still turn out to belong to a new shot. Those older than
            ``FRESH_SECONDS`` are all scaled meanwhile.
    """

    def __init__(
        self,
        sampler: Scaler,
        count: int,
        shortest: Fraction,
        longest: Fraction,
        lag: Fraction = Fraction(FRESH_SECONDS),
    ) -> None:
        self._sampler = sampler
        self._count = count
        self._densest = shortest / count
        self._sparsest = longest / (4 * count)
        self._lag = lag
        self._start = Fraction(0)
        # In order of time: those in the spool, those scaled, those young, those fresh.
        self._kept: list[_Candidate] = []
        self._spooled = 0
        self._young = 0
        self._fresh = 0
        self._spool = _Spool()

    def close(self) -> None:
        """Give back the temporary file."""
        self._spool.close()

    def add(self, frame: Frame) -> None:
        """Take the next frame of the video."""
        # A cut made by hand may end the shot at any moment: a young one needs every frame.
        spacing = min(self._densest, self._needed(frame.time))
        if self._kept and frame.time - self._kept[-1].time < spacing:
            return
        self._kept.append(_Candidate(frame.time, picture=frame.picture))
        self._fresh += 1
        while (
            self._fresh > MOST_FRESH or frame.time - self._kept[-self._fresh].time >= FRESH_SECONDS
        ):
            self._settle(frame.time)
        if len(self._kept) - self._fresh - self._young - self._spooled > IN_MEMORY:
            self._spill()

    def pick(self, span: TimeSpan) -> tuple[Image, ...]:
        """Return the frames that stand for a span: evenly spread and distinct, at least one."""
        inside = self._kept[self._place(span.start) : self._place(span.end)]
        if not inside:  # the span is shorter than a frame: take the one on display
            inside = self._kept[max(0, self._place(span.start) - 1) :][:1]
        chosen = set[int]()
        for wanted in sample_times(span, min(self._count, len(inside))):
            free = [place for place in range(len(inside)) if place not in chosen]
            chosen.add(min(free, key=lambda place: abs(inside[place].time - wanted)))
        return tuple(self._image(inside[place]) for place in sorted(chosen))

    def start_shot(self, time: Fraction) -> None:
        """Forget the frames before a cut, but for the one that is on display when it comes."""
        first = max(0, self._place(time) - 1)
        self._kept = self._kept[first:]
        self._spooled = max(0, self._spooled - first)
        self._fresh = min(self._fresh, len(self._kept))
        self._young = min(self._young, len(self._kept) - self._fresh)
        self._start = time
        if not self._spooled:
            self._spool.clear()

    def _needed(self, now: Fraction) -> Fraction:
        """Return the spacing that the open shot needs at least, if it ends now or later."""
        return min(self._sparsest, (now - self._start) / (2 * self._count))

    def _place(self, time: Fraction) -> int:
        """Return how many of the frames are before ``time``."""
        return bisect.bisect_left(self._kept, time, key=lambda candidate: candidate.time)

    def _settle(self, now: Fraction) -> None:
        """Decide on the oldest fresh frame, or, if the detector lags further, on older ones."""
        place = len(self._kept) - self._fresh
        self._fresh -= 1
        if self._lag <= FRESH_SECONDS:
            self._decide(place, now)
            return
        self._kept[place].scale(self._sampler)
        self._young += 1
        while self._young and now - self._kept[-self._fresh - self._young].time >= self._lag:
            self._young -= 1
            self._decide(len(self._kept) - self._fresh - self._young - 1, now)

    def _decide(self, place: int, now: Fraction) -> None:
        """Scale a frame, or let it go if the one before it is near enough."""
        candidate, before = self._kept[place], self._kept[max(0, place - 1)]
        is_first = before.time < self._start or before is candidate
        if is_first or candidate.time - before.time >= self._needed(now):
            candidate.scale(self._sampler)
        else:
            del self._kept[place]

    def _spill(self) -> None:
        """Move the older half of the scaled frames to the spool."""
        for candidate in self._kept[self._spooled :][: IN_MEMORY // 2]:
            candidate.place = self._spool.write(self._image(candidate))
            candidate.image = None
            self._spooled += 1

    def _image(self, candidate: _Candidate) -> Image:
        if candidate.place is not None:
            return self._spool.read(*candidate.place)
        return candidate.scale(self._sampler)


@dataclass(slots=True)
class _Candidate:
    """A frame as it was decoded, scaled, or at a place in the spool."""

    time: Fraction
    picture: av.VideoFrame | None = None
    image: Image | None = None
    place: tuple[int, int] | None = None

    def scale(self, sampler: Scaler) -> Image:
        """Let go of the decoded frame for its scaled image, and return that."""
        if self.image is None and self.picture is not None:
            self.image = sampler.image(self.picture)
            self.picture = None
        assert self.image is not None
        return self.image


class _Spool:
    """Pictures as JPEG, one after the other in a temporary file."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115

    def close(self) -> None:
        self._file.close()

    def clear(self) -> None:
        self._file.seek(0)
        self._file.truncate()

    def write(self, image: Image) -> tuple[int, int]:
        """Append a picture and return its offset and length in bytes."""
        import PIL.Image

        buffer = io.BytesIO()
        PIL.Image.fromarray(image).save(buffer, "JPEG", quality=JPEG_QUALITY, subsampling=0)
        offset = self._file.seek(0, io.SEEK_END)
        return offset, self._file.write(buffer.getvalue())

    def read(self, offset: int, length: int) -> Image:
        import PIL.Image

        self._file.seek(offset)
        return np.asarray(PIL.Image.open(io.BytesIO(self._file.read(length))))
