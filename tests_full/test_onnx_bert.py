"""A text tower in the ways of BERT: masked, both directions, a context too long to fill up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import PIL.Image
import torch
from tests_full.exports import closeness, copy_tokenizer, export, pictures, randomise, spread
from tests_full.vocabularies import CORPUS, TEXTS
from tokenizers import BertWordPieceTokenizer
from transformers import (
    AutoTokenizer,
    BertTokenizer,
    ChineseCLIPConfig,
    ChineseCLIPImageProcessor,
    ChineseCLIPModel,
)

from shotseer.encoders.onnx import OnnxEncoder, describe
from shotseer.testing.encoders import check_encoder

SMALL = {"intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def save_words(folder: Path) -> Path:
    tokenizer = BertWordPieceTokenizer(lowercase=True)
    tokenizer.train_from_iterator(CORPUS, vocab_size=300, show_progress=False)
    BertTokenizer(vocab=tokenizer.get_vocab(), model_max_length=200).save_pretrained(folder)
    return folder


def test_chinese_clip(tmp_path: Path) -> None:
    words = save_words(tmp_path / "words")
    tokenizer = AutoTokenizer.from_pretrained(words)
    config = ChineseCLIPConfig(
        text_config={**SMALL, "hidden_size": 48, "vocab_size": len(tokenizer),
                     "max_position_embeddings": 200},
        vision_config={**SMALL, "hidden_size": 64, "image_size": 64, "patch_size": 16},
        projection_dim=32,
    )  # fmt: skip
    model = randomise(ChineseCLIPModel(config))
    folder = tmp_path / "model"

    def see(m: Any, x: Any) -> Any:
        return m.visual_projection(m.vision_model(pixel_values=x).pooler_output)

    def read(m: Any, *x: Any) -> Any:
        states = m.text_model(**dict(zip(INPUTS, x, strict=True))).last_hidden_state
        return m.text_projection(states[:, 0])

    pixels = {"pixel_values": torch.randn(2, 3, 64, 64)}
    tokens = dict.fromkeys(INPUTS, torch.ones(2, 20, dtype=torch.long))
    # A mask without any padding would be left out of what is traced.
    tokens["attention_mask"] = (torch.arange(20) < torch.tensor([[12], [20]])).long()
    export(model, see, pixels, "image_embeds", folder / "onnx/vision_model.onnx")
    export(model, read, tokens, "text_embeds", folder / "onnx/text_model.onnx",
           open_axes=("batch", "length"))  # fmt: skip
    processor = ChineseCLIPImageProcessor(
        size={"height": 64, "width": 64}, do_center_crop=False, image_mean=[0.4] * 3
    )
    config.save_pretrained(folder)
    processor.save_pretrained(folder)
    copy_tokenizer(words, folder)

    encoder = OnnxEncoder(folder, tmp_path / "cache", name="tiny", threads=1)
    images = pictures(64)
    with torch.no_grad():
        found = model(
            **tokenizer(TEXTS, padding=True, truncation=True, return_tensors="pt"),
            pixel_values=processor(
                [PIL.Image.fromarray(image) for image in images], return_tensors="pt"
            ).pixel_values,
        )
    ours = encoder.embed_images(images), encoder.embed_texts(TEXTS)
    assert spread(ours[0]) < 0.99
    assert spread(ours[1]) < 0.99
    assert closeness(ours[0], found.image_embeds) > 0.9999
    assert closeness(ours[1], found.text_embeds) > 0.9999
    assert describe(folder).context_length == 200
    check_encoder(encoder)
