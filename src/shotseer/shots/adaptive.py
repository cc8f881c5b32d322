"""Sharp cuts by PySceneDetect's AdaptiveDetector, and fades, in colour and black-and-white film."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Sequence
from fractions import Fraction
from importlib import metadata
from typing import NamedTuple

from shotseer.core.arrays import Image
from shotseer.core.ports import CutFinder, Params
from shotseer.core.video import Video
from shotseer.shots.pauses import Pauses
from shotseer.shots.signals import difference, is_blank, without_faint_colour

PICTURE_WIDTH = 256

FLASH_FRAMES = 4
"""A flash lasts so many frames at most."""

REVISION = 1
"""Goes up whenever the same parameters would give other cuts."""


class AdaptiveShotDetector:
    """Finds cuts where a frame changes far more than the frames around it.

    It is PySceneDetect's AdaptiveDetector with four changes, each for footage on which that
    detector fails with its defaults:

    - Faint colours are taken out of the picture first. Their hue is noise, which hides cuts in
      black-and-white film and makes cuts of compression steps in dark film.
    - The least change follows the colour in the two frames: without colour, two of the three
      channels that are averaged cannot change.
    - The window is wider. Telecined and frame-rate converted film changes in two steps at a cut,
      and in a narrow window the second step hides the first.
    - A flash is not a cut: the picture after it is the picture before it.

    Fades through black or white become cuts where the next picture begins.

    Args:
        threshold: how many times the mean change of the frames around it a cut's change must be.
        min_content: least change of a cut in fully coloured film, in levels of 255, averaged over
            hue, saturation and brightness.
        window: frames on either side with which a frame is compared.
    """

    name = "adaptive"
    picture_width: int | None = PICTURE_WIDTH
    is_exact = False
    lag = Fraction(1)

    def __init__(self, threshold: float = 3.0, min_content: float = 12.0, window: int = 6) -> None:
        self.threshold = threshold
        self.min_content = min_content
        self.window = window
        self.params: Params = {
            "threshold": threshold,
            "min_content": min_content,
            "window": window,
            "picture_width": PICTURE_WIDTH,
            "pyscenedetect": metadata.version("scenedetect-headless"),
            "revision": REVISION,
        }

    def start(self, video: Video, file_name: str = "") -> CutFinder:  # noqa: ARG002
        """Return a fresh finder for one video."""
        return _AdaptiveFinder(self, video.frame_rate)


class _Seen(NamedTuple):
    time: Fraction
    image: Image
    colour: float


class _AdaptiveFinder:
    def __init__(self, settings: AdaptiveShotDetector, frame_rate: Fraction) -> None:
        from scenedetect.detectors import AdaptiveDetector

        self._settings = settings
        self._rate = frame_rate
        self._detector = AdaptiveDetector(
            adaptive_threshold=settings.threshold, window_width=settings.window, min_scene_len=0
        )
        self._number = itertools.count()
        self._pauses = Pauses()
        # The frame that is decided on now, those of the window after it, and enough before it.
        self._recent: deque[_Seen] = deque(maxlen=FLASH_FRAMES + 2 + settings.window)

    def push(self, time: Fraction, image: Image | None) -> Sequence[Fraction]:
        from scenedetect import FrameTimecode

        if image is None:
            raise ValueError("this detector needs pictures")
        drained, colour = without_faint_colour(image)
        self._recent.append(_Seen(time, drained, colour))
        self._pauses.push(time, is_blank(image))
        place = len(self._recent) - 1 - self._settings.window  # of the frame decided on now
        if place >= 1:
            self._detector.min_content_val = self._least_change(place)
        number = FrameTimecode(next(self._number), fps=self._rate)
        is_change = bool(self._detector.process_frame(number, drained))
        if place < 1:
            return []
        is_cut = is_change and not self._is_flash(place)
        cuts = [self._recent[place].time] if is_cut else []
        return self._pauses.join(cuts, until=self._recent[place + 1].time)

    def finish(self, end: Fraction) -> Sequence[Fraction]:
        return self._pauses.finish(end)

    def _least_change(self, place: int) -> float:
        """Return the least change of a cut, for the colour of the frames on both sides of it."""
        colour = max(self._recent[place - 1].colour, self._recent[place].colour)
        return self._settings.min_content * (1 + 2 * colour) / 3

    def _is_flash(self, place: int) -> bool:
        """Tell whether a frame before the change is much like the frames well after it."""
        change = difference(self._recent[place - 1].image, self._recent[place].image)
        after = self._recent[-1].image
        before = itertools.islice(self._recent, max(0, place - 1 - FLASH_FRAMES), place)
        return any(difference(seen.image, after) < change / 2 for seen in before)
