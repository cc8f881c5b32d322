"""The detectors that are compared: ours, and PySceneDetect's content detector as it comes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

from shotseer.core.arrays import Image
from shotseer.core.errors import InputError, PluginError
from shotseer.core.ports import CutFinder, Params, ShotDetector
from shotseer.core.video import Video
from shotseer.media.cutting import cut_shots
from shotseer.media.probe import probe
from shotseer.shots.adaptive import AdaptiveShotDetector
from shotseer.shots.transnet import TransNetShotDetector

NAMES = ("adaptive", "content", "transnet")

SHORTEST = Fraction(3, 10)
"""Seconds of a shot, as an ingest has it."""

_FOREVER = Fraction(10**6)


class ContentShotDetector:
    """PySceneDetect's ContentDetector: a cut where a frame differs enough from the last one.

    Args:
        threshold: least change, in levels of 255, averaged over hue, saturation and brightness.
    """

    name = "content"
    picture_width: int | None = 256
    is_exact = False
    lag = Fraction(1)

    def __init__(self, threshold: float = 27.0) -> None:
        self.threshold = threshold
        self.params: Params = {"threshold": threshold}

    def start(self, video: Video, file_name: str = "") -> CutFinder:  # noqa: ARG002
        """Return a fresh finder for one video."""
        return _ContentFinder(self.threshold, video.frame_rate)


class _ContentFinder:
    def __init__(self, threshold: float, rate: Fraction) -> None:
        from scenedetect.detectors import ContentDetector

        self._detector = ContentDetector(threshold=threshold)
        self._rate = rate
        self._number = itertools.count()
        self._times: list[Fraction] = []

    def push(self, time: Fraction, image: Image | None) -> Sequence[Fraction]:
        from scenedetect import FrameTimecode

        assert image is not None
        self._times.append(time)
        number = FrameTimecode(next(self._number), fps=self._rate)
        found = self._detector.process_frame(number, image[:, :, ::-1])
        return [self._times[cut.frame_num] for cut in found]

    def finish(self, end: Fraction) -> Sequence[Fraction]:  # noqa: ARG002
        from scenedetect import FrameTimecode

        last = FrameTimecode(max(0, len(self._times) - 1), fps=self._rate)
        return [self._times[cut.frame_num] for cut in self._detector.post_process(last)]


def chosen(names: Sequence[str], cache_dir: Path, threads: int) -> dict[str, ShotDetector]:
    """Return detectors by name; all that are installed where no name is given.

    Raises:
        InputError: there is no detector of such a name.
        PluginError: one that is named is not installed.
    """
    makers: dict[str, Callable[[], ShotDetector]] = {
        "adaptive": AdaptiveShotDetector,
        "content": ContentShotDetector,
        "transnet": lambda: TransNetShotDetector(cache_dir, threads=threads),
    }
    if unknown := sorted(set(names) - set(NAMES)):
        raise InputError(
            f"there is no detector {unknown[0]!r} to compare", hint=f"Known: {', '.join(NAMES)}."
        )
    found: dict[str, ShotDetector] = {}
    for name in names or NAMES:
        try:
            found[name] = makers[name]()
        except PluginError:
            if names:
                raise
    return found


def voters(detectors: dict[str, ShotDetector]) -> tuple[ShotDetector, ...]:
    """Return detectors that find too much rather than too little."""
    eager = (AdaptiveShotDetector(threshold=2.0, min_content=6.0), ContentShotDetector(15.0))
    return (*eager, *(one for name, one in detectors.items() if name == "transnet"))


def cuts_of(path: Path, detector: ShotDetector) -> list[Fraction]:
    """Return the cuts of a file, in seconds, as an ingest would find them.

    Raises:
        MediaError: the file cannot be read.
    """
    shots = cut_shots(
        path,
        probe(path),
        detector,
        frames_per_shot=1,
        image_size=16,
        min_duration=SHORTEST,
        max_duration=_FOREVER,
    )
    return [shot.shot.span.start for shot in shots][1:]
