"""Looking at the library: its videos, their shots, and the files that failed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from sqlalchemy.engine import Connection

from shotseer.core import cursor as cursors
from shotseer.core.errors import InputError, NotFoundError
from shotseer.core.video import Shot, ShotId, VideoId
from shotseer.flows import filters, proxies
from shotseer.flows.parts import Parts, open_space
from shotseer.store import catalogue, fields, videos
from shotseer.store.videos import Failure, VideoRecord

STRIP = 8
BY_NAME = "videos by name"
LOOKED_AT = 500
"""Videos read at once while a page is gathered."""


@dataclass(frozen=True, slots=True)
class VideoStatus:
    """A video as it stands now.

    ``is_missing`` tells that none of its files is there, ``is_playable`` that a browser can play
    it or its proxy. ``strip`` are a few shots, evenly spread, that show it at a glance, and
    ``has_posters`` tells that all of them have their picture.
    """

    record: VideoRecord
    is_missing: bool
    is_playable: bool
    strip: tuple[ShotId, ...]
    has_posters: bool
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class VideoPage:
    """Some videos; ``cursor`` gives those that follow, ``None`` at the end."""

    videos: tuple[VideoStatus, ...]
    cursor: str | None


def page(parts: Parts, text: str, where: str, after: str | None, k: int) -> VideoPage:
    """Return a page of videos by name.

    With ``text`` those whose name or path contains it, with ``where`` those of which a shot passes
    the expression.

    Raises:
        InputError: ``after`` is not the cursor of a page before, or ``where`` no expression.
    """
    only = _videos_with(parts, where) if where.strip() else None
    last = None
    if after:
        name, video = cursors.read(after, BY_NAME, "tt")
        last = str(name), str(video)
    with parts.database.reading() as connection:
        places = list(islice(_places(connection, text.strip(), only, last), k + 1))
        records = videos.list_videos(connection, [video_id for _, video_id in places[:k]])
    end = cursors.write(BY_NAME, places[k - 1]) if len(places) > k else None
    return VideoPage(tuple(_statuses(parts, records)), end)


def _videos_with(parts: Parts, where: str) -> frozenset[VideoId]:
    opened = open_space(parts)
    codes = np.unique(opened.library.videos[filters.mask(parts, opened, where)])
    return frozenset(opened.library.video_ids[code] for code in codes)


def _places(
    connection: Connection,
    text: str,
    only: frozenset[VideoId] | None,
    last: tuple[str, str] | None,
) -> Iterator[tuple[str, VideoId]]:
    """Yield name and id of the videos behind a place that pass."""
    while some := catalogue.page(connection, text, last, LOOKED_AT):
        yield from (place for place in some if only is None or place[1] in only)
        last = some[-1]


def get_video(parts: Parts, video: str) -> VideoStatus:
    """Return the one video that an id, its first digits, a name or a path means.

    Raises:
        InputError: it could mean several.
        NotFoundError: it means none.
    """
    with parts.database.reading() as connection:
        records = videos.list_videos(connection, [resolve_video(parts, video)])
    return _statuses(parts, records)[0]


def _statuses(parts: Parts, records: Sequence[VideoRecord]) -> list[VideoStatus]:
    with parts.database.reading() as connection:
        strips = catalogue.strips(connection, records, STRIP)
        known = fields.all_of(connection, [record.video.id for record in records])
    return [
        VideoStatus(
            record,
            not any(Path(path).exists() for path in record.paths),
            proxies.playable_file(parts, record) is not None,
            tuple(strips[record.video.id]),
            all(parts.folder.poster(shot).exists() for shot in strips[record.video.id]),
            known.get(record.video.id, {}),
        )
        for record in records
    ]


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
            f"there is no video {text!r}",
            hint="Look at the list of videos.",
            command="shotseer videos",
        )
    some = ", ".join(f"{names[video]} ({video[:8]})" for video in matches[:5])
    raise InputError(
        f"{text!r} could mean {len(matches)} videos: {some}", hint="Give the id or the full name."
    )
