from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize

from shotseer.core.arrays import Bools, Floats
from shotseer.learn.lbfgs import Problem, fit_paths
from shotseer.learn.secant_memory import SecantMemory


def test_each_penalty_ends_at_its_minimum() -> None:
    problem = _problem(1e-8)
    found = fit_paths(problem, np.zeros((3, 5)))
    for column in range(3):
        for level in range(4):
            np.testing.assert_allclose(
                found[column, level], _slow(problem, column, level), rtol=0, atol=1e-4
            )


def test_columns_do_not_know_of_each_other() -> None:
    problem = _problem(1e-4)
    together = fit_paths(problem, np.zeros((3, 5)))
    for column in range(3):
        alone = Problem(
            problem.rows,
            problem.weights[[column]],
            problem.blocks,
            problem.penalties[[column]],
            problem.is_flat,
        )
        np.testing.assert_allclose(
            fit_paths(alone, np.zeros((1, 5)))[0], together[column], rtol=0, atol=1e-9
        )


def test_a_start_that_is_flat_stays() -> None:
    problem = _problem(1e9)
    start = np.arange(15.0).reshape(3, 5)
    found = fit_paths(problem, start)
    for level in range(4):
        assert found[:, level].tolist() == start.tolist()


def test_large_margins_do_not_overflow() -> None:
    rows = np.array([[1e4, 1.0], [1e4, -1.0]])
    penalties, weights = np.full((1, 1), 1e-3), np.full((1, 2), 0.5)
    problem = Problem(rows, weights, (slice(0, 2),), penalties, _within(1e-6))
    found = fit_paths(problem, np.array([[-1.0, 0.0]]))[0, 0]
    # The classes are apart along the first number, and equally large: no intercept.
    assert found[0] > 0
    np.testing.assert_allclose(found[1], 0, atol=1e-6)


def test_the_memory_is_the_inverse_of_a_parabola() -> None:
    # After two steps along the axes of 1/2 (x^2 + 10 y^2) the direction is Newton's.
    curvature = np.array([1.0, 10.0])
    memory, place = SecantMemory(1, 2), np.array([[1.0, 1.0]])
    for step in ([[0.5, 0.0]], [[0.0, 0.5]]):
        before, place = curvature * place, place + step
        gradient = curvature * place
        memory.put(np.array(step), gradient - before, gradient, np.array([1.0]))
    np.testing.assert_allclose(memory.direction(curvature * place), -place)
    memory.forget(np.array([True]))
    np.testing.assert_allclose(memory.direction(curvature * place), -curvature * place)


def test_a_pair_without_curvature_is_not_remembered() -> None:
    memory = SecantMemory(1, 2)
    gradient = np.array([[2.0, 1.0]])
    memory.put(np.array([[1.0, 0.0]]), np.array([[0.0, 0.0]]), gradient, np.array([1.0]))
    np.testing.assert_allclose(memory.direction(gradient), -gradient)


def _problem(tolerance: float) -> Problem:
    rng = np.random.default_rng(3)
    y = rng.random(30) < 0.4
    rows = np.hstack((rng.normal(size=(30, 4)) + 0.5 * y[:, None], np.ones((30, 1))))
    rows *= np.where(y, 1, -1)[:, None]
    weights = np.full((3, 30), 1 / 20)
    for column in range(3):
        weights[column, 10 * column : 10 * column + 10] = 0
    penalties = np.tile([1.0, 0.1, 0.01, 0.001], (3, 1))
    blocks = (slice(0, 10), slice(10, 20), slice(20, 25), slice(25, 30))
    return Problem(rows, weights, blocks, penalties, _within(tolerance))


def _within(tolerance: float) -> Callable[[Floats], Bools]:
    return lambda gradients: np.asarray(np.abs(gradients).max(axis=1) <= tolerance)


def _slow(problem: Problem, column: int, level: int) -> Floats:
    weights, penalty = problem.weights[column], problem.penalties[column, level]

    def function(v: Floats) -> float:
        losses = np.logaddexp(0, -problem.rows @ v)
        return float(weights @ losses + 0.5 * penalty * v[:-1] @ v[:-1])

    return np.asarray(minimize(function, np.zeros(5), method="BFGS", options={"gtol": 1e-7}).x)
