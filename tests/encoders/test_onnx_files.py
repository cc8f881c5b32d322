"""What a model's files say, and what is said where they do not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import onnx
import pytest
from onnx import TensorProto, helper
from tests.encoders.onnx_models import (
    image_graph,
    immich_model,
    save_graph,
    text_graph,
    transformers_model,
    write,
)

from shotseer.core.errors import PluginError
from shotseer.encoders.onnx.graph_file import Port, read_graph
from shotseer.encoders.onnx.model import ModelPlan, read_model


def change(path: Path, **values: Any) -> None:
    """Set keys of a JSON file; ``None`` takes them out."""
    now = {**json.loads(path.read_text()), **values}
    write(path, {key: value for key, value in now.items() if value is not None})


def test_a_graph_is_read_as_onnx_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "tower.onnx"
    save_graph(path, text_graph(masked=True, length=6), data="tower.weights")
    graph = read_graph(path)
    assert graph.inputs == (
        Port("input_ids", "int64", (None, 6)),
        Port("attention_mask", "int64", (None, 6)),
    )
    assert graph.outputs == (Port("text_embeds", "float32", (None, 4)),)
    assert graph.data_files == (tmp_path / "tower.weights",)
    assert graph.operators == {node.op_type for node in onnx.load(path).graph.node}


def test_weights_inside_of_a_branch_are_found(tmp_path: Path) -> None:
    path = tmp_path / "tower.onnx"
    branches = [
        helper.make_graph(
            [helper.make_node("RandomNormal", [], [f"out_{name}"], shape=[1])],
            name,
            [],
            [helper.make_tensor_value_info(f"out_{name}", TensorProto.FLOAT, [1])],
            [_external(f"{name}.bin")],
        )
        for name in ("then", "otherwise")
    ]
    node = helper.make_node("If", ["x"], ["y"], then_branch=branches[0], else_branch=branches[1])
    inputs = [helper.make_tensor_value_info("x", TensorProto.BOOL, [])]
    outputs = [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])]
    model = helper.make_model(helper.make_graph([node], "main", inputs, outputs))
    path.write_bytes(model.SerializeToString())
    for name in ("then.bin", "otherwise.bin"):
        (tmp_path / name).write_bytes(b"")
    graph = read_graph(path)
    assert {file.name for file in graph.data_files} == {"then.bin", "otherwise.bin"}
    assert graph.operators == {"If", "RandomNormal"}
    assert graph.outputs == (Port("y", "float32", (1,)),)


def _external(location: str) -> TensorProto:
    tensor = TensorProto(name=location, data_type=TensorProto.FLOAT, dims=[0])
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=location)
    return tensor


@pytest.mark.parametrize(
    "location", ["../secret", "/etc/passwd", "a/../../secret", "..\\secret", ""]
)
def test_weights_outside_of_the_folder_are_refused(tmp_path: Path, location: str) -> None:
    model = image_graph()
    model.graph.initializer.append(_external(location))
    (tmp_path / "secret").write_bytes(b"")
    path = tmp_path / "inner" / "tower.onnx"
    path.parent.mkdir()
    path.write_bytes(model.SerializeToString())
    with pytest.raises(PluginError, match="outside of its folder"):
        read_graph(path)


@pytest.mark.parametrize(
    "damage",
    [b"", b"no protocol buffer", b"\xff" * 40, b"<html>404</html>", b"version https://git-lfs"],
)
def test_what_is_no_onnx_file_is_refused(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "tower.onnx"
    path.write_bytes(damage)
    with pytest.raises(PluginError, match="is not a whole ONNX file"):
        read_graph(path)


def test_every_cut_file_is_refused_or_read(tmp_path: Path) -> None:
    path = tmp_path / "tower.onnx"
    whole = image_graph().SerializeToString()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        try:
            graph = read_graph(path)
        except PluginError:
            continue
        # Only what comes after the graph, the version of operators, may be missing.
        assert graph.outputs == (Port("image_embeds", "float32", (None, 4)),)
        assert length > len(whole) - 8


@pytest.mark.parametrize(
    ("build", "file"),
    [
        (transformers_model, "preprocessor_config.json"),
        (transformers_model, "config.json"),
        (transformers_model, "tokenizer.json"),
        (transformers_model, "tokenizer_config.json"),
        (immich_model, "visual/preprocess_cfg.json"),
        (immich_model, "config.json"),
        (immich_model, "textual/tokenizer.json"),
        (immich_model, "textual/tokenizer_config.json"),
    ],
)
def test_a_missing_or_damaged_file_is_named(build: Any, file: str, tmp_path: Path) -> None:
    folder = build(tmp_path / "model")
    for damage, complaint in (("{", "cannot be read"), ("[1]", "holds no JSON object")):
        (folder / file).write_text(damage)
        with pytest.raises(PluginError, match=complaint) as caught:
            read_model(folder)
        assert str(folder / file) in caught.value.message
    (folder / file).unlink()
    with pytest.raises(PluginError, match="lacks its file") as caught:
        read_model(folder)
    assert str(folder / file) in caught.value.message


def test_a_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match="holds no model: there is no onnx/vision_model"):
        read_model(tmp_path)
    with pytest.raises(PluginError, match="is no folder"):
        read_model(tmp_path / "nowhere")
    transformers_model(tmp_path)
    immich_model(tmp_path)
    with pytest.raises(PluginError, match="holds two models"):
        read_model(tmp_path)


def test_outputs_that_are_no_embedding_are_refused(tmp_path: Path) -> None:
    folder = transformers_model(tmp_path / "model", image=image_graph(output="pooler_output"))
    with pytest.raises(PluginError, match="known of siglip models alone"):
        read_model(folder)
    change(folder / "config.json", model_type="siglip", projection_dim=None)
    assert read_model(folder).image.output.name == "pooler_output"


def test_a_sole_output_needs_no_known_name(tmp_path: Path) -> None:
    folder = transformers_model(tmp_path / "model", image=image_graph(output="1234"))
    assert read_model(folder).image.output.name == "1234"


def test_several_outputs_of_unknown_names_are_refused(tmp_path: Path) -> None:
    model = image_graph(output="one")
    model.graph.output.append(helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["b", 4]))
    folder = transformers_model(tmp_path / "model", image=model)
    with pytest.raises(PluginError, match="no output that is an embedding, but one, rows"):
        read_model(folder)


def test_lengths_of_vectors_have_to_agree(tmp_path: Path) -> None:
    folder = transformers_model(tmp_path / "model")
    change(folder / "config.json", projection_dim=5)
    with pytest.raises(PluginError, match=r"vision_model.onnx 4, text_model.onnx 4, config.json 5"):
        read_model(folder)


def test_a_length_that_nobody_says_is_asked_for(tmp_path: Path) -> None:
    folder = transformers_model(
        tmp_path / "model", image=image_graph(size="d"), text=text_graph(size="d")
    )
    assert read_model(folder).dimension == 4
    change(folder / "config.json", projection_dim=None)
    with pytest.raises(PluginError, match="does not say how long vectors are"):
        read_model(folder)


def test_graphs_that_take_more_than_we_know_are_refused(tmp_path: Path) -> None:
    extra = helper.make_tensor_value_info("spatial_shapes", TensorProto.INT64, ["batch", 2])
    image = image_graph()
    image.graph.input.append(extra)
    folder = transformers_model(tmp_path / "model", image=image)
    with pytest.raises(PluginError, match="takes pixel_values, spatial_shapes"):
        read_model(folder)
    text = text_graph()
    text.graph.input.append(extra)
    transformers_model(folder, text=text)
    with pytest.raises(PluginError, match="takes input_ids, spatial_shapes"):
        read_model(folder)


def _pixels(folder: Path) -> Path:
    return folder / "preprocessor_config.json"


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"image_processor_type": None, "resample": None}, "does not say 'do_"),
        ({"image_processor_type": "OwnImageProcessor"}, "'OwnImageProcessor' is not one we know"),
        ({"size": {"longest_edge": 8}}, "needed is height and width, or shortest_edge"),
        ({"size": {"shortest_edge": 8, "longest_edge": 9}}, "needed is height and width"),
        ({"size": {"shortest_edge": 0}}, "positive numbers of pixels"),
        ({"crop_size": {"height": 8}}, "crop_size"),
        ({"resample": 9}, "resample = 9"),
        ({"image_mean": [1, 1]}, "image_mean"),
        ({"image_std": [1, 0, 1]}, "by which nothing can be divided"),
        ({"do_flip_channel_order": True}, "asks for 'do_flip_channel_order'"),
        ({"do_resize": False}, "does not resize"),
        ({"do_center_crop": False}, "keeps the shape of pictures"),
        ({"crop_size": {"height": 6, "width": 8}}, "makes pictures of 6 x 8 pixels"),
    ],
)
def test_pictures_that_are_not_described_in_full(
    tmp_path: Path, changes: dict[str, Any], complaint: str
) -> None:
    folder = transformers_model(tmp_path / "model")
    change(_pixels(folder), **changes)
    with pytest.raises(PluginError, match=complaint) as caught:
        read_model(folder)
    assert "preprocessor_config.json" in caught.value.message


def _plan(tmp_path: Path, **values: Any) -> ModelPlan:
    folder = transformers_model(tmp_path / "model")
    write(_pixels(folder), values)
    return read_model(folder)


def test_an_old_file_leaves_the_rest_to_its_processor(tmp_path: Path) -> None:
    pixels = _plan(
        tmp_path, feature_extractor_type="CLIPFeatureExtractor", size=8, crop_size=8
    ).pixels
    assert (pixels.fit, pixels.size, pixels.crop, pixels.resample) == (
        "cover", (8, 8), (8, 8), "bicubic",
    )  # fmt: skip
    assert pixels.mean == (0.48145466, 0.4578275, 0.40821073)
    assert pixels.scale == pytest.approx(1 / 255)


def test_a_newer_file_says_the_same(tmp_path: Path) -> None:
    folder = transformers_model(tmp_path / "model")
    before = read_model(folder)
    old, new = _pixels(folder), folder / "processor_config.json"
    write(new, {"image_processor": json.loads(old.read_text())})
    assert new not in read_model(folder).files
    old.unlink()
    after = read_model(folder)
    assert after.pixels == before.pixels
    assert new in after.files
    write(new, {"feature_extractor": {}})
    with pytest.raises(PluginError, match=r"processor_config.json does not say 'image_processor'"):
        read_model(folder)


def test_a_file_that_says_everything_needs_no_known_processor(tmp_path: Path) -> None:
    pixels = _plan(
        tmp_path, image_processor_type="OwnProcessor", do_resize=True, do_center_crop=False,
        do_rescale=True, rescale_factor=0.5, do_normalize=True, image_mean=[0.1, 0.2, 0.3],
        image_std=[1, 2, 3], resample=2, size={"height": 8, "width": 8},
    ).pixels  # fmt: skip
    assert (pixels.fit, pixels.resample, pixels.scale) == ("squash", "bilinear", 0.5)
    assert (pixels.mean, pixels.std) == ((0.1, 0.2, 0.3), (1, 2, 3))


def test_siglip_squashes_by_default(tmp_path: Path) -> None:
    pixels = _plan(
        tmp_path, image_processor_type="SiglipImageProcessorFast", size={"height": 8, "width": 8}
    ).pixels
    assert (pixels.fit, pixels.mean, pixels.std) == ("squash", (0.5,) * 3, (0.5,) * 3)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"resize_mode": "stretch"}, "'shortest' or 'longest' or 'squash'"),
        ({"interpolation": None}, "interpolation = None"),
        ({"mean": None}, "mean = None"),
        ({"size": [8, 8, 8]}, "size"),
        ({"fill_color": 300}, "fill_color = 300"),
        ({"mode": "L"}, "mode = 'L'"),
        ({"size": 9}, "makes pictures of 9 x 9 pixels"),
    ],
)
def test_open_clip_files_that_do_not_say_all(
    tmp_path: Path, changes: dict[str, Any], complaint: str
) -> None:
    folder = immich_model(tmp_path / "model")
    change(folder / "visual/preprocess_cfg.json", **changes)
    with pytest.raises(PluginError, match=complaint) as caught:
        read_model(folder)
    assert "preprocess_cfg.json" in caught.value.message


def test_a_context_is_the_least_that_is_said(tmp_path: Path) -> None:
    folder = transformers_model(tmp_path / "model")
    words = folder / "tokenizer_config.json"

    def context() -> int:
        tokens = read_model(folder).tokens
        assert tokens is not None
        return tokens.context_length

    assert context() == 6
    change(words, model_max_length=10**30)
    assert context() == 77  # the default of CLIP
    change(folder / "config.json", text_config={"max_position_embeddings": 20})
    assert context() == 20
    change(folder / "config.json", model_type="own", text_config={})
    with pytest.raises(PluginError, match="how long texts may be is not known"):
        context()
    save_graph(folder / "onnx/text_model.onnx", text_graph(length=5))
    assert context() == 5


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"pad_token": None}, "does not say 'pad_token'"),
        ({"pad_token": "<nowhere>"}, "knows no token '<nowhere>'"),
        ({"padding_side": "top"}, "padding_side = 'top'"),
    ],
)
def test_tokenizers_that_do_not_say_all(
    tmp_path: Path, changes: dict[str, Any], complaint: str
) -> None:
    from shotseer.encoders.onnx import OnnxEncoder

    folder = transformers_model(tmp_path / "model")
    change(folder / "tokenizer_config.json", **changes)
    with pytest.raises(PluginError, match=complaint):
        OnnxEncoder(folder, tmp_path / "cache", name="m").embed_texts(["red"])


def test_a_padding_token_may_be_said_elsewhere(tmp_path: Path) -> None:
    folder = transformers_model(tmp_path / "model")
    change(folder / "tokenizer_config.json", pad_token=None)
    write(folder / "special_tokens_map.json", {"pad_token": {"content": "<pad>"}})
    tokens = read_model(folder).tokens
    assert tokens is not None
    assert tokens.pad_token == "<pad>"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (None, "does not say 'text_cfg'"),
        ({"tokenizer_mode": "clips"}, "tokenizer_mode = 'clips'"),
        ({"tokenizer_kwargs": {"language": "de"}}, "asks for 'language'"),
        ({"tokenizer_kwargs": {"clean": "shine"}}, "clean = 'shine'"),
    ],
)
def test_wishes_of_open_clip_that_we_cannot_grant(
    tmp_path: Path, text: Any, complaint: str
) -> None:
    folder = immich_model(tmp_path / "model")
    change(folder / "config.json", text_cfg=text)
    with pytest.raises(PluginError, match=complaint):
        read_model(folder)
