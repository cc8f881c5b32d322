"""Cuts and gradual transitions by TransNetV2."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from shotseer.core.arrays import Image
from shotseer.core.ports import CutFinder, Params
from shotseer.core.video import Video
from shotseer.shots.signals import difference, is_blank
from shotseer.shots.transnet.graph import GRAPH_REVISION, HEIGHT, WIDTH
from shotseer.shots.transnet.network import WEIGHTS_DIGEST, Frames, Network, require
from shotseer.shots.transnet.transitions import Judged, Transitions
from shotseer.shots.transnet.windows import Likelihood, Windows

PICTURE_WIDTH = 192
"""Pixels. Pictures come in their own shape, and are squeezed to 48 x 27 from here."""

CLOSEST = Fraction(3, 100)
"""Seconds. The network knows films of 24 to 30 frames a second; of faster ones it sees every
second frame, or third, and so on."""

REVISION = 1
"""Goes up whenever the same parameters would give other cuts."""


class TransNetShotDetector:
    """Finds cuts and dissolves with the network TransNetV2 (Soucek and Lokoc 2020).

    It runs on the CPU by onnxruntime. Where a transition is cut says
    `shotseer.shots.transnet.transitions.Transitions`.

    Args:
        cache_dir: where the network is kept once it is made; it can be deleted at any time.
        threads: for one run of the network; ``None`` is one for each core.

    Raises:
        PluginError: onnxruntime or the weights are not installed.
    """

    name = "transnet"
    picture_width: int | None = PICTURE_WIDTH
    is_exact = False
    lag = Fraction(4)

    def __init__(self, cache_dir: Path, *, threads: int | None = None) -> None:
        require(cache_dir)
        self._cache_dir = cache_dir
        self._threads = threads
        self.params: Params = {
            "weights": WEIGHTS_DIGEST,
            "graph": GRAPH_REVISION,
            "picture_width": PICTURE_WIDTH,
            "revision": REVISION,
        }

    def start(self, video: Video, file_name: str = "") -> CutFinder:  # noqa: ARG002
        """Return a fresh finder for one video.

        Raises:
            PluginError: the weights are damaged.
            StoreError: the cache folder cannot be used.
        """
        return _TransNetFinder(self._network)

    @cached_property
    def _network(self) -> Network:
        return Network(self._cache_dir, self._threads)


class _Shown(NamedTuple):
    """A frame that the network saw, and where a cut before it lies."""

    cut: Fraction
    is_blank: bool


class _TransNetFinder:
    def __init__(self, network: Network) -> None:
        self._windows = Windows(network.run)
        self._transitions = Transitions()
        self._shown: deque[_Shown] = deque()
        self._last: Fraction | None = None
        self._before: Frames | None = None
        self._change: tuple[float, Fraction] = (-1.0, Fraction(0))

    def push(self, time: Fraction, image: Image | None) -> Sequence[Fraction]:
        if image is None:
            raise ValueError("this detector needs pictures")
        small = _squeezed(image)
        # The network knows between which of its frames a cut lies; the largest change says where.
        if self._before is not None:
            change = difference(self._before, small)
            self._change = max(self._change, (change, time), key=lambda known: known[0])
        self._before = small
        if self._last is not None and time - self._last < CLOSEST:
            return []
        cut = self._change[1] if self._last is not None else time
        self._last, self._change = time, (-1.0, time)
        self._shown.append(_Shown(cut, is_blank(image)))
        return self._judge(self._windows.push(small))

    def finish(self, end: Fraction) -> Sequence[Fraction]:
        found = self._judge(self._windows.finish()) + self._transitions.finish()
        return [cut for cut in found if 0 < cut < end]

    def _judge(self, known: Iterable[Likelihood]) -> list[Fraction]:
        cuts: list[Fraction] = []
        for single, many in known:
            shown = self._shown.popleft()
            cuts += self._transitions.push(Judged(shown.cut, shown.is_blank, single, many))
        return cuts


def _squeezed(image: Image) -> Frames:
    """Return a picture as the network wants it: 48 x 27, whatever its shape was."""
    import cv2

    small = cv2.resize(image, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)
