"""Models to compute by hand: a picture is its mean colour, a text the colours it names."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

SIDE, CONTEXT, DIMENSION = 8, 6, 4
PAD, UNKNOWN = "<pad>", "<unk>"
WORDS = (PAD, UNKNOWN, "red", "blue", "green", "white")
# Less of each colour than white has; the fourth number keeps vectors from being nothing.
COLOURS = np.array(
    [
        [0, 0, 0, 0.01],
        [0, 0, 0, 0.02],
        [0, -1, -1, 0.01],
        [-1, -1, 0, 0.01],
        [-1, 0, -1, 0.01],
        [0, 0, 0, 0.05],
    ],
    np.float32,
)

Nodes = Callable[[str], Sequence[onnx.NodeProto]]
"""Makes the last nodes of a graph, from the name of the array before them to ``rows``."""


def as_they_are(name: str) -> Sequence[onnx.NodeProto]:
    return [helper.make_node("Identity", [name], ["rows"])]


def image_graph(
    *,
    output: str = "image_embeds",
    batch: int | str = "batch",
    side: int = SIDE,
    dtype: int = TensorProto.FLOAT,
    last: Nodes = as_they_are,
    size: int | str = DIMENSION,
) -> onnx.ModelProto:
    weights = np.eye(3, DIMENSION)
    offset = np.array([0, 0, 0, 0.01])
    kind = helper.tensor_dtype_to_np_dtype(dtype)
    nodes = [
        helper.make_node("GlobalAveragePool", ["pixel_values"], ["means"]),
        helper.make_node("Flatten", ["means"], ["colours"]),
        helper.make_node("Gemm", ["colours", "weights", "offset"], ["mixed"]),
        *last("mixed"),
        helper.make_node("Identity", ["rows"], [output]),
    ]
    return _model(
        nodes,
        [helper.make_tensor_value_info("pixel_values", dtype, [batch, 3, side, side])],
        [helper.make_tensor_value_info(output, dtype, [batch, size])],
        {"weights": weights.astype(kind), "offset": offset.astype(kind)},
    )


def text_graph(
    *,
    output: str = "text_embeds",
    batch: int | str = "batch",
    length: int | str = "length",
    tokens: str = "input_ids",
    dtype: int = TensorProto.INT64,
    masked: bool = False,
    last: Nodes = as_they_are,
    size: int | str = DIMENSION,
) -> onnx.ModelProto:
    inputs = [helper.make_tensor_value_info(tokens, dtype, [batch, length])]
    nodes = [helper.make_node("Gather", ["table", tokens], ["words"], axis=0)]
    if masked:
        inputs.append(helper.make_tensor_value_info("attention_mask", dtype, [batch, length]))
        nodes += [
            helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
            helper.make_node("Unsqueeze", ["mask", "last_axis"], ["column"]),
            helper.make_node("Mul", ["words", "column"], ["shown"]),
        ]
    else:
        nodes += [helper.make_node("Identity", ["words"], ["shown"])]
    nodes += [
        helper.make_node("ReduceSum", ["shown", "word_axis"], ["mixed"], keepdims=0),
        *last("mixed"),
        helper.make_node("Identity", ["rows"], [output]),
    ]
    return _model(
        nodes,
        inputs,
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, [batch, size])],
        {"table": COLOURS, "word_axis": np.array([1]), "last_axis": np.array([2])},
    )


def _model(
    nodes: Sequence[onnx.NodeProto],
    inputs: Sequence[onnx.ValueInfoProto],
    outputs: Sequence[onnx.ValueInfoProto],
    weights: Mapping[str, Any],
) -> onnx.ModelProto:
    tensors = [numpy_helper.from_array(value, name) for name, value in weights.items()]
    graph = helper.make_graph(list(nodes), "tower", list(inputs), list(outputs), tensors)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def save_tokenizer(folder: Path, **config: Any) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = {word: number for number, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    values = {"pad_token": PAD, "model_max_length": CONTEXT, **config}
    write(folder / "tokenizer_config.json", values)


def write(path: Path, values: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values), encoding="utf-8")


PIXELS = {
    "image_processor_type": "CLIPImageProcessor",
    "size": {"shortest_edge": SIDE},
    "crop_size": {"height": SIDE, "width": SIDE},
    "image_mean": [1, 1, 1],
    "image_std": [1, 1, 1],
}
PREPROCESS_CFG = {
    "size": [SIDE, SIDE],
    "mode": "RGB",
    "mean": [1, 1, 1],
    "std": [1, 1, 1],
    "interpolation": "bicubic",
    "resize_mode": "shortest",
    "fill_color": 0,
}


def save_graph(path: Path, model: onnx.ModelProto, *, data: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if data:
        onnx.save(model, path, save_as_external_data=True, location=data, size_threshold=0)
    else:
        onnx.save(model, path)


def transformers_model(
    folder: Path,
    *,
    image: onnx.ModelProto | None = None,
    text: onnx.ModelProto | None = None,
    suffix: str = "",
    has_text: bool = True,
) -> Path:
    """Write a model in the layout of transformers.js."""
    save_graph(folder / f"onnx/vision_model{suffix}.onnx", image or image_graph())
    if has_text:
        save_graph(folder / f"onnx/text_model{suffix}.onnx", text or text_graph())
        save_tokenizer(folder)
    write(folder / "config.json", {"model_type": "clip", "projection_dim": DIMENSION})
    write(folder / "preprocessor_config.json", PIXELS)
    return folder


def immich_model(folder: Path) -> Path:
    """Write a model in Immich's layout, with graphs for one item at a time, as its own are."""
    image = image_graph(output="embedding", batch=1)
    text = text_graph(
        output="embedding", batch=1, length=CONTEXT, tokens="text", dtype=TensorProto.INT32
    )
    save_graph(folder / "visual/model.onnx", image)
    save_graph(folder / "textual/model.onnx", text)
    save_tokenizer(folder / "textual")
    write(folder / "visual/preprocess_cfg.json", PREPROCESS_CFG)
    write(folder / "config.json", {"embed_dim": DIMENSION, "text_cfg": {"context_length": CONTEXT}})
    return folder
