"""Where pictures and words meet: convex combination of semantic embeddings (ConSE).

Norouzi et al., "Zero-shot learning by convex combination of semantic embeddings" (ICLR 2014): a
picture is the mean of the word vectors of its most likely classes, weighted by probability. Beside
it stand directions of the network's own features, which words do not reach; they make pictures
that share no class name comparable, and give classifiers more to learn from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shotseer.core.arrays import Matrix, Vector

TOP_CLASSES = 10
MEANING_DIMENSION = 384
LOOK_DIMENSION = 128
DIMENSION = MEANING_DIMENSION + LOOK_DIMENSION

RECIPE = f"conse {TOP_CLASSES} of 1000 ({MEANING_DIMENSION}) and features ({LOOK_DIMENSION})"
"""What this module does, as part of the space's identity."""


def unit_rows(rows: Matrix) -> Matrix:
    """Return the rows at unit length."""
    unit: Matrix = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def join_texts(text_vectors: Matrix) -> Matrix:
    """Return ``(n, 512)`` unit rows of ``(n, 384)`` unit rows: a text has no look."""
    return np.pad(text_vectors, ((0, 0), (0, LOOK_DIMENSION)))


@dataclass(frozen=True, slots=True, eq=False)
class ImageJoin:
    """Brings pictures into the space: 384 numbers of meaning, then 128 of look.

    Attributes:
        class_vectors: ``(1000, 384)`` unit vectors of the class names.
        feature_mean: ``(1280,)`` mean of unit features.
        projection: ``(1280, 128)`` directions of the features, scaled.
    """

    class_vectors: Matrix
    feature_mean: Vector
    projection: Matrix

    def __call__(self, features: Matrix, logits: Matrix) -> Matrix:
        """Return ``(n, 512)`` unit rows of ``(n, 1280)`` features and ``(n, 1000)`` logits."""
        meaning = unit_rows(self._meaning(logits))
        centred: Matrix = unit_rows(features) - self.feature_mean
        look: Matrix = centred @ self.projection
        return unit_rows(np.hstack([meaning, unit_rows(look)]))

    def _meaning(self, logits: Matrix) -> Matrix:
        best = np.argsort(-logits, axis=1, kind="stable")[:, :TOP_CLASSES]
        top = np.take_along_axis(logits, best, axis=1)
        # Only the direction counts, so odds against the best class serve as probabilities.
        odds: Matrix = np.exp(top - top[:, :1])
        meaning: Matrix = (odds[:, None, :] @ self.class_vectors[best])[:, 0]
        return meaning
