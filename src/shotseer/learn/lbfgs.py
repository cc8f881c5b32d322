"""Paths of logistic regressions by L-BFGS, many side by side.

An early stop makes the result depend on the way there: at the tolerance that everybody uses, the
weakest penalties are far from their minimum, and which one ranks best out of fold depends on where
each stopped. So this takes the steps of L-BFGS-B without bounds (Byrd, Lu, Nocedal and Zhu 1995;
Zhu et al. 1997): its memory, its line search, its rules for stopping. Only the arithmetic is
shared: columns (the folds of one task) go through the same matrix products together, each at its
own penalty and its own iteration.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from shotseer.core.arrays import Bools, Floats, Ints
from shotseer.learn.line_search import DECREASE, FLATNESS, LineSearch, Point
from shotseer.learn.secant_memory import EPSILON, SecantMemory

ITERATIONS = 1000
"""Most steps at one penalty."""
NO_PROGRESS = 64 * EPSILON
"""Relative decrease of the function below which a column is as low as it gets."""
STEEPEST = 700.0
"""Beyond this ``exp`` overflows; the loss of such a row is its margin to the last digit."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What is minimised: ``sum_i weights_i log(1 + exp(-rows_i . v)) + penalty / 2 |v'|^2``.

    ``v'`` is ``v`` without its last number, the intercept, which is not penalised.

    Attributes:
        rows: ``(n, p)`` float64 rows times the sign of their class; the last number is the sign.
        weights: ``(c, n)`` what each row counts in each column; 0 leaves it out.
        blocks: the rows in parts that a column takes or leaves as a whole. Products of a few
            columns with up to 200 rows are several times faster, row by row, than with more.
        penalties: ``(c, k)`` solved one after the other, each from where the last ended.
        is_flat: which of ``(c, p)`` gradients are small enough to stop at.
    """

    rows: Floats
    weights: Floats
    blocks: tuple[slice, ...]
    penalties: Floats
    is_flat: Callable[[Floats], Bools]


def fit_paths(problem: Problem, start: Floats) -> Floats:
    """Return the ``(c, k, p)`` parameters at each penalty of each column.

    Args:
        problem: rows, weights and penalties.
        start: ``(c, p)`` where each column's first penalty starts from.
    """
    count, levels = problem.penalties.shape
    found = np.empty((count, levels, problem.rows.shape[1]))
    rows = _Rows(problem, np.arange(count))
    columns: _Columns | None = _begin(problem, rows, start)
    while columns and (columns := _settle(columns, problem, found)):
        rows = rows.keep(columns.numbers)
        _advance(columns, rows)
    return found


class _Rows:
    """The rows as a matrix, in both directions, for the columns that are left."""

    def __init__(self, problem: Problem, numbers: Ints) -> None:
        self._problem, self._rows, self._count = problem, problem.rows, len(numbers)
        takes = [problem.weights[numbers, block].any(axis=1) for block in problem.blocks]
        self._parts = [
            (block, slice(None) if some.all() else np.flatnonzero(some))
            for block, some in zip(problem.blocks, takes, strict=True)
        ]

    def keep(self, numbers: Ints) -> _Rows:
        return self if len(numbers) == self._count else _Rows(self._problem, numbers)

    def margins(self, vectors: Floats) -> Floats:
        """Return ``(c, n)`` products of each row with ``(c, p)`` vectors; 0 where left out."""
        found = np.zeros((len(vectors), len(self._rows)))
        for block, members in self._parts:
            found[members, block] = vectors[members] @ self._rows[block].T
        return found

    def sums(self, shares: Floats) -> Floats:
        """Return ``(c, p)`` sums of the rows in ``(c, n)`` shares."""
        found = np.zeros((len(shares), self._rows.shape[1]))
        for block, members in self._parts:
            found[members] += shares[members, block] @ self._rows[block]
        return found


@dataclass(slots=True, eq=False)
class _Columns:
    """The columns that are not done: ``(c, ...)`` arrays of where they are, and their memory."""

    numbers: Ints
    levels: Ints
    iterations: Ints
    is_stopped: Bools
    weights: Floats
    penalty: Floats
    place: Floats
    margins: Floats
    value: Floats
    gradient: Floats
    memory: SecantMemory

    def keep(self, live: Bools) -> _Columns:
        return _Columns(
            self.numbers[live],
            self.levels[live],
            self.iterations[live],
            self.is_stopped[live],
            self.weights[live],
            self.penalty[live],
            self.place[live],
            self.margins[live],
            self.value[live],
            self.gradient[live],
            self.memory.keep(live),
        )


def _begin(problem: Problem, rows: _Rows, start: Floats) -> _Columns:
    count, size = start.shape
    penalty = problem.penalties[:, 0].copy()
    margins = rows.margins(start)
    losses, pull = _losses(margins, problem.weights)
    inner = start[:, :-1]
    return _Columns(
        numbers=np.arange(count),
        levels=np.zeros(count, dtype=np.int64),
        iterations=np.zeros(count, dtype=np.int64),
        is_stopped=np.zeros(count, dtype=np.bool_),
        weights=problem.weights,
        penalty=penalty,
        place=start,
        margins=margins,
        value=losses + 0.5 * penalty * np.vecdot(inner, inner),
        gradient=_gradient(rows.sums(pull), penalty, start),
        memory=SecantMemory(count, size),
    )


def _settle(columns: _Columns, problem: Problem, found: Floats) -> _Columns | None:
    """Record the columns that have arrived, and move each to its next penalty."""
    done = columns.is_stopped | problem.is_flat(columns.gradient)
    while done.any():
        found[columns.numbers[done], columns.levels[done]] = columns.place[done]
        columns.levels[done] += 1
        live = columns.levels < found.shape[1]
        if not live.all():
            if not live.any():
                return None
            columns, done = columns.keep(live), done[live]
        _retarget(columns, problem.penalties[columns.numbers, columns.levels], done)
        done &= problem.is_flat(columns.gradient)
    return columns


def _retarget(columns: _Columns, penalty: Floats, moved: Bools) -> None:
    change = penalty - columns.penalty
    inner = columns.place[:, :-1]
    columns.gradient[:, :-1] += change[:, None] * inner
    columns.value += 0.5 * change * np.vecdot(inner, inner)
    columns.penalty = penalty
    columns.iterations[moved] = 0
    columns.is_stopped[moved] = False
    columns.memory.forget(moved)


def _advance(columns: _Columns, rows: _Rows) -> None:
    """Take one step in every column."""
    before, old = columns.value, columns.gradient
    direction = columns.memory.direction(old)
    slope = np.vecdot(direction, old)
    rising = slope >= 0
    if rising.any():
        # Rounding has spoilt what the column remembers.
        columns.memory.forget(rising)
        direction = np.where(rising[:, None], -old, direction)
        slope = np.vecdot(direction, old)
    line = _Line(columns, direction, slope, rows.margins(direction))
    step, value, pull = line.search()
    moved = step[:, None] * direction
    columns.place = columns.place + moved
    columns.margins = columns.margins + step[:, None] * line.rise
    columns.value = value
    columns.gradient = _gradient(rows.sums(pull), columns.penalty, columns.place)
    columns.memory.put(moved, columns.gradient - old, columns.gradient, -slope * step)
    columns.iterations += 1
    columns.is_stopped = before - value <= NO_PROGRESS * np.maximum(before, 1)
    columns.is_stopped |= columns.iterations >= ITERATIONS


def _gradient(sums: Floats, penalty: Floats, place: Floats) -> Floats:
    gradient = -sums
    gradient[:, :-1] += penalty[:, None] * place[:, :-1]
    return gradient


class _Line:
    """The function of each column along its direction."""

    def __init__(self, columns: _Columns, direction: Floats, slope: Floats, rise: Floats) -> None:
        self.rise = rise
        self._columns, self._slope = columns, slope
        inner, way = columns.place[:, :-1], direction[:, :-1]
        self._length = np.vecdot(way, way)
        self._along = np.vecdot(inner, way)
        self._size = np.vecdot(inner, inner)
        # The first step at a penalty is as long as one unit.
        length = np.sqrt(self._length + direction[:, -1] ** 2)
        self._first = np.where(columns.iterations == 0, 1 / length, 1.0)

    def search(self) -> tuple[Floats, Floats, Floats]:
        """Return how far to go, the function there, and the ``(c, n)`` pull of each row there."""
        start, slope, step = self._columns.value, self._slope, self._first
        searches: dict[int, LineSearch] = {}
        searching = np.ones(len(step), dtype=np.bool_)
        while True:
            value, slopes, pull = self._at(step)
            is_low = value <= start + DECREASE * step * slope
            searching &= ~(is_low & (np.abs(slopes) <= -FLATNESS * slope))
            if not searching.any():
                return step, value, pull
            for column in np.flatnonzero(searching).tolist():
                if column not in searches:
                    begin = Point(0.0, float(start[column]), float(slope[column]))
                    searches[column] = LineSearch(begin, float(step[column]))
                trial = Point(float(step[column]), float(value[column]), float(slopes[column]))
                following = searches[column].next(trial)
                if following is None:
                    searching[column] = False
                else:
                    step[column] = following

    def _at(self, step: Floats) -> tuple[Floats, Floats, Floats]:
        columns = self._columns
        losses, pull = _losses(columns.margins + step[:, None] * self.rise, columns.weights)
        lengthened = self._along + step * self._length
        size = self._size + step * (self._along + lengthened)
        value = losses + 0.5 * columns.penalty * size
        slope = columns.penalty * lengthened - np.vecdot(pull, self.rise)
        return value, slope, pull


def _losses(margins: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return the weighted sum of log losses of each column, and minus their derivatives."""
    odds = np.exp(np.minimum(-margins, STEEPEST))
    losses = np.vecdot(weights, np.log1p(odds))
    return np.asarray(losses), weights * odds / (1 + odds)
