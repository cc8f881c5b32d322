"""The contract of every shot detector. A plugin's test can be ``check_detector(MyDetector)``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np

from shotseer.core.arrays import Image
from shotseer.core.ports import ShotDetector
from shotseer.core.video import Video, VideoId

RATE = Fraction(30_000, 1001)
"""Frames a second of the drawn films: times that no binary number holds."""

_SCENE_FRAMES = 45


def check_detector(make_detector: Callable[[], ShotDetector]) -> None:
    """Check that a detector keeps the promises of `shotseer.core.ports.ShotDetector`.

    Args:
        make_detector: makes the detector; called twice, with equal results.

    Raises:
        AssertionError: a promise is broken; the message says which.
    """
    detector = make_detector()
    _check_facts(detector)
    film, static = _film(scenes=4), _film(scenes=1)
    cuts = _find(detector, film)
    _check_cuts(detector, cuts, film)
    if not detector.is_exact:
        assert not _find(detector, static), "a film that does not change has no cuts"
    assert _find(detector, film) == cuts, "a new start must remember nothing of other videos"
    assert _find(make_detector(), film) == cuts, "the same parameters must give the same cuts"
    assert make_detector().params == detector.params, "parameters must not change by themselves"
    _check_two_at_once(detector, film, cuts)
    _check_empty(detector)


def _check_facts(detector: ShotDetector) -> None:
    assert detector.name, "a detector must have a name"
    assert detector.picture_width is None or detector.picture_width > 0
    assert detector.lag > 0, "a detector must say how long a cut may be uncertain"
    assert isinstance(detector.params, Mapping), "parameters must be named"
    for name, value in detector.params.items():
        assert isinstance(value, float | int | str | bool), (
            f"parameter {name} must be a plain value"
        )


def _check_cuts(
    detector: ShotDetector, cuts: list[Fraction], film: Mapping[Fraction, Image]
) -> None:
    assert all(isinstance(cut, Fraction) for cut in cuts), "cuts must be exact fractions"
    assert cuts == sorted(set(cuts)), "cuts must come in order, each once"
    assert all(0 < cut < len(film) / RATE for cut in cuts), "cuts must be inside the video"
    if not detector.is_exact:
        assert all(cut in film for cut in cuts), "a cut must be the time of a frame"


def _check_two_at_once(
    detector: ShotDetector, film: Mapping[Fraction, Image], cuts: list[Fraction]
) -> None:
    one, other = detector.start(_video(film)), detector.start(_video(film))
    found: list[Fraction] = []
    for time, image in film.items():
        shown = None if detector.picture_width is None else image
        found += one.push(time, shown)
        other.push(time, shown)
    found += one.finish(len(film) / RATE)
    assert found == cuts, "two videos at once must not disturb each other"


def _check_empty(detector: ShotDetector) -> None:
    finder = detector.start(_video({}))
    assert not list(finder.finish(Fraction(0))), "a video without frames has no cuts"


def _find(detector: ShotDetector, film: Mapping[Fraction, Image]) -> list[Fraction]:
    finder = detector.start(_video(film))
    cuts: list[Fraction] = []
    for time, image in film.items():
        found = finder.push(time, None if detector.picture_width is None else image)
        assert all(cut <= time for cut in found), "a cut cannot be certain before its frame"
        cuts += found
    return cuts + list(finder.finish(len(film) / RATE))


def _film(scenes: int) -> dict[Fraction, Image]:
    """Return pictures by time: scenes of still, coloured noise, 256 x 144."""
    rng = np.random.default_rng(7)
    film: dict[Fraction, Image] = {}
    for _ in range(scenes):
        coarse = rng.integers(0, 256, (9, 16, 3), dtype=np.uint8)
        image = coarse.repeat(16, axis=0).repeat(16, axis=1)
        for _ in range(_SCENE_FRAMES):
            film[len(film) / RATE] = image
    return film


def _video(film: Mapping[Fraction, Image]) -> Video:
    return Video(VideoId("0" * 32), len(film) / RATE, RATE, 256, 144, len(film))
