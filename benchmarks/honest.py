"""Whether the ranges of quality over the whole library hold the truth as often as they say.

A simulated annotator, who answers from the true classes, judges a made-up library (or a labelled
set) with the default recipe: what is suggested, with a Build after every five verdicts; or the best
hits first, then rounds of shots that follow the scores and shots drawn at random. After some
judgements, precision, recall and prevalence over the library are estimated and compared with the
truth, and so are the figures on judged shots.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from shotseer import plugins
from shotseer.core.arrays import Bools, Floats, Ints, Matrix, Vector
from shotseer.core.classifier import Examples, probability
from shotseer.core.feed import FeedKind
from shotseer.datasets import labelled as labelled_sets
from shotseer.learn import honest, training
from shotseer.learn.evaluation import average_precision
from shotseer.learn.feeds import Candidates, Order
from shotseer.learn.honest import ENOUGH, Draw, Judged, LibraryQuality, Sides
from shotseer.learn.suggested import BATCH, Suggested

POINTS = (100, 200, 400)
START = 25
QUANTITIES = ("precision", "recall", "prevalence")
ON_JUDGED = ("average_precision", "precision", "recall")
LIBRARIES = 150


class Annotator(Protocol):
    """Somebody who judges: so many search hits at first, and then round by round."""

    @property
    def name(self) -> str:
        """What the table calls them."""

    @property
    def start(self) -> int:
        """How many search hits they judge before the first Build."""

    @property
    def points(self) -> Sequence[int]:
        """Numbers of judgements after which the estimates are looked at."""

    def judge(
        self, task: Task, log: Log, trained: training.Trained, rng: np.random.Generator
    ) -> None:
        """Judge a round."""


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
    start: int = START
    points: Sequence[int] = POINTS

    def judge(
        self, task: Task, log: Log, trained: training.Trained, rng: np.random.Generator
    ) -> None:
        """Judge some of each kind, in whatever order."""
        logits = trained.head.logits(task.rows)
        decision = np.log(trained.threshold / (1 - trained.threshold))
        wanted = (
            (-logits, self.top),
            (np.abs(logits - decision), self.borderline),
            (logits, self.bottom),
            (rng.permutation(len(logits)).astype(np.float32), self.random),
        )
        source = log.clock
        for i in rng.permutation(len(wanted)):
            by, count = wanted[i]
            rest = np.flatnonzero(~log.is_judged)
            some = rest[np.argsort(by[rest], kind="stable")[:count]]
            if i == len(wanted) - 1:
                chance = np.where(task.y[some], self.passed_yes, self.passed_no)
                passed = rng.random(len(some)) < chance
                log.passed += some[passed].tolist()
                some = some[~passed]
                log.draws.append(Draw(source, log.clock + 0.5, some))
            log.judge(some)


@dataclass(frozen=True)
class AsSuggested:
    """The default way: what is suggested, and a Build after every five verdicts.

    Where the feed has not mixed in enough random shots by the time that the estimates are looked
    at, the last judgements before are of the random feed.
    """

    name: str = "as suggested"
    start: int = 0
    points: Sequence[int] = (200, 400)

    def judge(
        self, task: Task, log: Log, trained: training.Trained, rng: np.random.Generator
    ) -> None:
        """Judge the first shots of the feed."""
        candidates = _candidates(task, log, trained, int(rng.integers(2**32)))
        judged = len(candidates.learnt)
        left = min(point for point in self.points if point > judged) - judged
        lacking = ENOUGH - sum(len(draw.places) for draw in log.draws)
        feed = (
            Order(FeedKind.RANDOM, candidates) if lacking > left - BATCH else Suggested(candidates)
        )
        picks = feed.page(0, min(BATCH, left))
        drawn = [pick.row for pick in picks if pick.chance < 1]
        if drawn:
            log.draws.append(Draw(log.clock, log.clock + 0.5, np.array(drawn)))
        log.judge(np.array([pick.row for pick in picks]))


HABITS: Sequence[Annotator] = (
    AsSuggested(),
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
    """What was said after some judgements, and the truth by quantity.

    ``on_judged`` holds what was measured on judged shots.
    """

    judgements: int
    quality: LibraryQuality
    on_judged: dict[str, float]
    truth: dict[str, float]


def run(
    sets: Sequence[Path], libraries: int = LIBRARIES, habits: Sequence[Annotator] = HABITS
) -> Iterator[str]:
    """Yield two tables by habit, judgements and quantity.

    The first has coverage, bias and width of what is said over the library; the second, by how much
    figures on judged shots are off.
    """
    yield (
        "| annotator | judgements | of them random | figure | libraries | holds the truth | "
        "truth below, above | bias | median width | mean truth |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|"
    off = [
        "",
        "| annotator | judgements | figure | libraries | on judged shots | over the library "
        "| mean difference | better on judged shots |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for habit in habits:
        tasks = labelled(sets) if sets else (made_up(seed) for seed in range(libraries))
        outcomes = [o for seed, task in enumerate(tasks) for o in simulate(task, habit, seed)]
        for judgements in habit.points:
            some = [o for o in outcomes if o.judgements == judgements]
            for quantity in QUANTITIES:
                told = [o for o in some if not o.quality.needed]
                yield from _row(habit, judgements, quantity, told)
            off += [line for name in ON_JUDGED for line in _off(habit, judgements, name, some)]
    yield from off


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


def simulate(task: Task, habit: Annotator, seed: int) -> Iterator[Outcome]:
    """Judge a library, and yield what is said of it at some numbers of judgements."""
    rng = np.random.default_rng(seed)
    log = Log(np.full(len(task.y), np.inf))
    points = habit.points
    log.judge(np.argsort(-(task.rows @ task.text), kind="stable")[: habit.start])
    while True:
        judged = np.flatnonzero(log.is_judged)
        judged = judged[np.argsort(~task.y[judged], kind="stable")]
        trained = _train(task, judged, rng)
        if len(judged) >= points[0]:
            yield _outcome(points[0], task, log, trained, judged)
            points = points[1:]
            if not points:
                return
        habit.judge(task, log, trained, rng)


@dataclass(eq=False)
class Log:
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


def _candidates(task: Task, log: Log, trained: training.Trained, seed: int) -> Candidates:
    """Return the library as the feeds of a Build see it; each video's shots in a row."""
    judged = np.flatnonzero(log.is_judged)
    return Candidates(
        logits=trained.head.logits(task.rows),
        judged=log.is_judged,
        videos=task.videos,
        positions=np.arange(len(task.y)),
        take=task.rows.__getitem__,
        threshold=trained.threshold,
        seed=seed,
        learnt=judged,
        is_found=bool(task.y[judged].any()),
    )


