"""What a search asks for."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from shotseer.core.errors import InputError
from shotseer.core.video import ShotId, VideoId

NEGATIVE_WEIGHT = -0.5


@dataclass(frozen=True, slots=True)
class TextTerm:
    """Shots like these words, or unlike them if ``weight`` is negative."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class ShotTerm:
    """Shots like this shot, or unlike it if ``weight`` is negative."""

    shot_id: ShotId
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class ShotFilter:
    """Which shots to look at. Durations are in seconds.

    ``judged`` keeps only shots with a verdict (true) or without one (false): for ``label``, or
    for any label where that is ``None``.
    """

    videos: frozenset[VideoId] | None = None
    min_duration: float | None = None
    max_duration: float | None = None
    judged: bool | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A search: at least one term with a positive weight, and a filter."""

    terms: tuple[TextTerm | ShotTerm, ...]
    filter: ShotFilter = field(default_factory=ShotFilter)

    def __post_init__(self) -> None:
        if not all(math.isfinite(term.weight) for term in self.terms):
            raise InputError(
                "a weight of the search is not a number", hint="Give weights such as 1 or 0.5."
            )
        if not any(term.weight > 0 for term in self.terms):
            raise InputError(
                "a search needs something to look for, and not only what is unwanted"
                if self.terms
                else "a search needs something to look for",
                hint='Give words, as in: shotseer search "a car, not night", or --like SHOT.',
            )


def parse_words(words: str) -> list[TextTerm]:
    """Read words such as ``a car, not night``: parts that begin with ``not`` count against.

    The other parts stay one text, commas included.
    """
    parts = [part.strip() for part in words.split(",")]
    wanted = [part for part in parts if part and not _NOT.match(part)]
    unwanted = [_NOT.sub("", part) for part in parts if _NOT.match(part)]
    terms = [TextTerm(", ".join(wanted))] if wanted else []
    return terms + [TextTerm(text, NEGATIVE_WEIGHT) for text in unwanted if text]


_NOT = re.compile(r"not\s+", re.IGNORECASE)
