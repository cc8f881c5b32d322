"""Films with known cuts, assembled from stretches of real footage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from shotseer.core.arrays import Image
from shotseer.core.errors import InputError
from shotseer.experiments.shot_effects import EFFECT, EFFECTS, JOINS, Join
from shotseer.experiments.shot_sources import Source

BODY = 3 * EFFECT
"""Frames of a shot, without those that it shares with its neighbours."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames of a film, from ``first`` up to but not including ``end``, and what they are.

    A cut has none: both numbers are that of the first frame of the new shot.
    """

    kind: str
    first: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Film:
    """Pictures, the transitions between the shots, and what happens in them that is no cut."""

    images: list[Image]
    joins: tuple[Stretch, ...]
    effects: tuple[Stretch, ...]


def assemble(sources: Sequence[Source], own: int, seed: int) -> Film:
    """Assemble a film in which every second shot is of one clip, and the others of any.

    Args:
        sources: the clips.
        own: the place of that clip.
        seed: the same seed, the same film.

    Raises:
        InputError: there are not two stretches to cut between.
    """
    random = np.random.default_rng(seed)
    joins = [JOINS[place] for place in random.permutation(len(JOINS))]
    names = [*EFFECTS, *["nothing"] * len(joins)][: len(joins) + 1]
    effects = [names[place] for place in random.permutation(len(names))]
    footage = _footage(sources, own, len(effects), random)
    images: list[Image] = []
    found: list[Stretch] = []
    happened: list[Stretch] = []
    edges = [Join("start", 0), *joins, Join("end", 0)]
    tail: list[Image] = []
    for (into, out), stretch, effect in zip(pairwise(edges), footage, effects, strict=True):
        shot = _shot(stretch, into.frames + BODY + out.frames, random)
        shown = [
            EFFECTS[effect](image, number - into.frames, random)
            for number, image in enumerate(shot)
        ]
        first = len(images)
        images += [
            into.mix(before, after, (place + 1) / (into.frames + 1))
            for place, (before, after) in enumerate(zip(tail, shown, strict=False))
        ]
        if first:
            found.append(Stretch(into.kind, first, len(images)))
        happened.append(Stretch(effect, len(images), len(images) + BODY))
        images += shown[into.frames : into.frames + BODY]
        tail = shown[into.frames + BODY :]
    return Film(images, tuple(found), tuple(happened))


def _footage(
    sources: Sequence[Source], own: int, count: int, random: np.random.Generator
) -> Iterator[NDArray[np.uint8]]:
    """Yield the stretches of the shots, never one twice in a row."""
    ours = sources[own].stretches
    all_of_them = [stretch for source in sources for stretch in source.stretches]
    if len(all_of_them) < 2:
        raise InputError(
            "there is only one shot in what was given", hint="Give clips with more shots."
        )
    last: NDArray[np.uint8] | None = None
    for number in range(count):
        wanted = [one for one in (all_of_them if number % 2 else ours) if one is not last]
        wanted = wanted or [one for one in all_of_them if one is not last]
        last = wanted[random.integers(len(wanted))]
        yield last


def _shot(stretch: NDArray[np.uint8], count: int, random: np.random.Generator) -> NDArray[np.uint8]:
    """Return frames in a row, played to and fro where the stretch is too short."""
    period = 2 * len(stretch) - 2
    start = random.integers(max(1, len(stretch) - count + 1))
    places = (start + np.arange(count)) % period
    shot: NDArray[np.uint8] = stretch[np.minimum(places, period - places)]
    return shot
