from __future__ import annotations

import pytest

from shotseer.core.classifier import Diversity, Evaluation, Metric
from shotseer.core.evidence import Advice
from shotseer.core.feed import FeedKind
from shotseer.core.label import Label
from shotseer.learn.advice import advise, suggest

WELL = Metric(0.9, 0.85, 0.95)


def evaluation(positives: int, negatives: int, **changes: object) -> Evaluation:
    """An evaluation with nothing to complain of but what is said."""
    fields: dict[str, object] = {
        "positives": positives,
        "negatives": negatives,
        "skips": 0,
        "videos": 20,
        "average_precision": WELL,
        "precision": WELL,
        "recall": WELL,
        "calibration_error": 0.03,
        "grouped": True,
        "diversity": Diversity(0.9, (5,) * 10, (5,) * 10),
    }
    return Evaluation(**{**fields, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (evaluation(0, 0, average_precision=None), "Find a first positive"),
        (evaluation(0, 9, average_precision=None), "Find a first positive"),
        (evaluation(9, 0, average_precision=None), "Judge some negatives"),
        (evaluation(2, 20), "Find 3 more positives"),
        (evaluation(4, 20), "Find 1 more positive: "),
        (evaluation(20, 1), "Judge 4 more negatives"),
        (evaluation(20, 20, videos=1, grouped=False), "All verdicts come from one video"),
        (evaluation(20, 20, grouped=False), "Positives or negatives come from one video only"),
        (
            evaluation(20, 20, diversity=Diversity(0.3, (2,) * 10, (5,) * 4 + (0,) * 6)),
            "No negatives from 6 of 10 clusters",
        ),
        (
            evaluation(20, 20, diversity=Diversity(0.3, (20,) + (0,) * 9, (2,) * 10)),
            "All positives come from 1 of 10 clusters",
        ),
        (
            evaluation(20, 20, average_precision=Metric(0.8, 0.41, 0.97)),
            "Average precision may be anywhere from 0.41 to 0.97",
        ),
        (
            evaluation(20, 20, precision=Metric(0.6, 0.4, 0.8)),
            "Of the judged shots that it would find, 40% are wrong",
        ),
        (
            evaluation(20, 20, recall=Metric(0.25, 0.1, 0.4)),
            "Of the judged positives it would miss 75%",
        ),
        (evaluation(20, 20, calibration_error=0.2), "Probabilities are off by 0.20"),
        (evaluation(20, 20, skips=30), "30 shots were skipped"),
        (evaluation(20, 20), "Go on with the suggested feed"),
        (evaluation(120, 120), "Nothing stands out"),
    ],
)
def test_what_helps_most_comes_first(case: Evaluation, expected: str) -> None:
    assert advise(case)[0].startswith(expected)


def test_several_things_can_be_missing() -> None:
    advice = advise(
        evaluation(
            2,
            3,
            videos=1,
            grouped=False,
            diversity=Diversity(0.02, (2,) + (0,) * 9, (3,) + (0,) * 9),
            average_precision=Metric(0.9, 0.2, 1),
        )
    )
    assert [sentence.split(":")[0] for sentence in advice] == [
        "Find 3 more positives",
        "Judge 2 more negatives",
        "All verdicts come from one video",
        "No negatives from 9 of 10 clusters of the library",
        "Average precision may be anywhere from 0.20 to 1.00",
    ]


def test_advice_says_how_to_begin() -> None:
    label = Label("stop-sign", "A stop sign.", queries=("a red sign",))
    (first, second, *_) = suggest(evaluation(0, 0, average_precision=None), label)
    assert (first.feed, first.searches) == (
        FeedKind.SUGGESTED,
        ("a red sign", "A stop sign."),
    )
    assert second.feed is FeedKind.TOP_NEGATIVE
    assert len(second.searches) == 2
    bare = suggest(evaluation(0, 9, average_precision=None), Label("stop-sign"))[0]
    assert bare.searches == ("stop sign", "a picture of stop sign")
    uncovered = evaluation(20, 20, diversity=Diversity(0.3, (2,) * 10, (5,) * 8 + (0,) * 2))
    assert (suggest(uncovered)[0].feed, suggest(uncovered)[0].clusters) == (
        FeedKind.RANDOM,
        (8, 9),
    )
    assert suggest(evaluation(20, 20))[0].feed is FeedKind.SUGGESTED
    assert suggest(evaluation(120, 120))[0] == Advice(advise(evaluation(120, 120))[0])
