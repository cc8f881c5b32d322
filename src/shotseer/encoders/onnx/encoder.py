"""The `onnx` encoder: a model's folder behind the `Encoder` port."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import numpy as np

from shotseer.core.arrays import Image, Matrix
from shotseer.core.embedding import EmbeddingSpace
from shotseer.core.errors import NotReadyError
from shotseer.encoders.inputs import check_pictures, check_texts
from shotseer.encoders.onnx import self_check
from shotseer.encoders.onnx.digests import digest_of_files
from shotseer.encoders.onnx.model import TowerPlan, read_model
from shotseer.encoders.onnx.sessions import Session, offered, open_session
from shotseer.encoders.onnx.towers import ImageTower, TextTower
from shotseer.networks.cache import cached
from shotseer.networks.installed import require

INSTALL_HINT = 'Install what the onnx encoder needs: pip install "shotseer[onnx]"'

_LIBRARIES = ("onnxruntime", "tokenizers", "ftfy")

logger = logging.getLogger("shotseer.encoders.onnx")


class OnnxEncoder:
    """Maps pictures and texts into one space by a CLIP-like model, exported to ONNX.

    Each tower is loaded and checked when it is first needed, so that a text search never waits
    for the image tower. ``notes`` holds what a person should know of those that are loaded: what
    they run on where that is second best, and whether they seem to fit each other.

    Args:
        folder: the model, in the layout of transformers.js or of Immich.
        cache_dir: where digests, results of checks and what providers compile are kept. All of it
            can be deleted at any time.
        name: what the model is called; the space's encoder is ``onnx:`` and this.
        variant: the end of the towers' file names, such as ``fp16`` or ``quantized``; full
            precision if empty, or the only variant there is.
        threads: for one run on the CPU; ``None`` is one for each core.

    Raises:
        PluginError: something of the ``onnx`` extra is not installed, or the folder holds no
            model that can be used; the message names the file and what is wrong with it.
        StoreError: the cache folder cannot be used.
    """

    def __init__(
        self,
        folder: Path,
        cache_dir: Path,
        *,
        name: str,
        variant: str = "",
        threads: int | None = None,
    ) -> None:
        require(_LIBRARIES, "the onnx encoder", INSTALL_HINT)
        self._plan = read_model(folder, variant)
        self.space = EmbeddingSpace(
            encoder=f"onnx:{name}",
            weights=digest_of_files(self._plan.folder.folder, self._plan.files, cache_dir),
            preprocessing=f"{self._plan.pixels}; {self._plan.tokens or 'no texts'}",
            pooling="mean",
            dimension=self._plan.dimension,
            has_text=self._plan.text is not None,
        )
        self.image_size = self._plan.pixels.image_size
        self.notes: list[str] = []
        self._cache_dir = cache_dir
        self._threads = threads
        self._lock = Lock()
        self._image: ImageTower | None = None
        self._text: TextTower | None = None

    def embed_images(self, images: Sequence[Image]) -> Matrix:
        """Return ``(n, d)`` float32 unit rows, in the order of the pictures.

        Raises:
            InputError: a picture is not ``(height, width, 3)`` uint8.
            PluginError: the image tower cannot be loaded or run, or is broken.
            StoreError: the cache folder cannot be used.
        """
        check_pictures(images)
        return self._image_tower().embed(images) if len(images) else self._no_rows()

    def embed_texts(self, texts: Sequence[str]) -> Matrix:
        """Return ``(n, d)`` float32 unit rows, in the order of the texts.

        Raises:
            InputError: not a sequence of strings.
            NotReadyError: the model has no text tower.
            PluginError: the text tower cannot be loaded or run, or is broken.
        """
        if self._plan.text is None:
            raise NotReadyError(
                f"the model in {self._plan.folder.folder} has no text tower",
                hint="Search by example, or choose a model that reads texts.",
            )
        check_texts(texts)
        return self._text_tower().embed(texts) if len(texts) else self._no_rows()

    def check(self) -> Sequence[str]:
        """Load and check both towers, and return the notes on them.

        Raises:
            PluginError: a tower cannot be loaded or run, or is broken.
            StoreError: the cache folder cannot be used.
        """
        if self._plan.text is not None:
            self._text_tower()
        self._image_tower()
        return tuple(self.notes)

    def _no_rows(self) -> Matrix:
        return np.empty((0, self.space.dimension), np.float32)

    def _text_tower(self) -> TextTower:
        with self._lock:
            if self._text is None:
                self._text = self._load_text()
            return self._text

    def _image_tower(self) -> ImageTower:
        with self._lock:
            if self._image is None:
                self._image = self._load_image()
            return self._image

    def _load_text(self) -> TextTower:
        assert self._plan.text is not None, "asked for only where there is one"
        tower = TextTower(self._plan, self._open(self._plan.text))
        what = f"the text tower {self._plan.text.graph.path}"
        self_check.check_numbers(tower.embed, self_check.TEXTS, what)
        return tower

    def _load_image(self) -> ImageTower:
        tower = ImageTower(self._plan, self._open(self._plan.image))
        pair = self_check.drawings(self.image_size)[:2]
        what = f"the image tower {self._plan.image.graph.path}"
        self_check.check_numbers(tower.embed, pair, what)
        if self._plan.text is not None:
            self._check_fit(tower)
        return tower

    def _open(self, tower: TowerPlan) -> Session:
        session = open_session(tower.graph.path, self._cache_dir, self._threads, offered())
        for note in session.notes:
            self._note(f"{note}; {tower.graph.path.name} runs on {session.provider} instead")
        return session

    def _check_fit(self, image: ImageTower) -> None:
        """Note where drawings are far from their own captions.

        The result is kept, so that from then on no ingest has to load the text tower for it.
        """
        import onnxruntime

        facts = (
            self.space.id,
            self.space.has_text,
            image.session.provider,
            onnxruntime.__version__,
        )
        source = hashlib.blake2b(repr(facts).encode()).hexdigest()
        kept = cached(
            self._cache_dir, "captions", ".json", source, lambda: self._compare_captions(image)
        )
        if misread := json.loads(kept):
            self._note(
                f"{self.space.encoder} takes the drawing of {' and that of '.join(misread)} for "
                "something else. Towers of different models, or a broken or strongly quantised "
                "export, do this: searches by words may fail. Try another variant, or fp32."
            )

    def _compare_captions(self, image: ImageTower) -> bytes:
        text = self._text or self._load_text()
        drawings = self_check.drawings(self.image_size)
        rows = image.embed(drawings), text.embed(self_check.CAPTIONS)
        return json.dumps(self_check.misread_captions(*rows)).encode()

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)
            logger.warning(note)
