"""A classifier as an ONNX file, for players, services and languages without Python."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from shotseer.core.classifier import LinearHead
from shotseer.core.errors import PluginError, StoreError

OPSET = 17
IR_VERSION = 8
"""Both old enough for every onnxruntime since 1.14."""


def export_onnx(head: LinearHead, path: Path, *, metadata: Mapping[str, str]) -> None:
    """Write a head as an ONNX model, in place of what is at ``path``.

    The model maps ``embedding`` ``(N, d)`` float32, unit rows of the classifier's space, to
    ``probability`` and ``logit``, both ``(N,)`` float32.

    Args:
        head: the classifier.
        path: the file to write; its folder must exist.
        metadata: goes into the model's properties, such as label, version, space and threshold.

    Raises:
        PluginError: the package ``onnx`` is not installed.
        StoreError: the file cannot be written.
    """
    model = _model(head, metadata).SerializeToString(deterministic=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(model)
        temporary.replace(path)
    except OSError as error:
        raise StoreError(
            f"could not write the ONNX model to {path}: {error.strerror}",
            hint="Choose a folder that exists, can be written to and has space left.",
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def _model(head: LinearHead, metadata: Mapping[str, str]) -> Any:
    try:
        import onnx
        from onnx import helper, numpy_helper
    except ModuleNotFoundError as error:
        raise PluginError(
            "exporting to ONNX needs the package onnx",
            hint='Install it: pip install "shotseer[lite]"',
        ) from error
    real = onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        [
            helper.make_node("MatMul", ["embedding", "weight"], ["product"]),
            helper.make_node("Add", ["product", "bias"], ["logit"]),
            helper.make_node("Sigmoid", ["logit"], ["probability"]),
        ],
        "classifier",
        [helper.make_tensor_value_info("embedding", real, ["N", len(head.weight)])],
        [helper.make_tensor_value_info(name, real, ["N"]) for name in ("probability", "logit")],
        [
            numpy_helper.from_array(head.weight, "weight"),
            numpy_helper.from_array(np.array([head.bias], dtype=np.float32), "bias"),
        ],
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
    )
    model.producer_name = "shotseer"
    helper.set_model_props(model, dict(sorted(metadata.items())))
    onnx.checker.check_model(model)
    return model
