"""What every estimator promises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from shotseer.core.arrays import Bools, Matrix
from shotseer.core.classifier import Examples, LinearHead
from shotseer.core.errors import NotReadyError
from shotseer.core.ports import Estimator

DIMENSION = 16


def check_estimator(make: Callable[[], Estimator]) -> None:
    """Check an estimator against `core.ports.Estimator`.

    Args:
        make: makes an estimator.

    Raises:
        AssertionError: it breaks the contract; the message says where.
    """
    estimator = make()
    assert estimator.name, "an estimator must have a name"
    for key, value in estimator.params.items():
        assert isinstance(value, float | int | str | bool), f"parameter {key} must be plain"
    examples = _task(60)
    _check_learning(estimator, examples)
    _check_repeating(make, estimator, examples)
    _check_scarcity(estimator, examples)


def _check_learning(estimator: Estimator, examples: Examples) -> None:
    X, y = examples.X.copy(), examples.y.copy()
    head = estimator.fit(examples)
    assert (examples.X == X).all(), "the examples' rows were changed"
    assert (examples.y == y).all(), "the examples' verdicts were changed"
    _check_head(head)
    unseen, is_positive = _shots(np.random.default_rng(1), 400)
    logits = head.logits(unseen)
    right = (logits[is_positive][:, None] > logits[~is_positive]).mean()
    assert right > 0.9, f"only {right:.2f} of unseen pairs are ranked right"
    turned = estimator.fit(replace(examples, y=~examples.y, text=None))
    logits = turned.logits(unseen)
    wrong = (logits[is_positive][:, None] > logits[~is_positive]).mean()
    assert wrong < 0.1, "turning every verdict round must turn the ranking round"


def _check_repeating(
    make: Callable[[], Estimator], estimator: Estimator, examples: Examples
) -> None:
    first = estimator.fit(examples)
    for again in (estimator.fit(examples), make().fit(examples)):
        same = (first.weight == again.weight).all() and first.bias == again.bias
        assert same, "the same examples must give the same head, to the bit"
    doubled = examples.take(np.repeat(np.arange(len(examples.y)), 2))
    _check_head(estimator.fit(doubled))


def _check_scarcity(estimator: Estimator, examples: Examples) -> None:
    """With little to learn from, a head or `NotReadyError` with a hint; nothing else."""
    everything = np.arange(len(examples.y))
    few = np.concatenate([np.flatnonzero(examples.y)[:1], np.flatnonzero(~examples.y)[:1]])
    for rows in (everything[:0], few, few[:1], few[1:], everything[examples.y]):
        for text in (examples.text, None):
            for background in (examples.background, examples.background[:0]):
                scarce = replace(examples.take(rows), text=text, background=background)
                refusal = _refusal(estimator, scarce)
                assert refusal is None or refusal.hint, "NotReadyError must say what is missing"


def _refusal(estimator: Estimator, examples: Examples) -> NotReadyError | None:
    try:
        _check_head(estimator.fit(examples))
    except NotReadyError as error:
        return error
    return None


def _check_head(head: LinearHead) -> None:
    assert head.weight.shape == (DIMENSION,), f"the weight has shape {head.weight.shape}"
    assert head.weight.dtype == np.float32, "the weight must be float32"
    assert np.isfinite([*head.weight, head.bias]).all(), "the head must be finite"


def _task(n: int) -> Examples:
    rng = np.random.default_rng(0)
    X, y = _shots(rng, n)
    background, _ = _shots(rng, 300)
    text = np.eye(DIMENSION, dtype=np.float32)[0]
    return Examples(X, y, np.arange(n) // 3, background, text)


def _shots(rng: np.random.Generator, n: int) -> tuple[Matrix, Bools]:
    """Return unit rows of which every third, shifted along the first two axes, is positive."""
    rows = 0.4 * rng.normal(size=(n, DIMENSION))
    y = np.arange(n) % 3 == 0
    rows[y, :2] += 2
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32), y
