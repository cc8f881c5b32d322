from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shotseer.core.classifier import probability
from shotseer.learn.calibration import calibration_error, can_calibrate, platt


def test_two_pairs_by_hand() -> None:
    # Targets are 3/4 and 1/4, so that a logit of 1 becomes log(3).
    found = platt(np.array([-1.0, -1, 1, 1]), np.array([False, False, True, True]))
    assert found.slope == pytest.approx(np.log(3), rel=1e-4)
    assert found.offset == pytest.approx(0, abs=1e-4)


def test_scores_collapsed_to_the_base_rate_are_stretched() -> None:
    y = np.arange(40) < 13
    collapsed = -0.75 + 1e-5 * np.where(y, 1.0, -1.0)
    calibrated = probability(platt(collapsed, y)(collapsed))
    np.testing.assert_allclose(calibrated[y], 14 / 15, atol=1e-3)
    np.testing.assert_allclose(calibrated[~y], 1 / 29, atol=1e-3)


def test_the_decision_point_lies_where_both_are_as_likely() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(scale=2, size=5000)
    y = rng.random(5000) < probability(3 * logits - 2)
    found = platt(logits, y)
    assert -found.offset / found.slope == pytest.approx(2 / 3, abs=0.05)
    assert found.slope == pytest.approx(3, abs=0.25)


@given(st.lists(st.tuples(st.floats(-1e3, 1e3), st.booleans()), min_size=2, max_size=30))
def test_the_ranking_is_kept_whatever_the_verdicts(judged: list[tuple[float, bool]]) -> None:
    logits = np.array([logit for logit, _ in judged])
    found = platt(logits, np.array([verdict for _, verdict in judged]))
    assert found.slope > 0
    assert np.isfinite(found.offset)


def test_a_reversed_ranking_says_little_of_any_shot() -> None:
    y = np.arange(20) < 10
    calibrated = probability(platt(np.where(y, -3.0, 3.0), y)(np.array([-3.0, 3.0])))
    np.testing.assert_allclose(calibrated, 0.5, atol=0.02)


@pytest.mark.parametrize(("positives", "negatives", "enough"), [(5, 5, True), (4, 50, False)])
def test_when_there_is_enough(positives: int, negatives: int, enough: bool) -> None:
    assert can_calibrate(np.arange(positives + negatives) < positives) == enough


def test_calibration_error_by_hand() -> None:
    # Two bins of five: 0.1 promised and 1 of 5 found, 0.9 promised and 4 of 5 found.
    p = np.array([0.1] * 5 + [0.9] * 5)
    y = np.array([True, False, False, False, False, True, True, True, True, False])
    assert calibration_error(p, y) == pytest.approx(0.1)
    # A few shots make one bin: half promised, half found.
    assert calibration_error(p[3:7], np.array([True, True, False, False])) == pytest.approx(0)


def test_calibration_error_uses_at_most_ten_bins() -> None:
    rng = np.random.default_rng(0)
    p = rng.random(20_000)
    y = rng.random(20_000) < p
    assert calibration_error(p, y) < 0.01
    assert calibration_error(p**3, y) > 0.2
