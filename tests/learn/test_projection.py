from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shotseer.core.arrays import Matrix
from shotseer.core.errors import PluginError
from shotseer.learn import projection
from shotseer.learn.projection import Pca, inside, place_others, scaled


def rows(n: int, d: int = 8, seed: int = 0) -> Matrix:
    return np.random.default_rng(seed).normal(size=(n, d)).astype(np.float32)


def test_pca_finds_the_widest_directions() -> None:
    wide = rows(400, 5) * np.array([0.1, 9.0, 0.1, 3.0, 0.1], dtype=np.float32)
    fitted = Pca(wide)
    places = fitted.project([(0, wide[:250]), (250, wide[250:])], 400)
    for axis, column in ((0, 1), (1, 3)):
        likeness = np.corrcoef(places[:, axis], wide[:, column])[0, 1]
        assert likeness > 0.99, "the largest part of an axis is positive"
    np.testing.assert_allclose(places.mean(axis=0), [0, 0], atol=1e-4)
    assert fitted.explained[0] > 0.8
    assert sum(fitted.explained) > 0.99


def test_pca_repeats_and_does_not_flip() -> None:
    given_rows = rows(300)
    first, again = (Pca(given_rows).project([(0, given_rows)], 300) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    shuffled = Pca(given_rows[::-1]).project([(0, given_rows)], 300)
    np.testing.assert_allclose(shuffled, first, atol=1e-4)


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("d", [1, 2, 8])
def test_pca_of_almost_nothing_is_finite(n: int, d: int) -> None:
    few = rows(n, d)
    assert np.isfinite(Pca(few).project([(0, few)], n)).all()
    same = np.ones((n, d), dtype=np.float32)
    assert np.isfinite(Pca(same).project([(0, same)], n)).all()


def test_places_are_stretched_to_the_unit_square() -> None:
    found = scaled(np.array([[1.0, 5.0], [3.0, 5.0], [2.0, 5.0]]))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, [[0, 0.5], [1, 0.5], [0.5, 0.5]])
    assert scaled(np.empty((0, 2))).shape == (0, 2)


def test_others_are_placed_beside_the_most_similar() -> None:
    sample = np.eye(6, dtype=np.float32)
    places = np.array([[0.0, 0.0]] * 5 + [[6.0, 6.0]])
    near_last = np.array([[0.3, 0.3, 0.3, 0.3, 0.0, 0.8]], dtype=np.float32)
    ((found, where),) = place_others(sample, places, np.array([42]), lambda _: near_last)
    assert found.tolist() == [42]
    # The last and four of the others.
    np.testing.assert_allclose(where, [[1.2, 1.2]])
    assert list(place_others(sample, places, np.empty(0, np.int64), lambda _: near_last)) == []


def test_umap_lays_out_or_says_what_to_install() -> None:
    sample = np.concatenate([rows(30) + 9, rows(30, seed=1) - 9])
    if find_spec("umap") is None:
        with pytest.raises(PluginError, match="umap-learn") as caught:
            projection.umap(sample)
        assert "shotseer[umap]" in caught.value.hint
        return
    places = projection.umap(sample)
    first, second = places[:30], places[30:]
    apart = np.linalg.norm(first.mean(axis=0) - second.mean(axis=0))
    assert apart > max(first.std(), second.std())
    assert np.isfinite(projection.umap(sample[:3])).all()


SQUARE = np.array([[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.2, 0.8]])


def test_inside_a_square_and_a_crossing_outline() -> None:
    places = np.array([[0.5, 0.5], [0.1, 0.5], [0.9, 0.9], [0.5, 0.3], [0.3, 0.5]], np.float32)
    assert inside(places, SQUARE).tolist() == [0, 3, 4]
    assert inside(places, SQUARE[::-1]).tolist() == [0, 3, 4]
    bow_tie = SQUARE[[0, 1, 3, 2]]
    # The lower and upper wedges are in, the left and right ones out.
    assert inside(np.array([[0.5, 0.3], [0.3, 0.5]], np.float32), bow_tie).tolist() == [0]


def test_nothing_is_inside_less_than_a_triangle() -> None:
    places = np.array([[0.5, 0.5]], np.float32)
    for corners in (0, 1, 2):
        assert inside(places, SQUARE[:corners]).tolist() == []
    assert inside(np.empty((0, 2), np.float32), SQUARE).tolist() == []


@given(st.integers(0, 10_000), st.integers(3, 12))
def test_inside_agrees_with_one_point_at_a_time(seed: int, corners: int) -> None:
    rng = np.random.default_rng(seed)
    places = rng.random((40, 2)).astype(np.float32)
    polygon = rng.random((corners, 2))

    def is_inside(x: float, y: float) -> bool:
        odd = False
        for (x1, y1), (x2, y2) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
            if (y1 <= y) != (y2 <= y):
                odd ^= bool(x < x1 + (y - y1) * (x2 - x1) / (y2 - y1))
        return odd

    expected = [i for i, (x, y) in enumerate(places.astype(float)) if is_inside(x, y)]
    assert inside(places, polygon).tolist() == expected
