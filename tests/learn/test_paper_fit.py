from __future__ import annotations

import warnings
from typing import Any, get_args

import numpy as np
import pytest
from sklearn.metrics import average_precision_score
from sklearn.model_selection import StratifiedKFold

from shotseer.core.arrays import Bools, Floats, Matrix
from shotseer.core.errors import NotReadyError
from shotseer.estimators.paper import _model
from shotseer.learn.paper_fit import STRENGTHS, Scoring, fit_paper, fit_paper_folds, fold_numbers

# Rows, numbers, positives, noise. The first three are rotated; the last has blocks of two sizes.
TASKS = [
    (25, 128, 1, 0.5),
    (25, 128, 9, 0.5),
    (60, 256, 20, 1.0),
    (50, 64, 3, 0.5),
    (90, 48, 30, 3.0),
    (300, 24, 140, 4.0),
    (1100, 16, 200, 6.0),
]


@pytest.mark.parametrize("scoring", ["average_precision", "balanced_accuracy"])
@pytest.mark.parametrize("task", TASKS, ids=str)
def test_the_result_is_scikit_learns(task: tuple[int, int, int, float], scoring: Scoring) -> None:
    X, y = _task(*task)
    reference = _scikit_learn(X, y, scoring)
    fit = fit_paper(X, y, scoring=scoring)
    np.testing.assert_allclose(fit.C, reference.C_)
    np.testing.assert_allclose(fit.cv_scores, _cv_scores(reference), rtol=0, atol=1e-6)
    size = np.abs(reference.coef_[0]).max()
    np.testing.assert_allclose(fit.weight, reference.coef_[0], rtol=0, atol=1e-3 * size)
    np.testing.assert_allclose(fit.bias, reference.intercept_[0], rtol=1e-3, atol=1e-3)
    fresh, truth = _task(500, *task[1:2], 150, task[3], seed=1)
    expected = average_precision_score(truth, reference.decision_function(fresh))
    assert average_precision_score(truth, fit.logits(fresh)) == pytest.approx(expected, abs=1e-3)


def test_equal_rows() -> None:
    X, y = _task(40, 32, 12, 1.0)
    X, y = np.concatenate((X, X, X[:7])), np.concatenate((y, y, ~y[:7]))
    reference, fit = _scikit_learn(X, y), fit_paper(X, y)
    np.testing.assert_allclose(fit.C, reference.C_)
    np.testing.assert_allclose(fit.cv_scores, _cv_scores(reference))


def test_folds_are_scikit_learns() -> None:
    rng = np.random.default_rng(0)
    for _ in range(100):
        y = rng.random(int(rng.integers(10, 200))) < rng.random()
        if not 0 < np.count_nonzero(y) < len(y):
            continue
        folds = StratifiedKFold(5, shuffle=True, random_state=0)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="The least populated class")
            for number, (_, held_out) in enumerate(folds.split(y, y)):
                assert np.flatnonzero(fold_numbers(y) == number).tolist() == held_out.tolist()


def test_folds_by_hand() -> None:
    # Two of the six negatives and none of the positives are in the first fold, one in the others.
    y = np.array([False] * 6 + [True] * 4)
    folds = fold_numbers(y)
    assert np.bincount(folds).tolist() == [2, 2, 2, 2, 2]
    assert np.bincount(folds[y], minlength=5).tolist() == [0, 1, 1, 1, 1]


def test_the_smallest_strength_is_a_prototype_with_the_base_rate() -> None:
    # Measured on the published recipe: w is parallel to the difference of the means.
    X, y = _task(25, 128, 8, 0.5)
    fit = fit_paper(X, y)
    np.testing.assert_allclose(fit.C, STRENGTHS[0])
    difference = X[y].mean(axis=0) - X[~y].mean(axis=0)
    cosine = difference @ fit.weight / np.linalg.norm(difference) / np.linalg.norm(fit.weight)
    assert cosine == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(1 / (1 + np.exp(-fit.logits(X))), 8 / 25, atol=1e-3)


def test_a_fold_without_positives() -> None:
    # Two positives: three of five folds have none to find.
    X, y = _task(25, 128, 2, 0.1)
    today = fit_paper(X, y)
    assert today.cv_scores.max() == pytest.approx(2 / 5)
    then = fit_paper(X, y, undefined="nan")
    assert np.isnan(then.cv_scores).all()
    assert then.C == STRENGTHS[0] == 1e-4
    both = [fit_paper(X, y, scoring="balanced_accuracy", undefined=how) for how in ("zero", "nan")]
    assert both[0].cv_scores.tolist() == both[1].cv_scores.tolist()


def test_with_enough_positives_nothing_is_undefined() -> None:
    X, y = _task(40, 32, 5, 1.0)
    today, then = fit_paper(X, y), fit_paper(X, y, undefined="nan")
    assert today.C == then.C
    assert today.cv_scores.tolist() == then.cv_scores.tolist()


def test_both_scores_share_the_folds() -> None:
    X, y = _task(90, 48, 30, 3.0)
    folds = fit_paper_folds(X, y)
    for scoring in get_args(Scoring):
        shared, alone = folds.choose(scoring), fit_paper(X, y, scoring=scoring)
        assert shared.weight.tobytes() == alone.weight.tobytes()
        assert shared.cv_scores.tolist() == alone.cv_scores.tolist()


def test_repeats_to_the_bit() -> None:
    X, y = _task(60, 64, 20, 1.0)
    one, two = fit_paper(X, y), fit_paper(X, y)
    assert one.weight.tobytes() == two.weight.tobytes()
    assert one.bias == two.bias


def test_the_head_is_the_fit_in_float32() -> None:
    X, y = _task(60, 64, 20, 1.0)
    fit = fit_paper(X, y)
    assert fit.head.weight.dtype == np.float32
    np.testing.assert_allclose(fit.head.logits(X), fit.logits(X), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(("positives", "missing"), [(0, "positives"), (30, "negatives")])
def test_one_class_is_not_enough(positives: int, missing: str) -> None:
    X, y = _task(30, 8, positives, 1.0)
    with pytest.raises(NotReadyError, match=f"there are no {missing}"):
        fit_paper(X, y)


def test_fewer_than_folds_of_both() -> None:
    X, y = _task(8, 8, 4, 1.0)
    with pytest.raises(ValueError, match="n_splits=5 cannot be greater"):
        _scikit_learn(X, y)
    with pytest.raises(NotReadyError, match="4 positives and 4 negatives into 5 folds"):
        fit_paper(X, y)


def _task(n: int, d: int, positives: int, noise: float, seed: int = 0) -> tuple[Matrix, Bools]:
    """Make unit rows of two overlapping kinds, in a mixed order."""
    rng = np.random.default_rng((seed, n, d))
    y = rng.permutation(n) < positives
    X = rng.normal(size=(n, d)) * noise
    X[:, 0] += np.where(y, 2, 0)
    X[:, 1] += 1
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    return X.astype(np.float32), y


def _scikit_learn(X: Matrix, y: Bools, scoring: str = "average_precision") -> Any:
    model = _model().set_params(scoring=scoring)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return model.fit(X, y)


def _cv_scores(model: Any) -> Floats:
    """Return the ``(10,)`` mean scores; scikit-learn before 1.10 has them by class."""
    scores = model.scores_
    scores = scores[True] if isinstance(scores, dict) else scores
    return np.asarray(scores.reshape(5, 10).mean(axis=0))
