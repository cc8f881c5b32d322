"""The texts that came with imported vectors, kept beside the shards of their space."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from shotseer.core.arrays import Vector
from shotseer.store import files

FILE_NAME = "texts.npz"


def save(folder: Path, texts: Mapping[str, Vector]) -> None:
    """Keep texts with their ``(d,)`` vectors."""
    if not texts:
        return
    with files.whole(folder / FILE_NAME) as file:
        np.savez(file, names=np.array(list(texts)), vectors=np.stack(list(texts.values())))


def load(folder: Path) -> dict[str, Vector]:
    """Return the texts of a space; empty if none came with it."""
    path = folder / FILE_NAME
    if not path.exists():
        return {}
    with np.load(path, allow_pickle=False) as stored:
        return dict(zip(stored["names"].tolist(), stored["vectors"], strict=True))
