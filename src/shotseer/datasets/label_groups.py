"""The 56 labels of the data set that was published with Video Annotator, in its eight groups."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LABEL_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "shot_types": (
            "establishing-shots",
            "static-shot",
            "shutter-shot",
            "cowboy-shot",
            "extreme-close-up",
            "extreme-wide-shot",
            "two-shot",
            "group-shot",
            "aerial",
            "eye-level",
            "medium",
            "closeup",
            "wide",
            "over-the-shoulder-shot",
            "tilt-shot",
            "dutch-angle",
            "point-of-view-shot",
            "high-angle",
            "insert-shot",
            "low-angle",
            "overhead-shot",
            "single-shot",
        ),
        "sensitivities": (
            "alcohol",
            "smoking",
            "nudity",
            "gore",
            "drugs",
            "violence",
            "intimacy",
        ),
        "genres": ("action", "sci-fi", "horror", "fantasy", "drama", "romance"),
        "motion": ("zoom", "pan", "slow-motion", "handheld", "timelapse", "jump-scare"),
        "emotions": ("anger", "sad", "happy", "scared", "laughter"),
        "events_actions": ("interview", "fight", "car-chase", "run"),
        "focus": ("character-focus", "animal", "object"),
        "time_location": ("day", "golden-hour", "interior"),
    }
)
"""For each group, its labels, in the published order."""

ALL_LABELS: tuple[str, ...] = tuple(label for group in LABEL_GROUPS.values() for label in group)
"""All 56 labels, group by group."""
