"""The five parts that can be swapped. Each has a public contract suite in `shotseer.testing`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Protocol, TypeVar

from shotseer.core.arrays import Bools, Image, Ints, Matrix, Vector
from shotseer.core.classifier import Examples, LinearHead
from shotseer.core.embedding import EmbeddingSpace
from shotseer.core.video import Video

T = TypeVar("T")
R = TypeVar("R")

Params = Mapping[str, float | int | str | bool]


class CutFinder(Protocol):
    """Looks at one video, frame by frame, and says where it is cut."""

    def push(self, time: Fraction, image: Image | None) -> Sequence[Fraction]:
        """Take the next frame; return the cuts that are now certain, in order."""

    def finish(self, end: Fraction) -> Sequence[Fraction]:
        """Return the remaining cuts, all inside ``(0, end)``."""


class ShotDetector(Protocol):
    """Finds the cuts of videos.

    It opens no file: `shotseer.media` decodes once, for it and for the encoder. ``picture_width``
    is the width in pixels of the pictures it wants, ``None`` if it needs no pictures. ``params``
    is everything its result follows from. ``is_exact`` is true where cuts were given by a person
    and must not be thinned out by a minimum length. ``lag`` is how many seconds of film may pass,
    as a rule, until a cut is certain: for so long frames are kept closely.
    """

    name: str
    params: Params
    picture_width: int | None
    is_exact: bool
    lag: Fraction

    def start(self, video: Video, file_name: str = "") -> CutFinder:
        """Return a fresh finder for one video. Lists of given cuts go by its ``file_name``."""


class Encoder(Protocol):
    """Maps pictures and texts into one space.

    ``image_size`` is the shorter side, in pixels, that pictures should have.
    """

    space: EmbeddingSpace
    image_size: int

    def embed_images(self, images: Sequence[Image]) -> Matrix:
        """Return ``(n, d)`` float32 unit rows, in the order of the pictures. ``n`` may be 0."""

    def embed_texts(self, texts: Sequence[str]) -> Matrix:
        """Return ``(n, d)`` float32 unit rows, in the order of the texts. ``n`` may be 0.

        Raises:
            NotReadyError: the space has no text tower.
        """


class VectorRows(Protocol):
    """The vectors of a space, as the store keeps them: blocks of rows that are visible."""

    dimension: int

    def __len__(self) -> int:
        """Return the number of rows."""

    def blocks(self) -> Iterator[tuple[int, Matrix]]:
        """Yield ``(first row, (n, d) float32 unit rows)``, in order, covering every row once."""

    def take(self, rows: Ints) -> Matrix:
        """Return copies of some rows, in the order asked for."""

    def copy_path(self, first_row: int, name: str) -> Path | None:
        """Return where an index may keep a copy of the block that begins at ``first_row``.

        The store deletes it when rows of the block change; rows that are appended to the last
        block are no change. ``None`` where nothing can be kept. ``name`` tells kinds of copies
        apart.
        """


class VectorIndex(Protocol):
    """Finds the nearest rows by cosine similarity.

    Made by a factory that takes `VectorRows`.
    """

    def search(self, query: Vector, k: int, *, allowed: Bools | None = None) -> tuple[Ints, Vector]:
        """Return at most ``k`` row numbers and their similarities, best first.

        Similarities are rounded to six decimals; equal ones are ordered by row, so that a search
        repeats. ``allowed`` is an ``(n_rows,)`` mask. ``query`` is float32 and need not be unit
        length: similarities scale with it.
        """


class Estimator(Protocol):
    """Learns one yes/no question. ``params`` is everything the result follows from but the data.

    ``is_rescaled`` says whether the head may be rescaled to calibrated probabilities. A published
    recipe whose scores must stay as they are says no; then only the decision point is calibrated.
    ``sees_motion`` says whether rows hold a descriptor of motion behind the vector, where the
    library has them; how long rows are is told by the examples alone.
    """

    name: str
    params: Params
    is_rescaled: bool
    sees_motion: bool

    def fit(self, examples: Examples) -> LinearHead:
        """Return a head whose logits rank shots; larger means more likely positive.

        Same examples, same head, to the bit.

        Raises:
            NotReadyError: the examples are not enough for this estimator; the hint says what is
                missing.
        """


class Executor(Protocol):
    """Runs a function over items, on threads, processes or machines."""

    def map(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield ``work(item)`` in the order of the items.

        Closing the iterator cancels what has not started. An exception in ``work`` is raised at
        its item's place.
        """
