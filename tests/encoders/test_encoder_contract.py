from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from shotseer.core.arrays import Image, Matrix
from shotseer.core.embedding import EmbeddingSpace
from shotseer.encoders import LiteEncoder, PrecomputedEncoder
from shotseer.testing.encoders import check_encoder

SPACE = EmbeddingSpace("imported", "0123abcd", "unknown", "unknown", 3)


def test_lite_keeps_the_contract(lite: LiteEncoder) -> None:
    check_encoder(lite)


def test_precomputed_keeps_the_contract() -> None:
    texts = {"Red Car": np.array([3, 0, 4], np.float32), "dog": np.array([0, 1, 0], np.float32)}
    check_encoder(
        PrecomputedEncoder(SPACE, texts), known_texts=["red car", " DOG "], has_images=False
    )


def test_precomputed_without_texts_keeps_the_contract() -> None:
    check_encoder(PrecomputedEncoder(SPACE, {}), has_images=False)


def _unit(rows: Matrix) -> Matrix:
    unit: Matrix = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


class _MeanColour:
    """The smallest honest encoder: a picture is its mean colour."""

    space = EmbeddingSpace("mean-colour", "none", "none", "mean", 3, has_text=False)
    image_size = 8

    def embed_images(self, images: list[Image]) -> Matrix:
        rows = np.array([image.mean(axis=(0, 1)) for image in images], np.float32).reshape(-1, 3)
        return _unit(rows)


class _CentredOnItsBatch(_MeanColour):
    def embed_images(self, images: list[Image]) -> Matrix:
        rows = super().embed_images(images)
        rows = rows - rows.mean(axis=0) + np.float32(0.1) if len(rows) else rows
        return _unit(rows)


class _Double(_MeanColour):
    def embed_images(self, images: list[Image]) -> Matrix:
        return super().embed_images(images).astype(np.float64)


@pytest.mark.parametrize(
    ("encoder", "complaint"),
    [
        (_CentredOnItsBatch(), "must not depend on its batch"),
        (_Double(), "must be float32"),
        (_MeanColour(), "InputError must be raised for"),
    ],
)
def test_a_broken_promise_is_named(encoder: _MeanColour, complaint: str) -> None:
    with np.errstate(all="ignore"), pytest.raises(AssertionError, match=complaint):
        check_encoder(encoder)  # type: ignore[arg-type]


def test_importing_encoders_loads_no_model_library() -> None:
    code = (
        "import sys, shotseer.encoders;"
        "print([m for m in ('onnx', 'onnxruntime', 'tokenizers', 'PIL', 'av') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (result.stdout.strip(), result.returncode) == ("[]", 0), result.stderr
