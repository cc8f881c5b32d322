"""Models of `transformers` in the layout of transformers.js: the same vectors as it gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
import torch
from onnxruntime.quantization import quantize_dynamic
from tests_full.exports import closeness, copy_tokenizer, export, pictures, randomise, spread
from tests_full.vocabularies import TEXTS
from transformers import (
    AutoTokenizer,
    CLIPConfig,
    CLIPImageProcessor,
    CLIPModel,
    SiglipConfig,
    SiglipImageProcessor,
    SiglipModel,
)

from shotseer.encoders.onnx import OnnxEncoder, describe
from shotseer.testing.encoders import check_encoder

SMALL = {"intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}


def clip(
    *, image_size: int, patch_size: int, context: int, activation: str, end: int = 49407
) -> CLIPModel:
    text = {
        "hidden_size": 48,
        "vocab_size": 49408,
        "max_position_embeddings": context,
        "hidden_act": activation,
        "bos_token_id": 49406,
        "eos_token_id": end,
    }
    vision = {
        "hidden_size": 64,
        "image_size": image_size,
        "patch_size": patch_size,
        "hidden_act": activation,
    }
    config = CLIPConfig(
        text_config={**SMALL, **text}, vision_config={**SMALL, **vision}, projection_dim=40
    )
    return randomise(CLIPModel(config))


def siglip(*, image_size: int, patch_size: int, context: int, words: int) -> SiglipModel:
    text = {"hidden_size": 48, "vocab_size": words, "max_position_embeddings": context}
    vision = {"hidden_size": 48, "image_size": image_size, "patch_size": patch_size}
    config = SiglipConfig(text_config={**SMALL, **text}, vision_config={**SMALL, **vision})
    return randomise(SiglipModel(config))


def save(
    model: Any,
    processor: Any,
    words: Path,
    folder: Path,
    *,
    masks: bool,
    dynamo: bool = False,
    suffix: str = "",
) -> Path:
    """Write a model's folder as transformers.js reads it."""
    is_clip = isinstance(model, CLIPModel)
    size = model.config.vision_config.image_size
    pixels = {"pixel_values": torch.randn(2, 3, size, size)}
    text = model.config.text_config
    tokens = torch.randint(0, text.vocab_size, (2, text.max_position_embeddings))
    inputs = {"input_ids": tokens} | ({"attention_mask": torch.ones_like(tokens)} if masks else {})
    see: Callable[..., Any]
    if is_clip:

        def see(m: Any, x: Any) -> Any:
            return m.visual_projection(m.vision_model(pixel_values=x).pooler_output)

        def read(m: Any, *x: Any) -> Any:
            found = m.text_model(**dict(zip(inputs, x, strict=True))).pooler_output
            return m.text_projection(found)

        outputs = ("image_embeds", "text_embeds")
    else:

        def see(m: Any, x: Any) -> Any:
            return m.vision_model(pixel_values=x).pooler_output

        def read(m: Any, *x: Any) -> Any:
            return m.text_model(**dict(zip(inputs, x, strict=True))).pooler_output

        outputs = ("pooler_output", "pooler_output")
    axes = ("batch", "length") if is_clip else ("batch",)
    export(
        model, see, pixels, outputs[0], folder / f"onnx/vision_model{suffix}.onnx", dynamo=dynamo
    )
    export(
        model,
        read,
        inputs,
        outputs[1],
        folder / f"onnx/text_model{suffix}.onnx",
        open_axes=axes,
        dynamo=dynamo,
    )
    model.config.save_pretrained(folder)
    processor.save_pretrained(folder)
    copy_tokenizer(words, folder)
    return folder


def theirs(model: Any, processor: Any, words: Path, folder: Path, images: Any) -> tuple[Any, Any]:
    """Return what `transformers` makes of pictures and texts, one at a time as it does best."""
    tokenizer = AutoTokenizer.from_pretrained(words)
    context = model.config.text_config.max_position_embeddings
    tokens = tokenizer(
        TEXTS, padding="max_length", truncation=True, max_length=context, return_tensors="pt"
    )
    with torch.no_grad():
        rows = [
            model(
                pixel_values=processor(
                    PIL.Image.fromarray(image), return_tensors="pt"
                ).pixel_values,
                **{
                    name: tokens[name][:1]
                    for name in tokenizer.model_input_names
                    if name in tokens and name != "token_type_ids"
                },
            ).image_embeds[0]
            for image in images
        ]
        texts = model(
            pixel_values=torch.zeros(1, 3, *[model.config.vision_config.image_size] * 2),
            **{
                name: tokens[name]
                for name in tokenizer.model_input_names
                if name in tokens and name != "token_type_ids"
            },
        ).text_embeds
    return torch.stack(rows).numpy(), texts.numpy()


