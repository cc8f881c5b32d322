"""What was published about Video Annotator, to be put beside what is measured here.

Source of every number: Ziai and Vartakavi, "Video Annotator" (arXiv 2402.06560, 2024), its blog
post, and the output printed in the notebooks released with the code, current and first version.
Where a number could only be read off a picture, that is said. Differences and gains are in points
of average precision, that is, in hundredths.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from shotseer.datasets import anchors
from shotseer.datasets import published as facts
from shotseer.datasets.label_groups import ALL_LABELS, LABEL_GROUPS
from shotseer.datasets.videoannotator import Release

ALL = "all labels"

TABLE_2: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "emotions": (-6.0, -5.1, -4.2, 2.5, 3.7),
        "events_actions": (6.9, 5.5, 5.7, 3.1, 3.8),
        "focus": (1.2, -1.2, -0.4, 0.3, 1.8),
        "genres": (6.6, 5.3, 3.9, 1.2, 1.8),
        "motion": (31.5, 1.2, 5.6, 1.2, 3.0),
        "sensitivities": (0.5, -0.3, 0.8, 2.6, 3.4),
        "shot_types": (1.2, 0.6, 0.5, 2.3, 2.3),
        "time_location": (4.6, -8.5, 1.3, 1.3, 1.4),
        ALL: (1.2, 0.4, 1.5, 1.7, 2.9),
    }
)
"""Median gain of VA over CC, by group, at each of `cells.NS`. (The paper's print lacks n = 500.)"""

SPREAD: Mapping[str, tuple[tuple[int, int, int], ...]] = MappingProxyType(
    {
        "B": ((18, 30, 43), (19, 31, 44), (22, 34, 44), (32, 40, 49), (33, 41, 49)),
        "ZS": ((0, 9, 19), (-1, 9, 19), (4, 12, 22), (8, 19, 29), (10, 20, 31)),
        "ZSC": ((0, 7, 11), (-1, 5, 10), (0, 5, 7), (1, 5, 7), (1, 4, 6)),
        "RCC": ((0, 8, 18), (0, 6, 12), (-1, 7, 14), (2, 8, 11), (1, 7, 8)),
        "CC": ((-5, 1, 6), (-4, 0, 4), (-2, 1, 6), (0, 4, 5), (1, 4, 5)),
    }
)
"""Gain of VA over each method: 25th percentile, mean and 75th percentile over labels, rounded.

The first notebooks print it without a legend; which statistics these are was found by matching.
"""

POOLED: Mapping[str, float] = MappingProxyType(
    {
        "pairs": 236,
        "mean": 2.1,
        "sd": 8.7,
        "p25": -0.8,
        "p50": 1.7,
        "p75": 5.3,
        "min": -23.3,
        "max": 53.1,
        "ratio_mean": 6.9,
        "ratio_p50": 2.2,
    }
)
"""Gain of VA over CC, all labels and n together; the ratios are VA / CC - 1 in per cent."""

FIGURE_7: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "ZSC": (48.2, 82.1, 91.1, 98.2, 98.2),
        "RCC": (33.9, 51.8, 66.1, 89.3, 92.9),
        "CC": (53.6, 82.1, 89.3, 98.2, 98.2),
    }
)
"""Per cent of labels with enough data."""

FIGURE_8: Mapping[str, tuple[float | None, ...]] = MappingProxyType(
    {
        "B": (0.512,) * 5,
        "ZS": (0.839,) * 5,
        "RCC": (None, 0.753, 0.747, 0.805, 0.866),
        "ZSC": (0.770, 0.772, 0.768, 0.884, 0.896),
        "CC": (0.813, 0.838, 0.849, 0.875, 0.890),
    }
)
"""Average precision for establishing-shots, read off the plot (within 0.003)."""
FIGURE_8_LABEL = "establishing-shots"

