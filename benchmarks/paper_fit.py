"""The published classifier, against a plain loop of scikit-learn's own over the same fits."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np

from benchmarks.measure import Result, milliseconds
from shotseer.core.arrays import Bools, Matrix
from shotseer.estimators.paper import _model
from shotseer.learn.paper_fit import Scoring, fit_paper, fit_paper_folds
from shotseer.learn.threads import one_thread

Task: TypeAlias = tuple[Matrix, Bools]

SIZES = (25, 50, 100, 500, 1000)
"""Those of the published experiments."""
SHARES = (0.04, 0.1, 0.2, 0.33, 0.5)
DIMENSION, CENTRES, NOISE, MISTAKES = 512, 200, 0.05, 0.03
REPEATS = 3
BY_AP: Scoring = "average_precision"
BY_ACCURACY: Scoring = "balanced_accuracy"


def run() -> Iterator[Result]:
    """Yield a row for each size, for all, and for all by both scores as in experiment 1.

    Linear algebra is on one thread for both: on so few rows more threads are slower.
    """
    # The limit on threads is for libraries that are loaded, and scikit-learn brings its own.
    _model()
    seconds = np.zeros(4)
    same, count = 0, len(SIZES) * len(SHARES)
    with one_thread():
        for n in SIZES:
            tasks = [_task(n, share) for share in SHARES]
            fits, ours = _timed(lambda task: fit_paper(*task), tasks)
            references, theirs = _timed(lambda task: _scikit_learn(task, BY_AP), tasks)
            same += sum(np.isclose(a.C, b.C_).item() for a, b in zip(fits, references, strict=True))
            _, both = _timed(_fit_both, tasks)
            _, other = _timed(lambda task: _scikit_learn(task, BY_ACCURACY), tasks)
            seconds += (ours, theirs, both, theirs + other)
            yield _row(f"the published classifier, {n} verdicts", ours, theirs, len(tasks))
    yield _row("the same, all sizes", seconds[0], seconds[1], count)
    yield _row("all sizes by both scores, as experiment 1 fits", seconds[2], seconds[3], count)
    yield Result("chose the same strength", f"{same} of {count} fits", "", "", "99 in 100")


def _row(what: str, ours: float, theirs: float, count: int) -> Result:
    return Result(
        what,
        milliseconds(ours / count),
        f"{milliseconds(theirs / count)} (LogisticRegressionCV)",
        f"{theirs / ours:.1f} times faster",
        "at least 5 times faster",
    )


def _timed(fit: Callable[[Any], Any], tasks: list[Task]) -> tuple[list[Any], float]:
    """Return the fits of a loop, and the seconds of the fastest of some loops."""
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        fits = [fit(task) for task in tasks]
        times.append(time.perf_counter() - started)
    return fits, min(times)


def _fit_both(task: Task) -> None:
    folds = fit_paper_folds(*task)
    folds.choose(BY_AP)
    folds.choose(BY_ACCURACY)


def _scikit_learn(task: Task, scoring: Scoring) -> Any:
    model = _model().set_params(scoring=scoring)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return model.fit(*task)


def _task(n: int, share: float) -> Task:
    """Make unit rows around 200 centres, some of which are positive, with a few wrong verdicts."""
    rng = np.random.default_rng((n, int(1000 * share)))
    centres = rng.standard_normal((CENTRES, DIMENSION)) / np.sqrt(DIMENSION)
    kind = rng.integers(0, CENTRES, n)
    X = centres[kind] + NOISE * rng.standard_normal((n, DIMENSION))
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    positives = round(n * share)
    y = np.argsort(np.argsort(kind)) < positives
    wrong = round(MISTAKES * positives)
    y[rng.choice(n, wrong, replace=False)] ^= True
    return X.astype(np.float32), y
