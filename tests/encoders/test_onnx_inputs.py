"""Pictures become numbers, texts become tokens: computed by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from tests.encoders.onnx_models import save_tokenizer

from shotseer.encoders.onnx.pixels import PixelPlan
from shotseer.encoders.onnx.tokens import Reader, TokenPlan


def pixel_plan(**fields: Any) -> PixelPlan:
    values = {
        "fit": "cover", "size": (8, 8), "crop": (8, 8), "resample": "bicubic", "fill": (0, 0, 0),
        "scale": 1.0, "mean": (0.0, 0.0, 0.0), "std": (1.0, 1.0, 1.0), "rounds_size": False,
        "rounds_offset": False,
    }  # fmt: skip
    return PixelPlan(**{**values, **fields})


def noise(height: int, width: int) -> Any:
    return np.random.default_rng(3).integers(0, 256, (height, width, 3), np.uint8)


@pytest.mark.parametrize(
    ("fields", "source", "expected"),
    [
        ({"size": (224, 224)}, (1080, 1920), (224, 398)),  # 398.2
        ({"size": (224, 224)}, (720, 1152), (224, 358)),  # 358.4
        ({"size": (224, 224)}, (1001, 500), (448, 224)),  # 448.4
        ({"size": (224, 224), "rounds_size": True}, (1001, 375), (598, 224)),  # 597.9
        ({"size": (336, 336), "fit": "contain", "rounds_size": True}, (1080, 1920), (189, 336)),
        ({"size": (224, 224), "fit": "squash"}, (1080, 1920), (224, 224)),
        ({"size": (7, 7)}, (7, 3), (16, 7)),  # 16.3
        ({"size": (8, 8), "fit": "contain", "rounds_size": True}, (1, 900), (1, 8)),
    ],
)
def test_sizes_are_those_of_the_original(
    fields: dict[str, Any], source: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert pixel_plan(**fields).resized(source) == expected


def test_numbers_are_scaled_and_normalised() -> None:
    plan = pixel_plan(scale=1 / 255, mean=(0.5, 0.25, 0.0), std=(0.5, 0.25, 2.0))
    picture = np.full((20, 30, 3), (255, 0, 51), np.uint8)
    prepared = plan.prepare(picture)
    assert prepared.shape == (3, 8, 8)
    assert prepared.dtype == np.float32
    for channel, expected in enumerate((1.0, -1.0, 0.1)):
        np.testing.assert_allclose(prepared[channel], expected, atol=1e-6)


@pytest.mark.parametrize("rounds_offset", [False, True])
def test_the_middle_is_kept(rounds_offset: bool) -> None:
    plan = pixel_plan(rounds_offset=rounds_offset)
    picture = noise(8, 15)
    # Of seven columns too many, three or four are on the left; 3.5 rounds to the even 4.
    first = 4 if rounds_offset else 3
    np.testing.assert_array_equal(
        plan.prepare(picture), picture[:, first : first + 8].transpose(2, 0, 1)
    )


@pytest.mark.parametrize("shape", [(37, 53), (90, 41), (8, 9), (5, 4), (3, 200)])
@pytest.mark.parametrize("resample", ["bicubic", "bilinear", "lanczos"])
def test_one_step_is_a_resize_and_a_crop(shape: tuple[int, int], resample: str) -> None:
    plan = pixel_plan(size=(16, 16), crop=(12, 12), resample=resample)
    picture = noise(*shape)
    height, width = plan.resized(shape)
    whole = PIL.Image.fromarray(picture).resize(
        (width, height), PIL.Image.Resampling[resample.upper()]
    )
    top, left = (height - 12) // 2, (width - 12) // 2
    expected = np.asarray(whole)[top : top + 12, left : left + 12].transpose(2, 0, 1)
    # One level of rounding: the step is given in single precision.
    assert np.abs(plan.prepare(picture) - expected).max() <= 1
    assert (plan.prepare(picture) != expected).mean() < 0.01


def test_what_is_too_small_is_framed() -> None:
    plan = pixel_plan(fit="contain", rounds_size=True, fill=(9, 8, 7))
    prepared = plan.prepare(np.full((4, 8, 3), 200, np.uint8))
    assert prepared[:, 2:6].min() == prepared[:, 2:6].max() == 200
    for channel, level in enumerate((9, 8, 7)):
        assert set(prepared[channel, :2].ravel()) == set(prepared[channel, 6:].ravel()) == {level}


def test_a_long_strip_costs_no_more_than_its_middle() -> None:
    plan = pixel_plan(size=(512, 512), crop=(512, 512))
    # Resized whole, it would have 16 billion pixels.
    strip = np.full((1, 60_000, 3), 77, np.uint8)
    np.testing.assert_array_equal(plan.prepare(strip), np.float32(77))


def test_every_field_is_pinned() -> None:
    plans = [
        pixel_plan(),
        pixel_plan(fit="squash"),
        pixel_plan(size=(9, 9)),
        pixel_plan(crop=(7, 7)),
        pixel_plan(resample="bilinear"),
        pixel_plan(fill=(0, 0, 1)),
        pixel_plan(scale=1 / 255),
        pixel_plan(mean=(0.0, 0.0, 0.1)),
        pixel_plan(std=(1.0, 1.0, 2.0)),
        pixel_plan(rounds_size=True),
        pixel_plan(rounds_offset=True),
    ]
    assert len({str(plan) for plan in plans}) == len(plans)


def reader(tmp_path: Path, **fields: Any) -> Reader:
    save_tokenizer(tmp_path)
    values = {
        "context_length": 4, "pad_token": "<pad>", "pad_side": "right", "cut_side": "right",
        "clean": "", "lowers": False, "masks": False, "replaced": "",
    }  # fmt: skip
    return Reader(tmp_path / "tokenizer.json", TokenPlan(**{**values, **fields}))


@pytest.mark.parametrize(
    ("fields", "text", "expected"),
    [
        ({}, "red", [2, 0, 0, 0]),
        ({}, "", [0, 0, 0, 0]),
        ({"pad_side": "left"}, "red blue", [0, 0, 2, 3]),
        ({}, "red blue green white red", [2, 3, 4, 5]),
        ({"cut_side": "left"}, "red blue green white red", [3, 4, 5, 2]),
        ({}, "Red, blue", [2, 1, 3, 0]),
        ({"clean": "canonicalize"}, "Red_blue, GREEN!", [2, 3, 4, 0]),
        ({"clean": "whitespace"}, "red\n\tblue &amp; “", [2, 3, 1, 1]),
        ({"replaced": "blue"}, "blue red", [0, 2, 0, 0]),
        ({"context_length": 2}, "\ud800 red", [1, 2]),
    ],
)
def test_texts_become_tokens(
    tmp_path: Path, fields: dict[str, Any], text: str, expected: list[int]
) -> None:
    tokens, mask = reader(tmp_path, **fields).read([text])
    assert tokens.tolist() == [expected]
    assert mask.tolist() == [[1] * len(expected)]


def test_a_mask_marks_the_padding(tmp_path: Path) -> None:
    _, mask = reader(tmp_path, masks=True).read(["red blue", ""])
    assert mask.tolist() == [[1, 1, 0, 0], [0, 0, 0, 0]]


def test_long_contexts_are_not_filled_up_where_a_mask_tells(tmp_path: Path) -> None:
    texts = ["red", "red blue green"]
    masked, _ = reader(tmp_path, masks=True, context_length=500).read(texts)
    assert masked.tolist() == [[2, 0, 0], [2, 3, 4]]
    plain, _ = reader(tmp_path, context_length=500).read(texts)
    assert plain.shape == (2, 500)


def test_case_is_lowered_once(tmp_path: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers

    cased = Tokenizer(models.WordLevel({"<pad>": 0, "<unk>": 1, "red": 2}, unk_token="<unk>"))
    cased.pre_tokenizer = pre_tokenizers.Whitespace()
    cased.save(str(tmp_path / "tokenizer.json"))
    plans = [
        TokenPlan(2, "<pad>", "right", "right", "", lowers, False, "") for lowers in (False, True)
    ]
    rows = [Reader(tmp_path / "tokenizer.json", plan).read(["RED"])[0].tolist() for plan in plans]
    assert rows == [[[1, 0]], [[2, 0]]]
