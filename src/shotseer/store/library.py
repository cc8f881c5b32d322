"""The rows of a space as arrays: which shot, of which video, from when to when.

Read from the database once per change of the library and kept as a memory-mapped file, so that
half a million shots open at once.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.engine import Connection

from shotseer.core.arrays import Bools, Floats, Ints
from shotseer.core.video import ShotId, VideoId
from shotseer.store import files, tables

ROW = np.dtype(
    [
        ("shot", "<u8"),
        ("video", "<i4"),
        ("position", "<i4"),
        ("start", "<f8"),
        ("end", "<f8"),
        ("present", "?"),
    ]
)


@dataclass(frozen=True, eq=False)
class Library:
    """Every row of one space. Rows whose shot is gone are not ``present``.

    Attributes:
        video_ids: the videos; ``videos`` holds indices into it.
        shots: ``(n,)`` shot ids as unsigned 64-bit numbers.
        videos: ``(n,)`` int32.
        positions: ``(n,)`` int32, the place of the shot in its video.
        starts: ``(n,)`` seconds.
        ends: ``(n,)`` seconds.
        present: ``(n,)`` bool.
    """

    video_ids: tuple[VideoId, ...]
    _rows: NDArray[np.void]

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def shots(self) -> NDArray[np.uint64]:
        """``(n,)`` shot ids as numbers."""
        return self._rows["shot"]

    @property
    def videos(self) -> NDArray[np.int32]:
        """``(n,)`` indices into ``video_ids``."""
        return self._rows["video"]

    @property
    def positions(self) -> NDArray[np.int32]:
        """``(n,)`` places in the video."""
        return self._rows["position"]

    @property
    def starts(self) -> Floats:
        """``(n,)`` seconds."""
        return self._rows["start"]

    @property
    def ends(self) -> Floats:
        """``(n,)`` seconds."""
        return self._rows["end"]

    @cached_property
    def present(self) -> Bools:
        """``(n,)`` whether the row has a shot."""
        return np.ascontiguousarray(self._rows["present"])

    @cached_property
    def count(self) -> int:
        """How many shots there are."""
        return int(self.present.sum())

    @cached_property
    def digest(self) -> str:
        """A hash of which shots there are, in whatever rows."""
        shots = np.ascontiguousarray(self.shots[self.by_shot])
        return hashlib.blake2b(shots.tobytes(), digest_size=16).hexdigest()

    @cached_property
    def by_shot(self) -> Ints:
        """The rows that have a shot, ordered by its id: an order that no ingest can change."""
        return self._order[self.present[self._order]]

    @cached_property
    def video_ranks(self) -> Ints:
        """``(videos,)`` the place of each video among all, ordered by id."""
        return np.argsort(np.argsort(np.array(self.video_ids, dtype=str)))

    @cached_property
    def _order(self) -> Ints:
        return np.argsort(self.shots, kind="stable")

    def shot_id(self, row: int) -> ShotId:
        """Return the id of a row's shot."""
        return ShotId(f"{int(self.shots[row]):016x}")

    def rows_of(self, ids: list[ShotId] | tuple[ShotId, ...]) -> Ints:
        """Return the row of each shot, -1 where the space has none."""
        return self.rows_of_numbers(np.array([int(i, 16) for i in ids], dtype=np.uint64))

    def rows_of_numbers(self, wanted: NDArray[np.uint64]) -> Ints:
        """Return the row of each shot, given by its id as a number; -1 where there is none."""
        if len(self) == 0:
            return np.full(len(wanted), -1, dtype=np.int64)
        if len(wanted) == 1:
            return self._only_row(wanted[0])
        order = self._order
        places = np.searchsorted(self.shots, wanted, sorter=order)
        rows = order[np.minimum(places, len(self) - 1)]
        found = (self.shots[rows] == wanted) & self.present[rows]
        return np.where(found, rows, -1)

    def _only_row(self, shot: np.uint64) -> Ints:
        rows = np.flatnonzero((self.shots == shot) & self.present)
        return rows[:1] if len(rows) else np.array([-1])


def changed(connection: Connection) -> None:
    """Note, in the same transaction, that shots or embeddings changed."""
    key = tables.meta.c
    query = sa.select(key.value).where(key.key == "library_revision").with_for_update()
    found = connection.execute(query).scalar()
    if found is None:
        connection.execute(sa.insert(tables.meta).values(key="library_revision", value="1"))
    else:
        update = sa.update(tables.meta).where(key.key == "library_revision")
        connection.execute(update.values(value=str(int(found) + 1)))


def revision(connection: Connection) -> str:
    """Return what changes whenever shots or embeddings do."""
    key = tables.meta.c
    query = sa.select(key.value).where(key.key == "library_revision")
    return str(connection.execute(query).scalar() or "0")


def load(connection: Connection, space_id: str, rows: int, cache: Path) -> Library:
    """Return the library of a space with its first ``rows`` rows.

    ``cache`` is a folder for the memory-mapped copy; it may be deleted at any time.
    """
    video = tables.videos.c
    ids = list(connection.execute(sa.select(video.id).order_by(video.added_at, video.id)).scalars())
    video_ids = tuple(VideoId(i) for i in ids)
    digest = hashlib.blake2b("".join(ids).encode(), digest_size=4).hexdigest()
    path = cache / f"library-{space_id}-{revision(connection)}-{rows}-{digest}.npy"
    with contextlib.suppress(OSError, ValueError):
        # An unreadable copy is made again below.
        return Library(video_ids, np.load(path, mmap_mode="r").view(np.ndarray))
    table = _read(connection, space_id, rows, {i: n for n, i in enumerate(ids)})
    # Only a copy for speed: a full disk must not stop a search.
    with contextlib.suppress(OSError):
        with files.whole(path, sync=False) as file:
            np.save(file, table)
        files.replace_older(path, f"library-{space_id}-*.npy")
    return Library(video_ids, table)


def _read(
    connection: Connection, space_id: str, rows: int, codes: dict[str, int]
) -> NDArray[np.void]:
    shot, embedding = tables.shots.c, tables.embeddings.c
    query = (
        sa.select(
            embedding.row,
            shot.id,
            shot.video_id,
            shot.position,
            shot.start_seconds,
            shot.end_seconds,
        )
        .join_from(tables.embeddings, tables.shots, embedding.shot_id == shot.id)
        .where(embedding.space_id == space_id, embedding.row < rows)
    )
    table = np.zeros(rows, dtype=ROW)
    found: Any = connection.execute(query)
    while part := found.fetchmany(50_000):
        numbers = np.array([row[0] for row in part])
        values = [
            (int(shot_id, 16), codes[video], position, start, end, True)
            for _, shot_id, video, position, start, end in part
        ]
        table[numbers] = np.array(values, dtype=ROW)
    return table
