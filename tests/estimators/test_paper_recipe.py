from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import StratifiedKFold
from tests.learn.concepts import concept

from shotseer.core.classifier import Examples
from shotseer.core.errors import NotReadyError
from shotseer.estimators.paper import PaperEstimator


def test_it_is_what_the_paper_says_step_by_step() -> None:
    examples = concept(seed=3, vagueness=3).examples(30, 60)
    X, y = examples.X.astype(np.float64), examples.y
    folds = list(StratifiedKFold(5, shuffle=True, random_state=0).split(X, y))
    strengths = np.logspace(-4, 4, 10)
    means = [
        np.mean(
            [
                average_precision_score(
                    y[test], _fit(X[train], y[train], C).decision_function(X[test])
                )
                for train, test in folds
            ]
        )
        for C in strengths
    ]
    expected = _fit(X, y, strengths[int(np.argmax(means))])
    head = PaperEstimator().fit(examples)
    scale = np.abs(expected.coef_).max()
    np.testing.assert_allclose(head.weight, expected.coef_[0], atol=0.02 * scale)
    assert head.bias == pytest.approx(expected.intercept_[0], abs=0.02 * scale)


def _fit(X: np.ndarray, y: np.ndarray, C: float) -> LogisticRegression:
    return LogisticRegression(C=C, solver="lbfgs", max_iter=1000).fit(X, y)


@pytest.mark.parametrize(
    ("counts", "missing"), [((0, 9), "no positives"), ((9, 0), "no negatives"), ((0, 0), "no pos")]
)
def test_both_classes_are_needed(counts: tuple[int, int], missing: str) -> None:
    with pytest.raises(NotReadyError, match=missing) as caught:
        PaperEstimator().fit(concept().examples(*counts))
    assert "default recipe" in caught.value.hint


@pytest.mark.parametrize("counts", [(1, 20), (2, 20), (20, 1)])
def test_with_few_of_a_class_it_fits_as_scikit_learn_does(counts: tuple[int, int]) -> None:
    assert np.isfinite(PaperEstimator().fit(concept().examples(*counts)).weight).all()


@pytest.mark.parametrize("counts", [(1, 1), (4, 4)])
def test_what_cannot_be_split_is_said(counts: tuple[int, int]) -> None:
    with pytest.raises(NotReadyError, match=r"cannot split .* into 5 folds") as caught:
        PaperEstimator().fit(concept().examples(*counts))
    assert "at least 5 of one kind" in caught.value.hint


def test_text_and_library_do_not_matter() -> None:
    examples = concept().examples(10, 20)
    bare = Examples(examples.X, examples.y, examples.groups, examples.background[:0], None)
    one, other = PaperEstimator().fit(examples), PaperEstimator().fit(bare)
    np.testing.assert_array_equal(one.weight, other.weight)
