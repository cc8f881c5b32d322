from __future__ import annotations

import warnings

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from shotseer.learn.average_precision import average_precision, average_precisions


def test_by_hand() -> None:
    # Ranked: +, -, +, -. Recall 1/2 at precision 1, then 1 at precision 2/3.
    scores, y = np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True])
    assert average_precision(scores, y) == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)


def test_equal_scores_share_a_threshold() -> None:
    # The two at 1 come together: recall 1/2 at precision 1/2. Then recall 1 at precision 2/4.
    scores, y = np.array([1.0, 1.0, 0.5, 0.5]), np.array([True, False, True, False])
    assert average_precision(scores, y) == 0.5
    assert average_precision(np.zeros(8), np.arange(8) < 2) == 0.25


def test_one_class() -> None:
    scores = np.array([3.0, 1.0, 2.0])
    assert average_precision(scores, np.zeros(3, dtype=np.bool_)) == 0
    assert average_precision(scores, np.ones(3, dtype=np.bool_)) == 1
    assert average_precisions(scores[None], np.zeros(3, dtype=np.bool_)).tolist() == [0]


def test_one_row() -> None:
    assert average_precision(np.array([0.3]), np.array([True])) == 1


@pytest.mark.parametrize("steps", [0, 2, 20])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_each_row_is_scikit_learns_to_the_last_bit(steps: int, dtype: type) -> None:
    rng = np.random.default_rng(steps)
    for _ in range(40):
        n = int(rng.integers(2, 300))
        y = rng.random(n) < rng.random()
        scores = rng.normal(size=(4, n))
        scores = (np.round(scores * steps) if steps else scores).astype(dtype)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="No positive class found")
            expected = [average_precision_score(y, row) for row in scores]
        assert average_precisions(scores, y).tolist() == expected
