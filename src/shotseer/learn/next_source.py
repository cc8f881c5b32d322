"""Which source of verdicts is worth the next judgements: a bandit whose reward needs no test set.

The paper's bandits (Ziai and Vartakavi 2024) are rewarded by average precision on labels that
nobody has who still labels. Here the reward of a verdict is what was learnt from it, out of fold.
On the development sets it goes along with what is gained on unseen shots, which differences in the
average precision out of fold do not (`docs/reproduce.md`).

Gains fade as a classifier learns, so that newer ones count more: discounted UCB (Garivier and
Moulines 2008), with the spread of the gains for its scale. What sources teach as a rule stands in
for verdicts that are not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from shotseer.core.arrays import Bools, Floats
from shotseer.core.classifier import Metric
from shotseer.core.label import Source
from shotseer.learn.calibration import ENOUGH
from shotseer.learn.evaluation import Z

SUREST = 0.99
"""No forecast counts as surer than this: a single odd verdict should not decide."""
HALF_LIFE = 50
"""A gain counts half when so many verdicts are newer."""
TYPICAL: Mapping[Source, float] = {
    Source.SUGGESTED: 0.16,
    Source.BORDERLINE: 0.16,
    Source.TOP_POSITIVE: 0.14,
    Source.SEARCH: 0.02,
    Source.RANDOM: 0.0,
    Source.TOP_NEGATIVE: 0.0,
}
"""The sources there are to choose from, and what a verdict from there teaches as a rule, in nats.

