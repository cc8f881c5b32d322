"""A poster and a short, muted, looping preview of a shot, for any browser."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain, pairwise
from pathlib import Path

from shotseer.core.arrays import Image
from shotseer.core.video import TimeSpan, Video
from shotseer.media.frames import frames_at, frames_between
from shotseer.media.pictures import Scaler, even, fit_height
from shotseer.media.reading import Frame, open_video
from shotseer.media.writing import TICK, written_whole

POSTER_HEIGHT = 480
JPEG_QUALITY = 85

FASTEST = 30
"""Frames a second of a preview at most."""

X264_OPTIONS = {"preset": "veryfast", "crf": "27", "profile": "high"}


def make_preview(
    path: Path,
    video: Video,
    span: TimeSpan,
    *,
    poster: Path,
    preview: Path,
    max_height: int = 320,
    max_seconds: Fraction = Fraction(4),
) -> None:
    """Write a shot's poster and preview.

    The poster is a JPEG of the frame in the middle of the shot. The preview is an H.264 MP4
    without sound of at most ``max_seconds`` around the middle. Both are upright, have square
    pixels and are never enlarged. Each file is there whole or not at all. Takes plain values and
    returns none, so that it can run in another thread, process or machine.

    Raises:
        MediaError: the video cannot be read.
        OSError: a file cannot be written.
    """
    middle = (span.start + span.end) / 2
    start = max(span.start, middle - max_seconds / 2)
    end = min(span.end, middle + max_seconds / 2)
    size = video.width, video.height
    with open_video(path) as source:
        shown = next(frames_at(source, [middle]))
        still = Scaler(fit_height(size, POSTER_HEIGHT), video.rotation)
        with written_whole(poster) as part:
            _write_jpeg(part, still.image(shown.picture))
        frames = _slowed(frames_between(source, start, end))
        first = next(frames, Frame(start, shown.picture))  # a span may be shorter than a frame
        with written_whole(preview) as part:
            small = Scaler(even(fit_height(size, max_height)), video.rotation)
            _write_mp4(part, small, chain([first], frames), end)


def _slowed(frames: Iterable[Frame]) -> Iterator[Frame]:
    """Leave out frames that come faster than a preview shows them."""
    # Some containers round times to milliseconds: at exactly 30 a second, keep all.
    least = Fraction(9, 10) / FASTEST
    last: Frame | None = None
    for frame in frames:
        if last is None or frame.time - last.time >= least:
            last = frame
            yield frame


def _write_jpeg(path: Path, image: Image) -> None:
    import PIL.Image

    PIL.Image.fromarray(image).save(path, "JPEG", quality=JPEG_QUALITY, optimize=True)


def _write_mp4(path: Path, scaler: Scaler, frames: Iterable[Frame], end: Fraction) -> None:
    """Encode frames, each shown until the next one comes and the last one until ``end``."""
    import av

    options = {"movflags": "+faststart"}
    with av.open(os.fspath(path), "w", format="mp4", options=options) as container:
        stream = container.add_stream("libx264", rate=FASTEST, options=X264_OPTIONS)
        stream.width, stream.height = scaler.size
        stream.pix_fmt = "yuv420p"
        stream.time_base = stream.codec_context.time_base = TICK
        start: Fraction | None = None
        for frame, following in pairwise(chain(frames, [None])):
            assert frame is not None
            start = frame.time if start is None else start
            until = end if following is None else following.time
            picture = av.VideoFrame.from_ndarray(scaler.image(frame.picture), format="rgb24")
            picture.time_base = TICK
            picture.pts = round((frame.time - start) / TICK)
            picture.duration = max(1, round((until - frame.time) / TICK))
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
