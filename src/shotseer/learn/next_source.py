"""Which source of verdicts is worth the next judgements: a bandit whose reward needs no test set.

The paper's bandits (Ziai and Vartakavi 2024) are rewarded by average precision on labels that
nobody has who still labels. Here the reward of a verdict is what was learnt from it, out of fold.
On the development sets it goes along with what is gained on unseen shots, which differences in the
average precision out of fold do not (`docs/reproduce.md`).

Gains fade as a classifier learns, so that newer ones count more: discounted UCB (Garivier and
Moulines 2008), with the spread of the gains for its scale.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from shotseer.core.arrays import Bools, Floats
from shotseer.core.classifier import Metric
from shotseer.learn.calibration import ENOUGH
from shotseer.learn.evaluation import Z

SUREST = 0.99
"""No forecast counts as surer than this: a single odd verdict should not decide."""
HALF_LIFE = 50
"""A gain counts half when so many verdicts are newer."""
PRIOR = 5.0
"""A source counts as having so many verdicts with the gain of all sources together."""


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

    sources: tuple[str, ...]
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
        source: its name.
        verdicts: how many there were from it.
        positives: how many of them were positive.
        wrong_before: how many the classifier before them had decided otherwise.
        wrong_after: how many the one after them still would, out of fold.
        gain: what a verdict from there teaches, in nats, newer ones weighing more.
        bound: what it may well teach: the gain and one standard error. The highest is chosen.
    """

    source: str
    verdicts: int
    positives: int
    wrong_before: int
    wrong_after: int
    gain: Metric
    bound: float


@dataclass(frozen=True, slots=True)
class Choice:
    """Where to judge next, ``None`` where nothing tells, and why, in a sentence."""

    source: str | None
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


def choose(lessons: Lessons, candidates: Sequence[str], words: dict[str, str]) -> Choice:
    """Choose the source that may well teach most.

    Args:
        lessons: what was learnt so far; only that from the candidates counts.
        candidates: the sources there are to choose from, the best by default first.
        words: how each is called in a sentence.
    """
    worths = _worths(lessons, candidates)
    known = [worth for worth in worths if worth.verdicts >= ENOUGH]
    if len(known) < 2:
        text = "Too few verdicts from different sources to tell which of them teaches most."
        return Choice(None, text, worths)
    best = max(known, key=lambda worth: worth.gain.value)
    chosen = max(worths, key=lambda worth: worth.bound)
    if best.gain.value <= 0:
        text = "The last verdicts taught little, wherever they were given: most were foretold."
        return Choice(None, text, worths)
    if chosen.source == best.source:
        return Choice(best.source, _taught_most(best, words[best.source]), worths)
    return Choice(chosen.source, _may_teach(chosen, words, best), worths)


def _worths(lessons: Lessons, candidates: Sequence[str]) -> tuple[SourceWorth, ...]:
    """Return what each source taught; ``PRIOR`` draws them to the gain of all, with its spread."""
    sources = np.array(lessons.sources, dtype=object)
    counts = np.isin(sources, candidates)
    weights = 0.5 ** (np.arange(len(lessons))[::-1] / HALF_LIFE)
    everywhere = _mean(lessons.gains[counts], weights[counts], 0.0, 0.0)
    spread = np.sqrt(_mean((lessons.gains[counts] - everywhere) ** 2, weights[counts], 0.0, 0.0))
    found = []
    for source in candidates:
        here = sources == source
        value = _mean(lessons.gains[here], weights[here], everywhere, PRIOR)
        error = float(spread / np.sqrt(weights[here].sum() + PRIOR))
        found.append(
            SourceWorth(
                source,
                int(here.sum()),
                int(lessons.positive[here].sum()),
                int(lessons.wrong_before[here].sum()),
                int(lessons.wrong_after[here].sum()),
                Metric(value, value - Z * error, value + Z * error),
                value + error,
            )
        )
    return tuple(found)


def _mean(values: Floats, weights: Floats, prior: float, prior_weight: float) -> float:
    total = float(weights.sum()) + prior_weight
    return (float(weights @ values) + prior * prior_weight) / total if total else 0.0


def _taught_most(best: SourceWorth, name: str) -> str:
    said = f"{name[0].upper()}{name[1:]} has taught most lately: "
    if best.wrong_after < best.wrong_before:
        left = best.wrong_after or "none"
        return (
            f"{said}{best.wrong_before} of its {best.verdicts} verdicts were other than the "
            f"version before had said, {left} other than the next one says without them."
        )
    return f"{said}its {best.verdicts} verdicts surprised the version before them most."


def _may_teach(chosen: SourceWorth, words: dict[str, str], best: SourceWorth) -> str:
    name = words[chosen.source]
    count = f"only {chosen.verdicts}" if chosen.verdicts else "no"
    noun = "verdict" if chosen.verdicts == 1 else "verdicts"
    return (
        f"{name[0].upper()}{name[1:]} may teach more than {words[best.source]}, but there were "
        f"{count} {noun} from there lately: a few more would tell."
    )


def _loss(said: Floats, y: Bools) -> Floats:
    right = np.clip(np.where(y, said, 1 - said), 1 - SUREST, SUREST)
    return np.asarray(-np.log(right))
