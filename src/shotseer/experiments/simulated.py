"""An annotator who answers from the true classes, and the loop in which they judge.

A class of a labelled set is a label: "is this a ...?". Half of the rows are the pool that may be
judged; the other half, at the natural share of positives, measures what was learnt.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Protocol

import numpy as np

from shotseer.core.arrays import Bools, Floats, Ints, Matrix, Vector
from shotseer.core.errors import InputError
from shotseer.datasets.labelled import LabelledSet
from shotseer.learn.average_precision import average_precision

SPLIT_SEED = 0
FEWEST = 5
"""A class is a task where it has so many members in each half."""


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """One class to find.

    Attributes:
        name: the class.
        number: its place in the set; decides what is drawn at random.
        text: ``(d,)`` unit vector of its name.
        pool: ``(m, d)`` unit rows that may be judged.
        answers: ``(m,)`` what the annotator says of each.
        test: ``(t, d)`` unit rows that are never judged.
        truth: ``(t,)``.
        seed: of what is drawn at random, with the number.
    """

    name: str
    number: int
    text: Vector
    pool: Matrix
    answers: Bools
    test: Matrix
    truth: Bools
    seed: int = 0


class Player(Protocol):
    """A method at work on one task.

    ``batch`` is how many rows are judged before it learns again. ``seeds`` is from how many seeds
    of the task it is played, to count with the mean; 1 where little hangs on what it draws.

    Made by a factory that takes the task. Of `Task.answers` it may look at those of judged rows
    only.
    """

    batch: int
    seeds: int

    def learn(self, judged: Ints) -> None:
        """Learn from the answers on some rows of the pool, in the order in which they came."""

    def choose(self, k: int) -> Ints:
        """Return ``k`` rows to judge next, none of those that it learnt from last."""

    def rank(self, X: Matrix) -> Vector | Floats:
        """Return ``(n,)`` scores of ``(n, d)`` rows; larger means more likely positive."""


@dataclass(frozen=True, slots=True)
class Point:
    """How good a method is after ``n`` judgements, and how many of them found a positive.

    Both are means over seeds.
    """

    n: int
    average_precision: float
    positives: float


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a method on one task: a point for each mark, and the seconds of a run."""

    points: tuple[Point, ...]
    seconds: float


def tasks_of(data: LabelledSet, most: int | None = None) -> list[Task]:
    """Return the first ``most`` tasks of a set, in the order of its names; all without it.

    Raises:
        InputError: no class has members enough in both halves.
    """
    order = np.random.default_rng(SPLIT_SEED).permutation(len(data.X))
    pool, test = np.split(order, [len(order) // 2])
    sizes = [np.bincount(data.classes[half], minlength=len(data.names)) for half in (pool, test)]
    numbers = np.flatnonzero(np.minimum(*sizes) >= FEWEST)[:most].tolist()
    if not numbers:
        raise InputError(
            f"no class of {data.name} has {FEWEST} members in each half",
            hint="Give a set with more rows of each class.",
        )
    rows, tests = data.X[pool], data.X[test]
    return [
        Task(
            data.names[k],
            k,
            data.text[k],
            rows,
            data.classes[pool] == k,
            tests,
            data.classes[test] == k,
        )
        for k in numbers
    ]


def play(task: Task, player: Player, marks: Sequence[int]) -> Played:
    """Let a method judge and learn until each of some numbers of judgements; measure it there.

    Args:
        task: what to find.
        player: a method at work on it.
        marks: numbers of judgements, ascending, none above the size of the pool.
    """
    start = time.perf_counter()
    judged = np.empty(0, dtype=np.int64)
    points = []
    player.learn(judged)
    for mark in marks:
        while len(judged) < mark:
            judged = _judge(player, judged, min(player.batch, mark - len(judged)))
            player.learn(judged)
        found = average_precision(player.rank(task.test), task.truth)
        points.append(Point(mark, found, int(np.count_nonzero(task.answers[judged]))))
    return Played(tuple(points), time.perf_counter() - start)


def mean_of(runs: Sequence[Played]) -> Played:
    """Return the mean of runs on one task from several seeds; all have the same marks."""
    points = zip(*(run.points for run in runs), strict=True)
    return Played(
        tuple(
            Point(
                same[0].n,
                fmean(one.average_precision for one in same),
                fmean(one.positives for one in same),
            )
            for same in points
        ),
        fmean(run.seconds for run in runs),
    )


def _judge(player: Player, judged: Ints, k: int) -> Ints:
    chosen = np.concatenate([judged, player.choose(k)])
    if len(np.unique(chosen)) != len(judged) + k:
        raise ValueError(f"{type(player).__name__} did not choose {k} rows that were not judged")
    return chosen
