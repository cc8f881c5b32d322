"""Windows of one length, for film without cuts or where cuts do not matter."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from shotseer.core.arrays import Image
from shotseer.core.errors import InputError
from shotseer.core.ports import CutFinder, Params
from shotseer.core.video import Video


class FixedWindows:
    """Cuts a video every so many seconds.

    A rest shorter than a tenth of a window joins the window before it.

    Raises:
        InputError: ``seconds`` is not positive.
    """

    name = "fixed"
    picture_width: int | None = None
    is_exact = True
    lag = Fraction(1)

    def __init__(self, seconds: float | Fraction = 5) -> None:
        # By way of text: 0.1 means a tenth, not the nearest binary fraction.
        self.window = Fraction(str(seconds))
        if self.window <= 0:
            raise InputError(
                f"a window of {seconds} seconds is not possible", hint="Give a positive number."
            )
        self.params: Params = {"seconds": float(self.window)}

    def start(self, video: Video, file_name: str = "") -> CutFinder:  # noqa: ARG002
        """Return a fresh finder for one video."""
        return _WindowFinder(self.window)


class _WindowFinder:
    def __init__(self, window: Fraction) -> None:
        self._window = window
        self._next = window

    def push(self, time: Fraction, image: Image | None) -> Sequence[Fraction]:  # noqa: ARG002
        return self._cuts_until(time)

    def finish(self, end: Fraction) -> Sequence[Fraction]:
        return self._cuts_until(end)

    def _cuts_until(self, time: Fraction) -> list[Fraction]:
        cuts = []
        while time >= self._next + self._window / 10:
            cuts.append(self._next)
            self._next += self._window
        return cuts
