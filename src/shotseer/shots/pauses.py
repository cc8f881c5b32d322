"""Fades and other short blank stretches between shots."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

LONGEST_PAUSE = 2
"""Seconds. A longer blank stretch is a shot of its own."""

FADE_EDGE = Fraction(1, 5)
"""Seconds before and after a blank stretch in which a sharp change is the fade's own."""


class Pauses:
    """Joins each short blank stretch to the shot before it.

    A fade out and in has no sharp cut, and a cut to black and back has two. Either way one cut is
    left: where the next picture begins. A blank stretch at the start or end of the video joins
    its only neighbour.
    """

    def __init__(self) -> None:
        self._now = Fraction(0)
        self._blank_since: Fraction | None = None
        self._has_picture = False
        self._pauses: list[tuple[Fraction, Fraction]] = []
        self._returns: list[Fraction] = []
        self._sharp: list[Fraction] = []

    def push(self, time: Fraction, is_blank: bool) -> None:
        """Take the next frame: its time, and whether there is nothing to see in it."""
        self._now = time
        if is_blank:
            self._blank_since = time if self._blank_since is None else self._blank_since
            return
        if self._blank_since is not None:
            self._end_blank(self._blank_since, time)
        self._has_picture = True

    def join(self, cuts: Sequence[Fraction], until: Fraction) -> list[Fraction]:
        """Take the next sharp cuts; return all cuts that are certain, in order.

        ``until``: no sharp cut before this time is still to come.
        """
        self._sharp += cuts
        if self._blank_since is not None and self._now - self._blank_since <= LONGEST_PAUSE:
            until = min(until, self._blank_since)
        return self._certain(until - FADE_EDGE)

    def finish(self, end: Fraction) -> list[Fraction]:
        """Return the rest of the cuts. The video ends at ``end``."""
        if self._blank_since is not None:
            self._pauses += _if_short(self._blank_since, end)
        return [cut for cut in self._certain(end + 1) if cut < end]

    def _end_blank(self, start: Fraction, end: Fraction) -> None:
        self._blank_since = None
        self._pauses += _if_short(start, end)
        if self._has_picture or not _if_short(start, end):
            self._returns.append(end)

    def _certain(self, until: Fraction) -> list[Fraction]:
        """Hand over the cuts before a time, and forget the pauses before it."""
        sharp = {cut for cut in self._sharp if cut < until and not self._is_in_pause(cut)}
        returns = {cut for cut in self._returns if cut < until}
        self._sharp = [cut for cut in self._sharp if cut >= until]
        self._returns = [cut for cut in self._returns if cut >= until]
        self._pauses = [pause for pause in self._pauses if pause[1] + FADE_EDGE >= until]
        return sorted(sharp | returns)

    def _is_in_pause(self, cut: Fraction) -> bool:
        return any(start - FADE_EDGE <= cut < end + FADE_EDGE for start, end in self._pauses)


def _if_short(start: Fraction, end: Fraction) -> list[tuple[Fraction, Fraction]]:
    return [(start, end)] if end - start <= LONGEST_PAUSE else []
