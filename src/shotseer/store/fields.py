"""What people say of their videos: one text per video and field name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from shotseer.core.video import VideoId
from shotseer.store import tables
from shotseer.store.statements import chunks, insert


def names(connection: Connection) -> list[str]:
    """Return the names of all fields that some video has, sorted."""
    name = tables.video_fields.c.name
    return sorted(connection.execute(sa.select(name).distinct()).scalars())


def values(connection: Connection, name: str) -> dict[VideoId, str]:
    """Return one field of every video that has it."""
    field = tables.video_fields.c
    query = sa.select(field.video_id, field.value).where(field.name == name)
    return {VideoId(row.video_id): row.value for row in connection.execute(query)}


def all_of(connection: Connection, video_ids: Iterable[str]) -> dict[VideoId, dict[str, str]]:
    """Return every field of some videos, by name; videos without any are left out."""
    field = tables.video_fields.c
    found: dict[VideoId, dict[str, str]] = {}
    for some in chunks(sorted(set(video_ids))):
        query = (
            sa.select(tables.video_fields)
            .where(field.video_id.in_(some))
            .order_by(field.video_id, field.name)
        )
        for row in connection.execute(query):
            found.setdefault(VideoId(row.video_id), {})[row.name] = row.value
    return found


def add(connection: Connection, given: Mapping[VideoId, Mapping[str, str]]) -> None:
    """Set some fields of videos that are there. An empty value is left out."""
    _set(
        connection,
        [
            {"video_id": video_id, "name": name, "value": value}
            for video_id, values in given.items()
            for name, value in values.items()
            if value
        ],
    )


def replace(connection: Connection, given: Mapping[VideoId, Mapping[str, str]]) -> None:
    """Set some fields of videos; an empty value removes the field, others stay.

    Videos that are not there are left out.
    """
    known = connection.execute(sa.select(tables.videos.c.id)).scalars()
    rows = [
        {"video_id": video_id, "name": name, "value": value}
        for video_id in known
        for name, value in given.get(VideoId(video_id), {}).items()
    ]
    _set(connection, [row for row in rows if row["value"]])
    gone = [{"one": row["video_id"], "called": row["name"]} for row in rows if not row["value"]]
    field = tables.video_fields.c
    if gone:
        connection.execute(
            sa.delete(tables.video_fields).where(
                field.video_id == sa.bindparam("one"), field.name == sa.bindparam("called")
            ),
            gone,
        )


def _set(connection: Connection, rows: Sequence[Mapping[str, str]]) -> None:
    # Many rows to a statement: a large table must not keep others from writing for long.
    if rows:
        made = insert(connection, tables.video_fields)
        connection.execute(
            made.on_conflict_do_update(
                index_elements=["video_id", "name"], set_={"value": made.excluded.value}
            ),
            [dict(row) for row in rows],
        )