FIGURE_9: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "B": (100.0, 98.0, 98.1, 98.2, 98.2),
        "ZS": (72.7, 69.4, 80.8, 92.9, 96.4),
        "ZSC": (78.8, 69.4, 75.0, 83.9, 89.3),
        "RCC": (84.8, 83.7, 78.8, 91.1, 89.3),
        "CC": (69.7, 55.1, 63.5, 76.8, 83.9),
    }
)
"""Per cent of labels where VA beats the method."""
FIGURE_9_LABELS = (33, 49, 52, 56, 56)
"""Labels with a checkpoint of at most n + 10 shots."""

FIGURE_10: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "RCC": (0.12, 0.24, 0.45, 0.61, 0.65),
        "ZSC": (0.11, 0.165, 0.245, 0.515, 0.64),
        "CC": (0.12, 0.22, 0.38, 0.67, 0.74),
    }
)
"""Mean data diversity, read off the plot."""

TABLE_3_PERCENTILES = (10, 25, 50, 75, 90)
TABLE_3: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "RoundRobin": (-5.9, -0.3, 2.5, 7.4, 15.1),
        "GreedyOracle": (-5.4, 0.9, 3.9, 9.6, 16.2),
        "EpsilonGreedyMean": (-6.5, -0.6, 2.9, 7.6, 16.7),
        "UCBMean": (-7.5, -0.2, 3.4, 9.2, 15.9),
    }
)
"""Best step's average precision less that of VA's best checkpoint: percentiles over 56 labels."""

SHARES: Mapping[tuple[str, str], float] = MappingProxyType(
    {
        ("all processes", "GreedyOracle"): 59,
        ("all processes", "EpsilonGreedyMean"): 14,
        ("all processes", "UCBEWMA"): 12,
        ("all processes", "EpsilonGreedyEWMA"): 7,
        ("all processes", "RoundRobin"): 5,
        ("all processes", "UCBMean"): 2,
        ("all but the oracle", "UCBEWMA"): 31,
        ("all but the oracle", "EpsilonGreedyMean"): 25,
        ("all but the oracle", "RoundRobin"): 18,
        ("all but the oracle", "EpsilonGreedyEWMA"): 15,
        ("all but the oracle", "UCBMean"): 11,
        ("VA", "UCBEWMA"): 74,
    }
)
"""Per cent of labels where a process is the best among some, or better than VA's best.

From the first notebooks, over pulls of 25 and of 50 shots together.
"""


@dataclass(frozen=True, slots=True)
class Headline:
    """A number that was quoted on its own."""

    name: str
    points: float
    meaning: str


HEADLINES = (
    Headline(
        "8.3",
        8.3,
        "median over labels of UCBMean's best step on split 1 less CC at n = 1000 on split 0",
    ),
    Headline(
        "6.8",
        6.8,
        "Table 2, all labels, n = 1000, plus Table 3, GreedyOracle, median: 2.9 + 3.9 "
        "(inferred: nothing else gives this sum)",
    ),
    Headline("2.9", 2.9, "median gain of VA over CC at n = 1000"),
)


def is_published(release: Release) -> bool:
    """Return whether a release is the published data, or some labels of it.

    The shots must be as many, every label must have as many votes and positives, and what was
    printed of shots, vectors and classifiers must be so. (There is no published digest.)
    """
    if len(release.shots) != facts.SHOTS or not set(release.labels) <= set(facts.LABELS):
        return False
    counted = all(_is_published_label(release, label) for label in release.labels)
    return counted and not any(anchors.differences(release))


def _is_published_label(release: Release, label: str) -> bool:
    records = release.votes(label).records
    known = facts.LABELS[label]
    counted = (len(records), sum(one.aggregate for one in records))
    return counted == (known.votes, known.positives)


def group_labels(group: str) -> tuple[str, ...]:
    """Return the labels that a published row is about; none of a group that was not published."""
    return ALL_LABELS if group == ALL else LABEL_GROUPS.get(group, ())
