"""Embedding spaces: vectors remember what made them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EmbeddingSpace:
    """What makes two vectors comparable. Vectors of two spaces never meet.

    ``weights`` is a digest of the model's weights, ``preprocessing`` a pinned description of how
    a frame becomes the model's input, ``pooling`` how frames become one shot vector.
    """

    encoder: str
    weights: str
    preprocessing: str
    pooling: str
    dimension: int
    has_text: bool = True

    @property
    def id(self) -> str:
        """16 hexadecimal digits that follow from every field."""
        fields = (self.encoder, self.weights, self.preprocessing, self.pooling, self.dimension)
        return hashlib.blake2b(repr(fields).encode(), digest_size=8).hexdigest()
