"""The published classifier fitted to many growing sets of the same verdicts, and measured.

An estimate out of fold would take one more search of the strength for each fold. Here all folds
have the strength that was chosen with everything: a choice of one among ten cannot make held-out
scores look much better than they are, and it is five times faster.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shotseer.core.arrays import Bools, Ints, Matrix
from shotseer.core.classifier import Examples, LinearHead
from shotseer.core.errors import NotReadyError
from shotseer.core.ports import Params
from shotseer.learn.folds import Folds, make_folds
from shotseer.learn.logistic import Problem, fit_columns
from shotseer.learn.paper_fit import fit_paper
from shotseer.learn.threads import one_thread
from shotseer.learn.training import FoldFits, Trained, train

FREE = 1e-6
"""The precision of the intercept: the recipe does not pull it, and a fit needs some pull."""


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoints:
    """Growing sets of verdicts on ``n`` shots.

    Attributes:
        X: ``(n, d)`` unit rows of all shots.
        groups: ``(n,)`` a number per video.
        background: ``(m, d)`` unit rows of shots without a verdict.
        verdicts: for each set the rows of ``X`` that it has, and what was said of each.
    """

    X: Matrix
    groups: Ints
    background: Matrix
    verdicts: Sequence[tuple[Ints, Bools]]


def train_paper(given: Checkpoints) -> list[Trained | None]:
    """Return the classifier of each set of verdicts, ``None`` where the recipe needs more of them.

    A function of a module on plain values, so that it may run in a process of its own.
    """
    with one_thread():
        return [_train(given, rows, y) for rows, y in given.verdicts]


def _train(given: Checkpoints, rows: Ints, y: Bools) -> Trained | None:
    examples = Examples(given.X[rows], y, given.groups[rows], given.background, None)
    try:
        return train(_PaperFolds(), examples)
    except NotReadyError:
        return None


class _PaperFolds:
    """The recipe with one strength for all folds; see `learn.training.FoldFitting`."""

    name = "paper"
    is_rescaled = False
    sees_motion = False

    def __init__(self) -> None:
        self.params: Params = {}

    def fit(self, examples: Examples) -> LinearHead:
        return self.fit_folds(examples, make_folds(examples.y, examples.groups)).head

    def fit_folds(self, examples: Examples, folds: Folds | None) -> FoldFits:
        fitted = fit_paper(examples.X, examples.y)
        if folds is None:
            return FoldFits(fitted.head, ())
        parts = _without_folds(examples.X, examples.y, folds, fitted.C)
        return FoldFits(fitted.head, tuple(parts))


def _without_folds(X: Matrix, y: Bools, folds: Folds, strength: float) -> list[LinearHead]:
    """Return the head of all rows but each fold's, at one strength, from zero.

    From the fitted head they might stop where they are, knowing the held-out rows.
    """
    features = np.hstack((X, np.ones((len(X), 1), dtype=np.float32)))
    taken = folds.assignments[:, None] != np.arange(folds.count)
    penalties = np.full((features.shape[1], folds.count), 1 / strength, dtype=np.float32)
    penalties[-1] = FREE
    nothing = np.zeros(features.shape[1], dtype=np.float32)
    found = fit_columns(Problem(features, y, nothing), taken.astype(np.float32), penalties)
    return [LinearHead(one[:-1].copy(), float(one[-1])) for one in found.T]
