"""The published classifier of Video Annotator, as scikit-learn fits it, in a fraction of the time.

The recipe (Ziai and Vartakavi 2024, released code) is scikit-learn's ``LogisticRegressionCV``: L2,
lbfgs, ten strengths, five shuffled stratified folds, refitted on everything at the best strength.
At its tolerance the weak penalties stop far from their minimum, so the result is that of a path,
not of a function: solving it exactly gives other classifiers (`docs/benchmarks.md` says how
often). Here the same path is taken with the folds side by side (`lbfgs`), and scored without
scikit-learn's overhead. Few rows are first rotated into the space that they span, which changes
no step of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from shotseer.core.arrays import Bools, Floats, Ints, Matrix
from shotseer.core.classifier import LinearHead
from shotseer.core.errors import NotReadyError
from shotseer.learn.average_precision import average_precisions
from shotseer.learn.lbfgs import Problem, fit_paths

FOLDS = 5
STRENGTHS: Floats = np.logspace(-4, 4, 10)
TOLERANCE = 1e-4
"""The largest slope of the mean loss at which scikit-learn stops, in any one number."""
ROTATED = 4
"""Rows are rotated where a row has at least that many times as many numbers as there are rows."""
BLOCK = 200
"""Rows in one product at most: see `lbfgs.Problem`."""

Scoring = Literal["average_precision", "balanced_accuracy"]
Undefined = Literal["zero", "nan"]


@dataclass(frozen=True, slots=True, eq=False)
class PaperFit:
    """A fitted classifier and how its strength was chosen.

    Attributes:
        head: the classifier as the rest of the code takes it, in float32.
        C: the chosen strength, one of `STRENGTHS`.
        cv_scores: ``(10,)`` mean score over the folds at each strength; may be NaN.
        weight: ``(d,)`` float64 coefficients.
        bias: the intercept.
    """

    head: LinearHead
    C: float
    cv_scores: Floats
    weight: Floats
    bias: float

    def logits(self, X: Matrix | Floats) -> Floats:
        """Return ``(n,)`` float64 logits of ``(n, d)`` rows.

        At the smallest strength all logits of a set agree in their first digits, and float32
        would tie them.
        """
        return np.asarray(X.astype(np.float64) @ self.weight + self.bias)


def fit_paper(
    X: Matrix,
    y: Bools,
    *,
    scoring: Scoring = "average_precision",
    undefined: Undefined = "zero",
) -> PaperFit:
    """Fit the published classifier, as scikit-learn's ``LogisticRegressionCV`` does.

    Strength and ranking are the same but for rounding, which a path of many hundred rows and weak
    penalties amplifies, there as here. Deterministic. Run many inside one `threads.one_thread`.

    Args:
        X: ``(n, d)`` rows as they are.
        y: ``(n,)`` true for positive.
        scoring: what chooses the strength out of fold. The paper reports average precision.
        undefined: the average precision of a fold without a positive: "zero" as in today's
            scikit-learn, or "nan" as in 0.24.2, which the published runs used. Then no mean is a
            number, and the first strength is taken.

    Raises:
        NotReadyError: a class is missing, or both have fewer members than there are folds.
    """
    return fit_paper_folds(X, y).choose(scoring, undefined)


def fit_paper_folds(X: Matrix, y: Bools) -> PaperFolds:
    """Fit all but each fold at every strength; what is left of `fit_paper` is to choose.

    Where the same rows are to be fitted by both scores, as in the published experiments, this is
    the part that they share, and most of the time.

    Raises:
        NotReadyError: as `fit_paper`.
    """
    task = _Task.of(X, y)
    paths = task.fit(_fold_weights(task.folds), STRENGTHS)
    logits = [
        _logits(task.X[held_out], *task.heads(path))
        for path, held_out in zip(paths, task.folds, strict=True)
    ]
    return PaperFolds(task, paths, tuple(logits))


@dataclass(frozen=True, slots=True, eq=False)
class PaperFolds:
    """The classifiers of five folds at ten strengths, and what they say of the held-out rows."""

    _task: _Task
    _paths: Floats
    _logits: tuple[Floats, ...]

    def choose(self, scoring: Scoring, undefined: Undefined = "zero") -> PaperFit:
        """Return the fit to all rows at the best strength; arguments are those of `fit_paper`."""
        task = self._task
        scores = np.stack(
            [
                _score(logits, task.y[held_out], scoring, undefined)
                for logits, held_out in zip(self._logits, task.folds, strict=True)
            ]
        )
        # As scikit-learn: by the sum; the first of equals; the first NaN where there is one.
        best = int(np.argmax(scores.sum(axis=0)))
        start = self._paths[:, best].mean(axis=0)[None]
        everything = np.full((1, len(task.y)), 1 / len(task.y))
        weights, biases = task.heads(task.fit(everything, STRENGTHS[[best]], start)[0])
        head = LinearHead(weights[0].astype(np.float32), float(biases[0]))
        return PaperFit(
            head, float(STRENGTHS[best]), scores.mean(axis=0), weights[0], float(biases[0])
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """Rows in the order of their folds, and what they look like to the solver.

    ``folds`` are the held-out rows; ``basis`` is ``(d, n)`` with orthonormal columns that span the
    rows, or ``None``; ``signed`` are the rows in it, with an intercept, times their classes.
    """

    X: Floats
    y: Bools
    folds: tuple[slice, ...]
    basis: Floats | None
    signed: Floats

    @classmethod
    def of(cls, X: Matrix, y: Bools) -> _Task:
        folds = fold_numbers(y)
        order = np.argsort(folds, kind="stable")
        # scikit-learn works in float64 on whatever it is given.
        exact, y = X[order].astype(np.float64), y[order]
        ends = np.cumsum(np.bincount(folds)).tolist()
        parts = tuple(slice(start, end) for start, end in pairwise([0, *ends]))
        basis = np.linalg.qr(exact.T).Q if ROTATED * len(X) <= X.shape[1] else None
        return cls(exact, y, parts, basis, _signed(exact if basis is None else exact @ basis, y))

    def fit(self, weights: Floats, strengths: Floats, start: Floats | None = None) -> Floats:
        """Return ``(c, k, p)`` parameters: the path over the strengths of each column."""
        members = np.count_nonzero(weights, axis=1)
        # scikit-learn minimises the mean loss, and divides the penalty accordingly.
        penalties = 1 / (strengths[None] * members[:, None])
        if start is None:
            start = np.zeros((len(weights), self.signed.shape[1]))
        blocks = _cut(self.folds) if self.basis is None else (slice(0, len(self.y)),)
        problem = Problem(self.signed, weights, blocks, penalties, self._is_flat)
        return fit_paths(problem, start)

    def heads(self, parameters: Floats) -> tuple[Floats, Floats]:
        """Return ``(k, d)`` weights and ``(k,)`` biases of ``(k, p)`` parameters."""
        inner = parameters[:, :-1]
        weights = inner if self.basis is None else np.asarray(inner @ self.basis.T)
        return weights, parameters[:, -1]

    def _is_flat(self, gradients: Floats) -> Bools:
        """Tell where no slope is larger than the tolerance, in the numbers the rows came with."""
        if self.basis is None:
            return np.asarray(np.abs(gradients).max(axis=1) <= TOLERANCE)
        inner = gradients[:, :-1]
        flat = np.abs(gradients[:, -1]) <= TOLERANCE
        # The largest of d numbers is at least their length over the root of d.
        flat &= np.vecdot(inner, inner) <= TOLERANCE**2 * len(self.basis)
        if flat.any():
            flat[flat] = np.abs(inner[flat] @ self.basis.T).max(axis=1) <= TOLERANCE
        return np.asarray(flat)


def fold_numbers(y: Bools) -> Ints:
    """Return the fold of each row: ``StratifiedKFold(5, shuffle=True, random_state=0)``."""
    positives, negatives = int(np.count_nonzero(y)), int(np.count_nonzero(~y))
    if not positives or not negatives:
        missing = "positives" if not positives else "negatives"
        raise NotReadyError(
            f"the paper recipe needs both classes, and there are no {missing}",
            hint=f"Add {missing} to the training set.",
        )
    if max(positives, negatives) < FOLDS:
        raise NotReadyError(
            f"the paper recipe cannot split {positives} positives and {negatives} negatives "
            f"into {FOLDS} folds",
            hint=f"Give it at least {FOLDS} of one kind.",
        )
    kinds = (y != y[0]).astype(np.int64)
    # How many of each class each fold holds out, and then which.
    dealt = np.stack(
        [np.bincount(np.sort(kinds)[fold::FOLDS], minlength=2) for fold in range(FOLDS)]
    )
    rng = np.random.RandomState(0)
    fold_of = np.empty(len(y), dtype=np.int64)
    for kind in (0, 1):
        deck = np.repeat(np.arange(FOLDS), dealt[:, kind])
        rng.shuffle(deck)
        fold_of[kinds == kind] = deck
    return fold_of


def _signed(rows: Floats, y: Bools) -> Floats:
    """Return the rows with a one for the intercept, times the signs of their classes."""
    signed = np.empty((len(rows), rows.shape[1] + 1))
    signed[:, -1] = np.where(y, 1.0, -1.0)
    np.multiply(rows, signed[:, -1:], out=signed[:, :-1])
    return signed


def _cut(folds: tuple[slice, ...]) -> tuple[slice, ...]:
    return tuple(
        slice(start, min(start + BLOCK, fold.stop))
        for fold in folds
        for start in range(fold.start, fold.stop, BLOCK)
    )


def _fold_weights(folds: tuple[slice, ...]) -> Floats:
    """Return ``(5, n)`` what each row counts in the mean loss of each fold's training part."""
    weights = np.ones((len(folds), folds[-1].stop))
    for fold, held_out in enumerate(folds):
        weights[fold, held_out] = 0
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _logits(X: Floats, weights: Floats, biases: Floats) -> Floats:
    """Return the ``(10, m)`` logits of a fold's classifiers for its ``(m, d)`` held-out rows."""
    # One product each, as scikit-learn has it, so that equal rows tie where they do there.
    return np.stack([X @ weight + bias for weight, bias in zip(weights, biases, strict=True)])


def _score(logits: Floats, y: Bools, scoring: Scoring, undefined: Undefined) -> Floats:
    """Return the ``(10,)`` scores of a fold's classifiers."""
    if scoring == "balanced_accuracy":
        found = logits > 0
        recalls = [(found[:, y == kind] == kind).mean(axis=1) for kind in np.unique(y)]
        return np.asarray(np.mean(recalls, axis=0))
    if undefined == "nan" and not y.any():
        return np.full(len(logits), np.nan)
    return average_precisions(logits, y)
