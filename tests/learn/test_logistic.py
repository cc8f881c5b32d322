from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from shotseer.core.arrays import Bools, Floats, Matrix, Vector
from shotseer.learn.logistic import Problem, fit_columns, log_loss


def test_each_column_is_the_minimum_of_its_own_function() -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 8)).astype(np.float32)
    y = X[:, 0] + rng.normal(size=60) > 0
    prior = rng.normal(size=8).astype(np.float32)
    weights = rng.integers(0, 3, size=(60, 4)).astype(np.float32)
    penalties = np.full((8, 4), [0.05, 0.5, 5, 50], dtype=np.float32)
    fitted = fit_columns(Problem(X, y, prior), weights, penalties)
    for column in range(4):
        expected = _slow(X, y, prior, weights[:, column], penalties[:, column])
        np.testing.assert_allclose(fitted[:, column], expected, atol=0.03)


def test_separable_classes_by_hand() -> None:
    X = np.array([[1, 0.1], [1, -0.1], [-1, 0.1], [-1, -0.1]], dtype=np.float32)
    y = np.array([True, True, False, False])
    weights, penalties = np.ones((4, 1), np.float32), np.full((2, 1), 0.1, np.float32)
    fitted = fit_columns(Problem(X, y, np.zeros(2, dtype=np.float32)), weights, penalties)
    # 4 sigmoid(-w) = 0.1 w has its root at w = 2.64.
    np.testing.assert_allclose(fitted[:, 0], [2.64, 0], atol=0.1)


def test_without_weight_nothing_moves() -> None:
    X = np.ones((3, 2), dtype=np.float32)
    prior = np.array([1, -2], dtype=np.float32)
    problem = Problem(X, np.array([True, False, True]), prior)
    fitted = fit_columns(problem, np.zeros((3, 1), np.float32), np.ones((2, 1), np.float32))
    assert fitted[:, 0].tolist() == [1, -2]


def test_log_loss_of_large_logits() -> None:
    losses = log_loss(np.array([-1000, 0, 1000], dtype=np.float32))
    np.testing.assert_allclose(losses, [1000, np.log(2), 0])


def _slow(X: Matrix, y: Bools, prior: Vector, weights: Vector, penalties: Vector) -> Floats:
    def function(theta: Floats) -> float:
        losses = np.logaddexp(0, -np.where(y, 1, -1) * (X.astype(np.float64) @ theta))
        return float(weights @ losses + 0.5 * penalties @ (theta - prior) ** 2)

    return np.asarray(minimize(function, np.zeros(X.shape[1]), method="BFGS").x)
