"""The two networks at work: pictures or texts in, unit vectors of one space out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from shotseer.core.arrays import Image, Matrix
from shotseer.core.errors import PluginError
from shotseer.encoders.onnx.model import ModelPlan, TowerPlan, picture_input
from shotseer.encoders.onnx.sessions import COMPILING, CPU, Session
from shotseer.encoders.onnx.token_files import MASK, token_input
from shotseer.encoders.onnx.tokens import Reader

T = TypeVar("T")
Feeds: TypeAlias = Mapping[str, NDArray[Any]]

ON_CPU, ON_DEVICE = 4, 32
"""Items in one run. On a CPU larger runs gain nothing, and the first row comes later."""

_SCALED_BY_BATCH = frozenset(
    ("DynamicQuantizeLinear", "DynamicQuantizeMatMul", "DynamicQuantizeLSTM")
)
"""Operators that take the range of numbers from the whole batch, so that items change others."""


class Tower:
    """One network, run in batches.

    ``pads`` fills up short batches: for graphs fixed to a number of items, and for providers that
    compile for one.
    """

    def __init__(self, plan: TowerPlan, session: Session, dimension: int, on_device: int) -> None:
        fixed = next((port.size(0) for port in plan.graph.inputs if port.size(0)), None)
        self._plan = plan
        self._session = session
        self._dimension = dimension
        self._dtypes = {port.name: port.dtype for port in plan.graph.inputs}
        size = ON_CPU if session.provider == CPU else on_device
        if plan.graph.operators & _SCALED_BY_BATCH:
            size = 1
        self.pads = fixed is not None or session.provider in COMPILING
        self.batch_size = fixed or size

    def run(self, items: Sequence[T], feed: Callable[[Sequence[T]], Feeds]) -> Matrix:
        """Return ``(n, d)`` float32 unit rows.

        Raises:
            PluginError: the network fails, or gives something that is no vector.
        """
        rows = np.empty((len(items), self._dimension), np.float32)
        for start in range(0, len(items), self.batch_size):
            batch = items[start : start + self.batch_size]
            rows[start : start + len(batch)] = self._run_batch(feed(batch), len(batch))
        return self._unit(rows)

    def _run_batch(self, feeds: Feeds, count: int) -> Matrix:
        missing = self.batch_size - count if self.pads else 0
        given = {
            name: np.concatenate([array, np.repeat(array[-1:], missing, axis=0)]).astype(
                self._dtypes[name], copy=False
            )
            for name, array in feeds.items()
            if name in self._dtypes
        }
        try:
            (rows,) = self._session.run.run([self._plan.output.name], given)
        except Exception as error:
            # The errors of onnxruntime share no base of their own.
            raise PluginError(
                f"{self._plan.graph.path} cannot be run: {error}",
                hint="Choose another variant of the model, or export it again.",
            ) from error
        expected = (count + missing, self._dimension)
        if rows.shape != expected:
            raise PluginError(
                f"{self._plan.graph.path} gives {self._plan.output.name!r} of shape {rows.shape}, "
                f"where {expected} is expected",
                hint="Export the model again, each tower with its projection.",
            )
        found: Matrix = rows[:count].astype(np.float32)
        return found

    def _unit(self, rows: Matrix) -> Matrix:
        lengths = np.linalg.norm(rows.astype(np.float64), axis=1, keepdims=True)
        if not (np.isfinite(lengths).all() and (lengths > 0).all()):
            raise PluginError(
                f"{self._plan.graph.path} gives numbers that are no vector (not finite, or all 0)",
                hint="This export is broken: choose another variant of the model.",
            )
        unit: Matrix = (rows / lengths).astype(np.float32)
        return unit


class ImageTower:
    """The network that sees."""

    def __init__(self, model: ModelPlan, session: Session) -> None:
        self._tower = Tower(model.image, session, model.dimension, ON_DEVICE)
        self._input = picture_input(model.image.graph).name
        self._pixels = model.pixels
        self.session = session

    def embed(self, images: Sequence[Image]) -> Matrix:
        """Return ``(n, d)`` float32 unit rows."""
        return self._tower.run(images, self._feed)

    def _feed(self, images: Sequence[Image]) -> Feeds:
        return {self._input: np.stack([self._pixels.prepare(image) for image in images])}


class TextTower:
    """The network that reads, and its tokenizer."""

    def __init__(self, model: ModelPlan, session: Session) -> None:
        if model.text is None or model.tokens is None:
            raise ValueError("the model has no text tower")
        # People search for one text at a time.
        on_device = 1 if session.provider in COMPILING else ON_DEVICE
        self._tower = Tower(model.text, session, model.dimension, on_device)
        self._reader = Reader(model.folder.tokens("tokenizer.json"), model.tokens)
        self._input = token_input(model.text.graph).name
        self.session = session

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Return ``(n, d)`` float32 unit rows."""
        return self._tower.run(texts, self._feed)

    def _feed(self, texts: Sequence[str]) -> Feeds:
        tokens, mask = self._reader.read(texts)
        return {
            self._input: tokens,
            MASK: mask,
            "position_ids": np.broadcast_to(np.arange(tokens.shape[1]), tokens.shape),
            "token_type_ids": np.zeros_like(tokens),
        }
