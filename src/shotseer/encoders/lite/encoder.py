"""The `lite` encoder: both networks behind the `Encoder` port."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from shotseer.core.arrays import Image, Matrix, Vector
from shotseer.core.embedding import EmbeddingSpace
from shotseer.encoders.inputs import check_pictures, check_texts
from shotseer.encoders.lite import assets, conse, efficientnet, pictures
from shotseer.encoders.lite.text import TextTower
from shotseer.encoders.lite.vision import VisionTower
from shotseer.networks.cache import cached
from shotseer.networks.installed import digest_of


class LiteEncoder:
    """Maps pictures and texts into one space of 512 dimensions, without any download.

    Each network is loaded when it is first needed, so that a text search never waits for the
    image network.

    Args:
        cache_dir: where the image network and the class vectors are kept once they are made. All
            of it can be deleted at any time.
        threads: for one run of a network; ``None`` is one for each core.

    Raises:
        PluginError: something of the ``lite`` extra is not installed.
    """

    image_size = efficientnet.IMAGE_SIZE

    def __init__(self, cache_dir: Path, *, threads: int | None = None) -> None:
        assets.require_libraries()
        self.space = EmbeddingSpace(
            encoder="lite",
            weights=assets.digest_of_all(),
            preprocessing=f"{pictures.PREPROCESSING}; {conse.RECIPE}",
            pooling="mean",
            dimension=conse.DIMENSION,
        )
        self._cache_dir = cache_dir
        self._threads = threads

    def embed_images(self, images: Sequence[Image]) -> Matrix:
        """Return ``(n, 512)`` float32 unit rows, in the order of the pictures.

        Raises:
            InputError: a picture is not ``(height, width, 3)`` uint8.
            PluginError: the installed weights are damaged.
            StoreError: the cache folder cannot be used.
        """
        check_pictures(images)
        rows = np.empty((len(images), conse.DIMENSION), np.float32)
        # One run for each picture: larger ones are slower on two cores, as what passes between
        # layers outgrows the caches, and no row can depend on its neighbours.
        for row, image in zip(rows, images, strict=True):
            row[:] = self._embed_image(image)
        return rows

    def embed_texts(self, texts: Sequence[str]) -> Matrix:
        """Return ``(n, 512)`` float32 unit rows, in the order of the texts.

        Raises:
            InputError: not a sequence of strings.
        """
        check_texts(texts)
        return conse.join_texts(self._text.embed(texts))

    def _embed_image(self, image: Image) -> Vector:
        features, logits = self._vision.run(pictures.squares(image, self.image_size))
        mean = self._join(features, logits).mean(axis=0, keepdims=True)
        row: Vector = conse.unit_rows(mean)[0]
        return row

    @cached_property
    def _vision(self) -> VisionTower:
        return VisionTower(self._cache_dir, self._threads)

    @cached_property
    def _text(self) -> TextTower:
        return TextTower(self._threads)

    @cached_property
    def _join(self) -> conse.ImageJoin:
        mean, directions = assets.projection()
        return conse.ImageJoin(self._class_vectors(), mean, directions)

    def _class_vectors(self) -> Matrix:
        source = digest_of(
            assets.TEXT_WEIGHTS.path(),
            assets.carried(assets.VOCABULARY),
            assets.carried(assets.CLASS_NAMES),
        )
        data = cached(self._cache_dir, "class-vectors", ".npy", source, self._make_class_vectors)
        vectors: Matrix = np.load(io.BytesIO(data), allow_pickle=False)
        return vectors

    def _make_class_vectors(self) -> bytes:
        buffer = io.BytesIO()
        np.save(buffer, self._text.embed(assets.class_names()))
        return buffer.getvalue()
