"""The table of shots by labels: what a set of classifiers and people say of every shot."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shotseer.core import cursor
from shotseer.core.arrays import Bools, Floats, Ints
from shotseer.core.errors import InputError
from shotseer.core.label import Verdict
from shotseer.core.video import Shot
from shotseer.flows import filters
from shotseer.flows.columns import Columns
from shotseer.flows.parts import Parts, open_space
from shotseer.store import videos

SORTS = ("video", "duration", "start")
STRIDE = 2.0**32
"""More than the shots of any video, so that one number can hold a video's place and a shot's."""


@dataclass(frozen=True, slots=True)
class Order:
    """``by`` is one of `SORTS` or a label, whose score then counts. Missing scores come last.

    A label that is called like one of `SORTS` is given as ``label:NAME``.
    """

    by: str = "video"
    descending: bool = False

    @property
    def label(self) -> str | None:
        """The label whose scores count, if any."""
        return None if self.by in SORTS else self.by.removeprefix("label:")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A shot with its score and joined verdict for each label, ``None`` where there is none."""

    shot: Shot
    video_name: str
    scores: Mapping[str, float | None]
    verdicts: Mapping[str, Verdict | None]


@dataclass(frozen=True, slots=True)
class ShotTable:
    """A page of the table. ``total`` counts the shots that pass the filter.

    ``next`` is the cursor of the page behind this one, ``None`` at the end.
    """

    labels: tuple[str, ...]
    rows: tuple[TableRow, ...]
    total: int
    next: str | None


def table(
    parts: Parts, labels: Sequence[str], where: str, order: Order, after: str | None, k: int
) -> ShotTable:
    """Return ``k`` rows of the table, behind the cursor of the page before.

    Raises:
        InputError: ``k`` is below 1, or the filter or the cursor cannot be read.
        NotFoundError: there is no such label.
        NotReadyError: the library has no shots.
    """
    if k < 1:
        raise InputError(f"cannot show {k} shots", hint="Ask for 1 or more.")
    columns = Columns(parts, open_space(parts))
    columns.gather(labels)
    sorting = _sorting(columns, order)
    allowed = filters.mask(parts, columns.opened, where)
    start = None if after is None else sorting.start(after)
    rows, has_more = _page(sorting.keys, allowed, start, k)
    found = table_rows(columns, labels, rows)
    following = sorting.cursor(int(rows[-1])) if has_more else None
    return ShotTable(tuple(labels), tuple(found), int(np.count_nonzero(allowed)), following)


def table_rows(columns: Columns, labels: Sequence[str], rows: Ints) -> list[TableRow]:
    """Return what the table says of some rows of the space, in order."""
    library = columns.opened.library
    ids = [library.shot_id(row) for row in rows]
    with columns.parts.database.reading() as connection:
        shots = videos.get_shots(connection, ids)
    names = [columns.video_names[video] for video in library.videos[rows]]
    scores = {label: _scores(columns, label, rows) for label in labels}
    verdicts = {label: columns.verdicts(label) for label in labels}
    return [
        TableRow(
            shots[shot],
            name,
            {label: scores[label][place] for label in labels},
            {label: verdicts[label].get(shot) for label in labels},
        )
        for place, (shot, name) in enumerate(zip(ids, names, strict=True))
        if shot in shots
    ]


def _scores(columns: Columns, label: str, rows: Ints) -> list[float | None]:
    column = columns.scores(label)
    return [None] * len(rows) if column is None else column.probabilities(rows).tolist()


def _page(
    keys: Floats, allowed: Bools, start: tuple[float, int] | None, k: int
) -> tuple[Ints, bool]:
    """Return the ``k`` allowed rows with the smallest keys behind a place, and if there are more.

    Equal keys are ordered by row.
    """
    rows = np.flatnonzero(allowed)
    values = keys[rows]
    if start is not None:
        behind = (values > start[0]) | ((values == start[0]) & (rows > start[1]))
        rows, values = rows[behind], values[behind]
    if has_more := len(rows) > k:
        edge = np.partition(values, k - 1)[k - 1]
        below = np.flatnonzero(values < edge)
        # Equal keys may be very many, but they are in order already.
        chosen = np.concatenate([below, np.flatnonzero(values == edge)[: k - len(below)]])
        rows, values = rows[chosen], values[chosen]
    return rows[np.lexsort((rows, values))], has_more


def _sorting(columns: Columns, order: Order) -> _ByVideo | _ByNumber:
    return _ByVideo(columns, order) if order.by == "video" else _ByNumber(columns, order)


class _ByVideo:
    """By the name of the video, then by the place in it."""

    def __init__(self, columns: Columns, order: Order) -> None:
        library = columns.opened.library
        named = list(zip(columns.video_names, library.video_ids, strict=True))
        by_name = sorted(range(len(named)), key=named.__getitem__)
        places = np.empty(len(named))
        places[by_name] = np.arange(len(named))
        self._columns = columns
        self._kind = _kind(order)
        self._sign = -1.0 if order.descending else 1.0
        self._sorted = [named[place] for place in by_name]
        self.keys: Floats = self._sign * (places[library.videos] * STRIDE + library.positions)

    def cursor(self, row: int) -> str:
        library = self._columns.opened.library
        video = int(library.videos[row])
        name, position = self._columns.video_names[video], int(library.positions[row])
        return cursor.write(self._kind, [name, library.video_ids[video], position])

    def start(self, text: str) -> tuple[float, int]:
        name, video, position = cursor.read(text, self._kind, "ttn")
        key = (str(name), str(video))
        place = bisect_left(self._sorted, key)
        if self._sorted[place : place + 1] != [key]:
            position = -0.5  # The video is gone: go on between its neighbours.
        # No two rows have one key: none of the same key comes behind.
        return self._sign * (place * STRIDE + float(position or 0.0)), len(self.keys)


class _ByNumber:
    """By a number of each shot; shots without one come last."""

    def __init__(self, columns: Columns, order: Order) -> None:
        self._kind = _kind(order)
        numbers = _numbers(columns, order)
        self._sign = -1.0 if order.descending else 1.0
        self.keys: Floats = np.where(np.isnan(numbers), np.inf, self._sign * numbers)

    def cursor(self, row: int) -> str:
        key = float(self.keys[row])
        return cursor.write(self._kind, [None if np.isinf(key) else key, row])

    def start(self, text: str) -> tuple[float, int]:
        key, row = cursor.read(text, self._kind, "on")
        return np.inf if key is None else float(key), int(row or 0)


def _numbers(columns: Columns, order: Order) -> Floats:
    library = columns.opened.library
    if order.label is None:
        return library.starts if order.by == "start" else library.ends - library.starts
    column = columns.scores(order.label)
    # Logits, because probabilities near 0 and 1 can be equal where these differ.
    missing = np.full(len(library), np.nan)
    return missing if column is None else column.logits.astype(np.float64)


def _kind(order: Order) -> str:
    return f"table {order.by} {'descending' if order.descending else 'ascending'}"


def by_video(columns: Columns, allowed: Bools) -> Ints:
    """Return the allowed rows, by the name of the video and the place in it."""
    keys = _ByVideo(columns, Order()).keys
    rows = np.flatnonzero(allowed)
    return rows[np.argsort(keys[rows], kind="stable")]
