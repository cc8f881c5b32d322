"""Vectors that were made elsewhere, brought in with the shots that they belong to."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from sqlalchemy.engine import Connection

from shotseer.core.arrays import Ints, Matrix, Vector
from shotseer.core.embedding import EmbeddingSpace
from shotseer.core.errors import InputError
from shotseer.core.job import Progress
from shotseer.core.video import Shot, ShotId, TimeSpan, Video, VideoId, agreeing, shot_id
from shotseer.flows.parts import Parts
from shotseer.flows.recording import Steps, Ticket, exclusive
from shotseer.store import current, lease, shards, spaces, texts, videos
from shotseer.store.spaces import Segment
from shotseer.store.vector_file import ImportedVectors
from shotseer.store.videos import Cutting

IMPORTED = "imported"
ROWS_AT_ONCE = 32_768
ROWS_IN_CACHE = 512
"""So few stay in the processor's cache from one step to the next."""


@dataclass(frozen=True, slots=True)
class ImportedLibrary:
    """What an import of vectors brought."""

    vectors: int
    dimension: int
    new_videos: int
    new_shots: int


def import_vectors(
    parts: Parts, given: ImportedVectors, name: str
) -> Generator[Progress, None, ImportedLibrary]:
    """Make given vectors the library's space; searches and Builds use them from now on.

    Rows that name a video and a span make that video and shot, without a file, where they are not
    there yet. The vectors are kept as they came; unit rows are derived.

    Raises:
        InputError: a row names a shot that is not in the library, or spans overlap.
        ConflictError: another process is writing to this workspace.
    """
    space = EmbeddingSpace(
        encoder=name,
        weights=given.digest,
        preprocessing=IMPORTED,
        pooling=IMPORTED,
        dimension=given.raw.shape[1],
        has_text=bool(given.texts),
    )
    ticket = Ticket("import vectors", name)
    return exclusive(parts, ticket, lambda holder: _import(parts, given, space, holder))


def _import(
    parts: Parts, given: ImportedVectors, space: EmbeddingSpace, holder: str
) -> Steps[ImportedLibrary]:
    new_videos, shots = _shots(parts, given)
    yield Progress("Importing vectors", 0, len(shots), unit="rows")
    with parts.database.writing() as connection:
        lease.check(connection, holder)
        known = videos.get_shots(connection, shots)
        fresh = [shot for shot in shots.values() if shot.id not in known]
        _refuse_other_cuts(connection, fresh)
        for video, video_name in new_videos:
            videos.save_video(connection, video, video_name)
        videos.add_shots(connection, fresh, Cutting(IMPORTED, {}))
        spaces.save_space(connection, space)
    texts.save(parts.folder.vectors(space.id), given.texts)
    yield from write_rows(parts, space, given.raw, list(shots), holder)
    with parts.database.writing() as connection:
        current.set_space(connection, space)
    return ImportedLibrary(len(shots), space.dimension, len(new_videos), len(fresh))


def is_imported(space: EmbeddingSpace) -> bool:
    """Tell whether the vectors of a space were made elsewhere."""
    return space.preprocessing == IMPORTED


def imported_texts(parts: Parts, space: EmbeddingSpace) -> Mapping[str, Vector]:
    """Return the texts that came with imported vectors."""
    return texts.load(parts.folder.vectors(space.id))


def write_rows(
    parts: Parts, space: EmbeddingSpace, given: Matrix, shot_ids: Sequence[ShotId], holder: str
) -> Generator[Progress, None, None]:
    """Append the rows that the space does not have yet, a large piece at a time.

    Args:
        parts: the workspace's parts.
        space: a known space.
        given: ``(n, d)`` vectors of any length but zero; they may be memory-mapped.
        shot_ids: the shot of each row; all are in the library.
        holder: of the lease.
    """
    wanted = _missing_rows(parts, space, shot_ids)
    folder = parts.folder.vectors(space.id)
    for start in range(0, len(wanted), ROWS_AT_ONCE):
        rows = wanted[start : start + ROWS_AT_ONCE]
        raw = given[_consecutive(rows)]
        with parts.database.reading() as connection:
            first_row = spaces.row_count(connection, space.id)
        shards.append(folder / "raw", space.dimension, first_row, raw)
        crc32 = shards.append(folder, space.dimension, first_row, unit_rows(raw))
        with parts.database.writing() as connection:
            lease.check(connection, holder)
            segment = Segment(first_row, len(rows), crc32)
            spaces.save_rows(connection, space.id, segment, [shot_ids[row] for row in rows])
        yield Progress("Importing vectors", start + len(rows), len(wanted), unit="rows")


