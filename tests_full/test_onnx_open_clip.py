"""Models of open_clip in Immich's layout: the same vectors as open_clip gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import open_clip
import PIL.Image
import pytest
import torch
from open_clip.transform import PreprocessCfg, image_transform_v2
from tests_full.exports import (
    closeness,
    copy_tokenizer,
    export,
    pictures,
    randomise,
    spread,
    write_json,
)
from tests_full.vocabularies import TEXTS

from shotseer.encoders.onnx import OnnxEncoder, describe
from shotseer.testing.encoders import check_encoder

TEXTS_OF_THE_WEB = [*TEXTS, "it’s “quoted” &amp; ﬁne", "schÃ¶n", "ＦＵＬＬ width"]
VISION = {"layers": 2, "width": 64, "head_width": 16}
TEXT = {"layers": 2, "width": 48, "heads": 4}


def save(
    model: Any,
    config: dict[str, Any],
    cfg: PreprocessCfg,
    words: Path,
    folder: Path,
    *,
    batch: bool,
) -> Path:
    """Write a model's folder as Immich's exporter does; it fixes the batch to one item."""
    image_size = config["vision_cfg"]["image_size"]
    context = config["text_cfg"]["context_length"]
    torch.backends.mha.set_fastpath_enabled(False)
    axes = ("batch",) if batch else ()
    count = 2 if batch else 1
    export(
        model,
        lambda m, x: m.encode_image(x, normalize=True),
        {"image": torch.randn(count, 3, image_size, image_size)},
        "embedding",
        folder / "visual/model.onnx",
        open_axes=axes,
    )
    export(
        model,
        lambda m, x: m.encode_text(x, normalize=True),
        {"text": torch.ones(count, context, dtype=torch.int32)},
        "embedding",
        folder / "textual/model.onnx",
        open_axes=axes,
    )
    write_json(folder / "config.json", config)
    write_json(folder / "visual/preprocess_cfg.json", cfg)
    copy_tokenizer(words, folder / "textual")
    return folder


def compare(
    model: Any,
    config: dict[str, Any],
    cfg: PreprocessCfg,
    words: Path,
    tokenizer: Any,
    tmp_path: Path,
    batch: bool,
) -> OnnxEncoder:
    folder = save(model, config, cfg, words, tmp_path / "model", batch=batch)
    encoder = OnnxEncoder(folder, tmp_path / "cache", name="tiny", threads=1)
    prepare = image_transform_v2(cfg, is_train=False)
    images = pictures(config["vision_cfg"]["image_size"])
    with torch.no_grad():
        pixels = torch.stack([prepare(PIL.Image.fromarray(image)) for image in images])
        image_rows = model.encode_image(pixels).numpy()
        text_rows = model.encode_text(tokenizer(TEXTS_OF_THE_WEB)).numpy()
    ours = encoder.embed_images(images), encoder.embed_texts(TEXTS_OF_THE_WEB)
    assert spread(ours[0]) < 0.99, "the model must tell pictures apart"
    assert spread(ours[1]) < 0.99, "the model must tell texts apart"
    assert closeness(ours[0], image_rows) > 0.9999
    assert closeness(ours[1], text_rows) > 0.9999
    return encoder


@pytest.mark.parametrize("resize_mode", ["shortest", "longest", "squash"])
def test_clip(clip_words: Path, tmp_path: Path, resize_mode: str) -> None:
    config: dict[str, Any] = {
        "embed_dim": 32,
        "quick_gelu": True,
        "vision_cfg": {**VISION, "image_size": 64, "patch_size": 16},
        "text_cfg": {**TEXT, "context_length": 77, "vocab_size": 49408},
    }
    model = randomise(open_clip.CLIP(**config))
    cfg = PreprocessCfg(size=64, resize_mode=resize_mode, fill_color=128)
    compare(model, config, cfg, clip_words, open_clip.SimpleTokenizer(), tmp_path, batch=False)
    assert describe(tmp_path / "model").layout == "immich"


def test_clip_of_another_shape(clip_words: Path, tmp_path: Path) -> None:
    config: dict[str, Any] = {
        "embed_dim": 24,
        "vision_cfg": {**VISION, "image_size": 98, "patch_size": 14, "pool_type": "avg"},
        "text_cfg": {**TEXT, "context_length": 32, "vocab_size": 49408},
    }
    model = randomise(open_clip.CLIP(**config))
    cfg = PreprocessCfg(size=98, interpolation="bilinear", mean=(0, 0, 0), std=(1, 1, 1))
    tokenizer = open_clip.SimpleTokenizer(context_length=32)
    encoder = compare(model, config, cfg, clip_words, tokenizer, tmp_path, batch=True)
    check_encoder(encoder)


def test_siglip(siglip_words: Path, tmp_path: Path) -> None:
    tokenizer = open_clip.tokenizer.HFTokenizer(
        str(siglip_words), context_length=64, clean="canonicalize"
    )
    config: dict[str, Any] = {
        "embed_dim": 48,
        "vision_cfg": {**VISION, "image_size": 64, "patch_size": 16},
        "text_cfg": {
            **TEXT,
            "context_length": 64,
            "vocab_size": len(tokenizer.tokenizer),
            "no_causal_mask": True,
            "pool_type": "last",
            "proj_bias": True,
            "hf_tokenizer_name": "local",
            "tokenizer_kwargs": {"clean": "canonicalize"},
        },
    }
    text = {key: value for key, value in config["text_cfg"].items() if key != "hf_tokenizer_name"}
    model = randomise(open_clip.CustomTextCLIP(48, config["vision_cfg"], text))
    cfg = PreprocessCfg(size=64, resize_mode="squash", mean=(0.5,) * 3, std=(0.5,) * 3)
    compare(model, config, cfg, siglip_words, tokenizer, tmp_path, batch=False)
