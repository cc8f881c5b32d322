"""From examples to a head that can be trusted as far as it says: fit, calibrate, measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from shotseer.core.arrays import Floats, Matrix
from shotseer.core.classifier import Examples, LinearHead, probability
from shotseer.core.errors import NotReadyError
from shotseer.core.ports import Estimator
from shotseer.learn.calibration import ENOUGH, Calibration, can_calibrate, platt
from shotseer.learn.evaluation import Quality, evaluate
from shotseer.learn.folds import Folds, make_folds
from shotseer.learn.threads import one_thread

THRESHOLD = 0.5
"""The decision point: the probability from which on a shot counts as positive.

Calibrated, a shot there is as likely positive as negative among shots like those that were judged,
so that wrong yes and wrong no weigh the same. It is fixed rather than tuned: a threshold that is
best on the few shots at hand moves with every verdict, and borderline shots are defined around it.
"""
COMMON_ROWS = 100


@dataclass(frozen=True, slots=True)
class FoldFits:
    """A head from all examples, one from all but each fold, and what the person should know."""

    head: LinearHead
    fold_heads: tuple[LinearHead, ...]
    notes: tuple[str, ...] = ()


@runtime_checkable
class FoldFitting(Protocol):
    """An estimator that can share work between the fits of an estimate out of fold."""

    def fit_folds(self, examples: Examples, folds: Folds | None) -> FoldFits:
        """Return the head of `fit` and one head without each fold.

        Raises:
            NotReadyError: as `fit`.
        """


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """A head ready to score a library.

    Attributes:
        head: logits whose logistic function is the score; calibrated where ``is_calibrated``.
        is_calibrated: whether a score may be read as a probability.
        threshold: the score from which on a shot counts as positive.
        out_of_fold: ``(n,)`` the score of each judged shot by a head that had not seen it, in the
            order of the examples; ``None`` where nothing could be held out.
        quality: what those scores say.
        notes: what the person should know, in plain words.
    """

    head: LinearHead
    is_calibrated: bool
    threshold: float
    out_of_fold: Floats | None
    quality: Quality
    notes: tuple[str, ...]


def train(estimator: Estimator, examples: Examples) -> Trained:
    """Fit an estimator, calibrate its head out of fold, and measure it out of fold.

    Raises:
        NotReadyError: the examples are not enough for this estimator.
    """
    with one_thread():
        folds = make_folds(examples.y, examples.groups, examples.seed)
        fits, folds = _fit(estimator, examples, folds)
        if folds is None:
            notes = (*fits.notes, *_missing(examples))
            return Trained(fits.head, False, THRESHOLD, None, Quality(), notes)
        logits = _out_of_fold_logits(fits, examples, folds)
        calibration = platt(logits, examples.y) if can_calibrate(examples.y) else None
        tells = calibration is not None and calibration.tells
        if calibration is None or not tells:
            said = _Said(fits.head, False, THRESHOLD, probability(logits))
        elif estimator.is_rescaled:
            said = _rescaled(fits.head, calibration, logits, examples, folds)
        else:
            said = _with_decision_point(fits.head, calibration, logits)
        quality = evaluate(
            logits,
            said.scores if tells else None,
            examples.y,
            examples.groups,
            threshold=said.threshold,
            grouped=folds.grouped,
            seed=examples.seed,
        )
    notes = (*fits.notes, *_missing(examples), *_unscaled(estimator, tells))
    notes = (*notes, *_unclear(examples, tells), *_reservations(folds))
    return Trained(said.head, said.is_calibrated, said.threshold, said.scores, quality, notes)


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """A final head, its decision point, and ``(n,)`` scores given out of fold on its scale."""

    head: LinearHead
    is_calibrated: bool
    threshold: float
    scores: Floats


def _rescaled(
    head: LinearHead, calibration: Calibration, logits: Floats, examples: Examples, folds: Folds
) -> _Said:
    scores = _cross_calibrated(logits, examples, folds)
    return _Said(head.scaled(calibration.slope, calibration.offset), True, THRESHOLD, scores)


def _with_decision_point(head: LinearHead, calibration: Calibration, logits: Floats) -> _Said:
    """Keep a head's scores as they are; only where they turn from no to yes is calibrated.

    The scores of the published recipe often collapse to the base rate. Half is then no decision
    point, and borderline shots are those around the score whose calibrated probability is half.
    """
    threshold = float(probability(-calibration.offset / calibration.slope))
    return _Said(head, False, min(max(threshold, 1e-6), 1 - 1e-6), probability(logits))


def _fit(
    estimator: Estimator, examples: Examples, folds: Folds | None
) -> tuple[FoldFits, Folds | None]:
    """Fit all heads; without folds where the estimator cannot learn from a part of the examples."""
    if isinstance(estimator, FoldFitting):
        return estimator.fit_folds(examples, folds), folds
    head = estimator.fit(examples)
    if folds is None:
        return FoldFits(head, ()), None
    try:
        parts = [estimator.fit(examples.take(folds.assignments != k)) for k in range(folds.count)]
    except NotReadyError:
        note = "No estimate of quality: too few verdicts to hold some out."
        return FoldFits(head, (), (note,)), None
    return FoldFits(head, tuple(parts)), folds


def _out_of_fold_logits(fits: FoldFits, examples: Examples, folds: Folds) -> Floats:
    """Return ``(n,)`` the logit of each judged shot by the head of its fold.

    Heads of different folds may differ in scale, most of all where each chose its own strength:
    their logits are brought to the mean and spread that the final head has over the library.
    """
    common = examples.background
    if len(common) < COMMON_ROWS:
        common = np.concatenate([common, examples.X])
    heads = (fits.head, *fits.fold_heads)
    centres, spreads = _moments(heads, common)
    logits = np.stack([head.logits(examples.X) for head in fits.fold_heads]).astype(np.float64)
    standard = (logits - centres[1:, None]) / spreads[1:, None]
    own = standard[folds.assignments, np.arange(len(examples.y))]
    return np.asarray(own * spreads[0] + centres[0])


def _moments(heads: Sequence[LinearHead], rows: Matrix) -> tuple[Floats, Floats]:
    logits = np.stack([head.logits(rows) for head in heads]).astype(np.float64)
    spreads = logits.std(axis=1)
    return logits.mean(axis=1), np.where(spreads > 0, spreads, 1.0)


def _cross_calibrated(logits: Floats, examples: Examples, folds: Folds) -> Floats:
    """Return ``(n,)`` probabilities, each fold calibrated on the others.

    Measured on the logits it was fitted to, a calibration looks better than it is.
    """
    calibrated = np.empty_like(logits)
    for fold in range(folds.count):
        here = folds.assignments == fold
        calibrated[here] = platt(logits[~here], examples.y[~here])(logits[here])
    return probability(calibrated)


def _missing(examples: Examples) -> tuple[str, ...]:
    if can_calibrate(examples.y):
        return ()
    return (
        f"Uncalibrated: fewer than {ENOUGH} positives or {ENOUGH} negatives; "
        "read the scores as a ranking.",
    )


def _unclear(examples: Examples, tells: bool) -> tuple[str, ...]:
    if tells or not can_calibrate(examples.y):
        return ()
    return (
        "Uncalibrated: on videos it had not learnt from, the scores hardly told yes from no; "
        "read them as a ranking, and judge shots of more videos.",
    )


def _unscaled(estimator: Estimator, tells: bool) -> tuple[str, ...]:
    if estimator.is_rescaled or not tells:
        return ()
    return (
        f"Uncalibrated: the {estimator.name} recipe keeps its scores as they are; "
        "only its decision point is calibrated.",
    )


def _reservations(folds: Folds) -> tuple[str, ...]:
    if folds.grouped:
        return ()
    return (
        "The figures may flatter: positives or negatives come from one video only, "
        "so that shots of the same video were on both sides of the test.",
    )
