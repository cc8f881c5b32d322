"""The first experiment without what flatters in the released code.

- No choice on the test set: VA is its last checkpoint, not the best one on the test set.
- One split for every method, by video: no shot of a held-out video is trained on, from whatever
  source, and not even looked at as unjudged. Several splits, as one is a matter of luck.
- ``n`` is what annotators judged, for every method. Of those, shots of held-out videos are not
  trained on, so that all methods train on about four fifths of ``n``.
- Two test sets: the held-out part of what the system offered, and random shots, which have the
  share of positives that the corpus has.
- Two heads on the very same rows: the published one, and our default.
- Missing is missing. Pairs are compared where both are there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from shotseer.core.arrays import Bools, Floats, Matrix
from shotseer.core.errors import NotReadyError
from shotseer.experiments import cells as c
from shotseer.experiments import resamples
from shotseer.experiments.cells import Cell
from shotseer.experiments.heads import Scorer, default_head, paper_head, similarity
from shotseer.experiments.label_data import Judged, LabelData, is_in
from shotseer.experiments.training_sets import LabelledKeys, prefix
from shotseer.learn.average_precision import average_precision
from shotseer.learn.hash_split import in_validation

SEEDS = (0, 1, 2, 3, 4)
METHODS = (c.RCC, c.ZSC, c.CC, c.VA)
HEADS = (c.PAPER, c.OURS)


@dataclass(frozen=True, slots=True, eq=False)
class TestSet:
    """Held-out shots: ``(n, d)`` rows as they are, and ``(n,)`` true for positive."""

    name: str
    rows: Matrix
    y: Bools


@dataclass(frozen=True, slots=True, eq=False)
class VideoSplit:
    """What one seed holds out.

    ``keys`` are of judged shots, ``videos`` all held-out clips. ``tests`` are what is measured on;
    on one without a positive every cell is missing.
    """

    seed: int
    keys: frozenset[str]
    videos: set[str]
    tests: tuple[TestSet, ...]


def cells_of(data: LabelData) -> list[Cell]:
    """Return all cells of a label, for every seed, test set, source of shots and head."""
    found: list[Cell] = []
    for seed in SEEDS:
        split = split_by_video(data, seed)
        found += _flat(data, split)
        for train, places in _training_sets(data).items():
            found += _learnt(data, split, train, places)
    return found


def split_by_video(data: LabelData, seed: int) -> VideoSplit:
    """Hold out a fifth of the videos, by a hash of their ids, with all that is of them."""
    videos = sorted({*data.videos, *data.background_videos})
    held = in_validation(videos, seed)
    chosen = {video for video, is_held in zip(videos, held, strict=True) if is_held}
    mask = is_in(data.videos, chosen)
    keys = frozenset(key for key, is_held in zip(data.keys, mask, strict=True) if is_held)
    tests = (_test(data, c.SELECTED, data.votes, keys), _test(data, c.CORPUS, data.random, keys))
    return VideoSplit(seed, keys, chosen, tests)


def _test(data: LabelData, name: str, judged: Judged, held: frozenset[str]) -> TestSet:
    mine = sorted((key, yes) for key, yes in judged if key in held)
    rows = data.vectors[data.rows(key for key, _ in mine)]
    return TestSet(name, rows, np.array([yes for _, yes in mine], dtype=np.bool_))


def _training_sets(data: LabelData) -> dict[LabelledKeys | str, list[tuple[str, int]]]:
    """Return every set of judged shots and the methods and ``n`` that it stands for.

    A reason stands in place of a set that cannot be had. Where VA has no new checkpoint between
    two ``n``, both have one and the same.
    """
    found: dict[LabelledKeys | str, list[tuple[str, int]]] = {}
    for n in c.NS:
        for method in METHODS:
            try:
                train: LabelledKeys | str = _judged(data, method, n)
            except NotReadyError as error:
                train = error.message
            found.setdefault(train, []).append((method, n))
    return found


def _judged(data: LabelData, method: str, n: int) -> LabelledKeys:
    if method != c.VA:
        return prefix(method, data.random, data.zero_shot, n)
    small = [one for one in data.checkpoints if 0 < len(one) <= n]
    if not small:
        raise NotReadyError(f"no checkpoint of at most {n} shots")
    return small[-1]


def _flat(data: LabelData, split: VideoSplit) -> Iterator[Cell]:
    for test in split.tests:
        for method in c.FLAT:
            cell = _blank(data, split, test, method, 0, c.NO_HEAD)
            if not test.y.any():
                yield cell
            elif method == c.B:
                measured = resamples.random_ranking(int(test.y.sum()), len(test.y))
                yield replace(cell, mean=measured.mean, sd=measured.sd)
            else:
                yield _measured(cell, similarity(test.rows, data.text), test)


def _learnt(
    data: LabelData,
    split: VideoSplit,
    judged: LabelledKeys | str,
    places: list[tuple[str, int]],
) -> Iterator[Cell]:
    """Yield the cells of one set of judged shots: both heads on both test sets."""
    for head in HEADS:
        train, score, reason = _fit(data, split, judged, head)
        for test in split.tests:
            for method, n in places:
                cell = replace(
                    _blank(data, split, test, method, n, head),
                    train_size=len(train) if train else 0,
                    train_positives=len(train.positives) if train else 0,
                )
                if score is None:
                    yield replace(cell, missing=reason)
                elif test.y.any():
                    yield _measured(replace(cell, trained=True), score(test.rows), test)
                else:
                    yield replace(cell, trained=True)


def _fit(
    data: LabelData, split: VideoSplit, judged: LabelledKeys | str, head: str
) -> tuple[LabelledKeys | None, Scorer | None, str]:
    """Return what a head learnt from, its scores, and else why there are none."""
    if isinstance(judged, str):
        return None, None, judged
    train = None
    try:
        train = judged.without(split.keys)
        if head == c.PAPER:
            return train, paper_head(data, train), ""
        return train, default_head(data, train, split.videos), ""
    except NotReadyError as error:
        return train, None, error.message


def _blank(
    data: LabelData, split: VideoSplit, test: TestSet, method: str, n: int, head: str
) -> Cell:
    return Cell(
        label=data.label,
        method=method,
        n=n,
        track=c.HONEST,
        seed=split.seed,
        mean=None,
        sd=None,
        group=data.group,
        head=head,
        scoring=c.BY_AP,
        test=test.name,
        train_size=0,
        train_positives=0,
        test_size=len(test.y),
        test_positives=int(test.y.sum()),
        missing="" if test.y.any() else f"no positive among the held-out {test.name} shots",
    )


def _measured(cell: Cell, scores: Floats, test: TestSet) -> Cell:
    return replace(cell, mean=average_precision(scores, test.y))
