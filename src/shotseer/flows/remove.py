"""Taking a video out of the library, with everything that was made of it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from shotseer.core.arrays import Ints
from shotseer.core.embedding import EmbeddingSpace
from shotseer.core.job import Progress
from shotseer.core.video import ShotId, VideoId
from shotseer.flows.parts import Parts
from shotseer.flows.recording import Steps, Ticket, exclusive
from shotseer.store import lease, removal, shards, spaces, videos
from shotseer.store.shards import Shards
from shotseer.store.spaces import Segment

RAW = "raw"
"""Where imported vectors lie as they came; see `flows.vectors`."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What was removed. ``deleted`` is the uploaded file, if the source was one."""

    name: str
    shots: int
    deleted: tuple[str, ...]


def remove_video(parts: Parts, video_id: VideoId, job_id: int | None = None) -> Steps[Removed]:
    """Remove a video: its shots, vectors, posters, previews, proxy and file names.

    The source stays where it is, unless it was uploaded into the workspace: then it is deleted.
    Verdicts are facts and stay in the log; they hold again when the same content is ingested anew.

    Whatever stops it, the library stays whole: running it again, or the next removal, or
    `doctor --repair` does what is left.

    Raises:
        ConflictError: another process is writing to this workspace.
    """
    with parts.database.reading() as connection:
        name = videos.video_names(connection, [video_id])[video_id]
    ticket = Ticket("remove", name, {"video": video_id}, job_id)
    return exclusive(parts, ticket, lambda holder: _steps(parts, video_id, name, holder))


def _steps(parts: Parts, video_id: VideoId, name: str, holder: str) -> Steps[Removed]:
    yield Progress("Removing", 0, 3, name, "steps")
    with parts.database.reading() as connection:
        shots = [shot.id for shot in videos.shots_of(connection, [video_id])]
        paths = removal.paths_of(connection, video_id)
    _delete_media(parts, video_id, shots)
    yield Progress("Removing", 1, 3, name, "steps")
    split = _split_segments(parts, video_id)
    with parts.database.writing() as connection:
        lease.check(connection, holder)
        # Before its names are forgotten: afterwards nobody could tell whose file it was.
        deleted = _delete_uploads(parts, paths)
        removal.delete_video(connection, video_id)
        for space, pieces in split:
            removal.replace_segment(connection, space.id, pieces)
    yield Progress("Removing", 2, 3, name, "steps")
    blank_unused(parts)
    return Removed(name, len(shots), tuple(deleted))


def blank_unused(parts: Parts) -> None:
    """Overwrite vectors that nothing refers to with zeros, where that was not done yet.

    Repeating it is harmless: it finishes removals that were stopped half-way.
    """
    with parts.database.reading() as connection:
        known = spaces.list_spaces(connection)
        unused = {space.id: removal.unused_segments(connection, space.id) for space in known}
    for space in known:
        folder = parts.folder.vectors(space.id)
        for segment in unused[space.id]:
            place = segment.first_row, segment.row_count
            if _rows(parts, space).checksum(*place) == segment.crc32:
                continue
            if (folder / RAW).exists():
                shards.blank(folder / RAW, space.dimension, *place)
            crc32 = shards.blank(folder, space.dimension, *place)
            with parts.database.writing() as connection:
                spaces.replace_checksum(connection, space.id, Segment(*place, crc32))


def _split_segments(parts: Parts, video_id: VideoId) -> list[tuple[EmbeddingSpace, list[Segment]]]:
    """Return the segments that hold a video's vectors, in pieces that stay and pieces that go.

    The checksum of a piece that goes is that of the zeros that it will hold.
    """
    split = []
    with parts.database.reading() as connection:
        for space in spaces.list_spaces(connection):
            going = np.array(removal.rows_of(connection, space.id, video_id), dtype=np.int64)
            if len(going):
                rows = _rows(parts, space)
                for segment in spaces.segments(connection, space.id):
                    pieces = _pieces(segment, going, rows)
                    if pieces:
                        split.append((space, pieces))
    return split


def _pieces(segment: Segment, going: Ints, rows: Shards) -> list[Segment]:
    """Cut a segment into runs of rows that stay and that go; nothing if all of them stay."""
    first, end = segment.first_row, segment.first_row + segment.row_count
    if not ((going >= first) & (going < end)).any():
        return []
    goes = np.isin(np.arange(first, end), going)
    is_whole = rows.checksum(first, segment.row_count) == segment.crc32
    edges = [0, *(np.flatnonzero(np.diff(goes)) + 1), len(goes)]
    pieces = []
    for a, b in pairwise(int(edge) for edge in edges):
        if goes[a]:
            crc32 = zlib.crc32(bytes((b - a) * rows.dimension * 4))
        else:
            # What was damaged before must not pass for whole now.
            crc32 = rows.checksum(first + a, b - a) ^ (0 if is_whole else 1)
        pieces.append(Segment(first + a, b - a, crc32))
    return pieces


def _rows(parts: Parts, space: EmbeddingSpace) -> Shards:
    with parts.database.reading() as connection:
        count = spaces.row_count(connection, space.id)
    return Shards(parts.folder.vectors(space.id), space.dimension, count)


def _delete_media(parts: Parts, video_id: VideoId, shots: Iterable[ShotId]) -> None:
    parts.folder.proxy(video_id).unlink(missing_ok=True)
    for shot in shots:
        parts.folder.poster(shot).unlink(missing_ok=True)
        parts.folder.preview(shot).unlink(missing_ok=True)


def _delete_uploads(parts: Parts, paths: Iterable[str]) -> list[str]:
    """Delete the files that lie among the uploads; they are nobody's but ours."""
    uploads = parts.folder.uploads.resolve()
    mine = [path for path in paths if Path(path).resolve().parent == uploads]
    for path in mine:
        Path(path).unlink(missing_ok=True)
    return mine
