"""TransNetV2 as an ONNX graph, from its PyTorch weights and without PyTorch.

Soucek and Lokoc, "TransNet V2: An effective deep network architecture for fast shot transition
detection" (2020). Its separable 3D convolutions are written as a 2D convolution of the pictures
and one along time, which onnxruntime runs two and a half times faster on a CPU; batch norms are
folded into the latter.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from shotseer.networks.graph import Graph
from shotseer.networks.torch_file import Tensors

WINDOW = 100
"""Frames that the network sees at once."""

WIDTH, HEIGHT = 48, 27

GRAPH_REVISION = 1
"""Raised when the graph below changes, so that no file written by an older one is used."""

_BLOCKS = 3
_DILATIONS = (1, 2, 4, 8)
_BATCH_NORM_EPSILON = 1e-3
_NORM_EPSILON = np.float32(1e-12)
_REACH = 50
"""Frames before and after with which a frame is compared."""

_BINS = 512
_OPSET = 17


def onnx_bytes(tensors: Tensors) -> bytes:
    """Return the network as a serialized ONNX model.

    Its input ``frames`` is ``(n, 100, 27, 48, 3)`` uint8 RGB. Its outputs, ``(n, 100)`` float32,
    are the probability that a frame is the last before a cut or the middle of a transition
    (``single``), and that it is part of a transition (``many``).

    Raises:
        KeyError: a weight is missing.
    """
    from onnx import TensorProto

    network = _Network(tensors)
    network.classify(network.compare_colours("frames"), *network.see("frames", TensorProto.FLOAT))
    return network.graph.model(
        "transnetv2",
        {"frames": (TensorProto.UINT8, ["n", WINDOW, HEIGHT, WIDTH, 3])},
        {name: (TensorProto.FLOAT, ["n", WINDOW]) for name in ("single", "many")},
        _OPSET,
    )


class _Network:
    def __init__(self, tensors: Tensors) -> None:
        self._tensors = tensors
        self.graph = Graph()

    def see(self, frames: str, float_type: int) -> tuple[str, str]:
        """Return what the convolutions say of each frame, and how frames resemble others by it."""
        g = self.graph
        x = g.node("Cast", frames, to=float_type)
        x = g.node("Reshape", x, g.integers(-1, HEIGHT, WIDTH, 3))
        x = g.node("Transpose", x, perm=[0, 3, 1, 2])
        x = g.node("Div", x, g.constant(np.float32(255)))
        size, means = (HEIGHT, WIDTH), []
        channels = 0
        for number in range(_BLOCKS):
            x, channels = self._block(x, f"SDDCNN.{number}.DDCNN", size)
            size = size[0] // 2, size[1] // 2
            mean = g.node("ReduceMean", x, axes=[2, 3], keepdims=0)
            means.append(g.node("Reshape", mean, g.integers(-1, WINDOW, channels)))
        seen = g.node("Transpose", x, perm=[0, 2, 3, 1])
        seen = g.node("Reshape", seen, g.integers(-1, WINDOW, size[0] * size[1] * channels))
        joined = self._linear(g.node("Concat", *means, axis=2), "frame_sim_layer.projection")
        return seen, self._compare(joined, "frame_sim_layer.fc")

    def compare_colours(self, frames: str) -> str:
        """Return how frames resemble others by their histograms of 8 x 8 x 8 colours."""
        from onnx import TensorProto, helper

        def filled(shape: str, value: float) -> str:
            tensor = helper.make_tensor("value", TensorProto.FLOAT, [1], [value])
            return g.node("ConstantOfShape", shape, value=tensor)

        g = self.graph
        levels = g.node("BitShift", frames, g.constant(np.array(5, np.uint8)), direction="RIGHT")
        levels = g.node("Cast", levels, to=TensorProto.INT64)
        bins = g.node("Mul", levels, g.integers(64, 8, 1))
        bins = g.node("ReduceSum", bins, g.integers(4), keepdims=0)
        bins = g.node("Reshape", bins, g.integers(-1, HEIGHT * WIDTH))
        shape = g.node("Shape", bins)
        rows = g.node("Slice", shape, g.integers(0), g.integers(1))
        empty = filled(g.node("Concat", rows, g.integers(_BINS), axis=0), 0)
        counts = g.node("ScatterElements", empty, bins, filled(shape, 1), axis=1, reduction="add")
        counts = g.node("Reshape", counts, g.integers(-1, WINDOW, _BINS))
        return self._compare(counts, "color_hist_layer.fc")

    def classify(self, colours: str, seen: str, likeness: str) -> None:
        """Say what every frame is."""
        g = self.graph
        x = g.node("Concat", colours, likeness, seen, axis=2)
        x = g.node("Relu", self._linear(x, "fc1"))
        for layer, name in (("cls_layer1", "single"), ("cls_layer2", "many")):
            found = g.node("Sigmoid", self._linear(x, layer))
            g.node("Reshape", found, g.integers(-1, WINDOW), output=name)

    def _block(self, x: str, prefix: str, size: tuple[int, int]) -> tuple[str, int]:
        g = self.graph
        first, channels = self._dilated(x, f"{prefix}.0", size)
        first = g.node("Relu", first)
        second, channels = self._dilated(first, f"{prefix}.1", size)
        x = g.node("Add", g.node("Relu", second), first)
        return g.node("AveragePool", x, kernel_shape=[2, 2], strides=[2, 2]), channels

    def _dilated(self, x: str, prefix: str, size: tuple[int, int]) -> tuple[str, int]:
        """Convolve pictures, then time at four distances; return the output and its channels."""
        g = self.graph
        in_space = [self._weight(prefix, step, 0)[:, :, 0] for step in _DILATIONS]
        scale, bias = self._norm(prefix)
        channels = len(scale) // len(_DILATIONS)
        x = g.node(
            "Conv",
            x,
            g.constant(np.concatenate(in_space)),
            kernel_shape=[3, 3],
            pads=[1, 1, 1, 1],
        )
        x = g.node("Reshape", x, g.integers(-1, WINDOW, 2 * len(scale), size[0] * size[1]))
        parts = g.split(g.node("Transpose", x, perm=[0, 2, 1, 3]), len(_DILATIONS), axis=1)
        found = []
        for number, (part, step) in enumerate(zip(parts, _DILATIONS, strict=True)):
            own = slice(number * channels, (number + 1) * channels)
            weight = self._weight(prefix, step, 1)[..., 0] * scale[own, None, None, None]
            found.append(
                g.node(
                    "Conv",
                    part,
                    g.constant(weight.astype(np.float32)),
                    g.constant(bias[own].astype(np.float32)),
                    kernel_shape=[3, 1],
                    dilations=[step, 1],
                    pads=[step, 0, step, 0],
                )
            )
        x = g.node("Transpose", g.node("Concat", *found, axis=1), perm=[0, 2, 1, 3])
        return g.node("Reshape", x, g.integers(-1, len(scale), *size)), len(scale)

    def _compare(self, x: str, layer: str) -> str:
        """Compare each frame with the 50 on either side of it; beyond the window is nothing."""
        g = self.graph
        length = g.node("ReduceL2", x, axes=[2], keepdims=1)
        x = g.node("Div", x, g.node("Max", length, g.constant(_NORM_EPSILON)))
        likeness = g.node("MatMul", x, g.node("Transpose", x, perm=[0, 2, 1]))
        # Row t is wanted from t on. Written one after the other, with one more place in each row,
        # every row begins one place further on.
        wide = WINDOW + 2 * _REACH
        x = g.node("Pad", likeness, g.integers(0, 0, _REACH, 0, 0, _REACH))
        x = g.node("Reshape", x, g.integers(-1, WINDOW * wide))
        x = g.node("Pad", x, g.integers(0, 0, 0, WINDOW))
        x = g.node("Reshape", x, g.integers(-1, WINDOW, wide + 1))
        x = g.node("Slice", x, g.integers(0), g.integers(2 * _REACH + 1), g.integers(2))
        return g.node("Relu", self._linear(x, layer))

    def _linear(self, x: str, layer: str) -> str:
        g = self.graph
        x = g.node("MatMul", x, g.constant(self._tensors[f"{layer}.weight"].T))
        return g.node("Add", x, g.constant(self._tensors[f"{layer}.bias"]))

    def _weight(self, prefix: str, step: int, layer: int) -> NDArray[Any]:
        return self._tensors[f"{prefix}.Conv3D_{step}.layers.{layer}.weight"]

    def _norm(self, prefix: str) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return scale and bias of a batch norm."""
        weight, bias, mean, variance = (
            self._tensors[f"{prefix}.bn.{part}"].astype(np.float64)
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        scale = weight / np.sqrt(variance + _BATCH_NORM_EPSILON)
        return scale, bias - mean * scale
