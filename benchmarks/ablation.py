"""What each part of the default way of judging is worth, and what else was tried.

All of it, all but one part at a time, and ideas of the literature that are not part of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from shotseer.core.arrays import Floats, Ints, Matrix, Vector
from shotseer.core.classifier import Examples, LinearHead
from shotseer.core.feed import FeedKind
from shotseer.core.ports import Estimator, Params
from shotseer.estimators.text_prior import TextPriorEstimator
from shotseer.executors.processes import ProcessExecutor
from shotseer.experiments import label_bench, label_summary, simulated
from shotseer.experiments.label_bench import Methods
from shotseer.experiments.methods import ZERO_SHOT, Paper, Shotseer, ZeroShot
from shotseer.experiments.simulated import Task
from shotseer.learn.feeds import Candidates, Order
from shotseer.learn.folds import Folds
from shotseer.learn.suggested import Suggested
from shotseer.learn.text_prior import EXPECTED_SHARE
from shotseer.learn.training import FoldFits

TASKS = 40
MARKS = (25, 50, 100, 200)
RESAMPLES = 2_000
FOLDS = 5
"""Of tasks, to choose a variant on some and measure it on others."""
ROW = 5
"""Tiles of the suggested feed in a row of a window 1,280 pixels wide."""
ON_SCREEN = 15
"""Tiles of it on the screen."""
COVARIANCE_SHRINKAGE = 0.1


class Rounds(Shotseer):
    """Our recipe in the rounds of the published loop."""

    batch = 25


class OnScreen(Shotseer):
    """Our recipe where shots that are shown already stay there when a Build comes."""

    shown = np.empty(0, dtype=np.int64)
    stays = ON_SCREEN

    def choose(self, k: int) -> Ints:
        """Return the first tiles; those that take their places come from the newest Build."""
        left = self.shown[~self.candidates.judged[self.shown]]
        fresh = super().choose(self.stays + k)
        self.shown = np.concatenate([left, fresh[~np.isin(fresh, left)]])[: self.stays]
        return self.shown[:k]


class RowAtHand(OnScreen):
    """Our recipe as the app shows it: the row at hand stays, which the Build did not know."""

    stays = 2 * ROW


class PaperShots(Paper):
    """The shots that the paper's recipe chooses, learnt from by our classifier."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self.ours = Shotseer(task)

    def learn(self, judged: Ints) -> None:
        """Learn twice."""
        super().learn(judged)
        self.ours.learn(judged)

    def rank(self, X: Matrix) -> Vector | Floats:
        """Return the logits of the published classifier in the pool, of ours elsewhere."""
        return super().rank(X) if X is self.task.pool else self.ours.rank(X)


