"""Whether the hint where to judge next is worth following.

A simulated annotator, who answers from the true classes of labelled sets, judges ten shots at a
time from one source. First from any source by chance: does a reward that is known while one labels
go along with what was gained on unseen shots? Then by rules, the hint among them: how good is the
classifier on the way?
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from shotseer import plugins
from shotseer.core.arrays import Ints, Vector
from shotseer.core.classifier import Examples, probability
from shotseer.core.feed import FeedKind
from shotseer.core.label import Source
from shotseer.datasets import labelled
from shotseer.experiments.simulated import Task, tasks_of
from shotseer.learn import next_source, training
from shotseer.learn.average_precision import average_precision
from shotseer.learn.calibration import ENOUGH
from shotseer.learn.feeds import Candidates
from shotseer.learn.next_source import NAMES, TYPICAL, Lessons
from shotseer.learn.suggested import order_of
from shotseer.learn.threads import one_thread

PULL, ROUNDS = 10, 12
START, AT_RANDOM = 10, 5
BACKGROUND = 500
FEWEST = 3
"""Sources of a task that are needed to put them in an order."""


@dataclass(frozen=True)
class Pull:
    """What came of ten verdicts: rewards that are known, and the gain on unseen shots."""

    task: str
    source: Source
    gained: float
    taught: float
    surprise: float
    risen: float
    positives: int


@dataclass(frozen=True)
class Now:
    """What a rule may go by."""

    number: int
    lessons: Sequence[Lessons]
    positives: int
    dice: np.random.Generator


Rule = Callable[[Now], Source]
REWARDS: dict[str, Callable[[Pull], float]] = {
    "what the verdicts taught (`learnt_from`)": lambda pull: pull.taught,
    "their loss before, learnt or not": lambda pull: pull.surprise,
    "rise of the average precision out of fold": lambda pull: pull.risen,
    "positives found": lambda pull: float(pull.positives),
}


def run(sets: Sequence[Path]) -> Iterator[str]:
    """Yield the lines of three tables.

    Args:
        sets: labelled sets; at least one.
    """
    tasks = [task for path in sets for task in tasks_of(labelled.read(path))]
    with one_thread():
        pulls = [pull for task in tasks for pull in _play(task, _by_chance)[0]]
        yield from _sources(pulls)
        yield from _rewards(pulls)
        yield "\n| source of each ten verdicts | mean average precision on the way | at the end |"
        yield "|---|---|---|"
        suggested = _always(Source.SUGGESTED)
        rules: dict[str, Rule] = {
            "by chance": _by_chance,
            "by chance and by the hint, in turn": _in_turn(_by_hint),
            "by chance and the suggested feed, in turn": _in_turn(suggested),
            "the suggested feed": suggested,
            "the borderline feed": _always(Source.BORDERLINE),
        }
        for name, rule in rules.items():
            curves = np.array([_play(task, rule)[1] for task in tasks])
            yield f"| {name} | {curves[:, 1:].mean():.3f} | {curves[:, -1].mean():.3f} |"


def _sources(pulls: Sequence[Pull]) -> Iterator[str]:
    yield "| source | pulls | taught, nats a verdict | gained on unseen shots |\n|---|---|---|---|"
    for source in TYPICAL:
        mine = [pull for pull in pulls if pull.source is source]
        taught = float(np.mean([pull.taught for pull in mine]))
        gained = float(np.mean([pull.gained for pull in mine]))
        yield f"| {NAMES[source]} | {len(mine)} | {taught:+.3f} | {gained:+.3f} |"


def _rewards(pulls: Sequence[Pull]) -> Iterator[str]:
    yield "\n| reward | rank correlation with the gain | gain of the source it picks | of any |"
    yield "|---|---|---|---|"
    for name, reward in REWARDS.items():
        tasks = dict.fromkeys(pull.task for pull in pulls)
        found = [_task_order(pulls, task, reward) for task in tasks]
        there = np.array([one for one in found if one is not None])
        correlation, picked, any_source = np.nanmean(there, axis=0)
        yield f"| {name} | {correlation:.2f} | {picked:+.3f} | {any_source:+.3f} |"


def _task_order(
    pulls: Sequence[Pull], task: str, reward: Callable[[Pull], float]
) -> tuple[float, float, float] | None:
    """Return how a reward orders the sources of a task, and what the first of them gained."""
    mine = [pull for pull in pulls if pull.task == task]
    sources = list(dict.fromkeys(pull.source for pull in mine))
    if len(sources) < FEWEST:
        return None
    some = [[pull for pull in mine if pull.source is source] for source in sources]
    rewards = np.array([np.mean([reward(pull) for pull in one]) for one in some])
    gains = np.array([np.mean([pull.gained for pull in one]) for one in some])
    correlation = spearmanr(rewards, gains).statistic if np.ptp(rewards) and np.ptp(gains) else 0.0
    return float(correlation), float(gains[rewards.argmax()]), float(gains.mean())


def _by_chance(now: Now) -> Source:
    return list(TYPICAL)[now.dice.integers(len(TYPICAL))]


def _by_hint(now: Now) -> Source:
    hint = next_source.choose(Lessons.joined(now.lessons)).source
    return Source.SUGGESTED if hint is None or now.positives < ENOUGH else hint


def _in_turn(rule: Rule) -> Rule:
    return lambda now: (rule if now.number % 2 else _by_chance)(now)


def _always(source: Source) -> Rule:
    return lambda now: source  # noqa: ARG005


def _play(task: Task, rule: Rule) -> tuple[list[Pull], list[float]]:
    """Judge a task by a rule; return every pull, and the average precision after each."""
    dice = np.random.default_rng(task.number)
    similarity = task.pool @ task.text
    random = dice.choice(len(task.pool), AT_RANDOM, replace=False)
    hits = np.argsort(-similarity, kind="stable")[: START + AT_RANDOM]
    judged = np.append(np.setdiff1d(hits, random, assume_unique=True)[:START], random)
    state = _learn(task, judged)
    curve = [_quality(task, state)]
    pulls: list[Pull] = []
    lessons: list[Lessons] = []
    for number in range(ROUNDS):
        source = rule(Now(number, lessons, int(task.answers[judged].sum()), dice))
        new = _take(task, state, judged, source, similarity)
        after = _learn(task, np.append(judged, new))
        curve.append(_quality(task, after))
        if after.out_of_fold is not None and state.out_of_fold is not None:
            lesson, pull = _compare(task, judged, new, state, after, source)
            lessons.append(lesson)
            pulls.append(replace(pull, gained=curve[-1] - curve[-2]))
        judged, state = np.append(judged, new), after
    return pulls, curve


def _learn(task: Task, judged: Ints) -> training.Trained:
    rest = np.setdiff1d(np.arange(len(task.pool)), judged)
    background = task.pool[np.random.default_rng(0).permutation(rest)[:BACKGROUND]]
    return training.train(
        plugins.load("estimator", "default")(),
        Examples(task.pool[judged], task.answers[judged], judged, background, task.text),
    )


def _take(
    task: Task, state: training.Trained, judged: Ints, source: Source, similarity: Vector
) -> Ints:
    is_judged = np.isin(np.arange(len(task.pool)), judged)
    if source is Source.SEARCH:
        return np.argsort(np.where(is_judged, np.inf, -similarity), kind="stable")[:PULL]
    candidates = Candidates(
        logits=state.head.logits(task.pool),
        judged=is_judged,
        videos=np.arange(len(task.pool)),
        positions=np.zeros(len(task.pool), dtype=np.int64),
        take=task.pool.__getitem__,
        threshold=state.threshold,
        seed=task.number + len(judged),
        learnt=judged,
        is_found=bool(task.answers[judged].any()),
    )
    page = order_of(FeedKind(source), candidates).page(0, PULL)
    return np.array([pick.row for pick in page], dtype=np.int64)


def _compare(
    task: Task,
    judged: Ints,
    new: Ints,
    before: training.Trained,
    after: training.Trained,
    source: Source,
) -> tuple[Lessons, Pull]:
    """Return what ten verdicts taught; what they gained on unseen shots is left out."""
    assert before.out_of_fold is not None
    assert after.out_of_fold is not None
    y, known = task.answers[new], task.answers[judged]
    foretold = probability(before.head.logits(task.pool[new]))
    said = after.out_of_fold[len(judged) :]
    gains = next_source.learnt_from(foretold, said, y)
    lessons = Lessons(
        (source,) * len(new),
        gains,
        y,
        (foretold >= before.threshold) != y,
        (said >= after.threshold) != y,
    )
    everything = average_precision(after.out_of_fold, np.append(known, y))
    pull = Pull(
        task.name,
        source,
        0.0,
        float(gains.mean()),
        float(next_source.learnt_from(foretold, y.astype(np.float64), y).mean()),
        everything - average_precision(before.out_of_fold, known),
        int(y.sum()),
    )
    return lessons, pull


def _quality(task: Task, state: training.Trained) -> float:
    return average_precision(state.head.logits(task.test).astype(np.float64), task.truth)
