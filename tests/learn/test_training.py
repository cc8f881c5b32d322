from __future__ import annotations

import numpy as np
import pytest
from tests.learn.concepts import concept

from shotseer.core.classifier import Examples, LinearHead, probability
from shotseer.core.errors import NotReadyError
from shotseer.core.ports import Params
from shotseer.estimators.paper import PaperEstimator
from shotseer.estimators.text_prior import TextPriorEstimator
from shotseer.learn.training import THRESHOLD, Trained, train


class Prototype:
    """The difference of the class means: an estimator that knows nothing of folds."""

    name = "prototype"
    is_rescaled = True
    sees_motion = False

    def __init__(self) -> None:
        self.params: Params = {}

    def fit(self, examples: Examples) -> LinearHead:
        if examples.positives < 2:
            raise NotReadyError("two positives are needed", hint="Judge more.")
        towards = examples.X[examples.y].mean(axis=0) - examples.X[~examples.y].mean(axis=0)
        # Scaled by the number of examples, so that each fold's head has its own scale.
        return LinearHead((towards * len(examples.y)).astype(np.float32), 0.0)


@pytest.mark.parametrize("estimator", [TextPriorEstimator(), Prototype()])
def test_scores_are_probabilities_on_shots_nobody_judged(
    estimator: TextPriorEstimator | Prototype,
) -> None:
    task = concept(n=2000, vagueness=3)
    trained = train(estimator, task.examples(60, 340))
    assert trained.is_calibrated
    assert trained.threshold == THRESHOLD == 0.5
    unseen = np.setdiff1d(np.arange(2000), np.flatnonzero(task.y)[:60])[400:]
    found = trained.head.logits(task.X[unseen]) > 0
    y = task.y[unseen]
    assert (found & y).sum() / found.sum() > 0.75
    assert (found & y).sum() / y.sum() > 0.6
    quality = trained.quality
    assert quality.grouped
    assert quality.average_precision is not None
    assert quality.precision is not None
    assert quality.calibration_error is not None
    assert quality.average_precision.value > 0.85
    assert quality.calibration_error < 0.1


def test_out_of_fold_scores_are_in_the_order_of_the_examples() -> None:
    examples = concept().examples(30, 60)
    trained = train(TextPriorEstimator(), examples)
    shuffled = np.random.default_rng(0).permutation(90)
    again = train(TextPriorEstimator(), examples.take(shuffled))
    assert trained.out_of_fold is not None
    assert again.out_of_fold is not None
    assert trained.out_of_fold.min() >= 0
    assert trained.out_of_fold.max() <= 1
    assert np.corrcoef(trained.out_of_fold[shuffled], again.out_of_fold)[0, 1] > 0.9
    assert np.corrcoef(trained.out_of_fold, examples.y)[0, 1] > 0.6


def test_a_wrong_verdict_stands_out_of_fold() -> None:
    examples = concept(vagueness=0.3).examples(40, 80)
    y = examples.y.copy()
    y[100] = True
    trained = train(
        TextPriorEstimator(),
        Examples(examples.X, y, examples.groups, examples.background, examples.text),
    )
    assert trained.out_of_fold is not None
    assert trained.out_of_fold[100] < 0.2


def test_the_paper_recipe_keeps_its_scores_and_gets_a_decision_point() -> None:
    """With separable classes it chooses the strongest penalty, and its scores are all alike."""
    rng = np.random.default_rng(0)
    y = np.arange(36) < 10
    rows = rng.normal(size=(36, 16)) * 0.1 + np.where(y[:, None], 1, -1) * np.eye(16)[0]
    X = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    examples = Examples(X, y, np.arange(36), X, None)
    collapsed = probability(PaperEstimator().fit(examples).logits(X))
    assert np.ptp(collapsed) < 0.01
    trained = train(PaperEstimator(), examples)
    scores = probability(trained.head.logits(X))
    np.testing.assert_array_equal(scores, collapsed)
    assert not trained.is_calibrated
    assert scores[~y].max() < trained.threshold < scores[y].min()
    assert "keeps its scores" in said(trained)


def test_scores_that_tell_nothing_stay_uncalibrated() -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(400, 16)).astype(np.float32)
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    trained = train(
        TextPriorEstimator(), Examples(X, np.arange(400) % 2 == 0, np.arange(400), X, None)
    )
    assert not trained.is_calibrated
    assert trained.quality.average_precision is not None
    assert trained.quality.precision is None
    assert "hardly told yes from no" in said(trained)


def said(trained: Trained) -> str:
    return " ".join(trained.notes)


def test_what_is_missing_is_said() -> None:
    task = concept()
    estimator = TextPriorEstimator()
    search = train(estimator, task.examples(0, 0))
    assert search.out_of_fold is None
    assert not search.is_calibrated
    assert search.quality.average_precision is None
    assert "ranking is that of a search" in said(search)
    assert "Uncalibrated" in said(search)
    assert "200 unjudged shots stand in" in said(train(estimator, task.examples(3, 0)))
    assert "No positives yet" in said(train(estimator, task.examples(0, 3)))
    assert "No text" in said(train(estimator, task.examples(3, 3, text=False)))
    assert train(estimator, task.examples(10, 10)).notes == ()


def test_a_few_of_both_are_measured_but_not_calibrated() -> None:
    trained = train(TextPriorEstimator(), concept().examples(4, 30))
    assert not trained.is_calibrated
    assert trained.out_of_fold is not None
    assert trained.quality.average_precision is not None
    assert trained.quality.precision is None


def test_one_video_is_measured_with_a_reservation() -> None:
    examples = concept().examples(10, 10)
    one_video = Examples(
        examples.X, examples.y, np.zeros(20, dtype=np.int64), examples.background, examples.text
    )
    trained = train(TextPriorEstimator(), one_video)
    assert not trained.quality.grouped
    assert "one video only" in said(trained)


def test_an_estimator_that_cannot_learn_from_a_part() -> None:
    trained = train(Prototype(), concept().examples(2, 10))
    assert trained.out_of_fold is None
    assert "No estimate of quality" in said(trained)
    with pytest.raises(NotReadyError):
        train(Prototype(), concept().examples(1, 10))


@pytest.mark.parametrize("counts", [(0, 0), (1, 0), (3, 3), (20, 40)])
def test_training_repeats_to_the_bit(counts: tuple[int, int]) -> None:
    examples = concept().examples(*counts)
    first, again = (train(TextPriorEstimator(), examples) for _ in range(2))
    np.testing.assert_array_equal(first.head.weight, again.head.weight)
    assert first.head.bias == again.head.bias
    assert first.quality == again.quality
    assert first.notes == again.notes
