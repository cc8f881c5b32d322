"""The `onnx` encoder on models that can be computed by hand."""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from tests.encoders.onnx_models import (
    SIDE,
    image_graph,
    immich_model,
    save_graph,
    text_graph,
    transformers_model,
)

from shotseer.core.arrays import Matrix
from shotseer.core.errors import NotReadyError, PluginError
from shotseer.encoders.onnx import ModelFacts, OnnxEncoder, VariantFacts, describe
from shotseer.testing.encoders import check_encoder

Build = Callable[[Path], Path]

RED = np.full((20, 30, 3), (255, 0, 0), np.uint8)
BLUE = np.full((9, 9, 3), (0, 0, 255), np.uint8)


def unit(*numbers: float) -> Matrix:
    row = np.array(numbers, np.float32)
    found: Matrix = row / np.linalg.norm(row)
    return found


def open_model(folder: Path, **options: str) -> OnnxEncoder:
    return OnnxEncoder(folder, folder.parent / "cache", name="colours", threads=1, **options)


@pytest.mark.parametrize("build", [transformers_model, immich_model])
def test_the_contract_is_kept(build: Build, tmp_path: Path) -> None:
    check_encoder(open_model(build(tmp_path / "model")))


@pytest.mark.parametrize("build", [transformers_model, immich_model])
def test_vectors_are_those_of_the_graphs(build: Build, tmp_path: Path) -> None:
    encoder = open_model(build(tmp_path / "model"))
    images = encoder.embed_images([RED, BLUE])
    np.testing.assert_allclose(images[0], unit(0, -1, -1, 0.01), atol=1e-6)
    np.testing.assert_allclose(images[1], unit(-1, -1, 0, 0.01), atol=1e-6)
    # Six words count: "red", a comma that is unknown, and "Green" and its padding.
    texts = encoder.embed_texts(["red , Green", "red red red red red red blue"])
    np.testing.assert_allclose(texts[0], unit(-1, -1, -2, 0.07), atol=1e-6)
    np.testing.assert_allclose(texts[1], unit(0, -6, -6, 0.06), atol=1e-6)
    assert encoder.check() == ()


def test_a_space_says_what_made_it(tmp_path: Path) -> None:
    encoder = open_model(transformers_model(tmp_path / "model"))
    space = encoder.space
    assert (space.encoder, space.pooling, space.dimension) == ("onnx:colours", "mean", 4)
    assert space.has_text
    for fact in ("cover", "size=(8, 8)", "bicubic", "mean=(1.0, 1.0, 1.0)", "context_length=6"):
        assert fact in space.preprocessing, fact


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("preprocessor_config.json", '"image_std": [1, 1, 1]', '"image_std": [1, 1, 2]'),
        ("tokenizer.json", '"white"', '"black"'),
        ("config.json", '"clip"', '"clip", "note": 1'),
    ],
)
def test_another_file_is_another_space(tmp_path: Path, file: str, old: str, new: str) -> None:
    folder = transformers_model(tmp_path / "model")
    before = open_model(folder).space
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new))
    assert open_model(folder).space.id != before.id


def test_digests_are_of_content_and_read_once(tmp_path: Path) -> None:
    folder = transformers_model(tmp_path / "model")
    graph = folder / "onnx/vision_model.onnx"
    before = open_model(folder).space.weights
    kept = sorted(path.name for path in (tmp_path / "cache").iterdir())
    # The same size and time of change, so that the file is taken for what it was.
    times = (graph.stat().st_atime_ns, graph.stat().st_mtime_ns)
    graph.write_bytes(graph.read_bytes().replace(b"tower", b"power"))
    os.utime(graph, ns=times)
    assert open_model(folder).space.weights == before
    os.utime(graph, ns=(times[0], times[1] + 1_000_000_000))
    changed = open_model(folder).space.weights
    assert changed != before
    shutil.rmtree(tmp_path / "cache")
    assert open_model(folder).space.weights == changed
    assert len(kept) == 6


def test_a_moved_folder_is_the_same_model(tmp_path: Path) -> None:
    folder = transformers_model(tmp_path / "model")
    before = open_model(folder).space
    folder.rename(tmp_path / "elsewhere")
    assert open_model(tmp_path / "elsewhere").space == before


