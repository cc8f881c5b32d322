"""What the publication says about its data set, to tell a whole one from a part or another."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

SHOTS = 504_030
DIMENSION = 512
VOTES = 43_686
POSITIVES = 12_711
PAIRS = 152_579
"""Labels of shots: different shots of each label, summed over the labels."""
DISTINCT_SHOTS = 70_852
"""Shots that have any of the labels."""


class LabelFacts(NamedTuple):
    """The published numbers of a label.

    Attributes:
        votes: shots that were judged with the tool.
        positives: of these, by majority.
        zero_shot_positives: among the 1,000 shots nearest to its text.
        random_positives: among 1,000 random shots.
        agreement: share of ``votes`` that are unanimous, to three digits.
        shots: different shots in all three.
    """

    votes: int
    positives: int
    zero_shot_positives: int
    random_positives: int
    agreement: float
    shots: int


LABELS: Mapping[str, LabelFacts] = MappingProxyType(
    {
        "action": LabelFacts(369, 176, 910, 201, 0.837, 2346),
        "aerial": LabelFacts(629, 222, 446, 22, 0.865, 2546),
        "alcohol": LabelFacts(1000, 268, 269, 0, 0.78, 2859),
        "anger": LabelFacts(1000, 215, 257, 21, 0.624, 2876),
        "animal": LabelFacts(420, 166, 769, 10, 0.94, 2384),
        "car-chase": LabelFacts(1000, 403, 408, 8, 0.778, 2921),
        "character-focus": LabelFacts(303, 187, 904, 695, 0.776, 2299),
        "closeup": LabelFacts(460, 223, 793, 188, 0.95, 2409),
        "cowboy-shot": LabelFacts(1000, 373, 121, 17, 0.848, 2934),
        "day": LabelFacts(249, 124, 505, 370, 0.976, 2233),
        "drama": LabelFacts(599, 203, 590, 129, 0.646, 2563),
        "drugs": LabelFacts(1000, 107, 119, 5, 0.871, 2860),
        "dutch-angle": LabelFacts(1000, 115, 73, 32, 0.665, 2977),
        "establishing-shots": LabelFacts(938, 449, 870, 57, 0.773, 2863),
        "extreme-close-up": LabelFacts(439, 228, 575, 31, 0.918, 2396),
        "extreme-wide-shot": LabelFacts(1000, 294, 600, 27, 0.854, 2928),
        "eye-level": LabelFacts(1000, 675, 482, 555, 0.642, 2986),
        "fantasy": LabelFacts(1000, 388, 427, 25, 0.816, 2936),
        "fight": LabelFacts(1000, 285, 715, 17, 0.868, 2938),
        "golden-hour": LabelFacts(1000, 85, 265, 3, 0.874, 2935),
        "gore": LabelFacts(1001, 326, 810, 11, 0.846, 2844),
        "group-shot": LabelFacts(300, 157, 847, 125, 0.76, 2267),
        "handheld": LabelFacts(1000, 340, 91, 52, 0.813, 2992),
        "happy": LabelFacts(1000, 287, 689, 33, 0.843, 2927),
        "high-angle": LabelFacts(484, 225, 598, 38, 0.845, 2430),
        "horror": LabelFacts(570, 201, 830, 45, 0.847, 2492),
        "insert-shot": LabelFacts(387, 194, 178, 60, 0.811, 2378),
        "interior": LabelFacts(343, 177, 684, 597, 0.845, 2312),
        "interview": LabelFacts(1000, 230, 236, 3, 0.909, 2935),
        "intimacy": LabelFacts(1000, 336, 473, 15, 0.904, 2909),
        "jump-scare": LabelFacts(1000, 9, 4, 0, 0.955, 2930),
        "laughter": LabelFacts(1000, 307, 227, 5, 0.795, 2888),
        "low-angle": LabelFacts(272, 102, 166, 35, 0.853, 2253),
        "medium": LabelFacts(1000, 457, 78, 282, 0.782, 2991),
        "nudity": LabelFacts(1000, 219, 157, 1, 0.639, 2857),
        "object": LabelFacts(351, 136, 729, 68, 0.823, 2347),
        "over-the-shoulder-shot": LabelFacts(637, 295, 16, 38, 0.898, 2633),
        "overhead-shot": LabelFacts(513, 132, 342, 8, 0.741, 2481),
        "pan": LabelFacts(1000, 154, 28, 12, 0.87, 2976),
        "point-of-view-shot": LabelFacts(1000, 201, 50, 1, 0.844, 2949),
        "romance": LabelFacts(1000, 161, 337, 3, 0.928, 2920),
        "run": LabelFacts(1000, 239, 357, 8, 0.882, 2909),
        "sad": LabelFacts(1019, 305, 326, 4, 0.773, 2933),
        "scared": LabelFacts(1000, 217, 152, 6, 0.719, 2962),
        "sci-fi": LabelFacts(768, 257, 777, 21, 0.842, 2712),
        "shutter-shot": LabelFacts(1000, 19, 0, 0, 0.988, 2986),
        "single-shot": LabelFacts(357, 159, 117, 271, 0.796, 2350),
        "slow-motion": LabelFacts(1000, 64, 117, 7, 0.939, 2915),
        "smoking": LabelFacts(1000, 217, 194, 4, 0.953, 2844),
        "static-shot": LabelFacts(1000, 451, 16, 73, 0.881, 2995),
        "tilt-shot": LabelFacts(1000, 272, 77, 68, 0.793, 2975),
        "timelapse": LabelFacts(1003, 6, 12, 0, 0.987, 2944),
        "two-shot": LabelFacts(402, 246, 37, 76, 0.876, 2399),
        "violence": LabelFacts(575, 193, 807, 109, 0.788, 2546),
        "wide": LabelFacts(298, 168, 565, 179, 0.889, 2280),
        "zoom": LabelFacts(1000, 66, 66, 26, 0.89, 2929),
    }
)
"""All 56. Source: Ziai and Vartakavi, "Video Annotator" (2024), and its notebooks."""

AVE_LABELS = frozenset(
    "group-shot animal single-shot low-angle eye-level medium extreme-wide-shot tilt-shot "
    "high-angle over-the-shoulder-shot zoom closeup wide handheld overhead-shot insert-shot "
    "two-shot extreme-close-up aerial".split()
)
"""The 19 that the AVE data set has too."""
