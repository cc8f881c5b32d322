"""A model of three numbers that knows colours: real networks, in the transformers.js layout."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers

SIZE = 16
WORDS = {"[UNK]": 0, "[PAD]": 1, "red": 2, "green": 3, "blue": 4}
VECTORS = [[0.1, 0.1, 0.1], [0, 0, 0], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]


def files(scale: float = 1.0) -> dict[str, bytes]:
    """Return a repository's files; another ``scale`` gives other weights and the same vectors."""
    return {
        "README.md": b"# Colours\n",
        "config.json": json.dumps({"model_type": "clip", "projection_dim": 3}).encode(),
        "preprocessor_config.json": json.dumps(
            {
                "do_resize": True,
                "do_center_crop": False,
                "do_rescale": True,
                "do_normalize": True,
                "size": {"height": SIZE, "width": SIZE},
                "resample": 2,
                "rescale_factor": 1 / 255,
                "image_mean": [0.5] * 3,
                "image_std": [0.5] * 3,
            }
        ).encode(),
        "tokenizer.json": _tokenizer().to_str().encode(),
        "tokenizer_config.json": json.dumps(
            {"model_max_length": 8, "pad_token": "[PAD]", "padding_side": "right"}
        ).encode(),
        "onnx/vision_model.onnx": _vision(scale),
        "onnx/text_model.onnx": _text(),
    }


def write_model(folder: Path, scale: float = 1.0) -> str:
    """Write the model into a folder and return the name of its encoder."""
    for name, content in files(scale).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return f"onnx:{folder}"


def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(models.WordLevel(WORDS, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return tokenizer


def _vision(scale: float) -> bytes:
    nodes = [
        helper.make_node("GlobalAveragePool", ["pixel_values"], ["mean"]),
        helper.make_node("Flatten", ["mean"], ["flat"]),
        helper.make_node("MatMul", ["flat", "weights"], ["image_embeds"]),
    ]
    weights = numpy_helper.from_array(np.eye(3, dtype=np.float32) * scale, "weights")
    picture = helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, ["n", 3, SIZE, SIZE])
    return _model(nodes, picture, "image_embeds", weights)


def _text() -> bytes:
    nodes = [
        helper.make_node("Gather", ["vectors", "input_ids"], ["found"]),
        helper.make_node("ReduceMean", ["found", "axes"], ["text_embeds"], keepdims=0),
    ]
    vectors = numpy_helper.from_array(np.array(VECTORS, np.float32), "vectors")
    axes = numpy_helper.from_array(np.array([1], np.int64), "axes")
    words = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["n", "length"])
    return _model(nodes, words, "text_embeds", vectors, axes)


def _model(
    nodes: list[onnx.NodeProto],
    given: onnx.ValueInfoProto,
    output: str,
    *constants: onnx.TensorProto,
) -> bytes:
    made = helper.make_tensor_value_info(output, TensorProto.FLOAT, ["n", 3])
    graph = helper.make_graph(nodes, "tower", [given], [made], list(constants))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    data: bytes = model.SerializeToString()
    return data
