"""Looking at the library: its videos, their shots, and the files that failed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from shotseer.core.errors import InputError, NotFoundError
from shotseer.core.video import Shot, ShotId, VideoId
from shotseer.flows.parts import Parts
from shotseer.store import videos
from shotseer.store.videos import Failure, VideoRecord


def list_videos(parts: Parts) -> list[VideoRecord]:
    """Return every video with its counts, by name."""
    with parts.database.reading() as connection:
        return videos.list_videos(connection)


def list_failures(parts: Parts) -> list[Failure]:
    """Return the files that are there and whose newest ingest failed, by path."""
    with parts.database.reading() as connection:
        found = videos.failures(connection)
    return [failure for failure in found if Path(failure.path).exists()]


def list_shots(parts: Parts, video: str | None) -> list[Shot]:
    """Return the shots of one video, or of all, by video and position."""
    wanted = None if video is None else [resolve_video(parts, video)]
    with parts.database.reading() as connection:
        return videos.shots_of(connection, wanted)


def get_shots(parts: Parts, ids: Iterable[str]) -> dict[ShotId, Shot]:
    """Return some shots by id."""
    with parts.database.reading() as connection:
        return videos.get_shots(connection, ids)


def video_names(parts: Parts, ids: Iterable[str]) -> dict[VideoId, str]:
    """Return the names of some videos."""
    with parts.database.reading() as connection:
        return videos.video_names(connection, ids)


def resolve_video(parts: Parts, text: str) -> VideoId:
    """Return the one video that an id, its first digits, a name or a path means.

    Raises:
        InputError: it could mean several.
        NotFoundError: it means none.
    """
    with parts.database.reading() as connection:
        matches = videos.match_videos(connection, text)
        names = videos.video_names(connection, matches)
    exact = [video for video in matches if text in (video, names[video])]
    matches = exact or matches
    if len(matches) == 1:
        return matches[0]
    if not matches:
        raise NotFoundError(
            f"there is no video {text!r}", hint="shotseer videos lists what is there."
        )
    some = ", ".join(f"{names[video]} ({video[:8]})" for video in matches[:5])
    raise InputError(
        f"{text!r} could mean {len(matches)} videos: {some}", hint="Give the id or the full name."
    )
