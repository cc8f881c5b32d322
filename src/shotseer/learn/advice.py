"""What would help most next, in plain words, and how to begin with it."""

from __future__ import annotations

from collections.abc import Iterator

from shotseer.core.classifier import Evaluation
from shotseer.core.evidence import Advice
from shotseer.core.feed import FeedKind
from shotseer.core.label import Label
from shotseer.core.words import counted
from shotseer.learn.calibration import ENOUGH

PLENTY = 100
"""The paper's annotators stopped at about this many positives and as many negatives."""
WIDE = 0.3
LOW = 0.7
MISCALIBRATED = 0.15
SEARCHES = 2
GO_ON = Advice(
    "Go on with the suggested feed: that is where each verdict changes most.",
    feed=FeedKind.SUGGESTED,
)
UNLIKE = ("people talking", "an empty landscape")
"""Searches that bring negatives for most questions."""


def advise(evaluation: Evaluation) -> tuple[str, ...]:
    """Return what would help most next in words, most useful first; never empty.

    Args:
        evaluation: what is known of a version. Its own ``advice`` is not read.
    """
    return tuple(advice.text for advice in suggest(evaluation))


def suggest(evaluation: Evaluation, label: Label | None = None) -> tuple[Advice, ...]:
    """Return what would help most next and how to begin, most useful first; never empty.

    Args:
        evaluation: what is known of a version. Its own ``advice`` is not read.
        label: where searches for its positives take their words from.
    """
    found = (
        *_first_steps(evaluation, () if label is None else searches_for(label)),
        *_coverage(evaluation, () if label is None else searches_for(label)),
        *_figures(evaluation),
    )
    return found or (_enough(evaluation),)


def searches_for(label: Label) -> tuple[str, ...]:
    """Return two texts to search for: the label's own, or its name in two forms."""
    texts = (*label.queries, label.description)
    name = label.name.replace("-", " ").replace("_", " ")
    given = dict.fromkeys(text for text in (*texts, name, f"a picture of {name}") if text)
    return tuple(given)[:SEARCHES]


def _first_steps(evaluation: Evaluation, words: tuple[str, ...]) -> Iterator[Advice]:
    positives, negatives = evaluation.positives, evaluation.negatives
    if positives == 0:
        yield Advice(
            "Find a first positive: the suggested feed tries shots unlike each other; or search in "
            "other words, or by a shot that comes close. Without one, scores follow the words.",
            feed=FeedKind.SUGGESTED,
            searches=words,
        )
    if negatives == 0:
        yield Advice(
            "Judge some negatives: the top-negative and random feeds bring them quickly.",
            feed=FeedKind.TOP_NEGATIVE,
            searches=UNLIKE,
        )
    if 0 < positives < ENOUGH:
        yield Advice(
            f"Find {counted(ENOUGH - positives, 'more positive')}: "
            f"from {ENOUGH} on, scores are calibrated.",
            feed=FeedKind.SUGGESTED,
            searches=words,
        )
    if 0 < negatives < ENOUGH:
        yield Advice(
            f"Judge {counted(ENOUGH - negatives, 'more negative')}: "
            f"from {ENOUGH} on, scores are calibrated.",
            feed=FeedKind.TOP_NEGATIVE,
            searches=UNLIKE,
        )


def _coverage(evaluation: Evaluation, words: tuple[str, ...]) -> Iterator[Advice]:
    judged = evaluation.positives + evaluation.negatives
    if evaluation.videos == 1 and judged > 1:
        yield Advice(
            "All verdicts come from one video: judge shots of others, "
            "or nobody knows how it does on them.",
            feed=FeedKind.RANDOM,
        )
    elif judged and evaluation.average_precision is not None and not evaluation.grouped:
        yield Advice(
            "Positives or negatives come from one video only: judge more of the rarer kind "
            "in other videos, so that quality can be measured across videos.",
            feed=FeedKind.TOP_POSITIVE,
        )
    clusters = len(evaluation.diversity.negatives)
    empty = _empty(evaluation.diversity.negatives)
    if evaluation.negatives and empty:
        yield Advice(
            f"No negatives from {len(empty)} of {clusters} clusters of the library: "
            "the random feed reaches them.",
            feed=FeedKind.RANDOM,
            clusters=empty,
        )
    unreached = _empty(evaluation.diversity.positives)
    if evaluation.positives >= 2 * ENOUGH and clusters - len(unreached) == 1:
        yield Advice(
            f"All positives come from 1 of {clusters} clusters of the library: "
            "search for the same thing where it looks different.",
            searches=words,
            clusters=unreached,
        )


def _empty(counts: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(cluster for cluster, count in enumerate(counts) if count == 0)


def _figures(evaluation: Evaluation) -> Iterator[Advice]:
    ap, precision, recall = (
        evaluation.average_precision,
        evaluation.precision,
        evaluation.recall,
    )
    if ap is not None and ap.high - ap.low > WIDE:
        yield Advice(
            f"Average precision may be anywhere from {ap.low:.2f} to {ap.high:.2f}: "
            "more positives from more videos would tell.",
            feed=FeedKind.TOP_POSITIVE,
        )
    if precision is not None and precision.value < LOW:
        yield Advice(
            f"Of the judged shots that it would find, {1 - precision.value:.0%} are wrong: "
            "go on with the suggested feed.",
            feed=FeedKind.SUGGESTED,
        )
    if recall is not None and recall.value < LOW:
        yield Advice(
            f"Of the judged positives it would miss {1 - recall.value:.0%}: "
            "go on with the suggested feed, and search for kinds it has not seen.",
            feed=FeedKind.SUGGESTED,
        )
    if evaluation.calibration_error is not None and evaluation.calibration_error > MISCALIBRATED:
        yield Advice(
            f"Probabilities are off by {evaluation.calibration_error:.2f} on average: "
            "judge some of the random feed.",
            feed=FeedKind.RANDOM,
        )
    judged = evaluation.positives + evaluation.negatives
    if evaluation.skips > judged / 2 and evaluation.skips >= ENOUGH:
        yield Advice(
            f"{evaluation.skips:,} shots were skipped: a guideline for the unclear cases "
            "would let them count."
        )


def _enough(evaluation: Evaluation) -> Advice:
    if min(evaluation.positives, evaluation.negatives) < PLENTY:
        return GO_ON
    return Advice("Nothing stands out: try it on new videos, and judge what it gets wrong.")
