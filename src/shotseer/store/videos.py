"""Videos, their files, their cuts and shots, and the files that failed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from shotseer.core.video import Shot, ShotId, TimeSpan, Video, VideoId
from shotseer.store import library, tables
from shotseer.store.statements import chunks, insert, upsert

LIKE_ESCAPE = "\\"


@dataclass(frozen=True, slots=True)
class VideoRecord:
    """A video with what the library knows of it. ``paths`` are its files, newest first."""

    video: Video
    name: str
    paths: tuple[str, ...]
    shot_count: int
    part_count: int
    detector: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be ingested, and why."""

    path: str
    reason: str
    hint: str


@dataclass(frozen=True, slots=True)
class Cutting:
    """How the shots of a video were made."""

    detector: str
    params: Mapping[str, Any]


def save_video(connection: Connection, video: Video, name: str) -> None:
    """Add a video, or replace what is known of it. Its name stays as first given."""
    first = {"name": name, "added_at": datetime.now(UTC)}
    values = _video_values(video)
    upsert(connection, tables.videos, key={"id": video.id}, values=values, first=first)


def add_videos(connection: Connection, given: Sequence[tuple[Video, str]]) -> None:
    """Add many videos with their names; those that are there already stay as they are."""
    now = datetime.now(UTC)
    rows = [
        {"id": video.id, "name": name, "added_at": now, **_video_values(video)}
        for video, name in given
    ]
    statement = insert(connection, tables.videos).on_conflict_do_nothing(index_elements=["id"])
    connection.execute(statement, rows)


def save_file(
    connection: Connection, path: str, video_id: VideoId, size_bytes: int, mtime_ns: int
) -> None:
    """Remember that a path holds a video, and forget that it ever failed."""
    values = {
        "video_id": video_id,
        "size_bytes": size_bytes,
        "mtime_ns": mtime_ns,
        "seen_at": datetime.now(UTC),
    }
    upsert(connection, tables.files, key={"path": path}, values=values)
    connection.execute(sa.delete(tables.failures).where(tables.failures.c.path == path))


def known_file(connection: Connection, path: str, size_bytes: int, mtime_ns: int) -> VideoId | None:
    """Return the video in a file that has not changed since it was last read."""
    file = tables.files.c
    query = sa.select(file.video_id).where(
        file.path == path, file.size_bytes == size_bytes, file.mtime_ns == mtime_ns
    )
    found = connection.execute(query).scalar()
    return None if found is None else VideoId(found)


def save_failure(connection: Connection, failure: Failure) -> None:
    """Remember the newest failure of a path."""
    values = {
        "reason": failure.reason,
        "hint": failure.hint,
        "failed_at": datetime.now(UTC),
    }
    upsert(connection, tables.failures, key={"path": failure.path}, values=values)


def failures(connection: Connection) -> list[Failure]:
    """Return every path whose newest reading failed, by path."""
    found = tables.failures.c
    query = sa.select(found.path, found.reason, found.hint).order_by(found.path)
    return [Failure(*row) for row in connection.execute(query)]


def replace_shots(
    connection: Connection, video_id: VideoId, cutting: Cutting, shots: Sequence[Shot]
) -> None:
    """Make ``shots`` the shots of a video. Rows whose span did not change stay as they are."""
    keep = {one.id for one in shots}
    shot = tables.shots.c
    old = set(connection.execute(sa.select(shot.id).where(shot.video_id == video_id)).scalars())
    for gone in chunks(sorted(old - keep)):
        connection.execute(sa.delete(tables.shots).where(shot.id.in_(gone)))
    # Kept rows may have moved. Places are unique, so all of them make room first.
    mine = shot.video_id == video_id
    connection.execute(sa.update(tables.shots).where(mine).values(position=-1 - shot.position))
    for row in (_shot_row(one) for one in shots if one.id in old):
        place = {name: row[name] for name in ("position", "part", "parts")}
        connection.execute(sa.update(tables.shots).where(shot.id == row["id"]).values(**place))
    if fresh := [_shot_row(one) for one in shots if one.id not in old]:
        connection.execute(sa.insert(tables.shots), fresh)
    if old:
        library.changed(connection)
    values = {
        "detector": cutting.detector,
        "params": dict(cutting.params),
        "cut_at": datetime.now(UTC),
    }
    upsert(connection, tables.cuts, key={"video_id": video_id}, values=values)