def test_external_data_is_part_of_the_model(tmp_path: Path) -> None:
    folder = transformers_model(tmp_path / "model")
    graph = folder / "onnx/vision_model.onnx"
    inside = open_model(folder).embed_images([RED])
    save_graph(graph, image_graph(), data="vision_model.onnx_data")
    data = graph.with_name("vision_model.onnx_data")
    encoder = open_model(folder)
    np.testing.assert_array_equal(encoder.embed_images([RED]), inside)
    data.write_bytes(data.read_bytes()[:-4] + np.float32(0.5).tobytes())
    assert open_model(folder).space.weights != encoder.space.weights
    data.unlink()
    with pytest.raises(PluginError, match=r"keeps weights in .*vision_model.onnx_data, which is"):
        open_model(folder)


def test_a_folder_of_links_is_a_model(tmp_path: Path) -> None:
    """As the cache of a hub is: every file is a link to one that is named by its digest."""
    folder = transformers_model(tmp_path / "model")
    save_graph(folder / "onnx/vision_model.onnx", image_graph(), data="vision_model.onnx_data")
    direct = open_model(folder)
    blobs, links = tmp_path / "blobs", tmp_path / "links"
    blobs.mkdir()
    for number, path in enumerate(sorted(path for path in folder.rglob("*") if path.is_file())):
        link = links / path.relative_to(folder)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(shutil.copy(path, blobs / f"{number}"))
    linked = open_model(links)
    assert linked.space == direct.space
    np.testing.assert_array_equal(linked.embed_images([RED]), direct.embed_images([RED]))


def test_variants_are_chosen_by_the_end_of_their_names(tmp_path: Path) -> None:
    folder = transformers_model(tmp_path / "model")
    half = image_graph(dtype=TensorProto.FLOAT16)
    transformers_model(folder, image=half, suffix="_fp16")
    save_graph(folder / "onnx/vision_model_q4.onnx", image_graph())
    full, same, other = (open_model(folder, variant=name) for name in ("", "fp32", "fp16"))
    assert full.space == same.space
    assert full.space.weights != other.space.weights
    np.testing.assert_allclose(other.embed_images([RED]), full.embed_images([RED]), atol=1e-3)
    with pytest.raises(PluginError, match="has no variant 'q4'") as caught:
        open_model(folder, variant="q4")
    assert caught.value.hint == "There are: fp32, fp16."


def test_the_only_variant_needs_no_name(tmp_path: Path) -> None:
    folder = transformers_model(tmp_path / "model", suffix="_quantized")
    check_encoder(open_model(folder))
    assert [one.name for one in describe(folder).variants] == ["quantized"]


def test_without_full_precision_one_of_several_has_to_be_named(tmp_path: Path) -> None:
    folder = transformers_model(tmp_path / "model", suffix="_int8")
    transformers_model(folder, suffix="_fp16")
    with pytest.raises(PluginError, match="no variant in full precision") as caught:
        open_model(folder)
    assert caught.value.hint == "There are: fp16, int8."


def test_a_model_without_texts(tmp_path: Path) -> None:
    folder = transformers_model(tmp_path / "model", has_text=False)
    encoder = open_model(folder)
    check_encoder(encoder)
    with pytest.raises(NotReadyError, match="has no text tower"):
        encoder.embed_texts(["red"])
    assert describe(folder).context_length is None


def test_a_folder_is_described_without_loading_it(tmp_path: Path) -> None:
    folder = immich_model(tmp_path / "model")
    size = sum((folder / name / "model.onnx").stat().st_size for name in ("visual", "textual"))
    facts = describe(folder)
    assert facts == ModelFacts(
        layout="immich",
        dimension=4,
        image_size=facts.image_size,
        context_length=6,
        variants=(VariantFacts("fp32", size),),
        has_text=True,
    )
    assert facts.image_size >= SIDE


def test_a_fixed_batch_is_filled_up(tmp_path: Path) -> None:
    three = transformers_model(
        tmp_path / "three", image=image_graph(batch=3), text=text_graph(batch=3)
    )
    any_number = transformers_model(tmp_path / "any")
    images = [RED, BLUE, RED, BLUE, BLUE]
    fixed, free = open_model(three), open_model(any_number)
    np.testing.assert_array_equal(fixed.embed_images(images), free.embed_images(images))
    texts = ["red", "blue", "green", "white"]
    np.testing.assert_array_equal(fixed.embed_texts(texts), free.embed_texts(texts))
    check_encoder(fixed)


def test_a_graph_that_scales_by_its_batch_gets_one_item_at_a_time(tmp_path: Path) -> None:
    def quantise(name: str) -> list[onnx.NodeProto]:
        return [
            helper.make_node("DynamicQuantizeLinear", [name], ["q", "scale", "zero"]),
            helper.make_node("DequantizeLinear", ["q", "scale", "zero"], ["rows"]),
        ]

    image, text = image_graph(last=quantise), text_graph(last=quantise)
    check_encoder(open_model(transformers_model(tmp_path / "model", image=image, text=text)))


