"""The pools of the second experiment: labelled shots that an arm hands out, some at a pull."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from shotseer.experiments import training_sets
from shotseer.experiments.label_data import Judged, LabelData

ARMS = ("agg", "zero_shot", "random")
"""The verdicts of Video Annotator in the order of its checkpoints, the top hits, random shots."""
ORDER_SEED = 0
"""Of the order within a checkpoint, which the data set does not tell."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Shots in the order in which they are handed out.

    ``stratified`` says whether each pull has the pool's own share of positives. Nobody who has
    yet to judge the shots could draw so; the published experiment does.
    """

    shots: Judged
    stratified: bool

    def take(self, count: int) -> Judged:
        """Return the next shots, all that are left where they are fewer.

        A stratified pull has the rounded share of positives, and at least one while any is left.
        """
        if not self.stratified or len(self.shots) <= count:
            return self.shots[:count]
        return tuple(training_sets.stratified(self.shots, count))

    def without(self, keys: Collection[str]) -> Pool:
        """Return the pool without some shots."""
        return Pool(tuple(shot for shot in self.shots if shot[0] not in keys), self.stratified)


Pools: TypeAlias = Mapping[str, Pool]


def pull(pools: Pools, arm: str, count: int) -> tuple[Judged, Pools]:
    """Return the shots of a pull, and the pools without them: none hands out what another did."""
    taken = pools[arm].take(count)
    keys = {key for key, _ in taken}
    return taken, {name: pool.without(keys) for name, pool in pools.items()}


def published_pools(data: LabelData, held_out: Collection[str]) -> Pools:
    """Return the pools as the published experiment has them: each pull stratified by the truth.

    Of the shots that checkpoints brought, in their order, those count that the majority judged. A
    checkpoint no larger than the pool so far is passed over.

    Args:
        data: of the label.
        held_out: keys of the validation set.
    """
    truth = dict(data.votes)
    found: dict[str, bool] = {}
    for checkpoint in data.checkpoints:
        if len(checkpoint) > len(found):
            dice = np.random.RandomState(ORDER_SEED)
            positives = _shuffled(checkpoint.positives, dice)
            negatives = _shuffled(checkpoint.negatives, dice)
            found |= _usable([*positives, *negatives], truth, held_out)
    return _pools(data, held_out, found, stratified=True)


def deployable_pools(data: LabelData) -> Pools:
    """Return pools that an annotator could draw from: each in its own order, whatever is in it.

    Like `published_pools`, but pulls are not stratified, no checkpoint is passed over, and shots
    that are held out are judged all the same.
    """
    truth = dict(data.votes)
    found: dict[str, bool] = {}
    for checkpoint in data.checkpoints:
        new = [key for key in checkpoint.keys if key not in found]
        found |= _usable(_shuffled(new, np.random.RandomState(ORDER_SEED)), truth, ())
    return _pools(data, (), found, stratified=False)


def _shuffled(keys: Sequence[str], dice: np.random.RandomState) -> list[str]:
    return [keys[place] for place in dice.permutation(len(keys))]


def _usable(
    keys: Sequence[str], truth: Mapping[str, bool], held_out: Collection[str]
) -> dict[str, bool]:
    return {key: truth[key] for key in keys if key in truth and key not in held_out}


def _pools(
    data: LabelData, held_out: Collection[str], found: Mapping[str, bool], *, stratified: bool
) -> Pools:
    shots = {"agg": tuple(found.items()), "zero_shot": data.zero_shot, "random": data.random}
    return {arm: Pool(shots[arm], stratified).without(held_out) for arm in ARMS}
