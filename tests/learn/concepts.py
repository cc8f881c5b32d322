"""A made-up library in which one concept can be found by text, and better by example."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shotseer.core.arrays import Bools, Floats, Ints, Matrix, Vector
from shotseer.core.classifier import Examples


@dataclass(frozen=True)
class Concept:
    """A library, which of its shots show the concept, and the concept's text."""

    X: Matrix
    y: Bools
    videos: Ints
    text: Vector

    def examples(
        self, positives: int, negatives: int, *, text: bool = True, background: int = 300
    ) -> Examples:
        """The first so many of each class judged, of shots that are spread over the videos."""
        rows = np.concatenate(
            [np.flatnonzero(self.y)[:positives], np.flatnonzero(~self.y)[:negatives]]
        )
        rest = np.setdiff1d(np.arange(len(self.y)), rows)[-background:] if background else rows[:0]
        return Examples(
            self.X[rows],
            self.y[rows],
            self.videos[rows],
            self.X[rest],
            self.text if text else None,
        )


def concept(seed: int = 0, n: int = 800, d: int = 48, vagueness: float = 1.5) -> Concept:
    """Shots in a narrow cone, as vision-language models give; 15 % show the concept.

    With more ``vagueness`` the text points further away from what it means.
    """
    rng = np.random.default_rng(seed)
    centre, direction, blur = (_unit(rng.normal(size=d)) for _ in range(3))
    y = rng.random(n) < 0.15
    variety = rng.normal(size=(n, d)) / np.sqrt(1 + np.arange(d))
    rows = 4 * centre + variety + 1.2 * y[:, None] * direction
    return Concept(
        np.stack([_unit(row) for row in rows]).astype(np.float32),
        y,
        np.arange(n) % 37,
        _unit(direction + vagueness * blur).astype(np.float32),
    )


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / np.linalg.norm(vector))
