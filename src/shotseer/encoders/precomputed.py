"""The encoder of libraries whose vectors were made elsewhere: there is no model to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from shotseer.core.arrays import Image, Matrix, Vector
from shotseer.core.embedding import EmbeddingSpace
from shotseer.core.errors import InputError, NotReadyError
from shotseer.encoders.inputs import check_texts

_SHOWN_TEXTS = 5


class PrecomputedEncoder:
    """Knows the texts that came with the vectors, and no picture.

    Texts are compared without regard to case and surrounding space. The space has text only if
    there is one. ``image_size`` means nothing here.

    Args:
        space: where the vectors live.
        texts: a ``(d,)`` float32 vector, of any length but zero, for each known text.

    Raises:
        InputError: a text's vector does not fit the space, or is zero.
    """

    image_size = 1

    def __init__(self, space: EmbeddingSpace, texts: Mapping[str, Vector]) -> None:
        self.space = replace(space, has_text=bool(texts))
        self._names = tuple(texts)
        self._vectors = {_key(text): self._unit(text, vector) for text, vector in texts.items()}

    def embed_images(self, images: Sequence[Image]) -> Matrix:
        """Refuse: the vectors were imported.

        Raises:
            NotReadyError: always.
        """
        raise NotReadyError(
            f"{len(images)} pictures cannot be embedded: the vectors of this library were "
            f"imported ({self.space.encoder}), and the model that made them is not here",
            hint="Import the vectors of new videos too, or choose an encoder for the library.",
        )

    def embed_texts(self, texts: Sequence[str]) -> Matrix:
        """Return ``(n, d)`` float32 unit rows, in the order of the texts.

        Raises:
            InputError: not a sequence of strings.
            NotReadyError: no vector of this text was imported.
        """
        check_texts(texts)
        if not self.space.has_text:
            raise self._unknown("text")
        rows = np.empty((len(texts), self.space.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            if (vector := self._vectors.get(_key(text))) is None:
                raise self._unknown(f"{text!r:.60}")
            row[:] = vector
        return rows

    def _unknown(self, what: str) -> NotReadyError:
        message = f"{what} cannot be embedded: the vectors of this library were imported"
        if not self._names:
            return NotReadyError(
                f"{message} without any text",
                hint="Search by example, or import a file that has text vectors too.",
            )
        known = ", ".join(self._names[:_SHOWN_TEXTS])
        return NotReadyError(
            f"{message} with {len(self._names)} texts, and it is none of them",
            hint=f"Search by example, or for a known text, such as: {known}.",
        )

    def _unit(self, text: str, vector: Vector) -> Vector:
        length = np.linalg.norm(vector)
        if vector.shape != (self.space.dimension,) or not 0 < length < np.inf:
            raise InputError(
                f"the vector of the text {text!r:.60} has shape {vector.shape} and length "
                f"{length:g}; its space has {self.space.dimension} dimensions",
                hint="Import the file again, with text vectors of the model that made the others.",
            )
        return (vector / length).astype(np.float32)


def _key(text: str) -> str:
    return text.strip().casefold()
