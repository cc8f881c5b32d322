"""What would help most next, in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from shotseer.core.classifier import Evaluation
from shotseer.learn.calibration import ENOUGH

PLENTY = 100
"""The paper's annotators stopped at about this many positives and as many negatives."""
WIDE = 0.3
LOW = 0.7
MISCALIBRATED = 0.15


def advise(evaluation: Evaluation) -> tuple[str, ...]:
    """Return what would help most next, most useful first; never empty.

    Args:
        evaluation: what is known of a version. Its own ``advice`` is not read.
    """
    found = (*_first_steps(evaluation), *_coverage(evaluation), *_figures(evaluation))
    return found or (_enough(evaluation),)


def _first_steps(evaluation: Evaluation) -> Iterator[str]:
    positives, negatives = evaluation.positives, evaluation.negatives
    if positives == 0:
        yield (
            "Find a first positive: search in other words, or by a shot that comes close. "
            "Without one, scores only follow the words."
        )
    if negatives == 0:
        yield "Judge some negatives: the top-negative and random feeds bring them quickly."
    if 0 < positives < ENOUGH:
        yield f"Find {ENOUGH - positives} more positives: from {ENOUGH} on, scores are calibrated."
    if 0 < negatives < ENOUGH:
        yield f"Judge {ENOUGH - negatives} more negatives: from {ENOUGH} on, scores are calibrated."


def _coverage(evaluation: Evaluation) -> Iterator[str]:
    judged = evaluation.positives + evaluation.negatives
    if evaluation.videos == 1 and judged > 1:
        yield (
            "All verdicts come from one video: judge shots of others, "
            "or nobody knows how it does on them."
        )
    elif judged and evaluation.average_precision is not None and not evaluation.grouped:
        yield (
            "Positives or negatives come from one video only: judge more of the rarer kind "
            "in other videos, so that quality can be measured across videos."
        )
    clusters = len(evaluation.diversity.negatives)
    untouched = evaluation.diversity.negatives.count(0)
    if evaluation.negatives and untouched:
        yield (
            f"No negatives from {untouched} of {clusters} clusters of the library: "
            "the random feed reaches them."
        )
    reached = clusters - evaluation.diversity.positives.count(0)
    if evaluation.positives >= 2 * ENOUGH and reached == 1:
        yield (
            f"All positives come from 1 of {clusters} clusters of the library: "
            "search for the same thing where it looks different."
        )


def _figures(evaluation: Evaluation) -> Iterator[str]:
    ap, precision, recall = (
        evaluation.average_precision,
        evaluation.precision,
        evaluation.recall,
    )
    if ap is not None and ap.high - ap.low > WIDE:
        yield (
            f"Average precision may be anywhere from {ap.low:.2f} to {ap.high:.2f}: "
            "more positives from more videos would tell."
        )
    if precision is not None and precision.value < LOW:
        yield (
            f"{1 - precision.value:.0%} of what it finds is wrong: "
            "judge the top-positive and borderline feeds."
        )
    if recall is not None and recall.value < LOW:
        yield (
            f"It misses {1 - recall.value:.0%} of the positives: judge the borderline feed, "
            "and search for kinds it has not seen."
        )
    if evaluation.calibration_error is not None and evaluation.calibration_error > MISCALIBRATED:
        yield (
            f"Probabilities are off by {evaluation.calibration_error:.2f} on average: "
            "judge some of the random feed."
        )
    judged = evaluation.positives + evaluation.negatives
    if evaluation.skips > judged / 2 and evaluation.skips >= ENOUGH:
        yield (
            f"{evaluation.skips:,} shots were skipped: a guideline for the unclear cases "
            "would let them count."
        )


def _enough(evaluation: Evaluation) -> str:
    if min(evaluation.positives, evaluation.negatives) < PLENTY:
        return "Go on with the borderline feed: that is where each verdict changes most."
    return "Nothing stands out: try it on new videos, and judge what it gets wrong."
