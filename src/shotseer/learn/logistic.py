"""Many penalised logistic regressions over the same rows, solved at once.

Choosing a strength out of fold means fitting every fold at every strength: the same rows, other
weights and penalties. As columns of one matrix they share each pass over the rows, which is many
times faster than one fit after the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shotseer.core.arrays import Bools, Floats, Ints, Matrix, Vector

NEWTON_STEPS = 40
GRADIENT_STEPS = 20
HALVINGS = 12
TOLERANCE = 0.03
"""Largest slope that is left, in units of one example's loss."""
FORCING = 0.3
"""How far, relatively, the residual of each Newton system is brought down."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What all columns share.

    Attributes:
        features: ``(n, p)`` float32. Axes that are nearly uncorrelated are solved fastest.
        y: ``(n,)`` classes: true for positive.
        prior: ``(p,)`` what the parameters are pulled to.
    """

    features: Matrix
    y: Bools
    prior: Vector


@dataclass(slots=True, eq=False)
class _Columns:
    """The columns that have not converged: where they are and what defines them."""

    numbers: Ints
    weights: Matrix
    penalties: Matrix
    moved: Matrix
    logits: Matrix

    def keep(self, live: Bools) -> _Columns:
        parts = (self.weights, self.penalties, self.moved, self.logits)
        return _Columns(
            self.numbers[live], *(np.ascontiguousarray(part[:, live]) for part in parts)
        )


def fit_columns(problem: Problem, weights: Matrix, penalties: Matrix) -> Matrix:
    """Solve one penalised logistic regression for each column ``c``.

    It minimises ``sum_i weights[i, c] * logloss(y_i, features_i . theta)
    + 1/2 sum_j penalties[j, c] * (theta_j - prior_j)^2``, which is convex, by truncated Newton
    steps (Nocedal and Wright 2006, chapter 7): conjugate gradients with a diagonal preconditioner,
    then halving of the step until the function falls.

    Args:
        problem: rows, classes and prior.
        weights: ``(n, c)`` float32, not negative; 0 leaves a row out.
        penalties: ``(p, c)`` float32, positive.

    Returns:
        ``(p, c)`` float32 parameters.
    """
    features = problem.features
    transposed, squares = np.ascontiguousarray(features.T), np.square(features).T
    sign = np.where(problem.y, 1, -1).astype(np.float32)[:, None]
    fitted = np.repeat(problem.prior[:, None], weights.shape[1], axis=1)
    columns = _Columns(
        np.arange(weights.shape[1]), weights, penalties, np.zeros_like(fitted), features @ fitted
    )
    for _ in range(NEWTON_STEPS):
        # d loss / d logit = -sign * sigmoid(-sign * logit)
        wrong = 0.5 - 0.5 * np.tanh(0.5 * sign * columns.logits)
        slope = columns.penalties * columns.moved - transposed @ (columns.weights * sign * wrong)
        live = np.abs(slope).max(axis=0) > TOLERANCE
        if not live.any():
            break
        if not live.all():
            columns, wrong, slope = columns.keep(live), wrong[:, live], slope[:, live]
        curvature = columns.weights * wrong * (1 - wrong)
        diagonal = squares @ curvature + columns.penalties
        step = _solve(features, transposed, curvature, columns.penalties, diagonal, -slope)
        _advance(columns, sign, step, features @ step, slope)
        fitted[:, columns.numbers] = problem.prior[:, None] + columns.moved
    return fitted


def _solve(
    features: Matrix,
    transposed: Matrix,
    curvature: Matrix,
    penalties: Matrix,
    diagonal: Matrix,
    target: Matrix,
) -> Matrix:
    """Solve ``(F' C F + P) x = target`` for each column, roughly, by conjugate gradients."""
    x = np.zeros_like(target)
    residual = target
    scaled = residual / diagonal
    direction = scaled
    size = (residual * scaled).sum(axis=0)
    goal = FORCING**2 * size
    for _ in range(GRADIENT_STEPS):
        image = transposed @ (curvature * (features @ direction)) + penalties * direction
        length = _ratio(size, (direction * image).sum(axis=0), size > goal)
        x = x + length * direction
        residual = residual - length * image
        scaled = residual / diagonal
        previous, size = size, (residual * scaled).sum(axis=0)
        if (size <= goal).all():
            break
        direction = scaled + _ratio(size, previous, size > goal) * direction
    return x


def _ratio(numerator: Vector, denominator: Vector, where: Bools) -> Vector:
    return np.divide(numerator, denominator, out=np.zeros_like(numerator), where=where)


def _advance(columns: _Columns, sign: Matrix, step: Matrix, rise: Matrix, slope: Matrix) -> None:
    """Move each column along its step, as far as its function falls (Armijo 1966)."""
    before = _objective(columns, sign, columns.logits, columns.moved)
    promised = 1e-4 * (slope * step).sum(axis=0)
    length = np.ones(step.shape[1], dtype=np.float32)
    for _ in range(HALVINGS):
        after = _objective(
            columns, sign, columns.logits + length * rise, columns.moved + length * step
        )
        # Float32 logits leave noise in the seventh digit of the sum.
        too_far = after > before + length * promised + 1e-6 * (1 + before)
        if not too_far.any():
            break
        length = np.where(too_far, length / 2, length).astype(np.float32)
    columns.moved = columns.moved + length * step
    columns.logits = columns.logits + length * rise


def _objective(columns: _Columns, sign: Matrix, logits: Matrix, moved: Matrix) -> Floats:
    losses = columns.weights * log_loss(sign * logits)
    pull = columns.penalties * np.square(moved)
    total = losses.sum(axis=0, dtype=np.float64) + 0.5 * pull.sum(axis=0, dtype=np.float64)
    return np.asarray(total)


def log_loss(signed: Matrix) -> Matrix:
    """Return ``log(1 + exp(-signed))``, elementwise, without overflow."""
    return np.maximum(-signed, 0) + np.log1p(np.exp(-np.abs(signed)))
