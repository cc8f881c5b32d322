"""Embedding spaces and their rows: what is in the shards, and which shot each row is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from shotseer.core.embedding import EmbeddingSpace
from shotseer.core.video import ShotId, VideoId
from shotseer.store import library, tables
from shotseer.store.statements import insert


@dataclass(frozen=True, slots=True)
class Segment:
    """Rows that were written together."""

    first_row: int
    row_count: int
    crc32: int


def save_space(connection: Connection, space: EmbeddingSpace) -> None:
    """Remember a space; a known one is left as it is."""
    row = {
        "id": space.id,
        "encoder": space.encoder,
        "weights": space.weights,
        "preprocessing": space.preprocessing,
        "pooling": space.pooling,
        "dimension": space.dimension,
        "has_text": space.has_text,
        "created_at": datetime.now(UTC),
    }
    connection.execute(
        insert(connection, tables.spaces).values(row).on_conflict_do_nothing(index_elements=["id"])
    )


def list_spaces(connection: Connection) -> list[EmbeddingSpace]:
    """Return every space, oldest first."""
    space = tables.spaces.c
    rows = connection.execute(sa.select(tables.spaces).order_by(space.created_at, space.id))
    return [
        EmbeddingSpace(
            row.encoder, row.weights, row.preprocessing, row.pooling, row.dimension, row.has_text
        )
        for row in rows
    ]


def find(connection: Connection, space_id: str) -> EmbeddingSpace | None:
    """Return a space by its id."""
    return next((space for space in list_spaces(connection) if space.id == space_id), None)


def row_count(connection: Connection, space_id: str) -> int:
    """Return how many rows of the shards are visible, rows without a shot included."""
    segment = tables.segments.c
    query = sa.select(segment.first_row + segment.row_count)
    # Segments follow each other: the last one is found at once, however many there are.
    query = query.where(segment.space_id == space_id).order_by(segment.first_row.desc()).limit(1)
    return int(connection.execute(query).scalar() or 0)


def save_rows(
    connection: Connection, space_id: str, segment: Segment, shot_ids: Sequence[ShotId]
) -> None:
    """Make freshly written rows visible, in the transaction that also holds their shots."""
    connection.execute(
        sa.insert(tables.segments).values(
            space_id=space_id,
            first_row=segment.first_row,
            row_count=segment.row_count,
            crc32=segment.crc32,
        )
    )
    rows = [
        {"space_id": space_id, "row": segment.first_row + i, "shot_id": shot_id}
        for i, shot_id in enumerate(shot_ids)
    ]
    connection.execute(sa.insert(tables.embeddings), rows)


def segments(connection: Connection, space_id: str) -> list[Segment]:
    """Return the segments of a space, in order."""
    segment = tables.segments.c
    query = sa.select(segment.first_row, segment.row_count, segment.crc32)
    query = query.where(segment.space_id == space_id).order_by(segment.first_row)
    return [Segment(*row) for row in connection.execute(query)]


def drop_rows(connection: Connection, space_id: str, segment: Segment) -> int:
    """Take the shots of a damaged segment out of the space and return how many there were."""
    embedding = tables.embeddings.c
    result = connection.execute(
        sa.delete(tables.embeddings).where(
            embedding.space_id == space_id,
            embedding.row >= segment.first_row,
            embedding.row < segment.first_row + segment.row_count,
        )
    )
    library.changed(connection)
    return result.rowcount


def replace_checksum(connection: Connection, space_id: str, segment: Segment) -> None:
    """Accept a segment's bytes as they are now; used once none of its rows is in use."""
    found = tables.segments.c
    connection.execute(
        sa.update(tables.segments)
        .where(found.space_id == space_id, found.first_row == segment.first_row)
        .values(crc32=segment.crc32)
    )


def shots_without_vectors(
    connection: Connection, space_id: str, video_id: VideoId | None = None
) -> list[ShotId]:
    """Return the shots that have no row in a space, by video and position."""
    shot, embedding = tables.shots.c, tables.embeddings.c
    query = (
        sa.select(shot.id)
        .outerjoin_from(
            tables.shots,
            tables.embeddings,
            (embedding.shot_id == shot.id) & (embedding.space_id == space_id),
        )
        .where(embedding.row.is_(None))
        .order_by(shot.video_id, shot.position)
    )
    if video_id is not None:
        query = query.where(shot.video_id == video_id)
    return [ShotId(i) for i in connection.execute(query).scalars()]


def videos_without_vectors(connection: Connection, space_id: str) -> dict[VideoId, int]:
    """Return how many shots of each video have no row in a space; those with none are left out."""
    shot, embedding = tables.shots.c, tables.embeddings.c
    query = (
        sa.select(shot.video_id, sa.func.count())
        .outerjoin_from(
            tables.shots,
            tables.embeddings,
            (embedding.shot_id == shot.id) & (embedding.space_id == space_id),
        )
        .where(embedding.row.is_(None))
        .group_by(shot.video_id)
        .order_by(shot.video_id)
    )
    return {VideoId(video): count for video, count in connection.execute(query)}


def hide_rows(connection: Connection, space_id: str) -> None:
    """Take all rows of a space out of sight; `forget_rows` then removes what refers to them."""
    found = tables.segments.c
    connection.execute(sa.delete(tables.segments).where(found.space_id == space_id))
    library.changed(connection)


def has_rows(connection: Connection, space_id: str) -> bool:
    """Tell whether any row of a space is remembered, visible or hidden."""
    query = sa.select(tables.embeddings.c.row).where(tables.embeddings.c.space_id == space_id)
    return connection.execute(query.limit(1)).first() is not None


def forget_rows(connection: Connection, space_id: str, most: int) -> bool:
    """Forget at most about ``most`` hidden rows of a space; tell whether there were any."""
    row = tables.embeddings.c
    first = connection.execute(
        sa.select(sa.func.min(row.row)).where(row.space_id == space_id)
    ).scalar()
    if first is None:
        return False
    condition = (row.space_id == space_id) & (row.row < first + most)
    connection.execute(sa.delete(tables.embeddings).where(condition))
    return True
