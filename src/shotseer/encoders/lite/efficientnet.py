"""EfficientNet-Lite2 as an ONNX graph, from its PyTorch weights and without PyTorch.

Tan and Le, "EfficientNet" (ICML 2019), in the Lite form of the TensorFlow TPU models: no
squeeze-and-excitation, ReLU6 in place of swish, stem and head of fixed width.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shotseer.core.arrays import Floats
from shotseer.networks.torch_file import Tensors

if TYPE_CHECKING:
    import onnx

IMAGE_SIZE = 260
FEATURES = 1280
CLASSES = 1000

GRAPH_REVISION = 1
"""Raised when the graph below changes, so that no file written by an older one is used."""

_BATCH_NORM_EPSILON = 1e-3
_PIXEL_MEAN, _PIXEL_SCALE = 127.0, 128.0
_OPSET, _IR_VERSION = 17, 8


class _Stage(NamedTuple):
    """A run of blocks; only the first has the stride, and the width of the stage before it."""

    blocks: int
    kernel: int
    stride: int
    expansion: int
    width: int


_STEM_WIDTH = 32
_STAGES = (
    _Stage(1, 3, 1, 1, 16),
    _Stage(3, 3, 2, 6, 24),
    _Stage(3, 5, 2, 6, 48),
    _Stage(4, 3, 2, 6, 88),
    _Stage(4, 5, 1, 6, 120),
    _Stage(5, 5, 2, 6, 208),
    _Stage(1, 3, 1, 6, 352),
)


def onnx_bytes(tensors: Tensors) -> bytes:
    """Return the network as a serialized ONNX model.

    Its input ``pixels`` is ``(n, 260, 260, 3)`` uint8 RGB; its outputs are ``features``, the
    ``(n, 1280)`` float32 pooled activations, and ``logits``, ``(n, 1000)`` float32. The model
    scales the pixels itself.

    Raises:
        KeyError: a weight is missing.
    """
    import onnx
    from onnx import TensorProto, helper

    graph = _Graph(tensors)
    graph.finish(graph.head(graph.body(graph.stem("pixels"))))
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "efficientnet-lite2",
            [_value("pixels", TensorProto.UINT8, IMAGE_SIZE, IMAGE_SIZE, 3)],
            [
                _value("features", TensorProto.FLOAT, FEATURES),
                _value("logits", TensorProto.FLOAT, CLASSES),
            ],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        producer_name="shotseer",
    )
    model.ir_version = _IR_VERSION
    onnx.checker.check_model(model)
    data: bytes = model.SerializeToString(deterministic=True)
    return data


def _value(name: str, element: int, *shape: int) -> onnx.ValueInfoProto:
    from onnx import helper

    return helper.make_tensor_value_info(name, element, ["n", *shape])


class _Graph:
    """Grows the list of nodes; every method takes the name of a value and returns the next."""

    def __init__(self, tensors: Tensors) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._tensors = tensors
        self._six = self._constant("six", np.float32(6))
        self._zero = self._constant("zero", np.float32(0))
        self._size = IMAGE_SIZE

    def stem(self, pixels: str) -> str:
        """Scale the pixels, put the channels first, and convolve."""
        x = self._node("Cast", [pixels], to=1)
        x = self._node("Sub", [x, self._constant("pixel_mean", np.float32(_PIXEL_MEAN))])
        x = self._node("Div", [x, self._constant("pixel_scale", np.float32(_PIXEL_SCALE))])
        x = self._node("Transpose", [x], perm=[0, 3, 1, 2])
        return self._relu6(self._convolve(x, "_conv_stem", "_bn0", stride=2))

    def body(self, x: str) -> str:
        """Stack the inverted residual blocks of every stage."""
        number, width = 0, _STEM_WIDTH
        for stage in _STAGES:
            for repeat in range(stage.blocks):
                stride = stage.stride if repeat == 0 else 1
                y = self._block(x, f"_blocks.{number}.", stage.expansion, stride)
                x = self._node("Add", [x, y]) if stride == 1 and width == stage.width else y
                number, width = number + 1, stage.width
        return x

    def head(self, x: str) -> str:
        """Widen to the features, and average them over the picture."""
        x = self._relu6(self._convolve(x, "_conv_head", "_bn1"))
        x = self._node("GlobalAveragePool", [x])
        return self._node("Flatten", [x], output="features")

    def finish(self, features: str) -> str:
        """Classify."""
        weight = self._constant("_fc.weight", self._tensors["_fc.weight"])
        bias = self._constant("_fc.bias", self._tensors["_fc.bias"])
        return self._node("Gemm", [features, weight, bias], output="logits", transB=1)

    def _block(self, x: str, prefix: str, expansion: int, stride: int) -> str:
        if expansion > 1:
            x = self._relu6(self._convolve(x, f"{prefix}_expand_conv", f"{prefix}_bn0"))
        x = self._convolve(x, f"{prefix}_depthwise_conv", f"{prefix}_bn1", stride=stride)
        return self._convolve(self._relu6(x), f"{prefix}_project_conv", f"{prefix}_bn2")

    def _convolve(self, x: str, conv: str, norm: str, stride: int = 1) -> str:
        weight, bias = _fold(self._tensors, conv, norm)
        kernel = weight.shape[2]
        before, after = _same_padding(self._size, kernel, stride)
        self._size = -(-self._size // stride)
        return self._node(
            "Conv",
            [x, self._constant(f"{conv}.weight", weight), self._constant(f"{conv}.bias", bias)],
            kernel_shape=[kernel, kernel],
            strides=[stride, stride],
            pads=[before, before, after, after],
            # A depthwise kernel sees one channel, and there is one for each.
            group=weight.shape[0] if "depthwise" in conv else 1,
        )

    def _relu6(self, x: str) -> str:
        return self._node("Clip", [x, self._zero, self._six])

    def _constant(self, name: str, value: NDArray[Any] | np.float32) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def _node(self, operator: str, inputs: list[str], output: str = "", **attributes: Any) -> str:
        from onnx import helper

        output = output or f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output


def _fold(tensors: Tensors, conv: str, norm: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return weight and bias of a convolution that does its batch norm's work too."""

    def norm_of(part: str) -> Floats:
        return tensors[f"{norm}.{part}"].astype(np.float64)

    scale = norm_of("weight") / np.sqrt(norm_of("running_var") + _BATCH_NORM_EPSILON)
    weight = tensors[f"{conv}.weight"] * scale[:, None, None, None]
    bias = norm_of("bias") - norm_of("running_mean") * scale
    return weight.astype(np.float32), bias.astype(np.float32)


def _same_padding(size: int, kernel: int, stride: int) -> tuple[int, int]:
    """Return the padding before and after, as TensorFlow's ``SAME`` gives it."""
    out = -(-size // stride)
    total = max((out - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2
