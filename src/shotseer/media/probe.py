"""Asks what a file is: the fingerprint of its content, and the facts of its video stream."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from itertools import islice
from pathlib import Path

from shotseer.core.video import Video, VideoId
from shotseer.media.pictures import display_size, turn
from shotseer.media.reading import Frame, OpenVideo, as_fraction, open_video, unreadable

PLAYLISTS = frozenset({"concat", "dash", "hls", "imf", "sdp"})
"""FFmpeg's names of what holds no pictures, but says where they are."""

MATROSKA = "matroska,webm"
HEADER_BYTES = 64
"""The document's type is in the first element of the file."""


def fingerprint(path: Path) -> VideoId:
    """Return the BLAKE2b hash of a file's content, 128 bits as hexadecimal digits.

    Raises:
        MediaError: the file cannot be read.
    """
    try:
        with path.open("rb", buffering=0) as file:
            digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16))
    except OSError as error:
        hint = "Check that the file is there and that you may read it."
        raise unreadable(path, error.strerror or str(error), hint) from error
    return VideoId(digest.hexdigest())


def probe(path: Path) -> Video:
    """Read the facts of a video from its header and its first two frames.

    ``duration`` and ``frame_count`` are what the file declares, 0 where it does not;
    `shotseer.media.cutting.cut_shots` returns the true ones.

    Raises:
        MediaError: the file is empty, not a media file, a folder, a still image, cannot be
            decoded, or has no picture.
    """
    with open_video(path) as source:
        return _facts(source)


def check(path: Path) -> None:
    """Make sure that a file is a video, as `probe` does, without reading all of it.

    Raises:
        MediaError: it is not, or it is a playlist; see `probe`.
    """
    with open_video(path) as source:
        refuse_playlist(path, _container(source))
        _first_frames(source)


def refuse_playlist(path: Path, container: str) -> None:
    """Refuse a file whose pictures lie in other files, wherever it says that these are.

    Raises:
        MediaError: it is one.
    """
    if container in PLAYLISTS:
        hint = "Give the videos that it names."
        raise unreadable(path, "it is a playlist, which may name files anywhere", hint)


def _facts(source: OpenVideo) -> Video:
    first = _first_frames(source)
    stream, container = source.stream, source.container
    sound = container.streams.best("audio")
    hearing = None if sound is None else sound.codec_context
    picture = first[0].picture
    rotation = turn(picture.rotation)
    pixel_shape = as_fraction(stream.sample_aspect_ratio)
    width, height = display_size(picture.width, picture.height, pixel_shape, rotation)
    duration = _declared_duration(source)
    return Video(
        id=fingerprint(source.path),
        duration=duration,
        frame_rate=source.frame_rate,
        width=width,
        height=height,
        frame_count=stream.frames or round(duration * source.frame_rate),
        rotation=rotation,
        codec=source.codec,
        container=_container(source),
        has_audio=bool(container.streams.audio),
        pixel_format=picture.format.name,
        audio_codec="" if hearing is None else hearing.codec.canonical_name,
        size_bytes=source.path.stat().st_size,
    )


def _first_frames(source: OpenVideo) -> list[Frame]:
    first = list(islice(source.frames(), 2))
    if len(first) < 2:
        hint = "Leave it out: shots need moving pictures."
        raise unreadable(source.path, "it is a still image", hint)
    return first


def _container(source: OpenVideo) -> str:
    """Return FFmpeg's name of the container; of Matroska and WebM, which it calls alike, one."""
    name = source.container.format.name
    if name != MATROSKA:
        return name
    with source.path.open("rb") as file:
        return "webm" if b"webm" in file.read(HEADER_BYTES) else "matroska"


def _declared_duration(source: OpenVideo) -> Fraction:
    if source.declared_duration is not None:
        return source.declared_duration
    if source.is_bare or source.container.duration is None:
        return Fraction(0)
    return Fraction(source.container.duration, 1_000_000)
