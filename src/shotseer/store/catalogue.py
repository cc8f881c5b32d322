"""Pages of a large library: videos by name, and a few shots that show each at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from shotseer.core.video import ShotId, VideoId
from shotseer.store import tables
from shotseer.store.statements import chunks
from shotseer.store.videos import LIKE_ESCAPE, VideoRecord, escape_like

VIDEOS_AT_ONCE = 100


def page(
    connection: Connection, text: str, after: tuple[str, str] | None, k: int
) -> list[tuple[str, VideoId]]:
    """Return name and id of the ``k`` videos that follow such a pair, by name.

    With ``text``, only those whose name or path contains it, or whose id begins with it.
    """
    video, file = tables.videos.c, tables.files.c
    query = sa.select(video.name, video.id).order_by(video.name, video.id).limit(k)
    if text:
        escaped = escape_like(text)
        inside = f"%{escaped}%"
        in_path = sa.select(file.video_id).where(file.path.ilike(inside, escape=LIKE_ESCAPE))
        query = query.where(
            video.name.ilike(inside, escape=LIKE_ESCAPE)
            | video.id.like(f"{escaped}%", escape=LIKE_ESCAPE)
            | video.id.in_(in_path)
        )
    if after is not None:
        name, last = after
        query = query.where((video.name > name) | ((video.name == name) & (video.id > last)))
    return [(row.name, VideoId(row.id)) for row in connection.execute(query)]


def strips(
    connection: Connection, records: Sequence[VideoRecord], most: int
) -> dict[VideoId, list[ShotId]]:
    """Return at most ``most`` shots of each video, evenly spread."""
    shot = tables.shots.c
    found: dict[VideoId, list[ShotId]] = {record.video.id: [] for record in records}
    for some in chunks(records, VIDEOS_AT_ONCE):
        # A condition for each video: SQLite does not look pairs up in the index.
        wanted = [
            (shot.video_id == record.video.id) & shot.position.in_(_spread(record.part_count, most))
            for record in some
        ]
        query = (
            sa.select(shot.video_id, shot.id)
            .where(sa.or_(*wanted))
            .order_by(shot.video_id, shot.position)
        )
        for row in connection.execute(query):
            found[VideoId(row.video_id)].append(ShotId(row.id))
    return found


def _spread(count: int, most: int) -> list[int]:
    """Return the middles of ``most`` equal slices of ``count`` places, or all places."""
    if count <= most:
        return list(range(count))
    return [(2 * i + 1) * count // (2 * most) for i in range(most)]


def sizes(connection: Connection) -> set[int]:
    """Return the sizes of all videos, in bytes."""
    return set(connection.execute(sa.select(tables.videos.c.size_bytes).distinct()).scalars())


def names(connection: Connection) -> Iterator[tuple[VideoId, str]]:
    """Yield every video with each text that names it: its id, its name, its paths."""
    video, file = tables.videos.c, tables.files.c
    for query in (sa.select(video.id, video.name), sa.select(file.video_id, file.path)):
        for found, text in connection.execute(query):
            yield VideoId(found), text
    for found in connection.execute(sa.select(video.id)).scalars():
        yield VideoId(found), found
