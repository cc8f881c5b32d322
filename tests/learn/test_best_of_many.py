from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from shotseer.core.arrays import Vector
from shotseer.learn import ranking

MANY = 40_000
"""So many that where the best begin is told from a sample."""


def everywhere() -> Vector:
    return np.random.default_rng(0).permutation(MANY).astype(np.float32)


def clustered() -> Vector:
    return np.sort(everywhere())


def mostly_equal() -> Vector:
    values = np.zeros(MANY, dtype=np.float32)
    values[[5, 30_000, 17]] = [3, 2, 1]
    return values


@pytest.mark.parametrize("make", [everywhere, clustered, mostly_equal])
@pytest.mark.parametrize("k", [1, 4, 700, MANY - 1, MANY + 5])
def test_the_largest_of_many_values(make: Callable[[], Vector], k: int) -> None:
    values = make()
    by_hand = sorted(range(MANY), key=lambda place: (-values[place], place))[:k]
    assert ranking.best(values, k).tolist() == by_hand


def test_those_allowed_may_all_lie_below_the_sample() -> None:
    values = everywhere()
    allowed = values < 100
    found = ranking.best(values, 3, allowed)
    assert values[found].tolist() == [99.0, 98.0, 97.0]
    assert len(ranking.best(values, 200, allowed)) == 100


def test_what_is_almost_equal_is_ordered_by_place() -> None:
    values: Vector = everywhere() / np.float32(MANY)
    values[[9, 4, 20_001]] = np.array([2.0000001, 2.0, 2.0000002], dtype=np.float32)
    assert ranking.best(values, 3).tolist() == [4, 9, 20_001]
