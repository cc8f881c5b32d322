"""What a search asks for."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TypeAlias

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
class PictureTerm:
    """Shots like the picture in an image file, or unlike it if ``weight`` is negative."""

    path: str
    weight: float = 1.0


Term: TypeAlias = TextTerm | ShotTerm | PictureTerm


@dataclass(frozen=True, slots=True)
class ShotFilter:
    """Which shots to look at. Durations are in seconds.

    ``judged`` keeps only shots with a verdict (true) or without one (false): for ``label``, or
    for any label where that is ``None``. ``where`` is an expression; see docs/expressions.md.
    """

    videos: frozenset[VideoId] | None = None
    min_duration: float | None = None
    max_duration: float | None = None
    judged: bool | None = None
    label: str | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A search: at least one term with a positive weight, and a filter."""

    terms: tuple[Term, ...]
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
                hint='Give words, such as "a car, not night", or a shot to resemble.',
                command='shotseer search "a car, not night"',
            )


def parse_words(words: str) -> list[TextTerm]:
    """Read words such as ``a car^2, headlights, not night``.

    Parts that begin with ``not`` count against. A part that ends with ``^`` and a number has that
    weight, and is a term of its own. The other parts stay one text, commas included.
    """
    parts = [part.strip() for part in words.split(",")]
    plain = [part for part in parts if part and not _own_term(part)]
    terms = [TextTerm(", ".join(plain))] if plain else []
    return terms + [term for part in parts if (term := _own_term(part)) and term.text]


def _own_term(part: str) -> TextTerm | None:
    """Read a part that has a weight or counts against; ``None`` if it is neither."""
    boost = _BOOST.search(part)
    text = part if boost is None else part[: boost.start()].rstrip()
    if _NOT.match(part):
        return TextTerm(_NOT.sub("", text), -float(boost[1]) if boost else NEGATIVE_WEIGHT)
    return TextTerm(text, float(boost[1])) if boost else None


_NOT = re.compile(r"not\s+", re.IGNORECASE)
_BOOST = re.compile(r"\^\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+))$")
