"""The decision processes of the second experiment: how the next arm is chosen.

Those that the published tables are about come first, in the order of the notebook that ran them;
the rest are in the released code, where the last was left empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from shotseer.learn import bandits
from shotseer.learn.bandits import Bandit, Summary

Start: TypeAlias = Mapping[str, Sequence[float]]
"""What is known of each arm before the first pull."""

SEED = 1
GAMMA = 0.1
EPSILONS = (0.1, 0.25, 0.5)
REPORTED_EPSILON = 0.25
SCALES = (0.01, 0.1)


@dataclass(frozen=True, slots=True)
class Process:
    """A way to choose arms.

    Attributes:
        name: as published.
        setting: its parameter, empty where it has none.
        make: makes one that has chosen nothing yet. ``None`` stands for the oracle, which tries
            every arm and keeps the one that is best on the very shots that are reported on.
        is_reported: whether it counts in Table 3.
    """

    name: str
    setting: str
    make: Callable[[Start], Bandit] | None
    is_reported: bool = True

    @property
    def key(self) -> str:
        """What tells it from the others."""
        return f"{self.name} {self.setting}".strip()


def published() -> tuple[Process, ...]:
    """Return the processes as the released code has them.

    Two of its oddities change choices. UCBEWMA and UCBLast inherit the rule of UCBMean and so go
    by the mean, too. Exp3 throws the same dice at every step.
    """
    return _processes(ucb_summaries=(bandits.mean, bandits.mean), exp3_seed=lambda step: 0 * step)


def corrected() -> tuple[Process, ...]:
    """Return the processes as their names say, without the oracle, which nobody could deploy."""
    all_of_them = _processes(ucb_summaries=(bandits.ewma, bandits.last), exp3_seed=_seed_of)
    return tuple(process for process in all_of_them if process.make is not None)


def _processes(
    *, ucb_summaries: tuple[Summary, Summary], exp3_seed: bandits.SeedOf
) -> tuple[Process, ...]:
    ucb_ewma, ucb_last = ucb_summaries
    return (
        *(_greedy("Mean", bandits.mean, epsilon) for epsilon in EPSILONS),
        Process("RoundRobin", "", lambda start: bandits.RoundRobin()),  # noqa: ARG005
        Process("GreedyOracle", "", None),
        _greedy("EWMA", bandits.ewma, REPORTED_EPSILON),
        *(_ucb("Mean", bandits.mean, scale) for scale in SCALES),
        _ucb("EWMA", ucb_ewma, SCALES[0]),
        _greedy("Last", bandits.last, REPORTED_EPSILON),
        _ucb("Last", ucb_last, SCALES[0]),
        Process("Random", "", lambda start: bandits.Uniform(_seed_of)),  # noqa: ARG005
        _exp3("Mean", bandits.mean, exp3_seed),
        _exp3("Last", bandits.last, exp3_seed),
        _exp3("EWMA", bandits.ewma, exp3_seed),
        Process("Thompson", "", lambda start: bandits.Thompson(start, _seed_of)),
    )


def _seed_of(step: int) -> int:
    return SEED + step


def _greedy(name: str, summary: Summary, epsilon: float) -> Process:
    return Process(
        f"EpsilonGreedy{name}",
        f"epsilon={epsilon}",
        lambda start: bandits.EpsilonGreedy(start, summary, epsilon, _seed_of),
        is_reported=epsilon == REPORTED_EPSILON,
    )


def _ucb(name: str, summary: Summary, scale: float) -> Process:
    return Process(
        f"UCB{name}",
        f"c={scale}",
        lambda start: bandits.UpperConfidence(start, summary, scale),
    )


def _exp3(name: str, summary: Summary, seed_of: bandits.SeedOf) -> Process:
    return Process(
        f"Exp3{name}",
        f"gamma={GAMMA}",
        lambda start: bandits.Exp3(start, summary, GAMMA, seed_of),
    )
