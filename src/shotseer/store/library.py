"""The rows of a space as arrays: which shot, of which video, from when to when.

Read from the database once and kept as a memory-mapped file, so that millions of shots open at
once.
"""

from __future__ import annotations

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
from shotseer.store import library_file, tables


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
    _table: NDArray[np.void]

    def __len__(self) -> int:
        return len(self.shots)

    @cached_property
    def shots(self) -> NDArray[np.uint64]:
        """``(n,)`` shot ids as numbers."""
        return self._column("shot")

    @cached_property
    def videos(self) -> NDArray[np.int32]:
        """``(n,)`` indices into ``video_ids``."""
        return self._column("video")

    @cached_property
    def positions(self) -> NDArray[np.int32]:
        """``(n,)`` places in the video."""
        return self._column("position")

    @cached_property
    def starts(self) -> Floats:
        """``(n,)`` seconds."""
        return self._column("start")

    @cached_property
    def ends(self) -> Floats:
        """``(n,)`` seconds."""
        return self._column("end")

    @cached_property
    def present(self) -> Bools:
        """``(n,)`` whether the row has a shot."""
        return self._column("present")

    @cached_property
    def count(self) -> int:
        """How many shots there are."""
        return int(np.count_nonzero(self.present))

    @property
    def digest(self) -> str:
        """A hash of which shots there are, in whatever rows."""
        return bytes(self._table["digest"][0]).decode()

    @cached_property
    def by_shot(self) -> Ints:
        """The rows that have a shot, ordered by its id: an order that no ingest can change."""
        return library_file.present_in(self._order, self.present)

    @cached_property
    def video_ranks(self) -> Ints:
        """``(videos,)`` the place of each video among all, ordered by id."""
        return np.argsort(np.argsort(np.array(self.video_ids, dtype=str)))

    @cached_property
    def _order(self) -> Ints:
        return self._column("order")

    def _column(self, name: str) -> NDArray[Any]:
        column: NDArray[Any] = self._table[name][0]
        return column

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
        order = self._order
        places = np.searchsorted(self.shots, wanted, sorter=order)
        rows = order[np.minimum(places, len(self) - 1)]
        found = (self.shots[rows] == wanted) & self.present[rows]
        return np.where(found, rows, -1)


def changed(connection: Connection) -> None:
    """Note, in the same transaction, that rows changed that were there; appending is no change."""
    key = tables.meta.c
    query = sa.select(key.value).where(key.key == "library_revision").with_for_update()
    found = connection.execute(query).scalar()
    if found is None:
        connection.execute(sa.insert(tables.meta).values(key="library_revision", value="1"))
    else:
        update = sa.update(tables.meta).where(key.key == "library_revision")
        connection.execute(update.values(value=str(int(found) + 1)))


def revision(connection: Connection) -> str:
    """Return what changes whenever rows do that were there; appended ones show in their count."""
    key = tables.meta.c
    query = sa.select(key.value).where(key.key == "library_revision")
    return str(connection.execute(query).scalar() or "0")


def load(connection: Connection, space_id: str, rows: int, cache: Path) -> Library:
    """Return the library of a space with its first ``rows`` rows.

    ``cache`` is a folder for the memory-mapped copy; it may be deleted at any time.
    """
    video = tables.videos.c
    ids = list(connection.execute(sa.select(video.id).order_by(video.added_at, video.id)).scalars())
    table = library_file.load(connection, space_id, revision(connection), rows, ids, cache)
    return Library(tuple(VideoId(i) for i in ids), table)
