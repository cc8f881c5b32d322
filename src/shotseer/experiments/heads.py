"""The classifiers that the experiments compare, as functions from judged rows to scores."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from shotseer.core.arrays import Bools, Floats, Matrix, Vector
from shotseer.core.classifier import Examples
from shotseer.core.errors import NotReadyError
from shotseer.estimators.text_prior import TextPriorEstimator
from shotseer.experiments.label_data import LabelData, is_in, unit
from shotseer.experiments.training_sets import LabelledKeys
from shotseer.learn.paper_fit import fit_paper

Scorer: TypeAlias = Callable[[Matrix], Floats]
"""From ``(n, d)`` rows as they are to ``(n,)`` logits, as float64."""


def paper_head(data: LabelData, train: LabelledKeys) -> Scorer:
    """Fit the published classifier on vectors as they are.

    Raises:
        NotReadyError: scikit-learn would refuse these examples.
    """
    return fit_paper(*examples(data, train)).logits


def default_head(data: LabelData, train: LabelledKeys, held_out: set[str]) -> Scorer:
    """Fit our default recipe, which knows the label's text and unjudged shots as well.

    Args:
        data: of the label.
        train: what to learn from.
        held_out: the videos that it must not see, not even unjudged.

    Raises:
        NotReadyError: there is nothing to learn from.
    """
    head = TextPriorEstimator().fit(default_examples(data, train, held_out))
    weight = head.weight.astype(np.float64)
    return lambda rows: np.asarray(unit(rows).astype(np.float64) @ weight + head.bias)


def default_examples(data: LabelData, train: LabelledKeys, held_out: set[str]) -> Examples:
    """Return what our default recipe learns from; see `default_head`.

    Raises:
        NotReadyError: there is nothing to learn from.
    """
    X, y = examples(data, train)
    videos = np.array(data.videos)[data.rows(train.keys)]
    groups = np.unique(videos, return_inverse=True)[1].astype(np.int64)
    background = data.background[~is_in(data.background_videos, held_out)]
    return Examples(unit(X), y, groups, unit(background), unit(data.text))


def similarity(rows: Matrix, text: Vector) -> Floats:
    """Return ``(n,)`` the cosine of each row with a text, as float64."""
    lengths = np.linalg.norm(rows.astype(np.float64), axis=1) * np.linalg.norm(
        text.astype(np.float64)
    )
    found = rows.astype(np.float64) @ text.astype(np.float64)
    return np.asarray(found / np.maximum(lengths, 1e-12))


def examples(data: LabelData, train: LabelledKeys) -> tuple[Matrix, Bools]:
    """Return the rows and verdicts of judged shots: positives first, each sorted by key.

    Raises:
        NotReadyError: there is none.
    """
    if len(train) == 0:
        raise NotReadyError("no shots")
    y = np.arange(len(train)) < len(train.positives)
    return data.vectors[data.rows(train.keys)], y