def add_shots(connection: Connection, shots: Sequence[Shot], cutting: Cutting) -> None:
    """Add shots to videos that have none, or none of these."""
    for some in chunks(shots):
        connection.execute(sa.insert(tables.shots), [_shot_row(shot) for shot in some])
    now = datetime.now(UTC)
    rows = [
        {
            "video_id": video_id,
            "detector": cutting.detector,
            "params": dict(cutting.params),
            "cut_at": now,
        }
        for video_id in dict.fromkeys(shot.video_id for shot in shots)
    ]
    if rows:
        statement = insert(connection, tables.cuts)
        connection.execute(statement.on_conflict_do_nothing(index_elements=["video_id"]), rows)


def ids_of_names(connection: Connection) -> dict[str, VideoId]:
    """Return every video's id by its name; of videos with one name, the one added first."""
    video = tables.videos.c
    query = sa.select(video.name, video.id).order_by(video.added_at.desc(), video.id.desc())
    return {row.name: VideoId(row.id) for row in connection.execute(query)}


def cutting_of(connection: Connection, video_id: VideoId) -> Cutting | None:
    """Return how a video was cut, or ``None`` if it has not been."""
    cut = tables.cuts.c
    query = sa.select(cut.detector, cut.params).where(cut.video_id == video_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else Cutting(row.detector, row.params)


def get_video(connection: Connection, video_id: VideoId) -> Video | None:
    """Return one video."""
    query = sa.select(tables.videos).where(tables.videos.c.id == video_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else _video(row)


def video_names(connection: Connection, ids: Iterable[str]) -> dict[VideoId, str]:
    """Return the names of some videos."""
    names: dict[VideoId, str] = {}
    video = tables.videos.c
    for some in chunks(sorted(set(ids))):
        query = sa.select(video.id, video.name).where(video.id.in_(some))
        names |= {VideoId(row.id): row.name for row in connection.execute(query)}
    return names


def escape_like(text: str) -> str:
    """Return a text in which no character has a meaning of its own to LIKE."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def match_videos(connection: Connection, text: str) -> list[VideoId]:
    """Return the videos whose id starts with ``text``, or whose name or path contains it."""
    video, file = tables.videos.c, tables.files.c
    escaped = escape_like(text)
    inside = f"%{escaped}%"
    query = (
        sa.select(video.id)
        .distinct()
        .outerjoin_from(tables.videos, tables.files, file.video_id == video.id)
        .where(
            video.id.like(f"{escaped}%", escape=LIKE_ESCAPE)
            | video.name.ilike(inside, escape=LIKE_ESCAPE)
            | file.path.ilike(inside, escape=LIKE_ESCAPE)
        )
        .order_by(video.id)
    )
    return [VideoId(found) for found in connection.execute(query).scalars()]


def list_videos(connection: Connection, only: Sequence[VideoId] | None = None) -> list[VideoRecord]:
    """Return every video, or ``only`` some, with their counts, by name."""
    video, shot, cut, file = tables.videos.c, tables.shots.c, tables.cuts.c, tables.files.c
    counts = (
        sa.select(
            shot.video_id,
            sa.func.count().label("parts"),
            sa.func.sum(sa.case((shot.part == 1, 1), else_=0)).label("whole"),
        )
        .where(sa.true() if only is None else shot.video_id.in_(only))
        .group_by(shot.video_id)
        .subquery()
    )
    query = (
        sa.select(tables.videos, counts.c.parts, counts.c.whole, cut.detector)
        .outerjoin_from(tables.videos, counts, counts.c.video_id == video.id)
        .outerjoin(tables.cuts, cut.video_id == video.id)
        .where(sa.true() if only is None else video.id.in_(only))
        .order_by(video.name, video.id)
    )
    paths: dict[str, list[str]] = {}
    files = (
        sa.select(file.video_id, file.path)
        .where(sa.true() if only is None else file.video_id.in_(only))
        .order_by(file.seen_at.desc(), file.path)
    )
    for row in connection.execute(files):
        paths.setdefault(row.video_id, []).append(row.path)
    return [
        VideoRecord(
            _video(row),
            row.name,
            tuple(paths.get(row.id, ())),
            int(row.whole or 0),
            int(row.parts or 0),
            row.detector or "",
            row.added_at,
        )
        for row in connection.execute(query)
    ]


def shots_of(connection: Connection, video_ids: Sequence[str] | None = None) -> list[Shot]:
    """Return the shots of some videos, or of all, ordered by video and position."""
    shot = tables.shots.c
    query = sa.select(tables.shots).order_by(shot.video_id, shot.position)
    if video_ids is None:
        return [_shot(row) for row in connection.execute(query)]
    found: list[Shot] = []
    for some in chunks(sorted(video_ids)):
        found += [_shot(row) for row in connection.execute(query.where(shot.video_id.in_(some)))]
    return found


def shots_around(connection: Connection, shot: Shot, count: int) -> list[Shot]:
    """Return a shot with at most ``count`` shots before and after it in its video, in order."""
    row = tables.shots.c
    query = (
        sa.select(tables.shots)
        .where(
            row.video_id == shot.video_id,
            row.position.between(shot.position - count, shot.position + count),
        )
        .order_by(row.position)
    )
    return [_shot(found) for found in connection.execute(query)]


def get_shots(connection: Connection, ids: Iterable[str]) -> dict[ShotId, Shot]:
    """Return some shots by id. Unknown ids are left out."""
    found: dict[ShotId, Shot] = {}
    for some in chunks(sorted(set(ids))):
        query = sa.select(tables.shots).where(tables.shots.c.id.in_(some))
        found |= {ShotId(row.id): _shot(row) for row in connection.execute(query)}
    return found


def match_shots(connection: Connection, prefix: str, limit: int = 5) -> list[ShotId]:
    """Return at most ``limit`` shots whose id starts with ``prefix``."""
    shot = tables.shots.c
    query = sa.select(shot.id).where(shot.id >= prefix, shot.id < prefix + "g")
    return [ShotId(i) for i in connection.execute(query.order_by(shot.id).limit(limit)).scalars()]


def _video_values(video: Video) -> dict[str, Any]:
    return {
        "duration": video.duration,
        "duration_seconds": float(video.duration),
        "frame_rate": video.frame_rate,
        "width": video.width,
        "height": video.height,
        "frame_count": video.frame_count,
        "is_variable_rate": video.is_variable_rate,
        "rotation": video.rotation,
        "codec": video.codec,
        "container": video.container,
        "has_audio": video.has_audio,
        "size_bytes": video.size_bytes,
        "warning": video.warning,
        "pixel_format": video.pixel_format,
        "audio_codec": video.audio_codec,
    }


def _shot_row(shot: Shot) -> dict[str, Any]:
    return {
        "id": shot.id,
        "video_id": shot.video_id,
        "position": shot.position,
        "part": shot.part,
        "parts": shot.parts,
        "start": shot.span.start,
        "end": shot.span.end,
        "start_seconds": float(shot.span.start),
        "end_seconds": float(shot.span.end),
    }


def _shot(row: Row[Any]) -> Shot:
    span = TimeSpan(row.start, row.end)
    return Shot(row.id, row.video_id, span, row.position, row.part, row.parts)


def _video(row: Row[Any]) -> Video:
    return Video(
        id=row.id,
        duration=row.duration,
        frame_rate=row.frame_rate,
        width=row.width,
        height=row.height,
        frame_count=row.frame_count,
        is_variable_rate=row.is_variable_rate,
        rotation=row.rotation,
        codec=row.codec,
        container=row.container,
        has_audio=row.has_audio,
        size_bytes=row.size_bytes,
        warning=row.warning,
        pixel_format=row.pixel_format or "",
        audio_codec=row.audio_codec or "",
    )
