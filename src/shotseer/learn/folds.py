"""Folds for estimates that are shown to people: no video on both sides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shotseer.core.arrays import Bools, Ints

MOST = 5


@dataclass(frozen=True, slots=True, eq=False)
class Folds:
    """A partition of the judged shots.

    Attributes:
        assignments: ``(n,)`` the fold of each shot, from 0. Every fold has both classes.
        count: how many folds there are.
        grouped: whether each video is in one fold only.
    """

    assignments: Ints
    count: int
    grouped: bool


def make_folds(y: Bools, groups: Ints, seed: int = 0) -> Folds | None:
    """Split judged shots into two to five folds, each with both classes.

    Videos stay together where at least two have positives and at least two have negatives;
    otherwise shots are split one by one. The result does not depend on the numbers that stand
    for videos, only on which shots share one.

    Args:
        y: ``(n,)`` verdicts: true for positive.
        groups: ``(n,)`` a number per video.
        seed: orders what is otherwise equal.

    Returns:
        ``None`` with fewer than two positives or two negatives: nothing can be held out.
    """
    if min(np.count_nonzero(y), np.count_nonzero(~y)) < 2:
        return None
    # Numbered by first appearance.
    _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    codes = np.argsort(np.argsort(first))[inverse]
    positives = np.bincount(codes[y], minlength=len(first))
    negatives = np.bincount(codes[~y], minlength=len(first))
    rng = np.random.default_rng(seed)
    videos = min(np.count_nonzero(positives), np.count_nonzero(negatives))
    if videos >= 2:
        count = min(MOST, int(videos))
        return Folds(_deal_groups(positives, negatives, count, rng)[codes], count, grouped=True)
    count = min(MOST, int(np.count_nonzero(y)), int(np.count_nonzero(~y)))
    return Folds(_deal_shots(y, count, rng), count, grouped=False)


def _deal_groups(positives: Ints, negatives: Ints, count: int, rng: np.random.Generator) -> Ints:
    """Return the fold of each group; every fold gets both classes.

    Groups with both classes go first, then those with only the rarer one, then the rest, each to
    the fold that has least of its class. As at least ``count`` groups have each class, the first
    to arrive fill the empty folds; larger groups go before smaller ones to even out the sizes.
    """
    counts = np.stack([positives, negatives])
    if positives.sum() > negatives.sum():
        counts = counts[::-1]
    kind = np.where(counts.all(axis=0), 0, np.where(counts[0] > 0, 1, 2))
    shuffled = rng.permutation(counts.shape[1])
    order = shuffled[np.lexsort((-counts.sum(axis=0)[shuffled], kind[shuffled]))]
    dealt = np.zeros((2, count), dtype=np.int64)
    folds = np.empty(counts.shape[1], dtype=np.int64)
    for group in order:
        first = 1 if kind[group] == 2 else 0
        fold = int(np.lexsort((dealt[1 - first], dealt[first]))[0])
        dealt[:, fold] += counts[:, group]
        folds[group] = fold
    return folds


def _deal_shots(y: Bools, count: int, rng: np.random.Generator) -> Ints:
    """Return the fold of each shot: each class is shuffled and dealt like cards."""
    folds = np.empty(len(y), dtype=np.int64)
    for offset, rows in enumerate((np.flatnonzero(y), np.flatnonzero(~y))):
        # The classes are dealt in opposite directions, to even out the sizes.
        cards = np.arange(len(rows)) % count
        folds[rng.permutation(rows)] = cards if offset == 0 else count - 1 - cards
    return folds
