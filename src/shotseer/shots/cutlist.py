"""Cuts that were given in a file."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

from shotseer.core.arrays import Image
from shotseer.core.errors import InputError
from shotseer.core.ports import CutFinder, Params
from shotseer.core.video import Video, timecode
from shotseer.shots import cutfiles

ROUNDING = Fraction(2, 1000)
"""Seconds. A cut this near to a frame is that frame's: lists are rounded to milliseconds."""


class CutList:
    """Cuts videos where a file says.

    A CSV file has one time a line, or a header with a column ``time``, ``start`` or ``timecode``
    and, if there are gaps, ``end``. Times are seconds, ``HH:MM:SS.mmm`` or ``HH:MM:SS:FF``. With a
    column ``video``, each video takes the rows with its file's name. An EDL's cuts are the record
    times of its video events, counted from the first one.

    Raises:
        InputError: the file cannot be read or a line of it is not a time; it names the line.
    """

    name = "cutlist"
    picture_width: int | None = None
    is_exact = True
    lag = Fraction(1)

    def __init__(self, path: Path) -> None:
        content = _read(path)
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError(
                f"the cut list {path} is not UTF-8 text", hint="Save it as CSV or EDL in UTF-8."
            ) from error
        self.path = path
        self._file = cutfiles.parse(path, text)
        digest = hashlib.blake2b(content, digest_size=16).hexdigest()
        self.params: Params = {"file": path.name, "digest": digest}

    def start(self, video: Video, file_name: str = "") -> CutFinder:
        """Return a finder that gives the cuts of one video.

        Raises:
            InputError: the list has no row for the video, or no cut of it falls inside. Where the
                video does not declare its duration, the finder raises this at the end.
        """
        own = [mark for mark in self._file.marks if mark.video in ("", file_name)]
        if not own:
            raise InputError(
                f"{self.path}: there is no row for the video {file_name!r}",
                hint="Write the file's name in the column 'video', or ingest it without the list.",
            )
        times = sorted(mark.time.at(video.frame_rate) for mark in own)
        first = times[0] if self._file.is_relative else Fraction(0)
        finder = _ListFinder((time - first for time in times), f"{self.path}, line {own[0].line}")
        if video.duration:
            finder.check(video.duration)
        return finder


class _ListFinder:
    def __init__(self, times: Iterable[Fraction], where: str) -> None:
        self._ahead = deque(time for time in times if time > 0)
        self._first = self._ahead[0] if self._ahead else Fraction(0)
        self._where = where
        self._last = Fraction(0)

    def check(self, end: Fraction) -> None:
        """Raise an `InputError` if there are cuts, but none before ``end``."""
        if self._first >= end:
            raise InputError(
                f"{self._where}: the first cut is at {timecode(self._first)}, "
                f"but the video ends at {timecode(end)}",
                hint="Give times from the start of the video, or a column with the video's name.",
            )

    def push(self, time: Fraction, image: Image | None) -> Sequence[Fraction]:  # noqa: ARG002
        found = []
        while self._ahead and self._ahead[0] <= time + ROUNDING:
            cut = self._ahead.popleft()
            cut = time if time - cut <= ROUNDING else cut
            if cut > self._last:
                found.append(cut)
                self._last = cut
        return found

    def finish(self, end: Fraction) -> Sequence[Fraction]:
        if end > 0:
            self.check(end)
        return sorted({cut for cut in self._ahead if self._last < cut < end})


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"cannot read the cut list {path}: {error.strerror}", hint="Check the path."
        ) from error
