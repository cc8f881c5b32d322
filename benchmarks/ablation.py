"""What each part of the default way of judging is worth: all of it, and all but one part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from shotseer.core.arrays import Floats, Ints, Matrix, Vector
from shotseer.core.feed import FeedKind
from shotseer.estimators.text_prior import TextPriorEstimator
from shotseer.executors.processes import ProcessExecutor
from shotseer.experiments import label_bench, simulated
from shotseer.experiments.label_bench import Methods
from shotseer.experiments.methods import Paper, Shotseer
from shotseer.experiments.simulated import Task
from shotseer.learn.feeds import Candidates, Order
from shotseer.learn.suggested import Suggested

TASKS = 20
MARKS = (25, 50, 100, 200)
RESAMPLES = 2_000


def _rows(order: Order, k: int) -> Ints:
    return np.array([pick.row for pick in order.page(0, k)], dtype=np.int64)


def top_until_found(candidates: Candidates, k: int) -> Ints:
    """Plain search hits until a positive is known."""
    if candidates.is_found:
        return _rows(Suggested(candidates), k)
    return _rows(Order(FeedKind.TOP_POSITIVE, candidates), k)


def top_once_found(candidates: Candidates, k: int) -> Ints:
    """Top positives, not borderline shots, once a positive is known."""
    if candidates.is_found:
        return _rows(Order(FeedKind.TOP_POSITIVE, candidates), k)
    return _rows(Suggested(candidates), k)


def borderline_once_found(candidates: Candidates, k: int) -> Ints:
    """No random shots."""
    if candidates.is_found:
        return _rows(Order(FeedKind.BORDERLINE, candidates), k)
    return _rows(Suggested(candidates), k)


class Rounds(Shotseer):
    batch = 25


def plain_hits(task: Task) -> Shotseer:
    return Shotseer(task, top_until_found)


def top_positive(task: Task) -> Shotseer:
    return Shotseer(task, top_once_found)


def without_random(task: Task) -> Shotseer:
    return Shotseer(task, borderline_once_found)


def strong_text(task: Task) -> Shotseer:
    return _with(task, TextPriorEstimator(text_weight=1.0))


def weak_text(task: Task) -> Shotseer:
    return _with(task, TextPriorEstimator(text_weight=0.1))


def without_weak(task: Task) -> Shotseer:
    return _with(task, TextPriorEstimator(weak_weight=0.1))


def _with(task: Task, estimator: TextPriorEstimator) -> Shotseer:
    player = Shotseer(task)
    player.estimator = estimator
    return player


class PaperShots(Paper):
    """The shots that the paper's recipe chooses, learnt from by our classifier."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self.ours = Shotseer(task)

    def learn(self, judged: Ints) -> None:
        super().learn(judged)
        self.ours.learn(judged)

    def rank(self, X: Matrix) -> Vector | Floats:
        return super().rank(X) if X is self.task.pool else self.ours.rank(X)


METHODS: Methods = {
    "shotseer": Shotseer,
    "plain search hits until one is found": plain_hits,
    "top positives, not borderline shots": top_positive,
    "no random shots": without_random,
    "built after every 25 verdicts, not 5": Rounds,
    "twice the weight of the text": strong_text,
    "a fifth of the weight of the text": weak_text,
    "hardly any weak negatives": without_weak,
    "the paper's shots, our classifier": PaperShots,
    "the paper's recipe": Paper,
}


def run(paths: Sequence[Path]) -> Iterator[str]:
    """Yield a table: mean average precision of each variant, and what it differs by from all."""
    sets = label_bench.read_sets(list(paths))
    work = [
        label_bench.Work(task, MARKS, METHODS)
        for data in sets
        for task in simulated.tasks_of(data, TASKS)
    ]
    results = list(ProcessExecutor(2).map(label_bench.measure, work))
    found = {
        name: np.array([[p.average_precision for p in one.played[name].points] for one in results])
        for name in METHODS
    }
    yield "| variant | " + " | ".join(str(mark) for mark in MARKS) + " |"
    yield "|---|" + "---|" * len(MARKS)
    for name, values in found.items():
        cells = [_cell(*pair) for pair in zip(values.T, found["shotseer"].T, strict=True)]
        yield f"| {name} | {' | '.join(cells)} |"


def _cell(values: np.ndarray, whole: np.ndarray) -> str:
    mean, gain = values.mean(), 100 * (values - whole)
    if not gain.any():
        return f"{mean:.3f}"
    drawn = np.random.default_rng(0).integers(0, len(gain), (RESAMPLES, len(gain)))
    low, high = np.quantile(gain[drawn].mean(axis=1), [0.025, 0.975])
    return f"{mean:.3f} ({gain.mean():+.1f}, {low:+.1f} to {high:+.1f})"
