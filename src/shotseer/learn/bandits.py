"""Bandits: which of several sources of verdicts to draw from next.

The rules are those of the second experiment of Ziai and Vartakavi (2024): an arm is a pool of
labelled shots, a pull adds some of them, and the gain of a pull is what it added to the average
precision. Nothing here knows what an arm is: it is a name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np

ALPHA = 0.5
"""How much an exponentially weighted mean forgets at each gain."""

Summary = Callable[[Sequence[float]], float]
SeedOf = Callable[[int], int]
"""The seed of a step's dice, from the number of the step."""


class Bandit(Protocol):
    """Chooses the arm to pull next, and learns from what pulls gained."""

    def choose(self, available: Sequence[str], step: int) -> str:
        """Return one of the arms that still seem to have something.

        Args:
            available: at least one arm, in their fixed order.
            step: how many pulls there were. The same step may be asked again, with fewer arms.
        """
        ...

    def reward(self, arm: str, gain: float) -> None:
        """Take note of what a pull gained."""
        ...


def mean(gains: Sequence[float]) -> float:
    """Return the mean gain; 0 before the first."""
    return float(np.mean(gains)) if gains else 0.0


def last(gains: Sequence[float]) -> float:
    """Return the newest gain; less than any before the first."""
    return gains[-1] if gains else -math.inf


def ewma(gains: Sequence[float]) -> float:
    """Return the mean gain, each weighing half of the one after it; 0 before the first."""
    if not gains:
        return 0.0
    weights = (1 - ALPHA) ** np.arange(len(gains))[::-1]
    return float(np.average(gains, weights=weights))


class RoundRobin:
    """Takes the arms in turn."""

    def choose(self, available: Sequence[str], step: int) -> str:
        """Return the arm whose turn it is."""
        return available[step % len(available)]

    def reward(self, arm: str, gain: float) -> None:
        """Learn nothing."""


class Uniform:
    """Takes any arm by chance, each as likely."""

    def __init__(self, seed_of: SeedOf) -> None:
        self._seed_of = seed_of

    def choose(self, available: Sequence[str], step: int) -> str:
        """Return any arm."""
        return str(np.random.RandomState(self._seed_of(step)).choice(available))

    def reward(self, arm: str, gain: float) -> None:
        """Learn nothing."""


class _Remembering:
    """Remembers the gains of each arm.

    Args:
        start: arms in their fixed order, each with the gains that are known of it already.
        summary: what is thought of an arm with such gains.
    """

    def __init__(self, start: Mapping[str, Sequence[float]], summary: Summary) -> None:
        self._gains = {arm: list(gains) for arm, gains in start.items()}
        self._summary = summary

    def worth(self, arm: str) -> float:
        """Return what is thought of an arm."""
        return self._summary(self._gains[arm])

    def reward(self, arm: str, gain: float) -> None:
        """Remember a gain."""
        self._gains[arm].append(gain)


class EpsilonGreedy(_Remembering):
    """Takes the arm that seems best, and now and then any.

    Of equally good arms the last by name is taken, as in the reference.
    """

    def __init__(
        self,
        start: Mapping[str, Sequence[float]],
        summary: Summary,
        epsilon: float,
        seed_of: SeedOf,
    ) -> None:
        super().__init__(start, summary)
        self._epsilon = epsilon
        self._seed_of = seed_of

    def choose(self, available: Sequence[str], step: int) -> str:
        """Return any arm with a chance of epsilon, else the best."""
        dice = np.random.RandomState(self._seed_of(step))
        if dice.rand() < self._epsilon:
            return str(dice.choice(available))
        return max(available, key=lambda arm: (self.worth(arm), arm))


class UpperConfidence(_Remembering):
    """Takes the arm that may be best: UCB1 (Auer et al. 2002), with a scale of its own.

    The gains that are known from the start count towards an arm's worth, and not as pulls.
    """

    def __init__(
        self, start: Mapping[str, Sequence[float]], summary: Summary, scale: float
    ) -> None:
        super().__init__(start, summary)
        self._scale = scale
        self._pulls = dict.fromkeys(start, 0)

    def choose(self, available: Sequence[str], step: int) -> str:
        """Return the first arm without a pull, else that with the highest upper bound."""
        fresh = [arm for arm in self._pulls if arm in available and not self._pulls[arm]]
        if fresh:
            return fresh[0]
        return max(available, key=lambda arm: self.worth(arm) + self._bonus(arm, step + 1))

    def reward(self, arm: str, gain: float) -> None:
        """Remember a gain and count the pull."""
        super().reward(arm, gain)
        self._pulls[arm] += 1

    def _bonus(self, arm: str, time: int) -> float:
        return self._scale * math.sqrt(math.log(time) / self._pulls[arm])


class Exp3(_Remembering):
    """Draws arms by weights that grow with what they gained (Auer et al. 2002).

    As in the reference, a weight grows with the summary of an arm's gains, not with the newest
    alone.
    """

    def __init__(
        self,
        start: Mapping[str, Sequence[float]],
        summary: Summary,
        gamma: float,
        seed_of: SeedOf,
    ) -> None:
        super().__init__(start, summary)
        self._gamma = gamma
        self._seed_of = seed_of
        self._weights = dict.fromkeys(start, 1.0)
        self._available: tuple[str, ...] = tuple(start)

    def choose(self, available: Sequence[str], step: int) -> str:
        """Return an arm by chance, the more likely the larger its weight."""
        self._available = tuple(available)
        chances = [self._chance(arm) for arm in available]
        return str(np.random.RandomState(self._seed_of(step)).choice(available, p=chances))

    def reward(self, arm: str, gain: float) -> None:
        """Remember a gain and let the arm's weight grow."""
        super().reward(arm, gain)
        estimate = self.worth(arm) / self._chance(arm)
        self._weights[arm] *= math.exp(self._gamma * estimate / len(self._available))

    def _chance(self, arm: str) -> float:
        total = sum(self._weights[other] for other in self._available)
        share = self._weights[arm] / total
        return (1 - self._gamma) * share + self._gamma / len(self._available)


class Thompson(_Remembering):
    """Draws a likely mean gain for each arm, and takes the arm with the largest draw.

    Thompson (1933), for gains with Gaussian noise. The noise has the mean square of all gains; an
    arm's mean has the prior of one gain of zero, so that its posterior has mean ``sum / (n + 1)``
    and variance ``noise / (n + 1)``.
    """

    def __init__(self, start: Mapping[str, Sequence[float]], seed_of: SeedOf) -> None:
        super().__init__(start, mean)
        self._seed_of = seed_of

    def choose(self, available: Sequence[str], step: int) -> str:
        """Return the arm with the largest draw."""
        dice = np.random.RandomState(self._seed_of(step))
        noise = mean([gain**2 for gains in self._gains.values() for gain in gains])
        draws = dice.standard_normal(len(self._gains))
        drawn = {
            arm: (sum(gains) + math.sqrt(noise * (len(gains) + 1)) * draw) / (len(gains) + 1)
            for (arm, gains), draw in zip(self._gains.items(), draws, strict=True)
        }
        return max(available, key=drawn.__getitem__)
