"""Data diversity against the number of judged shots: figure 10 of the paper.

The compatible track draws from the pools with their true share of positives, and draws VA at each
checkpoint's own size, so that neighbouring points are of different labels. The honest track takes
the pools in their own order, and VA as it was after ``n`` judgements. Nothing is held out.
"""

from __future__ import annotations

from collections.abc import Iterator

from shotseer.core.errors import NotReadyError
from shotseer.experiments import cells as c
from shotseer.experiments.cells import DataScore
from shotseer.experiments.label_data import LabelData
from shotseer.experiments.training_sets import (
    LabelledKeys,
    Pool,
    prefix,
    stratified,
    stratified_halves,
)
from shotseer.learn.diversity import diversity

STEP = 10
"""A checkpoint of 37 shots is drawn at 30."""


def scores_of(data: LabelData) -> Iterator[DataScore]:
    """Yield the data diversity of every set of judged shots of a label."""
    for track, draw in ((c.COMPATIBLE, _stratified), (c.HONEST, prefix)):
        for method in (c.RCC, c.ZSC, c.CC):
            for n in c.NS:
                try:
                    drawn = draw(method, data.random, data.zero_shot, n)
                except NotReadyError:
                    continue
                yield DataScore(data.label, method, n, track, data_score(data, drawn))
    yield from _checkpoints(data)


def _checkpoints(data: LabelData) -> Iterator[DataScore]:
    """Yield VA at every step, of several checkpoints in one the last, and honestly at every n."""
    steps = {
        len(one) // STEP * STEP: data_score(data, one)
        for one in data.checkpoints
        if len(one) >= STEP
    }
    yield from (DataScore(data.label, c.VA, n, c.COMPATIBLE, score) for n, score in steps.items())
    for n in c.NS:
        small = [one for one in data.checkpoints if 0 < len(one) <= n]
        if small:
            yield DataScore(data.label, c.VA, n, c.HONEST, data_score(data, small[-1]))


def _stratified(method: str, random: Pool, zero_shot: Pool, n: int) -> LabelledKeys:
    if method == c.CC:
        return stratified_halves(random, zero_shot, n)
    return LabelledKeys.of_pool(stratified(random if method == c.RCC else zero_shot, n))


def data_score(data: LabelData, judged: LabelledKeys) -> float:
    """Return the data diversity of some judged shots over the published ten clusters."""
    clusters = data.clusters
    return diversity(
        clusters[data.rows(judged.positives)], clusters[data.rows(judged.negatives)]
    ).score


def upper_bound(n: int) -> float:
    """Return the most that ``n`` judged shots can reach."""
    return min(n / 200, 1.0)
