"""Opening video files and decoding them; every fault becomes a `MediaError` or a warning."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shotseer.core.errors import MediaError
from shotseer.media.timeline import Timeline

if TYPE_CHECKING:
    import av
    from av.container import InputContainer
    from av.video.stream import VideoStream

TEXT_FORMATS = frozenset({"adf", "bin", "idf", "tty", "xbin"})
"""FFmpeg reads any text as ANSI art by these names; no video comes in them."""

NO_TIMESTAMPS = 0x80
"""FFmpeg's flag ``AVFMT_NOTIMESTAMPS``."""

COPY_AGAIN = "Copy the file again from where it came, or convert it to MP4."


@dataclass(frozen=True, slots=True)
class Frame:
    """A decoded frame and its time in seconds, counted from the first frame of the stream."""

    time: Fraction
    picture: av.VideoFrame


@contextmanager
def open_video(path: Path) -> Iterator[OpenVideo]:
    """Open the video stream of a file for the length of a ``with`` block.

    Raises:
        MediaError: the file cannot be read, is not a media file, or has no moving picture.
    """
    import av

    _check_file(path)
    try:
        # An absolute path cannot be taken for a protocol. A playlist may name files, never hosts.
        container = av.open(
            os.path.abspath(path), options={"protocol_whitelist": "file"}, **_lenient_tags()
        )
    except (av.FFmpegError, OSError) as error:
        raise unreadable(path, f"it is not a media file, or broken ({error.strerror})") from error
    with container:
        yield OpenVideo(path, container, _video_stream(path, container))


def _lenient_tags() -> dict[str, Any]:
    """Return the argument that keeps PyAV from refusing a file for the encoding of its tags."""
    import av

    # From PyAV 19 on there is no such argument, and no such refusal.
    return {"metadata_errors": "replace"} if int(av.__version__.split(".")[0]) < 19 else {}


def unreadable(path: Path, reason: str, hint: str = COPY_AGAIN) -> MediaError:
    """Return the error that says why a file cannot be used."""
    return MediaError(f"cannot read {os.fspath(path)!r}: {reason}", hint=hint)


