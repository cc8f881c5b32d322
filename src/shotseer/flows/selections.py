"""Selections: any set of shots as a feed, such as a lasso on the map or a filter of the table.

What was asked for is kept for good, so that the rows can be found again; the rows themselves lie in
the cache. Shots are logged as offered only page by page, as they are shown.
"""

from __future__ import annotations

import contextlib
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shotseer.core.arrays import Ints, Vector
from shotseer.core.classifier import ClassifierVersion, probability
from shotseer.core.errors import InputError, NotReadyError
from shotseer.core.label import Source
from shotseer.core.video import ShotId
from shotseer.flows import filters, scores
from shotseer.flows import map as map_flow
from shotseer.flows.parts import OpenSpace, Parts, find_label, open_space
from shotseer.store import annotation_log, files, offers
from shotseer.store.offers import FeedRecord

REASON = "selected"
LISTED = 2_000
"""Shots up to which a selection that follows from nothing else is kept as a list."""


def open_selection(
    parts: Parts,
    chosen: Ints | Sequence[str],
    label: str,
    description: Mapping[str, Any],
) -> str:
    """Make a feed of some shots, in the order given, and return its id.

    Args:
        parts: the workspace's parts.
        chosen: rows of the library as int64, or full shot ids.
        label: what the shots are to be judged for.
        description: what they were chosen by, as JSON: ``{"where": text}`` for an expression,
            ``{"method": "pca", "polygon": [[x, y], ...]}`` for an outline; else they are listed.

    Raises:
        InputError: nothing is selected, or a long list has no description to find it again by.
        NotFoundError: there is no such label.
    """
    record = find_label(parts, label)
    opened = open_space(parts)
    rows = (
        chosen if isinstance(chosen, np.ndarray) else opened.library.rows_of([*map(ShotId, chosen)])
    )
    rows = np.asarray(rows, dtype=np.int64)
    rows = rows[(rows >= 0) & (rows < len(opened.library))]
    rows = rows[opened.library.present[rows]]
    rows = rows[np.sort(np.unique(rows, return_index=True)[1])]
    if not len(rows):
        raise InputError("no shot is selected", hint="Draw a larger outline, or widen the filter.")
    query = {**description, "digest": _digest(opened.library.shots[rows])}
    if not {"polygon", "where"} & set(description):
        if len(rows) > LISTED:
            raise InputError(
                f"{len(rows):,} shots are too many for a selection without a rule",
                hint=f"Select at most {LISTED:,} by hand, or by a filter or an outline on the map.",
            )
        query["list"] = [opened.library.shot_id(row) for row in rows.tolist()]
    feed_id = uuid.uuid4().hex
    _save(_path(parts, feed_id), opened.library.shots[rows])
    opened.recent.put(("selection", feed_id), rows)
    version = _version(parts, opened, label)
    with parts.database.writing() as connection:
        offers.open_feed(
            connection,
            Source.SELECTION,
            feed_id=feed_id,
            label_id=record.id,
            version_id=None if version is None else version.id,
            query=query,
            annotations_to=annotation_log.position(connection, record.id),
        )
    return feed_id


def select(
    parts: Parts,
    label: str,
    *,
    where: str = "",
    method: str | None = None,
    polygon: Sequence[Sequence[float]] = (),
) -> str:
    """Make a feed of the shots inside an outline on a map, or of those that pass an expression.

    They come by video and time.

    Raises:
        InputError: neither or both are given, the expression is wrong, or nothing is selected.
        NotReadyError: the map has not been made.
    """
    if bool(where.strip()) == bool(polygon):
        raise InputError(
            "a selection needs an outline on the map or an expression, and not both",
            hint="Draw an outline, or write a filter such as: duration > 3",
        )
    opened = open_space(parts)
    description: dict[str, Any] = {"where": where}
    if polygon:
        description = {"method": method or "pca", "polygon": [list(point) for point in polygon]}
    return open_selection(parts, _again(parts, opened, description), label, description)


def rows_of(parts: Parts, opened: OpenSpace, found: FeedRecord) -> Ints:
    """Return the rows of a selection in its order, finding them again where the copy is gone.

    Raises:
        NotReadyError: they cannot be found again, since the library has changed.
    """
    return opened.recent.get(("selection", found.id), lambda: _rows(parts, opened, found))


def column_of(parts: Parts, opened: OpenSpace, version: ClassifierVersion | None) -> Vector | None:
    """Return the logits that a selection shows, ``None`` where there are none on these vectors."""
    if version is None or version.space_id != opened.space.id:
        return None
    return scores.logits(parts, opened, version)


def scores_of(column: Vector | None, rows: Ints) -> Sequence[float | None]:
    """Return the probability of each row, ``None`` without a version."""
    if column is None:
        return [None] * len(rows)
    values: list[float | None] = probability(column[rows]).tolist()
    return values


def _rows(parts: Parts, opened: OpenSpace, found: FeedRecord) -> Ints:
    path = _path(parts, found.id)
    with contextlib.suppress(OSError, ValueError):
        return _rows_of_shots(opened, np.load(path))
    query = found.query or {}
    if "list" in query:
        return _rows_of_shots(opened, np.array([int(i, 16) for i in query["list"]], np.uint64))
    rows = _again(parts, opened, query)
    if _digest(opened.library.shots[rows]) != query["digest"]:
        raise NotReadyError(
            "the library or its scores have changed since these shots were selected",
            hint="Select them again; every verdict is still there.",
        )
    _save(path, opened.library.shots[rows])
    return rows


def _again(parts: Parts, opened: OpenSpace, query: Mapping[str, Any]) -> Ints:
    """Return the rows that a description means now, by video and time."""
    if "polygon" in query:
        rows = map_flow.inside(map_flow.find_map(parts, query["method"]), query["polygon"])
    else:
        rows = np.flatnonzero(filters.mask(parts, opened, query["where"]))
    return rows[np.lexsort((opened.library.positions[rows], opened.library.videos[rows]))]


def _digest(shots: NDArray[np.uint64]) -> str:
    return hashlib.blake2b(np.ascontiguousarray(shots).tobytes(), digest_size=8).hexdigest()


def _rows_of_shots(opened: OpenSpace, shots: NDArray[np.uint64]) -> Ints:
    rows = opened.library.rows_of_numbers(shots)
    return rows[rows >= 0]


def _version(parts: Parts, opened: OpenSpace, label: str) -> ClassifierVersion | None:
    try:
        version = scores.find_version(parts, find_label(parts, label))
    except NotReadyError:
        return None
    return version if version.space_id == opened.space.id else None


def _path(parts: Parts, feed_id: str) -> Path:
    return parts.folder.cache / f"selection-{feed_id}.npy"


def _save(path: Path, shots: NDArray[np.uint64]) -> None:
    # Only a copy: it can be found again from the description.
    with contextlib.suppress(OSError), files.whole(path, sync=False) as file:
        np.save(file, np.asarray(shots, dtype=np.uint64))
