"""Timestamps of a video stream made into increasing times from zero."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

JUMP = 1
"""Seconds. Timestamps that fall back by more than this start anew, as in joined recordings."""

UNSTEADY = Fraction(1, 100)
"""A video has a variable rate if more than this part of its steps differ from the usual one."""

GAP = Fraction(1, 2)
"""Seconds. A shorter pause between two frames is no sign of damage."""


class Timeline:
    """Gives each frame its time, and learns the rate and the end from them.

    Args:
        tick: seconds per unit of the timestamps.
        step: seconds per frame at the declared rate, where a frame does not tell its own.
    """

    def __init__(self, tick: Fraction, step: Fraction) -> None:
        self._tick = tick
        self._step = step
        self._zero: int | None = None
        self._offset = Fraction(0)
        self._last = Fraction(0)
        self._shown_for = step
        self._steps: Counter[Fraction] = Counter()
        self.frame_count = 0

    def place(self, pts: int | None, duration: int | None = None) -> Fraction | None:
        """Return the time of the next frame in seconds, or ``None`` if it is never shown.

        Args:
            pts: the frame's timestamp in ticks; ``None`` puts it one step after the last.
            duration: ticks for which it is shown; 0 or ``None`` if the file does not say.
        """
        time = self._time_of(pts)
        if time is None:
            return None
        if self.frame_count:
            self._steps[time - self._last] += 1
        self._last = time
        self._shown_for = duration * self._tick if duration and duration > 0 else self._step
        self.frame_count += 1
        return time

    @property
    def end(self) -> Fraction:
        """Seconds from the first frame to the end of the last one."""
        return self._last + self._shown_for if self.frame_count else Fraction(0)

    @property
    def is_variable(self) -> bool:
        """Whether frames come at uneven distances, beyond what rounding to ticks explains."""
        total = self._steps.total()
        if not total:
            return False
        usual = self._steps.most_common(1)[0][0]
        slack = max(self._tick, usual / 10)
        uneven = sum(count for step, count in self._steps.items() if abs(step - usual) > slack)
        return uneven > total * UNSTEADY

    @property
    def missing(self) -> Fraction:
        """Seconds without frames, in gaps of a video whose rate is steady otherwise."""
        if self.is_variable or not self._steps:
            return Fraction(0)
        least = max(GAP, 5 * self._steps.most_common(1)[0][0])
        gaps = (step * count for step, count in self._steps.items() if step >= least)
        return sum(gaps, start=Fraction(0))

    def _time_of(self, pts: int | None) -> Fraction | None:
        following = self._last + self._step if self.frame_count else Fraction(0)
        if pts is None:
            return following
        if self._zero is None:
            self._zero = pts
        time = (pts - self._zero) * self._tick + self._offset
        if not self.frame_count or time > self._last:
            return time
        if self._last - time <= JUMP:
            return None
        self._offset += following - time
        return following
