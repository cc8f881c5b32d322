from __future__ import annotations

import numpy as np
import pytest

from shotseer.core.arrays import Matrix
from shotseer.learn.diversity import assign, cluster_library, diversity


def clusters(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def test_the_formula_by_hand() -> None:
    # min(12, 10) + 1 positives and 3 negatives, of 2 x 10 x 10.
    found = diversity(clusters(*[0] * 12, 1), clusters(2, 2, 2))
    assert found.score == pytest.approx(14 / 200)
    assert found.positives == (12, 1, 0, 0, 0, 0, 0, 0, 0, 0)
    assert found.negatives == (0, 0, 3, 0, 0, 0, 0, 0, 0, 0)


def test_200_verdicts_are_the_fewest_for_a_full_score() -> None:
    even = np.repeat(np.arange(10), 10)
    assert diversity(even, even).score == 1
    assert diversity(even, even[:-1]).score == pytest.approx(199 / 200)


def test_clusters_and_cap_are_separate() -> None:
    found = diversity(clusters(0, 0, 0), clusters(1), n_clusters=2, cap=2)
    assert found.score == pytest.approx((2 + 1) / 8)


def test_no_verdicts() -> None:
    assert diversity(clusters(), clusters()).score == 0


@pytest.mark.parametrize("wrong", [-1, 10])
def test_an_impossible_cluster(wrong: int) -> None:
    with pytest.raises(ValueError, match=r"\[0, 10\)"):
        diversity(clusters(wrong), clusters())


def blobs(per_blob: int) -> Matrix:
    rng = np.random.default_rng(0)
    rows = np.repeat(np.eye(10, 16), per_blob, axis=0) + 0.05 * rng.normal(size=(10 * per_blob, 16))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32)


def test_clear_clusters_are_found_and_repeat() -> None:
    rows = blobs(30)
    centroids = cluster_library(rows)
    found = assign(rows, centroids).reshape(10, 30)
    assert (found == found[:, :1]).all()
    assert len(set(found[:, 0].tolist())) == 10
    assert (cluster_library(rows) == centroids).all()


@pytest.mark.parametrize("n", [0, 1, 7, 10])
def test_a_library_smaller_than_the_number_of_clusters(n: int) -> None:
    rows = blobs(1)[:n]
    centroids = cluster_library(rows)
    assert centroids.shape == (n, 16)
    assert assign(rows, centroids).tolist() == list(range(n))


def test_a_library_of_equal_shots() -> None:
    rows = np.repeat(blobs(1)[:2], 20, axis=0)
    found = assign(rows, cluster_library(rows))
    assert len(set(found.tolist())) == 2


def test_nothing_to_assign_to() -> None:
    assert assign(blobs(1)[:3], np.zeros((0, 16), dtype=np.float32)).tolist() == [0, 0, 0]