class OurShots(Shotseer):
    """The shots that our recipe chooses, learnt from by the published classifier."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self.published = Paper(task)

    def learn(self, judged: Ints) -> None:
        """Learn twice."""
        super().learn(judged)
        self.published.learn(judged)

    def rank(self, X: Matrix) -> Vector | Floats:
        """Return the logits of the published classifier."""
        return self.published.rank(X)


class Realigned(TextPriorEstimator):
    """Our classifier, its text moved towards the positives (Rocchio's query)."""

    def fit_folds(self, examples: Examples, folds: Folds | None) -> FoldFits:
        """Fit with the sum of the text and the mean positive, both unit vectors."""
        if examples.positives and examples.text is not None:
            text = examples.text + _unit(examples.X[examples.y].mean(axis=0))
            examples = replace(examples, text=_unit(text))
        return super().fit_folds(examples, folds)


class Whitened:
    """Linear discriminant analysis with the covariance of the library, in place of our fit."""

    name = "whitened"
    is_rescaled = False
    sees_motion = False

    def __init__(self) -> None:
        self.params: Params = {}

    def fit(self, examples: Examples) -> LinearHead:
        """Return the text's direction and that of the mean positive, both whitened, added up."""
        if not examples.positives or examples.text is None:
            return TextPriorEstimator().fit(examples)
        centre = examples.background.mean(axis=0)
        library = examples.background - centre
        covariance = library.T @ library / len(library)
        shrunk = COVARIANCE_SHRINKAGE * np.trace(covariance) / len(covariance)
        covariance += shrunk * np.eye(len(covariance), dtype=np.float32)
        mean = examples.X[examples.y].mean(axis=0) - centre
        towards = np.linalg.solve(covariance, np.stack([mean, examples.text]).T).T
        weight = _unit(_unit(towards[0]) * examples.positives + _unit(towards[1]))
        usual = np.quantile(examples.background @ weight, 1 - EXPECTED_SHARE)
        return LinearHead(weight, -float(usual))


def _unit(vector: Vector) -> Vector:
    length = np.float32(np.linalg.norm(vector))
    return (vector / max(length, np.float32(1e-12))).astype(np.float32)


def plain_hits(task: Task) -> Shotseer:
    """Plain search hits until a positive is known."""
    return Shotseer(task, lambda c, k: _rows(_suggested_or(FeedKind.TOP_POSITIVE, c, False), k))


def top_positive(task: Task) -> Shotseer:
    """Top positives, not borderline shots, once a positive is known."""
    return Shotseer(task, lambda c, k: _rows(_suggested_or(FeedKind.TOP_POSITIVE, c, True), k))


def without_random(task: Task) -> Shotseer:
    """Borderline shots only, once a positive is known."""
    return Shotseer(task, lambda c, k: _rows(_suggested_or(FeedKind.BORDERLINE, c, True), k))


def _suggested_or(kind: FeedKind, candidates: Candidates, found: bool) -> Order:
    """Return the order of a feed in one of the two phases, and what we suggest in the other."""
    return Order(kind, candidates) if candidates.is_found == found else Suggested(candidates)


def _rows(order: Order, k: int) -> Ints:
    return np.array([pick.row for pick in order.page(0, k)], dtype=np.int64)


def strong_text(task: Task) -> Shotseer:
    """Twice the text's weight."""
    return _with(task, TextPriorEstimator(text_weight=1.0))


def weak_text(task: Task) -> Shotseer:
    """A fifth of the text's weight."""
    return _with(task, TextPriorEstimator(text_weight=0.1))


def without_weak(task: Task) -> Shotseer:
    """Weak negatives that weigh next to nothing."""
    return _with(task, TextPriorEstimator(weak_weight=0.1))


def realigned(task: Task) -> Shotseer:
    """See `Realigned`."""
    return _with(task, Realigned())


def whitened(task: Task) -> Shotseer:
    """See `Whitened`."""
    return _with(task, Whitened())


def _with(task: Task, estimator: Estimator) -> Shotseer:
    player = Shotseer(task)
    player.estimator = estimator
    return player


METHODS: Methods = {
    "`shotseer`": Shotseer,
    "without unlike shots: plain search hits until one is found": plain_hits,
    "without borderline shots: top positives once one is found": top_positive,
    "without random shots": without_random,
    "built after every 25 verdicts": Rounds,
    f"as in the app: the row at hand stays, {ROW} shots": RowAtHand,
    f"all {ON_SCREEN} shots on the screen stay": OnScreen,
    "text weighs twice as much": strong_text,
    "text weighs a fifth": weak_text,
    "hardly any weak negatives": without_weak,
    "tried: the query realigned to the positives": realigned,
    "tried: a head of the library's covariance": whitened,
    "the paper's shots, our classifier": PaperShots,
    "our shots, the paper's classifier": OurShots,
    "`paper`": Paper,
}


def run(paths: Sequence[Path]) -> Iterator[str]:
    """Yield a table for each set: mean average precision of each variant, and what it differs by.

    Sets are not put together: two may hold the same pictures.
    """
    for data in label_bench.read_sets(list(paths)):
        tasks = simulated.tasks_of(data, TASKS)
        work = [label_bench.Work(task, MARKS, {**METHODS, ZERO_SHOT: ZeroShot}) for task in tasks]
        results = list(ProcessExecutor(2).map(label_bench.measure, work))
        yield f"{len(work)} tasks of {data.name}:"
        yield ""
        yield from _table(
            {
                name: np.array(
                    [[p.average_precision for p in one.played[name].points] for one in results]
                )
                for name in work[0].methods
            }
        )
        yield ""


def _table(found: Mapping[str, np.ndarray]) -> Iterator[str]:
    yield "| variant | " + " | ".join(str(mark) for mark in MARKS) + " | below a search |"
    yield "|---|" + "---|" * (len(MARKS) + 1)
    for name, values in found.items():
        cells = [_cell(*pair) for pair in zip(values.T, found["`shotseer`"].T, strict=True)]
        below = values < found[ZERO_SHOT] - label_summary.BELOW
        yield f"| {name} | {' | '.join(cells)} | {100 * below.any(axis=1).mean():.1f} % |"
    chosen = _chosen_elsewhere({name: found[name] for name in METHODS})
    cells = [_cell(*pair) for pair in zip(chosen.T, found["`shotseer`"].T, strict=True)]
    yield f"| the best of these on other tasks | {' | '.join(cells)} | |"


def _chosen_elsewhere(found: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return what each task gets from the variant that is best on the tasks of other folds."""
    values = np.stack(list(found.values()))
    folds = np.arange(values.shape[1]) % FOLDS
    chosen = np.empty(values.shape[1:])
    for fold in range(FOLDS):
        best = values[:, folds != fold].mean(axis=(1, 2)).argmax()
        chosen[folds == fold] = values[best, folds == fold]
    return chosen


def _cell(values: np.ndarray, whole: np.ndarray) -> str:
    mean, gain = values.mean(), 100 * (values - whole)
    if not gain.any():
        return f"{mean:.3f}"
    drawn = np.random.default_rng(0).integers(0, len(gain), (RESAMPLES, len(gain)))
    low, high = np.quantile(gain[drawn].mean(axis=1), [0.025, 0.975])
    return f"{mean:.3f} ({gain.mean():+.1f}, {low:+.1f} to {high:+.1f})"
