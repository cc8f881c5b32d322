"""Taking videos and their rows out of the store."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from shotseer.core.video import VideoId
from shotseer.store import library, tables
from shotseer.store.spaces import Segment


def paths_of(connection: Connection, video_id: VideoId) -> list[str]:
    """Return the files of a video."""
    file = tables.files.c
    query = sa.select(file.path).where(file.video_id == video_id).order_by(file.path)
    return list(connection.execute(query).scalars())


def rows_of(connection: Connection, space_id: str, video_id: VideoId) -> list[int]:
    """Return the rows of a space that hold a video's vectors, in order."""
    shot, embedding = tables.shots.c, tables.embeddings.c
    # Not a join: SQLite would go through every row of the space.
    mine = sa.select(shot.id).where(shot.video_id == video_id)
    query = sa.select(embedding.row).where(
        embedding.space_id == space_id, embedding.shot_id.in_(mine)
    )
    return sorted(connection.execute(query).scalars())


def delete_video(connection: Connection, video_id: VideoId) -> None:
    """Forget a video with its shots, rows, fields and files; the annotation log keeps its lines."""
    file = tables.files.c
    paths = sa.select(file.path).where(file.video_id == video_id)
    connection.execute(sa.delete(tables.failures).where(tables.failures.c.path.in_(paths)))
    connection.execute(sa.delete(tables.videos).where(tables.videos.c.id == video_id))
    library.changed(connection)


def replace_segment(connection: Connection, space_id: str, pieces: Sequence[Segment]) -> None:
    """Put consecutive pieces in the place of the segment whose rows they are."""
    found = tables.segments.c
    connection.execute(
        sa.delete(tables.segments).where(
            found.space_id == space_id, found.first_row == pieces[0].first_row
        )
    )
    rows = [
        {
            "space_id": space_id,
            "first_row": piece.first_row,
            "row_count": piece.row_count,
            "crc32": piece.crc32,
        }
        for piece in pieces
    ]
    connection.execute(sa.insert(tables.segments), rows)


def unused_segments(connection: Connection, space_id: str) -> list[Segment]:
    """Return the segments of which no row belongs to a shot any more."""
    segment, embedding = tables.segments.c, tables.embeddings.c
    is_used = sa.exists().where(
        embedding.space_id == space_id,
        embedding.row >= segment.first_row,
        embedding.row < segment.first_row + segment.row_count,
    )
    query = (
        sa.select(segment.first_row, segment.row_count, segment.crc32)
        .where(segment.space_id == space_id, ~is_used)
        .order_by(segment.first_row)
    )
    return [Segment(*row) for row in connection.execute(query)]
