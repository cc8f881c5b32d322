"""The vectors of a synthetic data set: clusters, films, hidden directions and noise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from shotseer.core.arrays import Ints, Matrix

DIMENSION = 512
CLUSTERS = 10
BLOCK = 8_192
"""Rows that are made at a time."""

FILM = 0.5
"""Length of a film's offset, beside clusters and noise of length 1."""

SIGNAL = 2.5
"""Standard deviation along a label's direction, in those of the noise along any direction."""

TEXT_NOISE = 1.5
"""Length of the noise in a text vector, beside a direction of length 1."""


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """What the vectors of ``n`` shots are made of. A block of them is made when it is asked for.

    Attributes:
        clusters: ``(n,)``.
        films: ``(n,)``.
        centres: ``(10, 512)`` unit rows.
        offsets: ``(films, 512)``.
        directions: ``(labels, 512)`` unit rows.
        texts: ``(labels + 1, 512)`` unit rows; the last is of no label.
        seed: of the noise.
    """

    clusters: Ints
    films: Ints
    centres: Matrix
    offsets: Matrix
    directions: Matrix
    texts: Matrix
    seed: tuple[int, ...]

    @classmethod
    def make(cls, clusters: Ints, films: Ints, labels: int, seed: Sequence[int]) -> World:
        """Draw all that the shots share."""
        rng = np.random.default_rng(seed)
        directions = _unit_rows(rng, labels)
        texts = TEXT_NOISE * _unit_rows(rng, labels + 1)
        texts[:labels] += directions
        texts /= np.linalg.norm(texts, axis=1, keepdims=True)
        return cls(
            clusters=clusters,
            films=films,
            centres=_unit_rows(rng, CLUSTERS),
            offsets=np.float32(FILM) * _unit_rows(rng, int(films.max()) + 1),
            directions=directions,
            texts=texts,
            seed=tuple(seed),
        )

    def blocks(self) -> Iterator[Matrix]:
        """Give the ``(n, 512)`` vectors, block by block. As in the released set, none is unit."""
        for start in range(0, len(self.clusters), BLOCK):
            yield self._block(start)

    def places(self) -> tuple[Matrix, Matrix]:
        """Return ``(n, labels)`` twice: how far shots reach along directions, and text cosines."""
        along, cosines = [], []
        for block in self.blocks():
            block /= np.linalg.norm(block, axis=1, keepdims=True)
            along.append(block @ self.directions.T)
            cosines.append(block @ self.texts[:-1].T)
        return np.concatenate(along), np.concatenate(cosines)

    def _block(self, start: int) -> Matrix:
        rows = slice(start, start + BLOCK)
        count = len(self.clusters[rows])
        rng = np.random.default_rng([*self.seed, start])
        spread = np.float32(1 / np.sqrt(DIMENSION))
        vectors = rng.standard_normal((count, DIMENSION), dtype=np.float32)
        signal = np.float32(SIGNAL) * rng.standard_normal(
            (count, len(self.directions)), dtype=np.float32
        )
        vectors += signal @ self.directions
        vectors *= spread
        vectors += self.centres[self.clusters[rows]]
        vectors += self.offsets[self.films[rows]]
        vectors *= rng.uniform(6, 10, (count, 1)).astype(np.float32)
        return vectors


def _unit_rows(rng: np.random.Generator, count: int) -> Matrix:
    rows = rng.standard_normal((count, DIMENSION), dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows
