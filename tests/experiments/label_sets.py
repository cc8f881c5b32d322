"""A made-up labelled set, small enough to think about."""

from __future__ import annotations

from pathlib import Path

import numpy as np

NAMES = ("apple", "pear", "plum", "rare")


def arrays(count: int = 120, dimension: int = 12) -> dict[str, np.ndarray]:
    """Return three classes around different directions, ``count`` rows in all, and a rare one."""
    rng = np.random.default_rng(1)
    classes = np.arange(count) % 3
    classes[:6] = 3
    centres = np.eye(len(NAMES), dimension)
    X = centres[classes] + rng.normal(size=(count, dimension)) * 0.4
    text = centres + rng.normal(size=centres.shape) * 0.2
    return {
        "X": (X / np.linalg.norm(X, axis=1, keepdims=True)).astype(np.float16),
        "y": np.array(NAMES)[classes],
        "names": np.array(NAMES),
        "text": (text / np.linalg.norm(text, axis=1, keepdims=True)).astype(np.float16),
    }


def write(path: Path, changes: dict[str, object] | None = None, *, count: int = 120) -> Path:
    """Write the set, with other arrays where ``changes`` has them; ``None`` leaves one out."""
    made = {**arrays(count), **(changes or {})}
    np.savez(path, **{name: one for name, one in made.items() if one is not None})  # type: ignore[arg-type]
    return path
