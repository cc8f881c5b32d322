"""The benchmark of simulated annotators: every method on every task of some labelled sets."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias, cast

from shotseer.core.errors import InputError
from shotseer.core.job import Progress
from shotseer.core.ports import Executor
from shotseer.datasets import labelled
from shotseer.datasets.labelled import LabelledSet
from shotseer.experiments.methods import METHODS
from shotseer.experiments.simulated import Played, Player, Task, mean_of, play, tasks_of
from shotseer.learn.threads import one_thread

MARKS = (25, 50, 100, 200, 500)
"""Numbers of judgements after which is measured."""

Methods: TypeAlias = Mapping[str, Callable[[Task], Player]]


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What came of one task, by method: the mean over the seeds that it was played from."""

    task: str
    played: Mapping[str, Played]


@dataclass(frozen=True, slots=True)
class SetResult:
    """What came of one set.

    Attributes:
        name: the set.
        pool: rows that could be judged.
        test: rows that measured.
        marks: numbers of judgements after which was measured.
        results: one for each task.
    """

    name: str
    pool: int
    test: int
    marks: tuple[int, ...]
    results: tuple[TaskResult, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """One task, as it goes to another process."""

    task: Task
    marks: tuple[int, ...]
    methods: Methods


def read_sets(paths: Sequence[Path]) -> list[LabelledSet]:
    """Read labelled sets. Files of the same name are told apart by their whole paths.

    Raises:
        InputError: one cannot be read, or was given twice.
    """
    if len(set(paths)) < len(paths):
        raise InputError("a set was given twice", hint="Name each file once.")
    sets = [labelled.read(path) for path in paths]
    names = [one.name for one in sets]
    return [
        replace(one, name=str(path)) if names.count(one.name) > 1 else one
        for one, path in zip(sets, paths, strict=True)
    ]


def run(
    sets: Sequence[LabelledSet],
    executor: Executor,
    *,
    most: int | None = None,
    methods: Methods = METHODS,
) -> Generator[Progress, None, tuple[SetResult, ...]]:
    """Let every method play every task; return the results in the order of the sets.

    Args:
        sets: at least one.
        executor: runs a task at a time. The results do not depend on it, but for the seconds.
        most: only the first so many tasks of each set.
        methods: factories by name; functions or classes of a module. What sums the results up
            needs ``zero-shot`` and ``paper`` among them.

    Raises:
        InputError: a set has no task, or too few rows.
    """
    plans = [_plan(data, most, methods) for data in sets]
    work = [one for plan in plans for one in plan]
    done: list[TaskResult] = []
    yield Progress("Judging", 0, len(work), unit="tasks")
    with closing(cast(Generator[Any, None, None], executor.map(measure, work))) as results:
        for one in results:
            done.append(one)
            yield Progress("Judging", len(done), len(work), one.task, "tasks")
    waiting = iter(done)
    return tuple(
        SetResult(
            data.name,
            len(plan[0].task.pool),
            len(plan[0].task.test),
            plan[0].marks,
            tuple(next(waiting) for _ in plan),
        )
        for data, plan in zip(sets, plans, strict=True)
    )


def measure(work: Work) -> TaskResult:
    """Let every method play one task, from as many seeds as it asks for."""
    with one_thread():
        return TaskResult(
            work.task.name,
            {name: _played(work, make) for name, make in work.methods.items()},
        )


def _played(work: Work, make: Callable[[Task], Player]) -> Played:
    seeds = make(work.task).seeds
    tasks = (replace(work.task, seed=seed) for seed in range(seeds))
    return mean_of([play(task, make(task), work.marks) for task in tasks])


def _plan(data: LabelledSet, most: int | None, methods: Methods) -> list[Work]:
    tasks = tasks_of(data, most)
    pool = len(tasks[0].pool)
    marks = tuple(mark for mark in MARKS if mark <= pool)
    if not marks:
        raise InputError(
            f"{data.name} has {pool} rows to judge, fewer than {MARKS[0]}",
            hint="Give a larger set.",
        )
    return [Work(task, marks, methods) for task in tasks]
