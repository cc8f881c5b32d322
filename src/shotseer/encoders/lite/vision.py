"""EfficientNet-Lite2 at work: squares in, features and class logits out."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from shotseer.core.arrays import Matrix
from shotseer.encoders.lite import efficientnet
from shotseer.encoders.lite.assets import INSTALL_HINT, VISION_WEIGHTS
from shotseer.networks.cache import cached
from shotseer.networks.installed import digest_of
from shotseer.networks.onnx_session import open_session
from shotseer.networks.torch_file import read_tensors


class VisionTower:
    """The image network, built once into ``cache_dir``.

    Raises:
        PluginError: the weights are not installed, or damaged.
        StoreError: the cache folder cannot be used.
    """

    def __init__(self, cache_dir: Path, threads: int | None) -> None:
        weights = VISION_WEIGHTS.path()
        model = cached(
            cache_dir,
            "efficientnet-lite2",
            ".onnx",
            f"{efficientnet.GRAPH_REVISION:02d}{digest_of(weights)}",
            lambda: efficientnet.onnx_bytes(read_tensors(weights)),
        )
        self._session = open_session(model, "EfficientNet-Lite2", threads, INSTALL_HINT)

    def run(self, squares: NDArray[np.uint8]) -> tuple[Matrix, Matrix]:
        """Return ``(n, 1280)`` features and ``(n, 1000)`` logits of ``(n, 260, 260, 3)`` RGB."""
        outputs = self._session.run(["features", "logits"], {"pixels": squares})
        return cast(tuple[Matrix, Matrix], tuple(outputs))
