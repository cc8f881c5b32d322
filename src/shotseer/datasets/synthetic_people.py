"""The annotators of a synthetic data set, and what they were shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shotseer.core.arrays import Bools, Ints, Vector
from shotseer.datasets.videoannotator import Checkpoint, Pools, ShotTable, VoteRecord, Votes
from shotseer.learn.hash_split import in_validation

PRIMARY, SECONDARIES = "B", ("A", "C")
NOISE = (0.05, 0.1, 0.3)
"""Of B, A and C: how far off their sense of the border is, in deviations of the shots."""

POOL = 1_000
AVE_SHOTS = 50_000
LARGEST_PART = 3
"""A pool, and what AVE has, is at most one part in so many of all shots."""

SMALL_VOTES = 200
FEW_CHECKPOINTS, MANY_CHECKPOINTS = 6, 20
"""Of a label with at most ``SMALL_VOTES`` votes, and of one with more."""


@dataclass(frozen=True, slots=True)
class LabelPlan:
    """How a label is made up.

    Attributes:
        name: of the label.
        positives: how many of all shots are truly positive.
        votes: how many shots are judged with the tool.
        in_ave: whether it has an AVE file.
    """

    name: str
    positives: int
    votes: int
    in_ave: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """All that was judged for a label."""

    votes: Votes
    checkpoints: tuple[Checkpoint, ...]
    pools: Pools
    ave: Checkpoint | None

    def is_split_well(self) -> bool:
        """Return whether training and validation have positives, by the splits of seeds 0 and 1."""
        keys = [record.key for record in self.votes.records if record.aggregate]
        in_validations = [in_validation(keys, seed) for seed in (0, 1)]
        return all(part.any() and not part.all() for part in in_validations)


def judge(
    table: ShotTable, plan: LabelPlan, along: Vector, cosines: Vector, rng: np.random.Generator
) -> Judged:
    """Let three annotators judge what the tool and the two pools show them.

    Args:
        table: ``n`` shots.
        plan: of the label.
        along: ``(n,)``, how far each reaches along the label's hidden direction.
        cosines: ``(n,)``, with the label's text.
        rng: decides what is shown, and who errs.
    """
    border = -np.partition(-along, plan.positives - 1)[plan.positives - 1]
    margins = (along - border) / along.std()
    size = min(POOL, len(along) // LARGEST_PART)
    zero_shot, random = _least(-cosines, size), rng.choice(len(along), size, replace=False)
    shown = _shown(margins, zero_shot, plan.votes, rng)

    # Everybody is asked once about a shot, wherever it was shown: the files agree.
    asked = np.unique(np.concatenate([zero_shot, random, shown]))
    said = np.zeros((len(along), len(NOISE)), dtype=bool)
    said[asked] = margins[asked, None] + rng.normal(0, NOISE, (len(asked), len(NOISE))) >= 0
    majority = said.sum(axis=1) * 2 > len(NOISE)
    return Judged(
        votes=_votes(table, shown, said, majority),
        checkpoints=_checkpoints(table, shown, said[:, 0]),
        pools=Pools(_pool(table, zero_shot, majority), _pool(table, random, majority)),
        ave=_ave(table, margins, rng) if plan.in_ave else None,
    )


def _shown(margins: Vector, nearest: Ints, votes: int, rng: np.random.Generator) -> Ints:
    """Return the rows that the tool shows: first hits of a search, then feeds, mixed.

    40 % are hits of the search, 30 % lie at the border, and the rest is random.
    """
    hits = nearest[: votes * 4 // 10]
    borderline = _least(np.abs(margins), votes * 3 // 10)
    random = rng.choice(len(margins), votes, replace=False)
    wanted = np.concatenate([hits, borderline, random])
    _, first = np.unique(wanted, return_index=True)
    rows = wanted[np.sort(first)[:votes]]
    start = votes // FEW_CHECKPOINTS
    return np.concatenate([rows[:start], rng.permutation(rows[start:])])


def _least(values: Vector, size: int) -> Ints:
    """Return the rows of the least values, in their order."""
    rows = np.argpartition(values, size)[:size]
    return rows[np.argsort(values[rows], kind="stable")]


def _votes(table: ShotTable, shown: Ints, said: Bools, majority: Bools) -> Votes:
    records = tuple(
        VoteRecord(
            key=table.keys[row],
            primary=votes[0],
            secondaries=dict(zip(SECONDARIES, votes[1:], strict=True)),
            aggregate=aggregate,
            positive_count=sum(votes),
        )
        for row, votes, aggregate in zip(
            shown.tolist(), said[shown].tolist(), majority[shown].tolist(), strict=True
        )
    )
    return Votes(PRIMARY, SECONDARIES, records)


def _checkpoints(table: ShotTable, shown: Ints, said: Bools) -> tuple[Checkpoint, ...]:
    """Return ever more of the primary's verdicts; the first yes and no are first told wrongly.

    One of them is put right after a third of the checkpoints, the other after two thirds.
    """
    count = FEW_CHECKPOINTS if len(shown) <= SMALL_VOTES else MANY_CHECKPOINTS
    ends = [len(shown) * (number + 1) // count for number in range(count)]
    verdicts = said[shown]
    slips = [int(np.argmax(verdicts)), int(np.argmax(~verdicts))]
    found = []
    for number, end in enumerate(ends):
        told = verdicts.copy()
        for slip, mended in zip(slips, (count // 3, count * 2 // 3), strict=True):
            told[slip] ^= number < mended
        found.append(_sides(table, shown[:end], told[:end]))
    return tuple(found)


def _ave(table: ShotTable, margins: Vector, rng: np.random.Generator) -> Checkpoint:
    size = min(AVE_SHOTS, len(margins) // LARGEST_PART)
    rows = rng.choice(len(margins), size, replace=False)
    return _sides(table, rows, margins[rows] >= 0)


def _pool(table: ShotTable, rows: Ints, majority: Bools) -> tuple[tuple[str, bool], ...]:
    return tuple(
        (table.keys[row], value)
        for row, value in zip(rows.tolist(), majority[rows].tolist(), strict=True)
    )


def _sides(table: ShotTable, rows: Ints, verdicts: Bools) -> Checkpoint:
    return Checkpoint(
        positives=tuple(table.keys[row] for row in rows[verdicts].tolist()),
        negatives=tuple(table.keys[row] for row in rows[~verdicts].tolist()),
    )
