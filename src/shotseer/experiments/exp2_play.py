"""Playing a decision process: choose an arm, learn from what it hands out, and so on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, Protocol, TypeVar

from shotseer.core.errors import NotReadyError
from shotseer.experiments.exp2_pools import ARMS, Pools, pull
from shotseer.experiments.exp2_processes import Process
from shotseer.experiments.label_data import Judged
from shotseer.learn.bandits import Bandit

PULL = 25
"""Shots of a pull."""
BUDGET = 1000
"""Shots of all pulls together."""


class Learnt(Protocol):
    """What came of learning from some shots."""

    @property
    def average_precision(self) -> float:
        """On the test set, which nobody but the reader sees where the track is honest."""
        ...


L = TypeVar("L", bound=Learnt)


class Game(Protocol[L]):
    """One label by the rules of one track."""

    @property
    def pools(self) -> Pools:
        """What there is to pull at first."""
        ...

    @property
    def start(self) -> Mapping[str, Sequence[float]]:
        """What is known of each arm before the first pull."""
        ...

    def learn(self, shots: Judged) -> L:
        """Learn from all shots that were pulled.

        Raises:
            NotReadyError: nothing can be learnt from these.
        """
        ...

    def gain(self, before: L | None, after: L) -> float:
        """Return the reward of the pull between two states."""
        ...


@dataclass(frozen=True, slots=True)
class Run:
    """What a process did with a label.

    Attributes:
        label: the question.
        track: whose rules these are.
        process: the key of the process.
        arms: which arm each step pulled.
        sizes: how many shots there were to learn from after each step.
        positives: how many of them were positive.
        gains: the reward of each step.
        curve: average precision on the test set after each step.
        missing: why it ended before its time, or did not begin.
        pull: shots of a pull.
    """

    label: str
    track: str
    process: str
    arms: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()
    positives: tuple[int, ...] = ()
    gains: tuple[float, ...] = ()
    curve: tuple[float, ...] = ()
    missing: str = ""
    pull: int = PULL

    @property
    def best(self) -> float | None:
        """The best average precision over steps, chosen on the test set."""
        return max(self.curve, default=None)

    @property
    def last(self) -> float | None:
        """The average precision after the last step."""
        return self.curve[-1] if self.curve else None

    def plain(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Run:
        """Return what `plain` had written."""
        given: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in plain.items()
        }
        return cls(**given)


def play(
    process: Process,
    game: Game[L],
    label: str,
    track: str,
    *,
    steps: int = BUDGET // PULL,
    count: int = PULL,
) -> Run:
    """Let a process pull arms until its steps or the shots are used up.

    The first steps pull each arm once, but for the oracle's.

    Args:
        process: what chooses.
        game: what there is to choose from, and what it gains.
        label: named in the result.
        track: named in the result.
        steps: how many pulls.
        count: shots of a pull.
    """
    table = _Table(game, count)
    bandit = process.make(game.start) if process.make else None
    missing = ""
    for step in range(steps):
        try:
            arm = table.choose(bandit, step)
            if arm is None:
                missing = f"all shots were used up after {step} steps"
                break
            gain = table.take(arm)
        except NotReadyError as error:
            missing = f"step {step + 1}: {error.message}"
            break
        if bandit:
            bandit.reward(arm, gain)
    return Run(
        label,
        track,
        process.key,
        tuple(table.arms),
        tuple(table.sizes),
        tuple(table.positives),
        tuple(table.gains),
        tuple(table.curve),
        missing,
        count,
    )


class _Table:
    """What lies on the table between two pulls."""

    def __init__(self, game: Game[L], count: int) -> None:
        self._game = game
        self._count = count
        self._pools = game.pools
        self._available = list(ARMS)
        self._shots: Judged = ()
        self._learnt: Any = None
        self.arms: list[str] = []
        self.sizes: list[int] = []
        self.positives: list[int] = []
        self.gains: list[float] = []
        self.curve: list[float] = []

    def choose(self, bandit: Bandit | None, step: int) -> str | None:
        """Return the arm to pull, ``None`` where all are empty.

        That an arm is empty shows only when it is chosen. Until then it counts as available, as in
        the reference.
        """
        if bandit is None:
            return self._best()
        if step < len(ARMS) and self._pools[ARMS[step]].shots:
            return ARMS[step]
        while self._available:
            arm = bandit.choose(self._available, step)
            if self._pools[arm].shots:
                return arm
            self._available.remove(arm)
        return None

    def take(self, arm: str) -> float:
        """Pull an arm, learn, and return what it gained."""
        taken, pools = pull(self._pools, arm, self._count)
        shots = self._shots + taken
        learnt = self._game.learn(shots)
        gain = self._game.gain(self._learnt, learnt)
        self._pools, self._shots, self._learnt = pools, shots, learnt
        self.arms.append(arm)
        self.sizes.append(len(shots))
        self.positives.append(sum(verdict for _, verdict in shots))
        self.gains.append(gain)
        self.curve.append(learnt.average_precision)
        return gain

    def _best(self) -> str | None:
        """Return the arm that is best on the test set, of those that can be learnt from."""
        left = [arm for arm in ARMS if self._pools[arm].shots]
        found: dict[str, float] = {}
        for arm in left:
            taken, _ = pull(self._pools, arm, self._count)
            with suppress(NotReadyError):
                found[arm] = self._game.learn(self._shots + taken).average_precision
        if left and not found:
            raise NotReadyError("nothing can be learnt from any arm")
        return max(found, key=found.__getitem__, default=None)
