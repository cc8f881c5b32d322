from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from shotseer.core.arrays import Bools, Floats, Ints
from shotseer.learn.evaluation import (
    average_precision,
    evaluate,
    resample,
    weighted_average_precision,
    wilson,
)


def test_average_precision_by_hand() -> None:
    y = np.array([True, False, True, False])
    assert average_precision(np.array([4.0, 3, 2, 1]), y) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(np.array([1.0, 1, 1, 1]), y) == pytest.approx(1 / 2)


@given(
    st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=1, max_size=40).filter(
        lambda shots: any(verdict for _, verdict in shots)
    )
)
def test_average_precision_is_that_of_scikit_learn(shots: list[tuple[int, bool]]) -> None:
    scores = np.array([score for score, _ in shots], dtype=np.float64)
    y = np.array([verdict for _, verdict in shots])
    expected = average_precision_score(y, scores)
    assert average_precision(scores, y) == pytest.approx(expected)
    # A weight of two is a shot that is there twice.
    twice = weighted_average_precision(scores, y, np.full((1, len(y)), 2.0))
    assert twice[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("share", "n", "low", "high"),
    [(1.0, 5, 0.5655, 1.0), (0.0, 10, 0.0, 0.2775), (0.5, 10, 0.2366, 0.7634)],
)
def test_wilson_against_tables(share: float, n: int, low: float, high: float) -> None:
    assert wilson(share, n) == pytest.approx((low, high), abs=1e-4)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=1, max_size=20))
def test_no_resample_loses_a_class_or_splits_a_video(shots: list[tuple[bool, int]]) -> None:
    y = np.array([verdict for verdict, _ in shots])
    units = np.unique([video for _, video in shots], return_inverse=True)[1]
    drawn = resample(units, y, np.random.default_rng(0))
    for verdict in set(y.tolist()):
        assert (drawn[:, y == verdict].sum(axis=1) > 0).all()
    for unit in range(int(units.max()) + 1):
        assert np.ptp(drawn[:, units == unit], axis=1).max() == 0


def judged(n: int, noise: float, seed: int = 0) -> tuple[Floats, Bools, Ints]:
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2 == 0
    return np.where(y, 1.0, -1.0) + noise * rng.normal(size=n), y, np.arange(n) // 4


def test_a_perfect_result_on_few_shots_is_not_certain() -> None:
    scores, y, groups = judged(10, noise=0)
    quality = evaluate(scores, np.where(y, 0.99, 0.01), y, groups, threshold=0.5, grouped=False)
    for metric in (quality.average_precision, quality.precision, quality.recall):
        assert metric is not None
        assert metric.value == 1
        # Wilson's interval of five out of five.
        assert metric.low == pytest.approx(0.5655, abs=1e-4)
        assert metric.high == 1


def test_precision_and_recall_by_hand() -> None:
    y = np.array([True] * 4 + [False] * 4)
    p = np.array([0.9, 0.8, 0.7, 0.2, 0.6, 0.1, 0.1, 0.1])
    quality = evaluate(p, p, y, np.arange(8), threshold=0.5, grouped=False)
    assert quality.precision is not None
    assert quality.recall is not None
    assert quality.precision.value == pytest.approx(3 / 4)
    assert quality.recall.value == pytest.approx(3 / 4)
    assert quality.precision.low < 3 / 4 < quality.precision.high


def test_finding_nothing_has_no_precision() -> None:
    y = np.array([True, False])
    quality = evaluate(np.zeros(2), np.full(2, 0.3), y, np.arange(2), threshold=0.5, grouped=False)
    assert quality.precision is None
    assert quality.recall is not None
    assert quality.recall.value == 0


def test_without_probabilities_only_the_ranking_is_measured() -> None:
    scores, y, groups = judged(20, noise=1)
    quality = evaluate(scores, None, y, groups, threshold=0.5, grouped=True)
    assert quality.average_precision is not None
    assert (quality.precision, quality.recall, quality.calibration_error) == (None, None, None)


def test_intervals_repeat_narrow_with_more_shots_and_hold_the_value() -> None:
    widths = []
    for n in (20, 200, 2000):
        scores, y, groups = judged(n, noise=1)
        first, again = (
            evaluate(scores, None, y, groups, threshold=0.5, grouped=True) for _ in range(2)
        )
        assert first == again
        metric = first.average_precision
        assert metric is not None
        assert metric.low <= metric.value <= metric.high
        widths.append(metric.high - metric.low)
    assert widths[0] > 2 * widths[1] > 4 * widths[2]


def test_shots_of_one_video_count_as_one() -> None:
    scores, y, _ = judged(200, noise=1)
    few_videos = np.arange(200) % 5
    by_shot, by_video = (
        evaluate(scores, None, y, few_videos, threshold=0.5, grouped=grouped).average_precision
        for grouped in (False, True)
    )
    assert by_shot is not None
    assert by_video is not None
    assert by_video.high - by_video.low > 2 * (by_shot.high - by_shot.low)
