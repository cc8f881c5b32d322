"""A proxy: a copy of a video that any browser plays, with the same times as the original."""

from __future__ import annotations

import os
from collections.abc import Generator
from fractions import Fraction
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from shotseer.core.video import Video
from shotseer.media.pictures import Scaler, Size, even, fit_width
from shotseer.media.reading import Frame, OpenVideo, open_video
from shotseer.media.sound import SoundTrack
from shotseer.media.writing import TICK, written_whole

if TYPE_CHECKING:
    import av
    from av.container import OutputContainer
    from av.video.stream import VideoStream

MAX_WIDTH = 1280
KEY_SECONDS = 1
"""A player that is told to seek decodes from a key frame on."""

# Without frames that lean on later ones the first frame is at zero in every player.
X264_OPTIONS = {"preset": "veryfast", "crf": "23", "profile": "high", "bf": "0"}


def make_proxy(path: Path, video: Video, proxy: Path) -> Generator[float, None, None]:
    """Write a proxy, and yield the seconds done so far; closing the generator takes it back.

    It is an H.264 MP4 of at most 1280 pixels in width, upright, with square pixels and a key frame
    a second. Each frame keeps its time, counted from the first one; sound is kept as AAC. The file
    is there whole or not at all.

    Raises:
        MediaError: the video cannot be read.
        OSError: the file cannot be written.
    """
    import av

    options = {"movflags": "+faststart"}
    with written_whole(proxy) as part:
        with (
            open_video(path) as source,
            open_video(path) as heard,
            av.open(os.fspath(part), "w", format="mp4", options=options) as container,
        ):
            yield from _copy(video, source, heard, container)
        with part.open("rb") as file:
            os.fsync(file.fileno())


def _copy(
    video: Video, source: OpenVideo, heard: OpenVideo, container: OutputContainer
) -> Generator[float, None, None]:
    size = even(fit_width((video.width, video.height), MAX_WIDTH))
    stream = _add_stream(container, size)
    encode = _Encoder(size, video.rotation)
    frames = source.frames()
    first = next(frames)
    sound = SoundTrack(heard, container, source.start)
    for frame, following in pairwise(chain([first], frames, [None])):
        assert frame is not None
        until = source.timeline.end if following is None else following.time
        container.mux(sound.until(frame.time))
        container.mux(stream.encode(encode.picture(frame, until)))
        yield float(frame.time)
    container.mux(stream.encode())
    container.mux(sound.until(source.timeline.end))
    container.mux(sound.end())


def _add_stream(container: OutputContainer, size: Size) -> VideoStream:
    stream = container.add_stream("libx264", rate=30, options=X264_OPTIONS)
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    stream.time_base = stream.codec_context.time_base = TICK
    return stream


class _Encoder:
    """Makes the pictures to encode: of one size, upright, with the time of their frame."""

    def __init__(self, size: Size, rotation: int) -> None:
        from av.video.reformatter import VideoReformatter

        self._size = size
        self._scaler = Scaler(size, rotation) if rotation else None
        self._reformatter = VideoReformatter()
        self._next_key = Fraction(0)

    def picture(self, frame: Frame, until: Fraction) -> av.VideoFrame:
        from av.video.frame import PictureType

        picture = self._shrunk(frame.picture)
        picture.time_base = TICK
        picture.pts = round(frame.time / TICK)
        picture.duration = max(1, round((until - frame.time) / TICK))
        is_key = frame.time >= self._next_key
        picture.pict_type = PictureType.I if is_key else PictureType.NONE
        if is_key:
            self._next_key = frame.time + KEY_SECONDS
        return picture

    def _shrunk(self, picture: av.VideoFrame) -> av.VideoFrame:
        import av

        if self._scaler is not None:
            return av.VideoFrame.from_ndarray(self._scaler.image(picture), format="rgb24")
        # Without the way over RGB it is twice as fast.
        return self._reformatter.reformat(
            picture, *self._size, "yuv420p", interpolation="AREA", threads=1
        )