Means over pulls of ten verdicts on the development sets (``python -m benchmarks hint``). The
suggested feed counts as the borderline feed, of which it mostly consists: of equals, it is first.
"""
PRIOR = 10.0
"""Every source counts as having brought so many verdicts with its typical gain."""
LITTLE = 0.03
"""Nats that are not worth a hint: a right forecast of 0.97 becomes certain."""
NAMES: Mapping[Source, str] = {
    Source.SUGGESTED: "the suggested feed",
    Source.BORDERLINE: "the borderline feed",
    Source.TOP_POSITIVE: "the top-positive feed",
    Source.SEARCH: "search",
    Source.RANDOM: "the random feed",
    Source.TOP_NEGATIVE: "the top-negative feed",
}


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """What was learnt from each of ``n`` verdicts, oldest first.

    Attributes:
        sources: where each was given.
        gains: ``(n,)`` see `learnt_from`.
        positive: ``(n,)`` whether the verdict is yes.
        wrong_before: ``(n,)`` whether the classifier before it decided otherwise.
        wrong_after: ``(n,)`` whether the one after it still would, out of fold.
    """

    sources: tuple[Source, ...]
    gains: Floats
    positive: Bools
    wrong_before: Bools
    wrong_after: Bools

    def __len__(self) -> int:
        return len(self.sources)

    @classmethod
    def joined(cls, parts: Iterable[Lessons]) -> Lessons:
        """Put lessons one after the other."""
        given = tuple(parts)
        return cls(
            tuple(source for part in given for source in part.sources),
            np.concatenate([np.empty(0), *(part.gains for part in given)]),
            *(
                np.concatenate([np.empty(0, dtype=bool), *(getattr(part, name) for part in given)])
                for name in ("positive", "wrong_before", "wrong_after")
            ),
        )


@dataclass(frozen=True, slots=True)
class SourceWorth:
    """What a source taught lately.

    Attributes:
        source: which.
        verdicts: how many there were from it.
        positives: how many of them were positive.
        wrong_before: how many the classifier before them had decided otherwise.
        wrong_after: how many the one after them still would, out of fold.
        taught: what they taught on average, in nats; ``None`` where there were none.
        gain: what the next one may teach: newer ones weigh more, and what is usual counts too. Of
            the sources that are not known to teach little, the one whose interval reaches highest
            is chosen.
    """

    source: Source
    verdicts: int
    positives: int
    wrong_before: int
    wrong_after: int
    taught: float | None
    gain: Metric


@dataclass(frozen=True, slots=True)
class Choice:
    """Where to judge next, ``None`` where nothing tells, and why, in a sentence."""

    source: Source | None
    text: str
    sources: tuple[SourceWorth, ...]


def learnt_from(before: Floats, after: Floats, y: Bools) -> Floats:
    """Return how much was learnt from each of some new verdicts, in nats.

    It is the fall of the logarithmic loss from the forecast of a classifier that knew none of them
    to that of one that knew the others but not this one. A verdict that was foretold anyway teaches
    nothing, and neither does one that stays odd, so that noise earns no reward.

    Args:
        before: ``(n,)`` the probability that the earlier classifier gave.
        after: ``(n,)`` the probability that the later one gives out of fold.
        y: ``(n,)`` the verdicts: true for positive.
    """
    return _loss(before, y) - _loss(after, y)


def choose(lessons: Lessons) -> Choice:
    """Choose the source whose gain may well be the highest.

    Args:
        lessons: what was learnt lately; from sources that are not `TYPICAL`, it does not count.
    """
    worths = _worths(lessons)
    known = [worth for worth in worths if worth.verdicts >= ENOUGH]
    if len(known) < 2:
        text = "Too few verdicts yet to tell where the next ones teach most."
        return Choice(None, text, worths)
    worthwhile = [worth for worth in worths if worth not in known or _has_taught(worth)]
    if any(worth.source is Source.SUGGESTED and worth in known for worth in worthwhile):
        # It holds what the others would bring: only what they taught leads away from it.
        worthwhile = [worth for worth in worthwhile if worth in known]
    if not worthwhile:
        text = "The last verdicts taught little, wherever they were given: most were foretold."
        return Choice(None, text, worths)
    best = max(known, key=lambda worth: worth.gain.value)
    chosen = max(worthwhile, key=lambda worth: worth.gain.high)
    if chosen.source is best.source:
        return Choice(best.source, _taught_most(best), worths)
    return Choice(chosen.source, _may_teach(chosen, best), worths)


def _has_taught(worth: SourceWorth) -> bool:
    return worth.taught is not None and worth.taught > LITTLE


def _worths(lessons: Lessons) -> tuple[SourceWorth, ...]:
    """Return what each source taught, in the order of `TYPICAL`."""
    weights = 0.5 ** (np.arange(len(lessons))[::-1] / HALF_LIFE)
    here = {
        source: np.array([one is source for one in lessons.sources], dtype=bool)
        for source in TYPICAL
    }
    usual = np.array([TYPICAL.get(source, 0.0) for source in lessons.sources])
    counted = np.array([source in TYPICAL for source in lessons.sources], dtype=bool)
    spread = np.sqrt(_mean((lessons.gains - usual)[counted] ** 2, weights[counted], 0.0, 0.0))
    return tuple(
        _worth(source, lessons, mine, weights[mine], float(spread)) for source, mine in here.items()
    )


def _worth(
    source: Source, lessons: Lessons, mine: Bools, weights: Floats, spread: float
) -> SourceWorth:
    value = _mean(lessons.gains[mine], weights, TYPICAL[source], PRIOR)
    error = spread / float(np.sqrt(weights.sum() + PRIOR))
    return SourceWorth(
        source,
        int(mine.sum()),
        int(lessons.positive[mine].sum()),
        int(lessons.wrong_before[mine].sum()),
        int(lessons.wrong_after[mine].sum()),
        float(lessons.gains[mine].mean()) if mine.any() else None,
        Metric(value, value - Z * error, value + Z * error),
    )


def _mean(values: Floats, weights: Floats, prior: float, prior_weight: float) -> float:
    total = float(weights.sum()) + prior_weight
    return (float(weights @ values) + prior * prior_weight) / total if total else 0.0


def _taught_most(best: SourceWorth) -> str:
    said = f"{_begin(NAMES[best.source])} has taught most lately: "
    if best.wrong_after < best.wrong_before:
        return (
            f"{said}{best.wrong_before} of its {best.verdicts} verdicts were other than the "
            f"version before had said, {best.wrong_after} other than the next one says "
            "without having seen them."
        )
    return f"{said}its {best.verdicts} verdicts were the least foretold."


def _may_teach(chosen: SourceWorth, best: SourceWorth) -> str:
    name = _begin(NAMES[chosen.source])
    noun = "verdict" if chosen.verdicts == 1 else "verdicts"
    count = f"only {chosen.verdicts} {noun}" if chosen.verdicts else "no verdict"
    return (
        f"{name} may teach more than {NAMES[best.source]}, but had {count} lately: "
        "a few more would tell."
    )


def _begin(name: str) -> str:
    return name[0].upper() + name[1:]


def _loss(said: Floats, y: Bools) -> Floats:
    right = np.clip(np.where(y, said, 1 - said), 1 - SUREST, SUREST)
    return np.asarray(-np.log(right))
