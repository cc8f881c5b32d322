"""From the terms of a search to the one vector that the library is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from shotseer.core.arrays import Matrix, Vector
from shotseer.core.errors import InputError
from shotseer.core.query import PictureTerm, ShotTerm, Term, TextTerm
from shotseer.core.video import ShotId
from shotseer.flows.parts import OpenSpace, Parts
from shotseer.flows.vectors import is_imported
from shotseer.media import stills

SAMPLE_ROWS = 4096
LARGEST_WEIGHT = 1_000_000
PLAIN = "{}"


def compose(parts: Parts, opened: OpenSpace, terms: Sequence[Term]) -> Vector:
    """Return the ``(d,)`` unit vector of a query.

    Texts and shots are not equally similar to things: shots resemble each other far more than
    words resemble pictures. Each term is therefore divided by the spread of its similarities over
    a sample of the library before it is weighted, so that equal weights count equally.
    """
    vectors = _term_vectors(parts, opened, terms)
    if not all(abs(term.weight) <= LARGEST_WEIGHT for term in terms):
        raise InputError(
            f"a weight of the search is larger than {LARGEST_WEIGHT:,}",
            hint="Only their ratios count: give weights such as 2 or 0.5.",
        )
    weights = np.array([term.weight for term in terms], dtype=np.float32)
    if len(terms) > 1:
        similarities = _sample(opened) @ vectors.T
        spread = similarities.std(axis=0)
        weights /= np.maximum(spread, 1e-6)
    vector = weights @ vectors
    length = float(np.linalg.norm(vector))
    if length < 1e-6:
        raise InputError(
            "the terms of the search cancel each other out",
            hint="Leave out a term, or change its weight.",
        )
    return (vector / np.float32(length)).astype(np.float32)


def _term_vectors(parts: Parts, opened: OpenSpace, terms: Sequence[Term]) -> Matrix:
    vectors = np.empty((len(terms), opened.space.dimension), dtype=np.float32)
    texts = [(i, term.text) for i, term in enumerate(terms) if isinstance(term, TextTerm)]
    if texts:
        vectors[[i for i, _ in texts]] = _text_vectors(parts, opened, [text for _, text in texts])
    for i, term in enumerate(terms):
        if isinstance(term, ShotTerm):
            vectors[i] = _shot_vector(opened, term.shot_id)
        elif isinstance(term, PictureTerm):
            vectors[i] = _picture_vector(parts, opened, Path(term.path))
    return vectors


def _text_vectors(parts: Parts, opened: OpenSpace, texts: Sequence[str]) -> Matrix:
    """Return ``(n, d)`` unit rows: of each text, the mean over the prompts that it is put in.

    Averaging prompts is the ensembling of Radford et al. (CLIP, 2021), section 3.1.4.
    """
    prompts = prompts_of(parts, opened)
    # Braces in the words themselves are words.
    said = [prompt.replace("{}", text) for text in texts for prompt in prompts]
    rows = parts.encoder(opened.space).embed_texts(said)
    if len(prompts) == 1:
        return rows
    means = rows.reshape(len(texts), len(prompts), -1).mean(axis=1)
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    unit: Matrix = (means / np.maximum(lengths, 1e-6)).astype(np.float32)
    return unit


def prompts_of(parts: Parts, opened: OpenSpace) -> tuple[str, ...]:
    """Return the texts into which words are put; imported vectors know only their own texts."""
    return (PLAIN,) if is_imported(opened.space) else parts.settings.prompt_templates


def _shot_vector(opened: OpenSpace, shot_id: ShotId) -> Vector:
    rows = opened.library.rows_of([shot_id])
    if rows[0] < 0:
        raise InputError(
            f"shot {shot_id} has no vector in this space",
            hint="Ingest its video again.",
            command="shotseer ingest FILE",
        )
    vector: Vector = opened.rows.take(rows)[0]
    return vector


def _picture_vector(parts: Parts, opened: OpenSpace, path: Path) -> Vector:
    encoder = parts.encoder(opened.space)
    picture = stills.read_picture(path, encoder.image_size)
    vector: Vector = encoder.embed_images([picture])[0]
    return vector


def _sample(opened: OpenSpace) -> Matrix:
    """Return evenly spaced rows of the library, enough to tell how similarities spread."""
    rows = np.flatnonzero(opened.library.present)
    step = max(1, len(rows) // SAMPLE_ROWS)
    return opened.rows.take(rows[::step])
