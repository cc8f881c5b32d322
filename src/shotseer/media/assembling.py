"""Films made of given pictures, as experiments need them, and the pictures to make them of."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from shotseer.core.arrays import Image
from shotseer.core.video import Video
from shotseer.media.pictures import Scaler, Size
from shotseer.media.reading import open_video
from shotseer.media.writing import written_whole


class Picture(NamedTuple):
    """A picture of a video and the time of its frame, in seconds."""

    time: Fraction
    image: Image


def read_pictures(path: Path, video: Video, size: Size) -> Iterator[Picture]:
    """Yield every frame of a video, upright and brought to one size, whatever its shape was.

    Raises:
        MediaError: the file cannot be read, or no frame of it can be decoded.
    """
    scaler = Scaler(size, video.rotation)
    with open_video(path) as source:
        for frame in source.frames():
            yield Picture(frame.time, scaler.image(frame.picture))


def write_film(
    path: Path, pictures: Iterable[Image], size: Size, rate: Fraction, quality: int
) -> None:
    """Write an H.264 MP4 of pictures of one size, whole or not at all.

    Args:
        path: of the file.
        pictures: at least one.
        size: of all of them; even numbers.
        rate: frames a second.
        quality: the constant rate factor of x264; 23 is usual, and larger is worse.

    Raises:
        OSError: the file cannot be written.
    """
    import av

    options = {"preset": "veryfast", "crf": str(quality)}
    with (
        written_whole(path) as part,
        av.open(os.fspath(part), "w", format="mp4") as container,
    ):
        stream = container.add_stream("libx264", rate=rate, options=options)
        stream.pix_fmt = "yuv420p"
        stream.width, stream.height = size
        for number, image in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = number, 1 / rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
