from __future__ import annotations

import warnings

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, balanced_accuracy_score

from shotseer.experiments.resamples import (
    Measure,
    average_precisions,
    balanced_accuracies,
    draws,
    random_ranking,
)


def test_the_first_resample_is_the_set_itself_and_the_others_are_numpys_legacy_draws() -> None:
    # What np.random.seed(1); np.random.choice(range(5), 5) gives in NumPy 1.19 and ever since.
    assert draws(5).tolist()[:3] == [[0, 1, 2, 3, 4], [3, 4, 0, 1, 3], [0, 0, 3, 2, 3]]


def test_the_global_generator_is_not_touched() -> None:
    np.random.seed(7)
    expected = np.random.rand()
    np.random.seed(7)
    draws(11)
    random_ranking(2, 12)
    assert np.random.rand() == expected


def test_average_precision_by_hand() -> None:
    # Ranks of the two positives: 1 and 3, so (1/1 + 2/3) / 2. The second resample of five takes
    # rows 3, 4, 0, 1, 3: no positive but row 0, which is on top.
    y = np.array([True, False, True, False, False])
    scores = np.array([0.9, 0.8, 0.7, 0.2, 0.1])
    found = average_precisions(scores, y)
    assert found[0] == pytest.approx(5 / 6)
    assert found[1] == pytest.approx(1)


def test_a_resample_without_a_positive_has_none() -> None:
    # Resample 1 of five rows never takes row 2.
    found = average_precisions(np.arange(5.0), np.arange(5) == 2)
    assert np.isnan(found[1])
    assert found[0] == pytest.approx(1 / 3)
    assert np.isfinite(Measure.of(found).mean)


def test_mean_and_population_deviation_of_what_is_there() -> None:
    measured = Measure.of(np.array([0.2, np.nan, 0.4]))
    assert measured.mean == pytest.approx(0.3)
    assert measured.sd == pytest.approx(0.1)


@pytest.mark.parametrize("ties", [False, True])
def test_both_measures_are_scikit_learns(ties: bool) -> None:
    rng = np.random.default_rng(3)
    y = rng.random(80) < 0.2
    scores = rng.integers(0, 6, 80) / 6 if ties else rng.random(80)
    predicted = scores > 0.5
    expected = [average_precision_score(y[rows], scores[rows]) for rows in draws(80)]
    assert average_precisions(scores, y) == pytest.approx(expected, abs=1e-12)
    balanced = [balanced_accuracy_score(y[rows], predicted[rows]) for rows in draws(80)]
    assert balanced_accuracies(predicted, y) == pytest.approx(balanced, abs=1e-12)


def test_balanced_accuracy_where_a_class_is_absent() -> None:
    y = np.arange(5) == 2
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = balanced_accuracies(np.ones(5, dtype=bool), y)
    assert found[:2].tolist() == [0.5, 0.0]


def test_random_rankings_are_those_of_seed_0() -> None:
    np.random.seed(0)
    scores = np.random.rand(1000, 7)
    y = [True, True] + [False] * 5
    values = [average_precision_score(y, row) for row in scores]
    assert random_ranking(2, 7).mean == pytest.approx(np.mean(values), abs=1e-12)
    assert random_ranking(2, 7).sd == pytest.approx(np.std(values), abs=1e-12)


def test_from_1000_shots_on_the_baseline_is_the_share_of_positives() -> None:
    assert random_ranking(30, 1000) == Measure(0.03, 0.0)
    assert random_ranking(30, 999).mean > 0.03
