from __future__ import annotations

import numpy as np
import pytest
from tests.store.samples import unit_rows

from shotseer.core.arrays import Matrix
from shotseer.learn.diversity import assign, cluster_library, diversity


def test_the_papers_formula() -> None:
    # min(12, 10) + min(1, 10) positives, 2 negatives, of 2 x 10 x 10 that could count.
    found = diversity(np.array([0] * 12 + [3]), np.array([3, 9]))
    assert found.score == pytest.approx((10 + 1 + 2) / 200)
    assert found.positives == (12, 0, 0, 1, 0, 0, 0, 0, 0, 0)
    assert found.negatives == (0, 0, 0, 1, 0, 0, 0, 0, 0, 1)


def test_it_is_full_at_ten_and_ten_in_every_cluster() -> None:
    everywhere = np.repeat(np.arange(10), 10)
    assert diversity(everywhere, everywhere).score == 1.0
    assert diversity(np.array([], dtype=int), np.array([], dtype=int)).score == 0.0
    assert diversity(np.array([0]), np.array([1]), n_clusters=2, cap=1).score == 0.5


def test_clusters_are_found_again() -> None:
    centres = np.eye(4, dtype=np.float32)
    rng = np.random.default_rng(0)
    noise = rng.standard_normal((200, 4), dtype=np.float32)
    rows: Matrix = np.repeat(centres, 50, axis=0) + np.float32(0.01) * noise
    centroids = cluster_library(rows, k=4)
    placed = assign(rows, centroids)
    assert len(set(placed)) == 4
    assert all(len(set(placed[i : i + 50])) == 1 for i in range(0, 200, 50))
    np.testing.assert_array_equal(cluster_library(rows, k=4), centroids)


def test_tiny_libraries() -> None:
    rows = unit_rows(3)
    assert len(cluster_library(rows)) == 3
    same = np.repeat(rows[:1], 50, axis=0)
    assert set(assign(same, cluster_library(same))) == {0}
    none = cluster_library(rows[:0])
    assert none.shape == (0, 4)
    assert assign(rows, none).tolist() == [0, 0, 0]
