"""The clusters of the library: groups of shots that look alike, found once for each state of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shotseer.core.arrays import Bools, Ints, Matrix
from shotseer.flows.parts import OpenSpace, Parts
from shotseer.learn import diversity
from shotseer.store import clusters

SAMPLE = 20_000


def centroids(parts: Parts, opened: OpenSpace) -> Matrix:
    """Return the centroids of the library's clusters."""
    return opened.recent.get("centroids", lambda: _centroids(parts, opened))


def numbers(parts: Parts, opened: OpenSpace) -> Ints:
    """Return ``(n_rows,)`` the cluster of every row, from 1."""
    return opened.recent.get("clusters", lambda: _numbers(opened, centroids(parts, opened)))


def sample(opened: OpenSpace, rows: Ints, count: int, seed: int) -> Matrix:
    """Return the vectors of ``count`` of some rows, drawn uniformly; of all if they are fewer."""
    return opened.rows.take(_some(rows, count, seed))


def _some(rows: Ints, count: int, seed: int) -> Ints:
    if len(rows) <= count:
        return rows
    places = np.random.default_rng(seed).choice(len(rows), count, replace=False)
    return rows[np.sort(places)]


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """Shots drawn for a seed, by their places among all, and their vectors."""

    seed: int
    places: Ints
    vectors: Matrix


def background(opened: OpenSpace, judged: Bools, count: int, seed: int) -> tuple[Ints, Matrix]:
    """Return rows and vectors of ``count`` shots, drawn uniformly from those not judged, or of all.

    They are the first that are not judged of one draw for the library and seed, so that a verdict
    changes few of them and the next Build reads none again. Ordered by shot id.

    Args:
        opened: the library.
        judged: ``(n_rows,)`` mask.
        count: how many.
        seed: same library, judged shots and seed, same vectors.
    """
    by_shot = opened.library.by_shot
    drawn: _Drawn | None = opened.recent.peek("drawn")
    if drawn is None or drawn.seed != seed:
        drawn = _draw(opened, 2 * count, seed)
        opened.recent.put("drawn", drawn)
    fresh = np.flatnonzero(~judged[by_shot[drawn.places]])
    if len(fresh) < count < len(by_shot):
        rows = _some(by_shot[~judged[by_shot]], count, seed)
        return rows, opened.rows.take(rows)
    kept = fresh[:count]
    kept = kept[np.argsort(drawn.places[kept])]
    return by_shot[drawn.places[kept]], drawn.vectors[kept]


def _draw(opened: OpenSpace, count: int, seed: int) -> _Drawn:
    by_shot = opened.library.by_shot
    count = min(count, len(by_shot))
    places = np.random.default_rng(seed).choice(len(by_shot), count, replace=False)
    return _Drawn(seed, places, opened.rows.take(by_shot[places]))


def _centroids(parts: Parts, opened: OpenSpace) -> Matrix:
    digest = opened.library.digest
    found = clusters.load(parts.folder.cache, opened.space.id, digest)
    if found is None:
        found = diversity.cluster_library(sample(opened, opened.library.by_shot, SAMPLE, 0))
        clusters.save(parts.folder.cache, opened.space.id, digest, found)
    return found


def _numbers(opened: OpenSpace, found: Matrix) -> Ints:
    placed = np.empty(len(opened.rows), dtype=np.int64)
    for start, block in opened.rows.blocks():
        placed[start : start + len(block)] = diversity.assign(block, found)
    return placed + 1
