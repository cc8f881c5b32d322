"""The first experiment by the rules of the released code, quirks included.

Source: Ziai and Vartakavi 2024, and the code released with it. What is odd about the rules is said
where it is followed; the honest track (`experiments.honest`) is without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit

from shotseer.core.arrays import Bools, Floats, Matrix
from shotseer.core.errors import NotReadyError
from shotseer.experiments import cells as c
from shotseer.experiments import resamples
from shotseer.experiments.cells import Cell
from shotseer.experiments.heads import examples, similarity
from shotseer.experiments.label_data import LabelData
from shotseer.experiments.resamples import Measure
from shotseer.experiments.training_sets import LabelledKeys, prefix, without
from shotseer.learn.hash_split import in_validation
from shotseer.learn.paper_fit import PaperFit, fit_paper_folds

SEED = 0
TOLERANCE = 10
"""A checkpoint may have this many shots more than ``n``."""
FOLDS = 5
NO_POSITIVES = "no positive in the {} part of the split"


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """The validation set: positives first, each sorted by key.

    Attributes:
        keys: of all its shots.
        rows: ``(n, d)`` their vectors as they are.
        y: ``(n,)`` true for positive.
    """

    keys: frozenset[str]
    rows: Matrix
    y: Bools


def cells_of(data: LabelData) -> list[Cell]:
    """Return all cells of a label: with the installed scikit-learn's rules and with 0.24's.

    They differ where a fold has no positive: its average precision is 0 today and was undefined
    then, which made the strongest regularisation win.
    """
    blank = _blank(data)
    try:
        test = split(data)
    except NotReadyError as error:
        lost = [replace(blank, method=method, missing=error.message) for method in c.FLAT]
        lost += [
            replace(blank, method=method, n=n, head=c.PAPER, missing=error.message)
            for n in c.NS
            for method in (c.RCC, c.ZSC, c.CC, c.VA)
        ]
        return [*lost, *(replace(cell, track=c.COMPATIBLE_OLD) for cell in lost)]
    blank = replace(blank, test_size=len(test.y), test_positives=int(test.y.sum()))
    found = [*_flat(data, test, blank), *_pools(data, test, blank)]
    checkpoints = list(_checkpoints(data, test, blank))
    found += checkpoints
    for track in (c.COMPATIBLE, c.COMPATIBLE_OLD):
        own = [cell for cell in checkpoints if cell.track == track]
        found += [_best(own, n, replace(blank, track=track)) for n in c.NS]
    return found


def _blank(data: LabelData) -> Cell:
    return Cell(
        label=data.label,
        method="",
        n=0,
        track=c.COMPATIBLE,
        seed=SEED,
        mean=None,
        sd=None,
        group=data.group,
        head=c.NO_HEAD,
        scoring=c.BY_AP,
        test=c.SELECTED,
        train_size=0,
        train_positives=0,
        test_size=0,
        test_positives=0,
    )


def split(data: LabelData, seed: int = SEED) -> HeldOut:
    """Return the validation set: a fifth of the judged shots, by a hash of their keys.

    Raises:
        NotReadyError: a part of the split has no positive.
    """
    votes = LabelledKeys.of_pool(data.votes)
    held = in_validation(votes.keys, seed)
    y = np.arange(len(votes)) < len(votes.positives)
    for part, name in ((~held, "training"), (held, "validation")):
        if not y[part].any():
            raise NotReadyError(NO_POSITIVES.format(name))
    keys = [key for key, is_held in zip(votes.keys, held, strict=True) if is_held]
    return HeldOut(frozenset(keys), data.vectors[data.rows(keys)], y[held])


def _flat(data: LabelData, test: HeldOut, blank: Cell) -> Iterator[Cell]:
    """Yield the methods without judged shots, the same on both tracks."""
    chance = resamples.random_ranking(int(test.y.sum()), len(test.y))
    found = [
        replace(blank, method=c.B, mean=chance.mean, sd=chance.sd),
        # The released code lets zero-shot call everything negative.
        _measured(
            replace(blank, method=c.ZS), similarity(test.rows, data.text), test, threshold=np.inf
        ),
    ]
    for track in (c.COMPATIBLE, c.COMPATIBLE_OLD):
        yield from (replace(cell, track=track) for cell in found)


def _pools(data: LabelData, test: HeldOut, blank: Cell) -> Iterator[Cell]:
    """Yield what is learnt from prefixes of the pools, scored both ways."""
    random = without(data.random, test.keys)
    zero_shot = without(data.zero_shot, test.keys)
    known: dict[LabelledKeys, list[Cell]] = {}
    for n in c.NS:
        for method in (c.RCC, c.ZSC, c.CC):
            cell = replace(blank, method=method, n=n, head=c.PAPER)
            try:
                train = prefix(method, random, zero_shot, n)
            except NotReadyError as error:
                missing = replace(cell, missing=error.message)
                yield from (missing, replace(missing, track=c.COMPATIBLE_OLD))
                continue
            # A pool that is shorter than n gives the same set again.
            if train not in known:
                known[train] = list(_learnt(data, train, test, cell, also_by_accuracy=True))
            yield from (replace(one, method=method, n=n) for one in known[train])


def _checkpoints(data: LabelData, test: HeldOut, blank: Cell) -> Iterator[Cell]:
    """Yield what each checkpoint learns without the validation set.

    Its verdicts are the primary annotator's at that time, the test's are the majority.
    """
    for checkpoint in data.checkpoints:
        cell = replace(blank, method=c.CHECKPOINT, head=c.PAPER)
        try:
            train = checkpoint.without(test.keys)
        except NotReadyError as error:
            missing = replace(cell, missing=error.message)
            yield from (missing, replace(missing, track=c.COMPATIBLE_OLD))
            continue
        yield from _learnt(data, train, test, replace(cell, n=len(train)))


def _best(checkpoints: list[Cell], n: int, blank: Cell) -> Cell:
    """Return VA at ``n``: the best of all checkpoints up to ``n`` + 10.

    The best on the very shots that it is reported on.
    """
    cell = replace(blank, method=c.VA, n=n, head=c.PAPER)
    small = [one for one in checkpoints if one.mean is not None and one.n <= n + TOLERANCE]
    if not small:
        return replace(cell, missing=f"no checkpoint of at most {n + TOLERANCE} shots")
    best = max(small, key=lambda one: one.mean or 0.0)
    return replace(best, method=c.VA, n=n)


def _learnt(
    data: LabelData,
    train: LabelledKeys,
    test: HeldOut,
    cell: Cell,
    *,
    also_by_accuracy: bool = False,
) -> Iterator[Cell]:
    """Yield the cell on both tracks, and with the strength chosen by balanced accuracy."""
    cell = replace(cell, train_size=len(train), train_positives=len(train.positives))
    try:
        folds = fit_paper_folds(*examples(data, train))
    except NotReadyError as error:
        missing = replace(cell, missing=error.message)
        yield from (missing, replace(missing, track=c.COMPATIBLE_OLD))
        if also_by_accuracy:
            yield replace(missing, scoring=c.BY_ACCURACY)
        return
    cell = replace(cell, trained=True)
    now = _scored(cell, folds.choose("average_precision"), test)
    yield now
    if len(train.positives) < FOLDS:
        now = _scored(cell, folds.choose("average_precision", undefined="nan"), test)
    yield replace(now, track=c.COMPATIBLE_OLD)
    if also_by_accuracy:
        by_accuracy = replace(cell, scoring=c.BY_ACCURACY)
        yield _scored(by_accuracy, folds.choose("balanced_accuracy"), test)


def _scored(cell: Cell, fit: PaperFit, test: HeldOut) -> Cell:
    # Its probabilities, not its logits: at the far ends they tie.
    return _measured(cell, expit(fit.logits(test.rows)), test)


def _measured(cell: Cell, scores: Floats, test: HeldOut, threshold: float = 0.5) -> Cell:
    precision = Measure.of(resamples.average_precisions(scores, test.y))
    accuracy = Measure.of(resamples.balanced_accuracies(scores > threshold, test.y))
    return replace(cell, mean=precision.mean, sd=precision.sd, balanced_accuracy=accuracy.mean)