def _outcome(point: int, task: Task, log: Log, trained: training.Trained, judged: Ints) -> Outcome:
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
    truth = {
        "recall": hits / task.y.sum(),
        "prevalence": float(task.y.mean()),
        "average_precision": average_precision(scores, task.y),
    }
    if called.any():
        truth["precision"] = hits / np.count_nonzero(called)
    measured = {name: getattr(trained.quality, name) for name in ON_JUDGED}
    on_judged = {name: metric.value for name, metric in measured.items() if metric is not None}
    return Outcome(point, quality, on_judged, truth)


def _sides(called: Bools, rows: Ints) -> Sides:
    claims = int(np.count_nonzero(called[rows]))
    return Sides(called=claims, uncalled=len(rows) - claims)


def _row(
    habit: Annotator, judgements: int, quantity: str, outcomes: Sequence[Outcome]
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


def _off(
    habit: Annotator, judgements: int, name: str, outcomes: Sequence[Outcome]
) -> Iterator[str]:
    pairs = np.array(
        [
            (outcome.on_judged[name], outcome.truth[name])
            for outcome in outcomes
            if name in outcome.on_judged and name in outcome.truth
        ]
    )
    if len(pairs):
        judged, library = pairs.mean(axis=0)
        better = 100 * np.mean(pairs[:, 0] > pairs[:, 1])
        yield (
            f"| {habit.name} | {judgements} | {name.replace('_', ' ')} | {len(pairs)} "
            f"| {judged:.3f} | {library:.3f} | {judged - library:+.3f} | {better:.0f} % |"
        )


def _unit(rows: Floats | Matrix) -> Matrix:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / lengths, dtype=np.float32)
