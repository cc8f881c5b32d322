from __future__ import annotations

import numpy as np
import pytest

from shotseer.core.evidence import CurvePoint
from shotseer.learn.calibration import calibration_error
from shotseer.learn.evaluation import average_precision, histogram, precision_recall, reliability


def test_the_curve_by_hand() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    y = np.array([True, False, True, True, False])
    assert precision_recall(scores, y) == (
        CurvePoint(1 / 3, 1.0, 0.9),
        CurvePoint(2 / 3, 2 / 3, 0.7),
        CurvePoint(1.0, 3 / 4, 0.6),
    )


def test_equal_scores_share_a_point() -> None:
    scores = np.array([0.5, 0.9, 0.5, 0.5])
    y = np.array([True, True, False, True])
    assert precision_recall(scores, y) == (
        CurvePoint(1 / 3, 1.0, 0.9),
        CurvePoint(1.0, 3 / 4, 0.5),
    )


def test_without_a_positive_there_is_no_curve() -> None:
    assert precision_recall(np.array([0.1, 0.2]), np.array([False, False])) == ()
    assert precision_recall(np.empty(0), np.empty(0, dtype=bool)) == ()


def test_the_steps_add_up_to_average_precision() -> None:
    rng = np.random.default_rng(0)
    y = rng.random(300) < 0.3
    scores = np.asarray(np.round(rng.random(300) + 0.4 * y, 2), dtype=np.float64)
    points = precision_recall(scores, y)
    recalls = np.array([0.0, *(point.recall for point in points)])
    area = float(np.diff(recalls) @ [point.precision for point in points])
    assert area == pytest.approx(average_precision(scores, y))


def test_a_long_curve_is_thinned_and_keeps_its_ends() -> None:
    scores = np.arange(1000, 0, -1) / 1000
    points = precision_recall(scores, np.ones(1000, dtype=bool), most=11)
    assert len(points) == 11
    assert (points[0].threshold, points[-1].threshold) == (1.0, 0.001)
    assert points[5].recall == pytest.approx(0.5, abs=0.01)


def test_reliability_by_hand() -> None:
    probabilities = np.array([0.1] * 5 + [0.8] * 5)
    y = np.array([False, False, False, False, True] + [True] * 5)
    low, high = reliability(probabilities, y)
    assert low.predicted == pytest.approx(0.1)
    assert (low.observed, low.count) == (0.2, 5)
    # Wilson's interval of 1 in 5.
    assert (round(low.low, 3), round(low.high, 3)) == (0.036, 0.624)
    assert high.predicted == pytest.approx(0.8)
    assert (high.observed, high.count) == (1.0, 5)
    assert (round(high.low, 3), high.high) == (0.566, 1.0)
    gaps = [abs(one.predicted - one.observed) * one.count / 10 for one in (low, high)]
    assert sum(gaps) == pytest.approx(calibration_error(probabilities, y))


def test_reliability_of_little() -> None:
    assert reliability(np.empty(0), np.empty(0, dtype=bool)) == ()
    (only,) = reliability(np.array([0.5]), np.array([True]))
    assert (only.predicted, only.observed, only.count) == (0.5, 1.0, 1)


def test_histograms_hold_both_ends() -> None:
    found = histogram(np.array([0.0, 0.24, 0.25, 0.99, 1.0]), 4)
    assert found.edges == (0.0, 0.25, 0.5, 0.75, 1.0)
    assert found.counts == (2, 1, 0, 2)
    assert histogram(np.empty(0), 2).counts == (0, 0)
