"""A classifier as an ONNX graph: vectors in, probabilities and logits out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from shotseer.core.classifier import LinearHead
from shotseer.core.errors import PluginError
from shotseer.store import files

OPSET = 17
IR_VERSION = 8
"""Both old enough for every onnxruntime since 1.14."""


def write(path: Path, head: LinearHead, properties: Mapping[str, str]) -> None:
    """Write a head as ONNX.

    The input ``embedding`` is ``(n, d)`` float32; the outputs ``logit`` and ``probability`` are
    ``(n,)`` float32. ``properties`` go into the model's metadata.

    Raises:
        PluginError: the package ``onnx`` is not installed.
        OSError: the file cannot be written.
    """
    try:
        from onnx import TensorProto, checker, helper, numpy_helper
    except ModuleNotFoundError as error:
        raise PluginError(
            "writing ONNX needs the package onnx",
            hint='Install it: pip install "shotseer[lite]"',
        ) from error
    weight = head.weight.astype(np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("MatMul", ["embedding", "weight"], ["product"]),
            helper.make_node("Add", ["product", "bias"], ["logit"]),
            helper.make_node("Sigmoid", ["logit"], ["probability"]),
        ],
        "shotseer-classifier",
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", len(weight)])],
        [
            helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["n"]),
            helper.make_tensor_value_info("logit", TensorProto.FLOAT, ["n"]),
        ],
        [
            numpy_helper.from_array(weight, "weight"),
            numpy_helper.from_array(np.array([head.bias], dtype=np.float32), "bias"),
        ],
    )
    model = helper.make_model(
        graph, producer_name="shotseer", opset_imports=[helper.make_opsetid("", OPSET)]
    )
    model.ir_version = IR_VERSION
    helper.set_model_props(model, dict(sorted(properties.items())))
    checker.check_model(model)
    with files.whole(path) as file:
        file.write(model.SerializeToString(deterministic=True))
