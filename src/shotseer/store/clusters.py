"""The clusters of a library, kept until the library changes."""

from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np

from shotseer.core.arrays import Matrix
from shotseer.store import files


def load(cache: Path, space_id: str, library_digest: str) -> Matrix | None:
    """Return the ``(k, d)`` centroids of a library, ``None`` if they are not kept."""
    with contextlib.suppress(OSError, ValueError):
        centroids: Matrix = np.load(_path(cache, space_id, library_digest))
        return centroids
    return None


def save(cache: Path, space_id: str, library_digest: str, centroids: Matrix) -> None:
    """Keep the centroids of a library in place of those of its earlier states."""
    path = _path(cache, space_id, library_digest)
    # Only a copy for speed: a full disk must not stop a Build.
    with contextlib.suppress(OSError):
        with files.whole(path, sync=False) as file:
            np.save(file, centroids)
        files.replace_older(path, f"clusters-{space_id}-*.npy")


def _path(cache: Path, space_id: str, library_digest: str) -> Path:
    return cache / f"clusters-{space_id}-{library_digest}.npy"
