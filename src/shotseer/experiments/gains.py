"""What one classifier gains on another, label by label."""

from __future__ import annotations

from dataclasses import dataclass

from shotseer.experiments import cells as c
from shotseer.experiments.cells import Table


@dataclass(frozen=True, slots=True)
class Side:
    """One of two classifiers that are compared: where its shots are from, and its head."""

    method: str
    head: str = c.PAPER


@dataclass(frozen=True, slots=True)
class Where:
    """Whose rules, and on which test set."""

    track: str
    test: str = c.SELECTED


@dataclass(frozen=True, slots=True)
class Pair:
    """The two sides on one label, over the splits where both, one or none are there.

    Attributes:
        label: the question.
        gain: of the first over the second, averaged over the splits where both are there.
        ours: the first, averaged over the same splits.
        theirs: the second, averaged over the same splits.
        has_ours: whether the first is there at all.
        has_theirs: whether the second is there at all.
    """

    label: str
    gain: float | None
    ours: float | None
    theirs: float | None
    has_ours: bool
    has_theirs: bool


def pairs(table: Table, where: Where, ours: Side, theirs: Side, n: int) -> list[Pair]:
    """Return a pair for each label, also where a side is missing."""
    return [_pair(table, where, ours, theirs, n, label) for label in table.labels]


def _pair(table: Table, where: Where, ours: Side, theirs: Side, n: int, label: str) -> Pair:
    values = [
        tuple(
            table.value(
                label,
                side.method,
                n,
                track=where.track,
                seed=seed,
                head=side.head,
                test=where.test,
            )
            for side in (ours, theirs)
        )
        for seed in table.seeds(where.track)
    ]
    both = [(one, two) for one, two in values if one is not None and two is not None]
    has_ours, has_theirs = (any(one[side] is not None for one in values) for side in (0, 1))
    if not both:
        return Pair(label, None, None, None, has_ours, has_theirs)
    one, two = (sum(pair[side] for pair in both) / len(both) for side in (0, 1))
    # Of one split the difference itself, so that equal is equal.
    gain = sum(first - second for first, second in both) / len(both)
    return Pair(label, gain, one, two, has_ours, has_theirs)
