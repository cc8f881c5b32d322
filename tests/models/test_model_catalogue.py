from __future__ import annotations

import re
from pathlib import Path

import pytest

from shotseer.core.errors import InputError, NotFoundError
from shotseer.encoders.models import catalogue, layouts
from shotseer.encoders.models.catalogue import Model

DOCS = Path(__file__).parents[2] / "docs"


def test_what_is_pinned_is_a_commit_and_what_is_known_a_checksum() -> None:
    names = [model.name for model in catalogue.models()]
    assert len(names) == len(set(names)) >= 5
    for model in catalogue.models():
        assert model.revision is None or re.fullmatch("[0-9a-f]{40}", model.revision)
        assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in model.sha256.values())
        assert model.title
        assert model.good_at
        assert model.licence
        assert "--" not in model.name


def test_every_model_is_documented_as_it_is() -> None:
    text = (DOCS / "models.md").read_text(encoding="utf-8")
    for model in catalogue.models():
        size = "not verified" if model.megabytes is None else f"{model.megabytes} MB"
        row = f"{model.dimension} | {model.image_size} | {model.languages} | {model.speed} | {size}"
        assert re.search(rf"\| `{model.name}` \|.*\| {re.escape(row)} \|", text), model.name


def test_another_precision_or_commit_is_another_model() -> None:
    usual = catalogue.find("clip-vit-b-32")
    assert (usual.variant, usual.megabytes, len(usual.sha256)) == ("", 609, 1)
    half = catalogue.find("clip-vit-b-32", variant="fp16")
    assert (half.name, half.variant, half.megabytes) == ("clip-vit-b-32--fp16", "fp16", None)
    assert half.revision == usual.revision
    assert catalogue.find("clip-vit-b-32", variant="fp32") == usual
    assert catalogue.find("clip-vit-b-32-small", variant="fp32").name == "clip-vit-b-32-small--fp32"
    other = catalogue.find("clip-vit-b-32", revision="main")
    assert (other.revision, other.sha256) == ("main", {})


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("clip-vit-b-32", "clip-vit-b-32"),
        ("clip-vit-b-32-small", "clip-vit-b-32-small"),
        ("clip-vit-b-32--fp16", "clip-vit-b-32 --variant fp16"),
        ("someone--two-towers", "someone/two-towers"),
        ("someone--two-towers--int8", "someone/two-towers --variant int8"),
    ],
)
def test_a_folder_says_how_to_pull_it(name: str, command: str) -> None:
    assert catalogue.pull_command(name) == f"shotseer models pull {command}"


@pytest.mark.parametrize("name", ["nothing", "a/b/c", "../x", "/etc", "a/", "", "hf://a/b"])
def test_an_unknown_name_is_told_what_is_known(name: str) -> None:
    with pytest.raises(NotFoundError, match="there is no model called") as caught:
        catalogue.find(name)
    assert "clip-vit-b-32" in caught.value.hint


def test_a_variant_is_a_word() -> None:
    with pytest.raises(InputError, match="is no variant"):
        catalogue.find("clip-vit-b-32", variant="../x")


TRANSFORMERS = [
    "README.md",
    "config.json",
    "tokenizer.json",
    "onnx/model.onnx",
    "onnx/text_model.onnx",
    "onnx/text_model_fp16.onnx",
    "onnx/vision_model.onnx",
    "onnx/vision_model.onnx_data",
    "onnx/vision_model.onnx_data_1",
    "onnx/vision_model_fp16.onnx",
    "onnx/vision_model_q4.onnx",
]
IMMICH = [
    "config.json",
    "textual/model.onnx",
    "textual/tokenizer.json",
    "textual/fp16/model.armnn",
    "textual/model.armnn",
    "visual/model.onnx",
    "visual/preprocess_cfg.json",
    "visual/Constant_12_attr__value",
    "visual/rknpu/rk3588/model.rknn",
]


def test_the_files_of_transformers_js() -> None:
    model = Model("m", "a/b")
    assert list(layouts.needed(TRANSFORMERS, model)) == [
        "config.json",
        "onnx/text_model.onnx",
        "onnx/vision_model.onnx",
        "onnx/vision_model.onnx_data",
        "onnx/vision_model.onnx_data_1",
        "tokenizer.json",
    ]
    half = layouts.needed(TRANSFORMERS, Model("m", "a/b", variant="fp16"))
    assert [name for name in half if "onnx" in name] == [
        "onnx/text_model_fp16.onnx",
        "onnx/vision_model_fp16.onnx",
    ]


def test_the_files_of_immich() -> None:
    assert list(layouts.needed(IMMICH, Model("m", "a/b"))) == [
        "config.json",
        "textual/model.onnx",
        "textual/tokenizer.json",
        "visual/Constant_12_attr__value",
        "visual/model.onnx",
        "visual/preprocess_cfg.json",
    ]


def test_a_missing_variant_names_those_that_are_there() -> None:
    with pytest.raises(InputError, match="has not the variant 'int8'") as caught:
        layouts.needed(TRANSFORMERS, Model("m", "a/b", variant="int8"))
    assert "fp16, fp32, q4" in caught.value.hint
    with pytest.raises(InputError, match="has not the variant 'int8'"):
        layouts.needed(IMMICH, Model("m", "a/b", variant="int8"))


@pytest.mark.parametrize("names", [[], ["model.safetensors", "config.json"], ["onnx/model.onnx"]])
def test_other_repositories_are_refused(names: list[str]) -> None:
    with pytest.raises(InputError, match="no model that can be read here") as caught:
        layouts.needed(names, Model("m", "a/b"))
    assert "visual/model.onnx" in caught.value.hint
