"""From what TransNetV2 says of each frame to cuts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from shotseer.shots.pauses import LONGEST_PAUSE

LIKELY = 0.5
"""From this probability on, a frame is the last before a cut, or part of a transition."""

SURE_PART, HALF_MIDDLE = 0.9, 0.2
"""A transition without a likely middle, as slow ones are, must be so surely one, and have a frame
that may so likely be its middle."""

FEWEST_FRAMES = 8
"""Frames of a transition without a likely middle, at least."""

DISSOLVE_FRAMES = 4
"""Frames from which on a transition is gradual, and cut in the middle of them all."""

GAP = 2
"""Frames between a fade and the blank picture that it ends in, at most."""

MOST_FRAMES = 500
"""Frames that are weighed together, at most. No transition is as long."""


class Judged(NamedTuple):
    """A frame and what is known of it.

    Attributes:
        time: seconds; where a cut before the frame lies.
        is_blank: there is nothing to see in it.
        single: probability that it is the last before a cut, or the middle of a transition.
        many: probability that it is part of a transition.
    """

    time: Fraction
    is_blank: bool
    single: float
    many: float

    @property
    def is_active(self) -> bool:
        """Whether it is part of a transition."""
        return max(self.single, self.many) >= LIKELY


class Transitions:
    """Makes one cut of each transition.

    - A sharp cut lies at the first frame of the new shot.
    - A dissolve is cut in its middle.
    - A fade through black or white is cut where the next picture begins, as by the other
      detectors; a blank stretch of more than two seconds is a shot of its own. Blank pictures
      without a transition, as in a flash, are no cut.
    """

    def __init__(self) -> None:
        self._region: list[Judged] = []
        self._quiet = 0
        self._has_picture = False
        self._blank_since: Fraction | None = None
        self._is_long_blank = False
        self._follows_long_blank = False

    def push(self, frame: Judged) -> list[Fraction]:
        """Take the next frame; return the cuts that are now certain, in order."""
        if frame.is_blank:
            return self._blank(frame)
        found = []
        if self._is_long_blank:
            found.append(frame.time)
            self._is_long_blank, self._follows_long_blank = False, True
        self._blank_since = None
        self._region.append(frame)
        self._quiet = 0 if frame.is_active else self._quiet + 1
        if self._quiet > GAP or len(self._region) > MOST_FRAMES:
            found += self._close()
        return found

    def finish(self) -> list[Fraction]:
        """Return the rest of the cuts: none by a fade out, after which nothing comes."""
        return [] if self._blank_since is not None else self._close()

    def _blank(self, frame: Judged) -> list[Fraction]:
        self._quiet = 0
        if self._blank_since is None:
            self._blank_since = frame.time
        if self._is_long_blank:
            return []
        self._region.append(frame)
        if frame.time - self._blank_since <= LONGEST_PAUSE:
            return []
        self._is_long_blank = True
        has_picture = self._has_picture or not self._region[0].is_blank
        self._region = []
        return [self._blank_since] if has_picture else []

    def _close(self) -> list[Fraction]:
        """Return the cuts of what was seen since the last quiet frames, and forget that."""
        found = [] if self._follows_long_blank else cuts_of(self._region, self._has_picture)
        self._region, self._quiet = [], 0
        self._has_picture, self._follows_long_blank = True, False
        return found


def cuts_of(frames: Sequence[Judged], has_picture: bool) -> list[Fraction]:
    """Return the cuts among frames that belong together.

    Args:
        frames: in order; blank pictures, those of transitions, and few others between them.
        has_picture: whether there is a picture before them.
    """
    places = range(len(frames))
    blank = [place for place in places if frames[place].is_blank]
    if blank:
        has_picture = has_picture or blank[0] > 0
        is_transition = any(frame.is_active for frame in frames)
        if not (has_picture and is_transition) or blank[-1] + 1 == len(frames):
            return []
        return [frames[blank[-1] + 1].time]
    runs = (list(run) for active, run in groupby(places, lambda i: frames[i].is_active) if active)
    lasts = (last for run in runs for last in _lasts(frames, run))
    return [frames[last + 1].time for last in lasts if last + 1 < len(frames)]


def _lasts(frames: Sequence[Judged], run: Sequence[int]) -> Iterator[int]:
    """Yield the last frames of the shots that end in a run of active frames."""
    peaks = [
        max(peak, key=lambda place: frames[place].single)
        for is_likely, peak in (
            (is_likely, list(peak))
            for is_likely, peak in groupby(run, lambda place: frames[place].single >= LIKELY)
        )
        if is_likely
    ]
    middle = run[(len(run) - 1) // 2]
    if len(peaks) == 1 and len(run) >= DISSOLVE_FRAMES:
        yield middle
    elif peaks:
        yield from peaks
    elif (
        len(run) >= FEWEST_FRAMES
        and max(frames[place].many for place in run) >= SURE_PART
        and max(frames[place].single for place in run) >= HALF_MIDDLE
    ):
        yield middle
