"""Times as people and editing programs write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d*)?|\.\d+)")
_FRAMES = re.compile(r"(\d{1,2}):(\d{2}):(\d{2})([:;.,])(\d{2})")


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A moment: whole ``frames`` of a video at its nominal rate after some ``seconds``.

    ``drops`` says that frame numbers are left out, as SMPTE does it, to keep up with the clock.
    """

    seconds: Fraction
    frames: int = 0
    counts_frames: bool = False
    drops: bool = False

    def at(self, frame_rate: Fraction) -> Fraction:
        """Return the moment in seconds, in a video of this frame rate."""
        if not self.counts_frames:
            return self.seconds
        nominal = round(frame_rate)
        number = int(self.seconds) * nominal + self.frames
        if self.drops:
            # SMPTE ST 12-1: two numbers (at 60, four) are skipped each minute but every tenth.
            minutes = int(self.seconds) // 60
            number -= round(nominal / 15) * (minutes - minutes // 10)
        return number / frame_rate


def parse_timestamp(text: str, *, drops: bool = False) -> Timestamp | None:
    """Read ``SS.mmm``, ``MM:SS.mmm``, ``HH:MM:SS.mmm``, ``HH:MM:SS:FF`` or ``HH:MM:SS;FF``.

    ``drops`` says that ``HH:MM:SS:FF`` counts drop frames too. Returns ``None`` for other texts.
    """
    text = text.strip()
    if (match := _FRAMES.fullmatch(text)) and match[4] in ":;":
        hours, minutes, seconds, frames = (int(match[i]) for i in (1, 2, 3, 5))
        whole = Fraction(hours * 3600 + minutes * 60 + seconds)
        return Timestamp(whole, frames, counts_frames=True, drops=drops or match[4] == ";")
    if match := _CLOCK.fullmatch(text):
        hours, minutes = int(match[1] or 0), int(match[2] or 0)
        return Timestamp(hours * 3600 + minutes * 60 + Fraction(match[3]))
    return None
