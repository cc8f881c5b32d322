"""Stretches of real footage without a cut, to assemble films of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, takewhile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shotseer.core.errors import InputError
from shotseer.core.ports import ShotDetector
from shotseer.experiments.shot_detectors import cuts_of
from shotseer.media.assembling import read_pictures
from shotseer.media.probe import probe
from shotseer.shots.signals import is_blank

SIZE = (256, 144)

MARGIN = Fraction(1, 2)
"""Seconds on either side of what may be a cut that are left out."""

LONGEST_READ = 60
"""Seconds of a clip that are read at most."""

FEWEST, MOST = 24, 150
"""Frames of a stretch."""

MOST_STRETCHES = 8

CLOSEST = Fraction(3, 100)
"""Seconds. Of faster clips, every second frame is taken, or third, and so on."""


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A clip: its name and its stretches, each ``(n, 144, 256, 3)`` uint8 RGB."""

    name: str
    stretches: tuple[NDArray[np.uint8], ...]


def read_source(path: Path, voters: Sequence[ShotDetector]) -> Source:
    """Read the stretches of a clip in which no voter sees a cut, and no picture is blank.

    Raises:
        MediaError: the clip cannot be read.
        InputError: there is no such stretch in it.
    """
    marks = sorted({cut for voter in voters for cut in cuts_of(path, voter)})
    pictures = takewhile(
        lambda one: one.time < LONGEST_READ, read_pictures(path, probe(path), SIZE)
    )
    edges = [-MARGIN, *marks, Fraction(LONGEST_READ) + MARGIN]
    inside = iter([(start + MARGIN, end - MARGIN) for start, end in pairwise(edges)])
    start, end = next(inside)
    stretches: list[list[NDArray[np.uint8]]] = [[]]
    last = -CLOSEST
    for time, image in pictures:
        while time >= end:
            start, end = next(inside)
            stretches.append([])
        if time >= start and time - last >= CLOSEST and len(stretches[-1]) < MOST:
            stretches[-1].append(image)
            last = time
    # What begins or ends in black has no cut that could be seen.
    long = [
        np.stack(one) for one in stretches if len(one) >= FEWEST and not any(map(is_blank, one))
    ]
    if not long:
        raise InputError(
            f"{path} has no second without a cut",
            hint="Give clips with shots of some seconds.",
        )
    picked = np.linspace(0, len(long) - 1, min(len(long), MOST_STRETCHES)).round().astype(int)
    return Source(path.name, tuple(long[place] for place in picked))