def test_a_mask_tells_words_from_padding(tmp_path: Path) -> None:
    folder = transformers_model(tmp_path / "model", text=text_graph(masked=True))
    rows = open_model(folder).embed_texts(["red"])
    np.testing.assert_allclose(rows[0], unit(0, -1, -1, 0.01), atol=1e-6)


def _not_a_number(name: str) -> list[onnx.NodeProto]:
    return [
        helper.make_node("Sub", [name, name], ["nothing"]),
        helper.make_node("Div", ["nothing", "nothing"], ["rows"]),
    ]


def _constant(name: str) -> list[onnx.NodeProto]:
    one = helper.make_tensor("one", TensorProto.FLOAT, [1], [1.0])
    return [
        helper.make_node("Constant", [], ["one"], value=one),
        helper.make_node("Sub", [name, name], ["nothing"]),
        helper.make_node("Add", ["nothing", "one"], ["rows"]),
    ]


def _random(name: str) -> list[onnx.NodeProto]:
    return [
        helper.make_node("RandomNormalLike", [name], ["noise"], scale=1.0),
        helper.make_node("Add", [name, "noise"], ["rows"]),
    ]


def _nothing(name: str) -> list[onnx.NodeProto]:
    return [helper.make_node("Sub", [name, name], ["rows"])]


@pytest.mark.parametrize("tower", ["image", "text"])
@pytest.mark.parametrize(
    ("last", "complaint"),
    [
        (_not_a_number, "numbers that are no vector"),
        (_nothing, "numbers that are no vector"),
        (_constant, "the same vector for whatever it is given"),
        (_random, "another vector each time for the same input"),
    ],
)
def test_a_broken_tower_is_refused(
    tmp_path: Path,
    tower: str,
    last: Callable[[str], list[onnx.NodeProto]],
    complaint: str,
) -> None:
    if tower == "image":
        folder = transformers_model(tmp_path / "model", image=image_graph(last=last))
    else:
        folder = transformers_model(tmp_path / "model", text=text_graph(last=last))
    encoder = open_model(folder)
    with pytest.raises(PluginError, match=complaint) as caught:
        _ = encoder.embed_images([RED]) if tower == "image" else encoder.embed_texts(["red"])
    assert "another variant" in caught.value.hint


def test_towers_that_do_not_fit_are_told_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def negate(name: str) -> list[onnx.NodeProto]:
        return [helper.make_node("Neg", [name], ["rows"])]

    folder = transformers_model(tmp_path / "model", text=text_graph(last=negate))
    encoder = open_model(folder)
    with caplog.at_level(logging.WARNING):
        encoder.embed_images([RED])
    (note,) = encoder.notes
    assert "onnx:colours takes the drawing of a red square" in note
    assert note in caplog.text
    # From then on nobody has to load the text tower to know.
    graph = folder / "onnx/text_model.onnx"
    again = open_model(folder)
    graph.unlink()
    again.embed_images([RED])
    assert again.notes == [note]


def test_a_text_never_waits_for_the_image_tower(tmp_path: Path) -> None:
    folder = transformers_model(tmp_path / "model")
    encoder = open_model(folder)
    (folder / "onnx/vision_model.onnx").unlink()
    np.testing.assert_allclose(encoder.embed_texts(["blue"])[0], unit(-1, -1, 0, 0.06), atol=1e-6)
    with pytest.raises(PluginError, match=r"cannot load .*vision_model"):
        encoder.embed_images([RED])


def test_many_threads_share_one_tower(tmp_path: Path) -> None:
    encoder = open_model(transformers_model(tmp_path / "model"))
    rows: list[Matrix] = []
    threads = [
        threading.Thread(target=lambda: rows.append(encoder.embed_images([RED, BLUE])))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rows) == 6
    for one in rows:
        np.testing.assert_array_equal(one, rows[0])


def test_a_wrong_claim_about_the_output_is_named(tmp_path: Path) -> None:
    def cut(name: str) -> list[onnx.NodeProto]:
        return [helper.make_node("Split", [name], ["rows", "rest"], axis=1)]

    folder = transformers_model(tmp_path / "model", image=image_graph(last=cut, size="any"))
    with pytest.raises(PluginError, match=r"'image_embeds' of shape \(2, 2\)"):
        open_model(folder).embed_images([RED])
