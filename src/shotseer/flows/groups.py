"""The clusters of the library: groups of shots that look alike, found once for each state of it."""

from __future__ import annotations

import numpy as np

from shotseer.core.arrays import Ints, Matrix
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
    if len(rows) > count:
        places = np.random.default_rng(seed).choice(len(rows), count, replace=False)
        rows = rows[np.sort(places)]
    return opened.rows.take(rows)


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
