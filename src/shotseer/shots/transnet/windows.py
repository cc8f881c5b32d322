"""Windows that overlap, over a film of any length."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from shotseer.core.arrays import Vector
from shotseer.shots.transnet.graph import WINDOW
from shotseer.shots.transnet.network import Frames

EDGE = 25
"""Frames at either end of a window whose probabilities are left out: they see too little."""

STEP = WINDOW - 2 * EDGE

Likelihood = tuple[float, float]
"""Of one frame: that it is the last before a cut or the middle of a transition; or part of one."""


class Windows:
    """Gives the probabilities of frames that are pushed one by one, in order.

    The first and the last frame are repeated beyond the ends. It keeps 125 frames at most.

    Args:
        run: the network; see `shotseer.shots.transnet.network.Network.run`.
    """

    def __init__(self, run: Callable[[Frames], tuple[Vector, Vector]]) -> None:
        self._run = run
        self._frames: list[Frames] = []
        self._owed = 0

    def push(self, frame: Frames) -> list[Likelihood]:
        """Take the next frame, ``(27, 48, 3)``; return what is now known of earlier ones."""
        if not self._frames:
            self._frames = [frame] * EDGE
        self._frames.append(frame)
        self._owed += 1
        return list(self._whole_windows())

    def finish(self) -> list[Likelihood]:
        """Return what is left."""
        found: list[Likelihood] = []
        while self._owed:
            missing = WINDOW - len(self._frames)
            self._frames += [self._frames[-1]] * missing
            found += self._whole_windows()
        return found

    def _whole_windows(self) -> Iterator[Likelihood]:
        if len(self._frames) < WINDOW:
            return
        single, many = self._run(np.stack(self._frames))
        del self._frames[:STEP]
        own = slice(EDGE, EDGE + min(self._owed, STEP))
        known = zip(single[own].tolist(), many[own].tolist(), strict=True)
        for likelihood in known:
            self._owed -= 1
            yield likelihood
