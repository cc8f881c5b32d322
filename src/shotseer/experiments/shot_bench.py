"""The benchmark of shot detectors: films with known cuts, and what each detector finds in them."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from shotseer.core.job import Progress
from shotseer.core.ports import ShotDetector
from shotseer.experiments.shot_detectors import cuts_of, voters
from shotseer.experiments.shot_effects import LOOKS, Look
from shotseer.experiments.shot_films import Film, Stretch, assemble
from shotseer.experiments.shot_sources import SIZE, Source, read_source
from shotseer.media.assembling import write_film

RATE = Fraction(25)

TOLERANCE = 2
"""Frames that a cut may be off, and that it may lie outside of a gradual transition."""


@dataclass(frozen=True, slots=True)
class Played:
    """What a detector found in one film.

    Attributes:
        clip: that the film is mostly made of.
        look: of the film.
        frames: of the film.
        seconds: from opening the file to the last cut.
        joins: transitions by kind.
        found: those that were found, by kind.
        false: false alarms, by what happens there.
    """

    clip: str
    look: str
    frames: int
    seconds: float
    joins: Mapping[str, int]
    found: Mapping[str, int]
    false: Mapping[str, int]


def run(
    clips: Sequence[Path], detectors: dict[str, ShotDetector], looks: Sequence[Look] = LOOKS
) -> Generator[Progress, None, dict[str, list[Played]]]:
    """Let every detector find the cuts of every film; return what they found, by name.

    There is a film for each clip and look. The same clips and voters give the same films.

    Raises:
        MediaError: a clip cannot be read.
        InputError: a clip shows no second without a cut, or there is only one shot in all.
    """
    sources: list[Source] = []
    for number, clip in enumerate(clips):
        yield Progress("Looking for cuts", number, len(clips), clip.name, "clips")
        sources.append(read_source(clip, voters(detectors)))
    found: dict[str, list[Played]] = {name: [] for name in detectors}
    total = len(sources) * len(looks) * len(detectors)
    with tempfile.TemporaryDirectory(prefix="shotseer-films-") as folder:
        path = Path(folder) / "film.mp4"
        for own, source in enumerate(sources):
            for number, look in enumerate(looks):
                film = assemble(sources, own, seed=own * len(LOOKS) + number)
                write_film(path, look.change(film.images), SIZE, RATE, look.quality)
                for name, detector in detectors.items():
                    done = sum(map(len, found.values()))
                    note = f"{source.name}, {look.name}: {name}"
                    yield Progress("Finding cuts", done, total, note, "films")
                    found[name].append(_play(path, film, detector, source.name, look.name))
    return found


def _play(path: Path, film: Film, detector: ShotDetector, clip: str, look: str) -> Played:
    start = time.perf_counter()
    cuts = [round(cut * RATE) for cut in cuts_of(path, detector)]
    seconds = time.perf_counter() - start
    joins, false = match(film.joins, cuts)
    return Played(
        clip,
        look,
        len(film.images),
        seconds,
        Counter(join.kind for join in film.joins),
        Counter(join.kind for join in joins),
        Counter(_happening(film, cut) for cut in false),
    )


def match(joins: Sequence[Stretch], cuts: Sequence[int]) -> tuple[list[Stretch], list[int]]:
    """Return the transitions that were found, and the cuts that are none.

    Each cut is for one transition at most, and each transition for one cut. A cut is found
    within `TOLERANCE` frames; a gradual transition where a cut lies in it or so near to it.

    Args:
        joins: in order; they do not overlap.
        cuts: numbers of first frames of shots, in order.
    """
    found: list[Stretch] = []
    false: list[int] = []
    open_joins = list(joins)
    for cut in cuts:
        hit = next(
            (join for join in open_joins if join.first - TOLERANCE <= cut <= join.end + TOLERANCE),
            None,
        )
        if hit is None:
            false.append(cut)
        else:
            open_joins.remove(hit)
            found.append(hit)
    return found, false


def _happening(film: Film, cut: int) -> str:
    """Return what happens where a false alarm is; ``twice`` where a transition was found twice."""
    for stretch in film.effects:
        if stretch.first + TOLERANCE < cut <= stretch.end - TOLERANCE:
            return stretch.kind
    return "twice"