def _missing_rows(parts: Parts, space: EmbeddingSpace, shot_ids: Sequence[ShotId]) -> Ints:
    with parts.database.reading() as connection:
        if spaces.row_count(connection, space.id) == 0:
            return np.arange(len(shot_ids))
        missing = set(spaces.shots_without_vectors(connection, space.id))
    return np.flatnonzero([shot in missing for shot in shot_ids])


def _consecutive(rows: Ints) -> slice | Ints:
    """Return a slice where rows follow each other: it copies nothing."""
    first, last = int(rows[0]), int(rows[-1])
    return slice(first, last + 1) if last - first + 1 == len(rows) else rows


def _shots(
    parts: Parts, given: ImportedVectors
) -> tuple[list[tuple[Video, str]], dict[ShotId, Shot]]:
    """Return the videos to make, and the shot of each row, in the order of the rows."""
    if given.shot is not None:
        return [], _known_shots(parts, given.shot)
    assert given.video is not None
    assert given.start is not None
    assert given.end is not None
    spans: dict[str, list[tuple[TimeSpan, int]]] = {}
    for row, name in enumerate(given.video):
        span = TimeSpan(_exact(given.start[row]), _exact(given.end[row]))
        spans.setdefault(name, []).append((span, row))
    with parts.database.reading() as connection:
        ids = videos.ids_of_names(connection)
        existing: dict[VideoId, list[Shot]] = {}
        for shot in videos.shots_of(connection, [ids[name] for name in spans if name in ids]):
            existing.setdefault(shot.video_id, []).append(shot)
    made: list[tuple[Video, str]] = []
    shots: dict[int, Shot] = {}
    for name, placed in spans.items():
        placed.sort()
        if name not in ids:
            video = video_without_file(name, placed[-1][0].end)
            made.append((video, name))
            ids[name] = video.id
        there = existing.get(ids[name], [])
        for position, (span, row) in enumerate(placed):
            made_anew = Shot(shot_id(ids[name], span), ids[name], span, position)
            shots[row] = agreeing(span, there) or made_anew
    ordered = {shots[row].id: shots[row] for row in range(len(shots))}
    if len(ordered) < len(shots):
        raise InputError("two rows have the same video and span", hint="Keep one of them.")
    return made, ordered


def _refuse_other_cuts(connection: Connection, fresh: Sequence[Shot]) -> None:
    """Refuse new spans in a video that has been cut: shots of two cuttings would overlap."""
    for video_id in dict.fromkeys(shot.video_id for shot in fresh):
        if videos.cutting_of(connection, video_id) is not None:
            name = videos.video_names(connection, [video_id])[video_id]
            raise InputError(
                f"the file has spans of {name} that are not its shots here",
                hint="Give the spans that shotseer shots --json lists, or use a new workspace.",
            )


def _known_shots(parts: Parts, ids: Sequence[str]) -> dict[ShotId, Shot]:
    with parts.database.reading() as connection:
        known = videos.get_shots(connection, ids)
    for name in ids:
        if ShotId(name) not in known:
            raise InputError(
                f"the file has a vector for shot {name}, which is not in this library",
                hint="Ingest its video first, or give video, start and end instead of shot.",
            )
    return {ShotId(name): known[ShotId(name)] for name in ids}


def imported_video_id(name: str) -> VideoId:
    """Return the id of a video that has no file, but a name of its own."""
    return VideoId(hashlib.blake2b(f"{IMPORTED}:{name}".encode(), digest_size=16).hexdigest())


def video_without_file(
    name: str, end: Fraction, frame_rate: Fraction = Fraction(0), frames: int = 0
) -> Video:
    """Return a video of which nothing is known but a name of its own and where it ends."""
    return Video(imported_video_id(name), end, frame_rate, 0, 0, frames, container=IMPORTED)


def _exact(seconds: float) -> Fraction:
    """Return seconds to the microsecond: a float's own digits mean nothing beyond that."""
    return Fraction(round(seconds * 1_000_000), 1_000_000)


def unit_rows(raw: Matrix) -> Matrix:
    """Return ``(n, d)`` float32 rows at unit length."""
    rows = np.empty(raw.shape, dtype=np.float32)
    for start in range(0, len(raw), ROWS_IN_CACHE):
        some = raw[start : start + ROWS_IN_CACHE]
        # Scaled to about one first: squares of very small or large numbers leave float32.
        largest = np.maximum(some.max(axis=1), -some.min(axis=1))
        scaled = np.divide(some, largest[:, None], out=rows[start : start + ROWS_IN_CACHE])
        scaled /= np.sqrt(np.einsum("ij,ij->i", scaled, scaled))[:, None]
    return rows
