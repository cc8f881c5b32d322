from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.concepts import Concept, concept

from shotseer.core.classifier import Examples
from shotseer.learn.evaluation import average_precision
from shotseer.learn.folds import make_folds
from shotseer.learn.text_prior import STRENGTH, Fitted, fit_text_prior


def fit(examples: Examples) -> Fitted:
    return fit_text_prior(examples, make_folds(examples.y, examples.groups))


def quality(task: Concept, fitted: Fitted) -> float:
    return average_precision(fitted.head.logits(task.X).astype(np.float64), task.y)


def search_quality(task: Concept) -> float:
    return average_precision((task.X @ task.text).astype(np.float64), task.y)


def test_without_verdicts_the_ranking_is_that_of_the_search() -> None:
    task = concept()
    logits = fit(task.examples(0, 0)).head.logits(task.X)
    similarity = task.X @ task.text
    assert np.corrcoef(logits, similarity)[0, 1] == pytest.approx(1, abs=1e-5)
    assert quality(task, fit(task.examples(0, 0))) == pytest.approx(search_quality(task), abs=1e-3)
    # About 3 % of the library lies above the decision point.
    assert 0.01 < (logits > 0).mean() < 0.06


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("vagueness", [0.3, 1.5, 3])
def test_more_verdicts_help_and_do_not_fall_below_the_search(seed: int, vagueness: float) -> None:
    task = concept(seed, vagueness=vagueness)
    search = search_quality(task)
    few, some, many = (quality(task, fit(task.examples(n, 2 * n))) for n in (5, 10, 40))
    assert few > search - 0.01
    assert some > search - 0.001
    assert many > 0.97


@pytest.mark.parametrize("seed", range(4))
def test_positives_alone_teach_a_vague_text(seed: int) -> None:
    task = concept(seed, vagueness=3)
    assert quality(task, fit(task.examples(5, 0))) > search_quality(task) + 0.05


def test_negatives_alone_leave_the_search_as_it_is() -> None:
    task = concept(0)
    shots = task.examples(0, 10).X
    nothing, negatives = fit(task.examples(0, 0)), fit(task.examples(0, 10))
    assert negatives.head.logits(shots).tolist() == nothing.head.logits(shots).tolist()


def test_without_text_the_verdicts_decide() -> None:
    task = concept()
    assert quality(task, fit(task.examples(10, 0, text=False))) > 0.5
    assert quality(task, fit(task.examples(10, 20, text=False))) > 0.5


def test_a_misleading_text_is_outvoted() -> None:
    task = concept()
    misled = replace(task, text=-task.text)
    assert search_quality(misled) < 0.2
    assert quality(misled, fit(misled.examples(40, 80))) > 0.8


def test_wrong_verdicts_ask_for_a_stronger_prior() -> None:
    task = concept(n=3000, vagueness=0.3)
    examples = task.examples(100, 200)
    wrong = np.random.default_rng(0).random(300) < 0.25
    noisy = replace(examples, y=examples.y ^ wrong)
    assert fit(examples).strength == STRENGTH
    assert fit(noisy).strength > STRENGTH
    assert quality(task, fit(noisy)) > search_quality(task)


def test_the_heads_of_the_folds_have_not_seen_theirs() -> None:
    task = concept()
    examples = task.examples(20, 40)
    folds = make_folds(examples.y, examples.groups)
    assert folds is not None
    fitted = fit_text_prior(examples, folds)
    assert len(fitted.fold_heads) == folds.count
    turned = replace(examples, y=examples.y ^ (np.arange(60) == folds.assignments.argmin()))
    again = fit_text_prior(turned, folds)
    assert again.strength == fitted.strength
    np.testing.assert_array_equal(again.fold_heads[0].weight, fitted.fold_heads[0].weight)
    assert not np.array_equal(again.head.weight, fitted.head.weight)


@pytest.mark.parametrize("background", [0, 1, 300])
@pytest.mark.parametrize("text", [True, False])
@pytest.mark.parametrize("counts", [(1, 0), (0, 1), (1, 1), (2, 2), (30, 1)])
def test_little_of_everything(background: int, text: bool, counts: tuple[int, int]) -> None:
    examples = concept().examples(*counts, text=text, background=background)
    head = fit(examples).head
    assert head.weight.dtype == np.float32
    assert np.isfinite(head.weight).all()
    assert np.isfinite(head.bias)
    if counts == (30, 1):
        logits = head.logits(examples.X)
        assert logits[:-1].mean() > logits[-1]


def test_equal_shots_with_opposite_verdicts() -> None:
    row = np.eye(1, 8, dtype=np.float32)
    for background in (row.repeat(50, axis=0), row[:0]):
        y = np.arange(12) % 2 == 0
        examples = Examples(row.repeat(12, axis=0), y, np.arange(12), background, row[0])
        fitted = fit(examples)
        assert np.isfinite(fitted.head.weight).all()
        assert abs(float(fitted.head.logits(row)[0])) < 3


def test_a_text_alone_without_a_library() -> None:
    none = np.zeros((0, 8), dtype=np.float32)
    text = np.eye(8, dtype=np.float32)[2]
    nobody = np.zeros(0)
    examples = Examples(none, nobody.astype(bool), nobody.astype(np.int64), none, text)
    assert fit(examples).head.weight.argmax() == 2


def test_more_rows_than_dimensions_give_what_fewer_would() -> None:
    """The two ways to shrink the problem to its span agree where they meet."""
    task = concept(d=48)
    few = task.examples(10, 30, background=0)
    more = task.examples(15, 40, background=0)
    assert len(few.y) < 48 < len(more.y)
    for examples in (few, more):
        fitted = fit(examples)
        spanned = np.concatenate([examples.X, task.text[None]]).astype(np.float64)
        weight = fitted.head.weight.astype(np.float64)
        outside = weight - np.linalg.pinv(spanned) @ (spanned @ weight)
        assert np.linalg.norm(outside) < 1e-3 * np.linalg.norm(weight)
