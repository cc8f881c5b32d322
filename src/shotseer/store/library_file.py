"""A library's rows as one file of columns: read from the database once, then memory-mapped.

Each column is contiguous in the file, and what would have to be sorted or hashed at every opening
is kept with it. Rows that were appended since are read alone; any other change makes a new file.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.engine import Connection

from shotseer.core.arrays import Bools, Ints
from shotseer.store import files, tables

ROWS_AT_ONCE = 2_000


def layout(rows: int) -> np.dtype[np.void]:
    """Return the type of a table: one record whose fields are the columns of ``rows`` rows.

    ``order`` sorts the rows by ``shot``; ``digest`` is a hash of the shots that are ``present``;
    ``videos`` counts the videos that were known.
    """
    return np.dtype(
        [
            ("start", "<f8", (rows,)),
            ("end", "<f8", (rows,)),
            ("shot", "<u8", (rows,)),
            ("order", "<i8", (rows,)),
            ("video", "<i4", (rows,)),
            ("position", "<i4", (rows,)),
            ("present", "?", (rows,)),
            ("digest", "S32"),
            ("videos", "<i8"),
        ]
    )


COPIED = ("start", "end", "shot", "video", "position", "present")
"""The columns that appended rows leave as they are."""


def load(
    connection: Connection,
    space_id: str,
    revision: str,
    rows: int,
    videos: Sequence[str],
    cache: Path,
) -> NDArray[np.void]:
    """Return the table of a space's first ``rows`` rows, from its file where there is one.

    ``revision`` changes when rows do that were there; ``videos`` are all videos, oldest first.
    """
    path = cache / f"library-{space_id}-{revision}-{rows}-{_hash(videos)}.npy"
    found = _open(path)
    if found is None:
        shorter = _shorter(cache, f"library-{space_id}-{revision}-", rows, videos)
        found = _read(connection, space_id, rows, videos, shorter)
        # Only a copy for speed: a full disk must not stop a search.
        with contextlib.suppress(OSError):
            with files.whole(path, sync=False) as file:
                np.save(file, found)
            files.replace_older(path, f"library-{space_id}-*.npy")
    return found


def _hash(videos: Sequence[str]) -> str:
    return hashlib.blake2b("".join(videos).encode(), digest_size=4).hexdigest()


def _open(path: Path) -> NDArray[np.void] | None:
    """Return the table in a file, ``None`` where there is none that can be read."""
    with contextlib.suppress(OSError, ValueError, EOFError):
        found: NDArray[np.void] = np.load(path, mmap_mode="r").view(np.ndarray)
        names = found.dtype.names or ()
        if found.shape == (1,) and "order" in names:
            same = found.dtype == layout(found["order"].shape[1])
            return found if same else None
    return None


def _shorter(cache: Path, prefix: str, rows: int, videos: Sequence[str]) -> NDArray[np.void] | None:
    """Return a table with fewer rows of the same library, from before some were appended."""
    for path in cache.glob(f"{prefix}*.npy"):
        count, _, known = path.stem.removeprefix(prefix).partition("-")
        found = _open(path) if count.isdecimal() and int(count) < rows else None
        if found is not None and known == _hash(videos[: int(found["videos"][0])]):
            return found
    return None


def _read(
    connection: Connection,
    space_id: str,
    rows: int,
    videos: Sequence[str],
    shorter: NDArray[np.void] | None,
) -> NDArray[np.void]:
    table = np.zeros(1, dtype=layout(rows))
    columns = table[0]
    known = 0 if shorter is None else shorter["order"].shape[1]
    if shorter is not None:
        for name in COPIED:
            columns[name][:known] = shorter[0][name]
    _read_ids(connection, space_id, known, columns)
    added = known + np.argsort(columns["shot"][known:], kind="stable")
    _read_shots(connection, space_id, added, columns, {name: n for n, name in enumerate(videos)})
    # Two runs that are in order: sorting them takes one pass.
    runs = added if shorter is None else np.concatenate([shorter[0]["order"], added])
    columns["order"] = runs[np.argsort(columns["shot"][runs], kind="stable")]
    shots = columns["shot"][present_in(columns["order"], columns["present"])]
    columns["digest"] = hashlib.blake2b(shots.tobytes(), digest_size=16).hexdigest()
    columns["videos"] = len(videos)
    return table


def present_in(order: Ints, present: Bools) -> Ints:
    """Return the rows of an order that have a shot."""
    return order if present.all() else order[present[order]]


# Two passes over two tables, each in the order of its file: a join would look up every shot.


def _read_ids(connection: Connection, space_id: str, first_row: int, columns: np.void) -> None:
    """Read which shot each row is, from a row on."""
    embedding = tables.embeddings.c
    query = sa.select(embedding.row, embedding.shot_id).where(
        embedding.space_id == space_id,
        embedding.row >= first_row,
        embedding.row < len(columns["shot"]),
    )
    for numbers, ids in _columns_of(connection, query):
        rows = np.array(numbers)
        columns["shot"][rows] = _as_numbers(ids)
        columns["present"][rows] = True


def _read_shots(
    connection: Connection, space_id: str, added: Ints, columns: np.void, codes: dict[str, int]
) -> None:
    """Read what is known of the shots of some rows, which come ordered by shot."""
    shot, embedding = tables.shots.c, tables.embeddings.c
    query = sa.select(shot.id, shot.video_id, shot.position, shot.start_seconds, shot.end_seconds)
    first_row = len(columns["shot"]) - len(added)
    if first_row:
        of_rows = sa.select(embedding.shot_id).where(
            embedding.space_id == space_id, embedding.row >= first_row
        )
        query = query.where(shot.id.in_(of_rows))
    sorted_shots = columns["shot"][added]
    for ids, videos, positions, starts, ends in _columns_of(connection, query):
        numbers = _as_numbers(ids)
        places = np.searchsorted(sorted_shots, numbers)
        known = sorted_shots[np.minimum(places, len(added) - 1)] == numbers
        rows = added[places[known]]
        columns["video"][rows] = np.array([codes[video] for video in videos])[known]
        columns["position"][rows] = np.array(positions)[known]
        columns["start"][rows] = np.array(starts)[known]
        columns["end"][rows] = np.array(ends)[known]


def _columns_of(connection: Connection, query: sa.Select[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """Yield some thousand rows of a result at a time, as one tuple a column."""
    found = connection.execute(query)
    while part := found.fetchmany(ROWS_AT_ONCE):
        yield list(zip(*part, strict=True))


def _as_numbers(ids: Sequence[str]) -> NDArray[np.uint64]:
    return np.frombuffer(bytes.fromhex("".join(ids)), dtype=">u8").astype(np.uint64)
