"""What the tasks of a benchmark say together, with intervals over tasks.

A figure over several sets is the mean of those of the sets, whatever their sizes; a share is that
of all tasks. A task that a method played from several seeds counts with the mean over them: in
means, and where it is compared with zero-shot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias, TypeVar

import numpy as np

from shotseer.core.arrays import Floats
from shotseer.experiments.intervals import FEWEST, RESAMPLES, Estimate
from shotseer.experiments.label_bench import MARKS, SetResult
from shotseer.experiments.methods import PAPER, ZERO_SHOT

T = TypeVar("T")

BELOW = 1e-9
"""How much less than zero-shot counts as less."""

ByMark: TypeAlias = dict[int, Estimate]


@dataclass(frozen=True, slots=True)
class MethodSummary:
    """One method over all tasks.

    Attributes:
        mean_ap: mean average precision at each number of judgements.
        area: mean height of the curve of average precision over the logarithm of judgements.
        gain: mean difference to the paper's loop on the same task, at each number of judgements.
        area_gain: the same of the area.
        below: share of tasks whose mean over seeds is less than zero-shot, at each number of
            judgements.
        below_anywhere: at any of them.
        seconds: that its tasks took together, once each: of several seeds the mean.
    """

    mean_ap: ByMark
    area: Estimate
    gain: ByMark
    area_gain: Estimate
    below: dict[int, float]
    below_anywhere: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Summary:
    """All methods over the tasks of one set, or of several."""

    name: str
    pool: int
    test: int
    tasks: int
    marks: tuple[int, ...]
    methods: dict[str, MethodSummary]

    @property
    def left_out(self) -> tuple[int, ...]:
        """Numbers of judgements that a pool is too small for."""
        return tuple(mark for mark in MARKS if mark not in self.marks)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON values; numbers of judgements are strings."""
        methods = self.methods.items()
        return {
            "name": self.name,
            "tasks": self.tasks,
            "pool": self.pool,
            "test": self.test,
            "judgements": list(self.marks),
            "left_out": list(self.left_out),
            "mean_ap": {
                name: _keyed({n: one.value for n, one in found.mean_ap.items()})
                for name, found in methods
            },
            "intervals": {
                name: _keyed({n: [one.low, one.high] for n, one in found.mean_ap.items()})
                for name, found in methods
            },
            "gain_over_paper": {
                name: _keyed({n: asdict(one) for n, one in found.gain.items()})
                for name, found in methods
            },
            "below_zero_shot": {name: _keyed(found.below) for name, found in methods},
            "below_zero_shot_anywhere": {name: found.below_anywhere for name, found in methods},
            "area": {name: asdict(found.area) for name, found in methods},
            "area_gain_over_paper": {name: asdict(found.area_gain) for name, found in methods},
            "seconds": {name: found.seconds for name, found in methods},
        }


def summarise(results: Sequence[SetResult]) -> Summary:
    """Sum up the tasks of one set, or of several at the numbers of judgements that all have."""
    marks = tuple(mark for mark in MARKS if all(mark in one.marks for one in results))
    names = list(results[0].results[0].played)
    curves = {name: [curves_of(one, name, marks) for one in results] for name in names}
    return Summary(
        name=", ".join(one.name for one in results),
        pool=sum(one.pool for one in results),
        test=sum(one.test for one in results),
        tasks=sum(len(one.results) for one in results),
        marks=marks,
        methods={name: _method(results, name, marks, curves) for name in names},
    )


def curves_of(result: SetResult, method: str, marks: Sequence[int]) -> Floats:
    """Return ``(tasks, marks)`` average precision."""
    return np.array(
        [
            [point.average_precision for point in task.played[method].points if point.n in marks]
            for task in result.results
        ]
    )


def areas(curves: Floats, marks: Sequence[int]) -> Floats:
    """Return ``(tasks,)`` the mean height of each curve over the logarithm of judgements."""
    places = np.log2(marks)
    if len(places) == 1:
        return np.asarray(curves[:, 0])
    return np.asarray(np.trapezoid(curves, places, axis=1) / (places[-1] - places[0]))


def over_tasks(sets: Sequence[Floats]) -> Estimate:
    """Return the mean over sets of the mean over tasks, with its 95 % interval.

    Tasks are drawn with repetition, those of each set by themselves (the bootstrap, Efron 1979).
    """
    value = float(np.mean([one.mean() for one in sets]))
    if min(map(len, sets)) < FEWEST:
        return Estimate(value)
    rng = np.random.default_rng(0)
    drawn = [one[rng.integers(len(one), size=(RESAMPLES, len(one)))].mean(axis=1) for one in sets]
    low, high = np.quantile(np.mean(drawn, axis=0), [0.025, 0.975])
    return Estimate(value, float(low), float(high))


def _method(
    results: Sequence[SetResult], name: str, marks: tuple[int, ...], curves: dict[str, list[Floats]]
) -> MethodSummary:
    own = curves[name]
    gains = [mine - theirs for mine, theirs in zip(own, curves[PAPER], strict=True)]
    below = np.concatenate(own) < np.concatenate(curves[ZERO_SHOT]) - BELOW
    return MethodSummary(
        mean_ap=_at_marks(own, marks),
        area=over_tasks([areas(one, marks) for one in own]),
        gain=_at_marks(gains, marks),
        area_gain=over_tasks([areas(one, marks) for one in gains]),
        below=dict(zip(marks, below.mean(axis=0).tolist(), strict=True)),
        below_anywhere=float(below.any(axis=1).mean()),
        seconds=sum(task.played[name].seconds for one in results for task in one.results),
    )


def _at_marks(sets: Sequence[Floats], marks: Sequence[int]) -> ByMark:
    return {mark: over_tasks([one[:, i] for one in sets]) for i, mark in enumerate(marks)}


def _keyed(by_mark: dict[int, T]) -> dict[str, T]:
    return {str(mark): value for mark, value in by_mark.items()}