def compare(model: Any, processor: Any, words: Path, tmp_path: Path, **how: Any) -> OnnxEncoder:
    folder = save(model, processor, words, tmp_path / "model", **how)
    encoder = OnnxEncoder(folder, tmp_path / "cache", name="tiny", threads=1)
    images = pictures(model.config.vision_config.image_size)
    image_rows, text_rows = theirs(model, processor, words, folder, images)
    ours = encoder.embed_images(images), encoder.embed_texts(TEXTS)
    assert spread(ours[0]) < 0.99, "the model must tell pictures apart"
    assert spread(ours[1]) < 0.99, "the model must tell texts apart"
    assert closeness(ours[0], image_rows) > 0.9999
    assert closeness(ours[1], text_rows) > 0.9999
    return encoder


@pytest.mark.parametrize("dynamo", [False, True], ids=["traced", "dynamo"])
@pytest.mark.parametrize("masks", [False, True], ids=["plain", "masked"])
def test_clip(clip_words: Path, tmp_path: Path, masks: bool, dynamo: bool) -> None:
    model = clip(image_size=64, patch_size=16, context=77, activation="quick_gelu")
    processor = CLIPImageProcessor(size={"shortest_edge": 64}, crop_size=64)
    encoder = compare(model, processor, clip_words, tmp_path, masks=masks, dynamo=dynamo)
    check_encoder(encoder)
    facts = describe(tmp_path / "model")
    assert (facts.layout, facts.dimension, facts.context_length) == ("transformers.js", 40, 77)


def test_clip_of_another_shape(clip_words: Path, tmp_path: Path) -> None:
    model = clip(image_size=84, patch_size=14, context=20, activation="gelu", end=2)
    processor = CLIPImageProcessor(
        size={"shortest_edge": 96},
        crop_size=84,
        resample=2,
        image_mean=[0, 0, 0],
        image_std=[1, 1, 1],
    )
    compare(model, processor, clip_words, tmp_path, masks=True)


def test_clip_squashed(clip_words: Path, tmp_path: Path) -> None:
    model = clip(image_size=48, patch_size=8, context=77, activation="gelu")
    processor = CLIPImageProcessor(size={"height": 48, "width": 48}, do_center_crop=False)
    compare(model, processor, clip_words, tmp_path, masks=False)


@pytest.mark.parametrize("dynamo", [False, True], ids=["traced", "dynamo"])
def test_siglip(siglip_words: Path, tmp_path: Path, dynamo: bool) -> None:
    words = len(AutoTokenizer.from_pretrained(siglip_words))
    model = siglip(image_size=64, patch_size=16, context=64, words=words)
    processor = SiglipImageProcessor(size={"height": 64, "width": 64})
    encoder = compare(model, processor, siglip_words, tmp_path, masks=False, dynamo=dynamo)
    check_encoder(encoder)


@pytest.mark.parametrize("words", ["gemma_words", "siglip_2_words"])
def test_siglip_2(words: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    folder: Path = request.getfixturevalue(words)
    count = len(AutoTokenizer.from_pretrained(folder))
    model = siglip(image_size=96, patch_size=32, context=64, words=count)
    processor = SiglipImageProcessor(size={"height": 96, "width": 96}, resample=2)
    masks = words == "siglip_2_words"
    compare(model, processor, folder, tmp_path, masks=masks)


def test_clip_quantised_to_eight_bits(clip_words: Path, tmp_path: Path) -> None:
    model = clip(image_size=64, patch_size=16, context=77, activation="quick_gelu")
    processor = CLIPImageProcessor(size={"shortest_edge": 64}, crop_size=64)
    full = compare(model, processor, clip_words, tmp_path, masks=False)
    for tower in ("vision", "text"):
        graph = tmp_path / f"model/onnx/{tower}_model.onnx"
        quantize_dynamic(graph, graph.with_name(f"{tower}_model_quantized.onnx"))
    small = OnnxEncoder(
        tmp_path / "model", tmp_path / "cache", name="tiny", variant="quantized", threads=1
    )
    assert small.space.id != full.space.id
    check_encoder(small)
    images = pictures(64)
    assert 0.9 < closeness(small.embed_images(images), full.embed_images(images)) < 0.99999
    assert 0.9 < closeness(small.embed_texts(TEXTS), full.embed_texts(TEXTS)) < 0.99999
