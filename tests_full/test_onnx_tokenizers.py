"""Token numbers: the same as the originals of CLIP, SigLIP and SigLIP 2 give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import open_clip
import pytest
from tests_full.vocabularies import TEXTS
from transformers import AutoTokenizer, SiglipTokenizer

from shotseer.encoders.onnx.tokens import Reader, TokenPlan

END = 49407


def plan(context: int, pad: str, **fields: object) -> TokenPlan:
    values = {
        "context_length": context,
        "pad_token": pad,
        "pad_side": "right",
        "cut_side": "right",
        "clean": "",
        "lowers": False,
        "masks": False,
        "replaced": "",
    }
    return TokenPlan(**{**values, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize("context", [77, 16])
def test_clip_as_open_clip_reads(clip_words: Path, context: int) -> None:
    reader = Reader(clip_words / "tokenizer.json", plan(context, "!", clean="lower"))
    ours, _ = reader.read(TEXTS)
    theirs = open_clip.SimpleTokenizer(context_length=context)(TEXTS).numpy()
    np.testing.assert_array_equal(ours, theirs)


def test_clip_as_transformers_reads(clip_words: Path) -> None:
    reader = Reader(clip_words / "tokenizer.json", plan(77, "<|endoftext|>"))
    ours, _ = reader.read(TEXTS)
    tokenizer = AutoTokenizer.from_pretrained(clip_words)
    theirs = tokenizer(TEXTS, padding="max_length", truncation=True, max_length=77)["input_ids"]
    np.testing.assert_array_equal(ours, theirs)
    cat, _ = reader.read(["a photo of a cat"])
    assert cat[0].tolist()[:8] == [49406, 320, 1125, 539, 320, 2368, END, END]


def test_siglip_as_sentencepiece_reads(siglip_words: Path) -> None:
    reader = Reader(siglip_words / "tokenizer.json", plan(64, "</s>"))
    texts = [text for text in TEXTS if text.isascii()]
    ours, _ = reader.read(texts)
    tokenizer = SiglipTokenizer(
        str(siglip_words / "spiece.model"), pad_token="</s>", model_max_length=64
    )
    theirs = tokenizer(texts, padding="max_length", truncation=True)["input_ids"]
    np.testing.assert_array_equal(ours, theirs)


def test_gemma_as_transformers_reads(gemma_words: Path) -> None:
    reader = Reader(gemma_words / "tokenizer.json", plan(64, "<pad>"))
    ours, _ = reader.read(TEXTS)
    tokenizer = AutoTokenizer.from_pretrained(gemma_words)
    theirs = tokenizer(TEXTS, padding="max_length", truncation=True, max_length=64)["input_ids"]
    np.testing.assert_array_equal(ours, theirs)
