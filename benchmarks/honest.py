"""Whether the ranges of quality over the whole library hold the truth as often as they say.

A simulated annotator, who answers from the true classes, judges a made-up library (or a labelled
set) with the default recipe: the best hits first, then rounds of shots that follow the scores and
shots drawn at random. After some judgements, precision, recall and prevalence over the library are
estimated and compared with the truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from shotseer import plugins
from shotseer.core.arrays import Bools, Floats, Ints, Matrix, Vector
from shotseer.core.classifier import Examples, probability
from shotseer.datasets import labelled as labelled_sets
from shotseer.learn import honest, training
from shotseer.learn.evaluation import average_precision
from shotseer.learn.honest import Draw, Judged, LibraryQuality, Sides

POINTS = (100, 200, 400)
START = 25
QUANTITIES = ("precision", "recall", "prevalence")
LIBRARIES = 150


@dataclass(frozen=True)
class Habit:
    """How somebody judges: shots of each kind a round, and how readily random ones are answered."""

    name: str
    top: int
    borderline: int
    bottom: int
    random: int
    passed_yes: float = 0.0
    passed_no: float = 0.0


HABITS = (
    Habit("the paper's rounds", 7, 6, 6, 6),
    Habit("mostly random", 4, 4, 2, 15),
    Habit("1 random in 10 passed over", 4, 4, 2, 15, 0.1, 0.1),
    Habit("positives passed over 3 times as readily", 4, 4, 2, 15, 0.3, 0.1),
)


@dataclass(frozen=True, eq=False)
class Task:
    """A library of ``(n, d)`` unit rows, which shots are positive, the text, and the videos."""

    rows: Matrix
    y: Bools
    text: Vector
    videos: Ints


@dataclass(frozen=True)
class Outcome:
    """What was said after some judgements, and the truth by quantity."""

    judgements: int
    quality: LibraryQuality
    truth: dict[str, float]
    ranking_judged: float
    ranking_library: float


def run(sets: Sequence[Path], libraries: int = LIBRARIES) -> Iterator[str]:
    """Yield the lines of a table: coverage, bias and width by habit, judgements and quantity."""
    yield (
        "| annotator | judgements | of them random | figure | libraries | holds the truth | "
        "truth below, above | bias | median width | mean truth |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|"
    flattery: list[float] = []
    for habit in HABITS:
        tasks = labelled(sets) if sets else (made_up(seed) for seed in range(libraries))
        outcomes = [o for seed, task in enumerate(tasks) for o in simulate(task, habit, seed)]
        flattery += [o.ranking_judged - o.ranking_library for o in outcomes]
        for judgements in sorted({o.judgements for o in outcomes}):
            some = [o for o in outcomes if o.judgements == judgements and not o.quality.needed]
            for quantity in QUANTITIES:
                yield from _row(habit, judgements, quantity, some)
    yield f"\nAverage precision on judged shots lies {np.mean(flattery):+.3f} off the library's."


def made_up(seed: int, n: int = 20_000, d: int = 32, kinds: int = 60) -> Task:
    """Make up a library: videos of three kinds of shots each; one shot in 5 to 500 is positive.

    Most positives are of some kinds, on one side of a direction; some lie anywhere. The text points
    roughly at them.
    """
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((kinds, d))
    videos = np.arange(n) // 25
    of_video = rng.choice(kinds, (videos[-1] + 1, 3), p=rng.dirichlet(np.full(kinds, 2.0)))
    kind = of_video[videos, rng.integers(0, 3, n)]
    looks = 0.5 * rng.standard_normal((videos[-1] + 1, d))
    rows = _unit(centres[kind] + looks[videos] + 0.8 * rng.standard_normal((n, d)))
    wanted = rng.permutation(kinds)
    reached = np.cumsum(np.bincount(kind, minlength=kinds)[wanted]) / n
    wanted = wanted[: 1 + int(np.searchsorted(reached, 1.5 * 10 ** rng.uniform(-2.7, -0.7)))]
    direction = _unit(centres[wanted].mean(axis=0))
    likely, along = np.isin(kind, wanted), rows @ direction
    y = likely & (along > np.quantile(along[likely], 0.3)) if likely.any() else likely
    y |= rng.random(n) < max(0.15 * y.mean(), 0.0005)
    text = _unit(direction + 1.2 * _unit(rng.standard_normal(d)))
    return Task(_unit(rows), y, _unit(text), videos)


def labelled(sets: Sequence[Path]) -> Iterator[Task]:
    """Yield a task for each class of labelled sets; each row is a video of its own."""
    for path in sets:
        known = labelled_sets.read(path)
        for number, text in enumerate(known.text):
            yield Task(known.X, known.classes == number, text, np.arange(len(known.X)))


def simulate(
    task: Task, habit: Habit, seed: int, points: Sequence[int] = POINTS
) -> Iterator[Outcome]:
    """Judge a library, and yield what is said of it at some numbers of judgements."""
    rng = np.random.default_rng(seed)
    log = _Log(np.full(len(task.y), np.inf))
    log.judge(np.argsort(-(task.rows @ task.text), kind="stable")[:START])
    while True:
        judged = np.flatnonzero(log.is_judged)
        judged = judged[np.argsort(~task.y[judged], kind="stable")]
        trained = _train(task, judged, rng)
        if len(judged) >= points[0]:
            yield _outcome(points[0], task, log, trained, judged)
            points = points[1:]
            if not points:
                return
        _judge_round(task, log, trained, habit, rng)


@dataclass(eq=False)
class _Log:
    """When each shot was judged, and what was drawn at random."""

    moments: Floats
    draws: list[Draw] = field(default_factory=list)
    passed: list[int] = field(default_factory=list)
    clock: float = 0.0

    @property
    def is_judged(self) -> Bools:
        return np.isfinite(self.moments)

    def judge(self, rows: Ints) -> None:
        self.clock += 1
        self.moments[rows] = self.clock


def _train(task: Task, judged: Ints, rng: np.random.Generator) -> training.Trained:
    rest = np.setdiff1d(np.arange(len(task.y)), judged)
    background = task.rows[rng.choice(rest, min(2_000, len(rest)), replace=False)]
    examples = Examples(
        task.rows[judged], task.y[judged], task.videos[judged], background, task.text
    )
    return training.train(plugins.load("estimator", "default")(), examples)


def _judge_round(
    task: Task, log: _Log, trained: training.Trained, habit: Habit, rng: np.random.Generator
) -> None:
    """Judge some of each kind, in whatever order."""
    logits = trained.head.logits(task.rows)
    decision = np.log(trained.threshold / (1 - trained.threshold))
    wanted = (
        (-logits, habit.top),
        (np.abs(logits - decision), habit.borderline),
        (logits, habit.bottom),
        (rng.permutation(len(logits)).astype(np.float32), habit.random),
    )
    source = log.clock
    for i in rng.permutation(len(wanted)):
        by, count = wanted[i]
        rest = np.flatnonzero(~log.is_judged)
        some = rest[np.argsort(by[rest], kind="stable")[:count]]
        if i == len(wanted) - 1:
            chance = np.where(task.y[some], habit.passed_yes, habit.passed_no)
            passed = rng.random(len(some)) < chance
            log.passed += some[passed].tolist()
            some = some[~passed]
            log.draws.append(Draw(source, log.clock + 0.5, some))
        log.judge(some)


def _outcome(point: int, task: Task, log: _Log, trained: training.Trained, judged: Ints) -> Outcome:
    scores = probability(trained.head.logits(task.rows))
    called = scores >= trained.threshold
    unlearnt = called[judged] if trained.out_of_fold is None else None
    if trained.out_of_fold is not None:
        unlearnt = trained.out_of_fold >= trained.threshold
        scores[judged] = trained.out_of_fold
    places = np.full(len(task.y), -1)
    places[judged] = np.arange(len(judged))
    quality = honest.measure(
        Judged(task.y[judged], called[judged], unlearnt, log.moments[judged]),
        [Draw(draw.source, draw.moment, places[draw.places]) for draw in log.draws],
        _sides(called, np.flatnonzero(~log.is_judged)),
        _sides(called, np.array(log.passed, dtype=np.int64)),
    )
    hits = np.count_nonzero(called & task.y)
    truth = {"recall": hits / task.y.sum(), "prevalence": float(task.y.mean())}
    if called.any():
        truth["precision"] = hits / np.count_nonzero(called)
    on_judged = task.y[judged]
    return Outcome(
        point,
        quality,
        truth,
        average_precision(scores[judged], on_judged) if on_judged.any() else 0.0,
        average_precision(scores, task.y),
    )


def _sides(called: Bools, rows: Ints) -> Sides:
    claims = int(np.count_nonzero(called[rows]))
    return Sides(called=claims, uncalled=len(rows) - claims)


def _row(
    habit: Habit, judgements: int, quantity: str, outcomes: Sequence[Outcome]
) -> Iterator[str]:
    pairs = [
        (found, outcome.truth[quantity])
        for outcome in outcomes
        if (found := getattr(outcome.quality, quantity)) is not None
    ]
    if not pairs:
        return
    low, value, high = (
        np.array([getattr(found, end) for found, _ in pairs]) for end in ("low", "value", "high")
    )
    truth = np.array([true for _, true in pairs])
    # Sums of fractions differ in their last digits.
    below, above = truth < low - 1e-9, truth > high + 1e-9
    drawn = np.mean([outcome.quality.drawn for outcome in outcomes])
    yield (
        f"| {habit.name} | {judgements} | {drawn:.0f} | {quantity} | {len(pairs)} "
        f"| {100 * np.mean(~below & ~above):.1f} % | {100 * below.mean():.1f} %, "
        f"{100 * above.mean():.1f} % | {np.mean(value - truth):+.3f} "
        f"| {np.median(high - low):.3f} | {truth.mean():.3f} |"
    )


def _unit(rows: Floats | Matrix) -> Matrix:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / lengths, dtype=np.float32)