class OpenVideo:
    """The video stream of an open file. Its frames can be read once, from the start or by seeks.

    PyAV's objects must not be touched after the file is closed: copy what is to be kept.
    """

    def __init__(self, path: Path, container: InputContainer, stream: VideoStream) -> None:
        stream.thread_type = "AUTO"
        self.path = path
        self.container = container
        self.stream = stream
        self.tick = as_fraction(stream.time_base) or Fraction(1, 90_000)
        self.frame_rate = _frame_rate(stream)
        self.timeline = Timeline(self.tick, 1 / self.frame_rate)
        self.can_seek = not self.is_bare
        self._faults = 0
        self._first_pts: int | None = None

    def frames(self) -> Iterator[Frame]:
        """Yield every frame that is shown, in order, past damaged places.

        Raises:
            MediaError: not one frame could be decoded.
        """
        for picture in self._pictures():
            time = self.timeline.place(picture.pts, picture.duration)
            if time is not None:
                yield Frame(time, picture)
        if not self.timeline.frame_count:
            raise unreadable(self.path, f"no picture of it can be decoded ({self.codec})")

    def frames_from(self, time: Fraction) -> Iterator[Frame]:
        """Seek, and yield the frames from a key frame on that is likely before ``time``.

        Yields nothing, and sets ``can_seek`` to false, where the file cannot be searched.
        """
        import av

        if self._first_pts is None:
            next(self._pictures(), None)
        zero = self._first_pts or 0
        try:
            self.container.seek(zero + int(time / self.tick), stream=self.stream)
        except av.FFmpegError:
            self.can_seek = False
        if not self.can_seek:
            return
        last = Fraction(-1)
        for picture in self._pictures():
            if picture.pts is None or picture.is_corrupt:
                continue
            now = (picture.pts - zero) * self.tick
            if now > last:
                last = now
                yield Frame(now, picture)

    @property
    def start(self) -> Fraction:
        """The timestamp of the first frame in the file, in seconds; 0 before it is read."""
        return (self._first_pts or 0) * self.tick

    @property
    def codec(self) -> str:
        """The name of the codec, as FFmpeg knows it."""
        return self.stream.codec_context.name

    @property
    def declared_duration(self) -> Fraction | None:
        """Seconds of picture that the file promises, or ``None`` where it does not say."""
        if self.is_bare:
            return None  # FFmpeg guesses from the bit rate, wide of the mark
        if self.stream.duration is not None:
            return self.stream.duration * self.tick
        return _tagged_duration(self.stream.metadata.get("DURATION", ""))

    @property
    def is_bare(self) -> bool:
        """Whether the file is a codec's bare stream, without a container's timestamps."""
        return bool(self.container.format.flags & NO_TIMESTAMPS)

    @property
    def warning(self) -> str:
        """What was wrong with the frames read so far; for use at the end of `frames`."""
        complaints = []
        declared, end = self.declared_duration, self.timeline.end
        if declared is not None and declared - end > max(Fraction(1), declared / 100):
            complaints.append(
                f"ends early: {float(end):.1f} of {float(declared):.1f} s could be read"
            )
        if self.timeline.missing:
            complaints.append(f"{float(self.timeline.missing):.1f} s are missing in between")
        if self._faults:
            complaints.append(f"damaged in {self._faults} places")
        return "; ".join(complaints)

    def _pictures(self) -> Iterator[av.VideoFrame]:
        import av

        packets = self.container.demux(self.stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except av.FFmpegError:
                self._faults += 1
                return
            if not packet.size and packet.dts is not None:
                continue  # "show the last frame again", which decoders refuse
            try:
                pictures = packet.decode()
            except av.FFmpegError:
                self._faults += 1
                continue
            for picture in pictures:
                self._faults += picture.is_corrupt
                if self._first_pts is None:
                    self._first_pts = picture.pts
                yield picture


def as_fraction(value: Fraction | None) -> Fraction | None:
    """Return one of FFmpeg's rationals as a positive fraction, or ``None`` for "unknown"."""
    if value is None or not value.numerator or not value.denominator:
        return None
    return Fraction(int(value.numerator), int(value.denominator))


def _check_file(path: Path) -> None:
    try:
        facts = path.stat()
        if stat.S_ISDIR(facts.st_mode):
            raise unreadable(path, "it is a folder", "Give the files in it, or ingest the folder.")
        if not stat.S_ISREG(facts.st_mode):
            raise unreadable(path, "it is not a regular file", "Copy what it gives into a file.")
        path.open("rb").close()
    except OSError as error:
        hint = "Check that the file is there and that you may read it."
        raise unreadable(path, error.strerror or str(error), hint) from error
    if not facts.st_size:
        raise unreadable(path, "the file is empty", "Copy the file again from where it came.")


def _video_stream(path: Path, container: InputContainer) -> VideoStream:
    from av.stream import Disposition

    if container.format.name in TEXT_FORMATS:
        raise unreadable(path, "it is a text file", "Leave it out, or give the video itself.")
    pictures = [s for s in container.streams.video if s.codec_context is not None]
    moving = [s for s in pictures if not s.disposition & Disposition.attached_pic]
    if moving:
        best = container.streams.best("video")
        return best if best in moving else moving[0]
    if container.streams.video and not pictures:
        raise unreadable(path, "its video codec is not supported", "Convert it to MP4 (H.264).")
    kinds = {stream.type for stream in container.streams}
    what = "only sound" if "audio" in kinds else "no picture"
    cover = " and a cover picture" if pictures else ""
    raise unreadable(path, f"it has {what}{cover}", "Leave it out: shots need moving pictures.")


def _frame_rate(stream: VideoStream) -> Fraction:
    for value in (stream.guessed_rate, stream.average_rate, stream.base_rate):
        rate = as_fraction(value)
        if rate is not None and rate <= 1000:
            return rate
    return Fraction(25)


def _tagged_duration(text: str) -> Fraction | None:
    """Read Matroska's ``HH:MM:SS.nnnnnnnnn``."""
    try:
        hours, minutes, seconds = text.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + Fraction(seconds)
    except ValueError:
        return None
