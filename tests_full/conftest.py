from __future__ import annotations

from pathlib import Path

import pytest
import torch

# PyPI's torchvision is built for CUDA: beside torch for the CPU it misses two operators, which
# nothing here calls, and cannot be imported until they are declared.
_TORCHVISION = torch.library.Library("torchvision", "DEF")
for _name in ("nms", "qnms"):
    _TORCHVISION.define(f"{_name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

torch.set_num_threads(2)


@pytest.fixture(scope="session")
def clip_words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tokenizer of CLIP, with its real vocabulary, as `transformers` saves it."""
    from tests_full.vocabularies import save_clip_tokenizer

    return save_clip_tokenizer(tmp_path_factory.mktemp("clip-words"))


@pytest.fixture(scope="session")
def siglip_words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small tokenizer in the ways of SigLIP: pieces learned by SentencePiece, lower case."""
    from tests_full.vocabularies import save_siglip_tokenizer

    return save_siglip_tokenizer(tmp_path_factory.mktemp("siglip-words"))


@pytest.fixture(scope="session")
def gemma_words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small tokenizer in the ways of Gemma, as SigLIP 2 was published with."""
    from tests_full.vocabularies import save_gemma_tokenizer
    from transformers import GemmaTokenizer

    return save_gemma_tokenizer(
        tmp_path_factory.mktemp("gemma-words"),
        GemmaTokenizer,
        padding_side="right",
        model_input_names=["input_ids"],
    )


@pytest.fixture(scope="session")
def siglip_2_words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same by the newer class of its own, which lowers the case and pads on the left."""
    from tests_full.vocabularies import save_gemma_tokenizer
    from transformers import Siglip2Tokenizer

    return save_gemma_tokenizer(tmp_path_factory.mktemp("siglip-2-words"), Siglip2Tokenizer)
