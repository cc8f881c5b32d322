"""Search: words and shots in, the most similar shots out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shotseer.core.arrays import Bools, Matrix, Vector
from shotseer.core.errors import InputError
from shotseer.core.feed import Hit
from shotseer.core.query import Query, ShotFilter, ShotTerm, TextTerm
from shotseer.core.video import ShotId
from shotseer.flows.parts import OpenSpace, Parts, find_label, open_space
from shotseer.store import annotation_log, labels, offers

SAMPLE_ROWS = 4096


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, best first. ``id`` names the search in the offer log.

    ``looked_at`` counts the shots that the filter let through.
    """

    id: str
    hits: tuple[Hit, ...]
    looked_at: int


def search(parts: Parts, query: Query, k: int, label: str | None = None) -> SearchResult:
    """Find the ``k`` shots nearest to a query, by exact cosine similarity.

    Shots named in the query are not among the hits. The search is logged with what it offered;
    ``label`` says for which label someone searches.

    Raises:
        InputError: ``k`` is below 1, or a shot of the query has no vector.
        NotReadyError: the library is empty, or its space has no text tower.
    """
    if k < 1:
        raise InputError(f"cannot return {k} shots", hint="Ask for 1 or more.")
    opened = open_space(parts)
    named = [term.shot_id for term in query.terms if isinstance(term, ShotTerm)]
    allowed = allowed_rows(parts, opened, query.filter)
    allowed[_rows(opened, named)] = False
    vector = compose(parts, opened, query.terms)
    rows, similarities = parts.index(opened.rows).search(vector, k, allowed=allowed)
    hits = tuple(
        Hit(opened.library.shot_id(row), rank, float(similarity))
        for rank, (row, similarity) in enumerate(zip(rows, similarities, strict=True), start=1)
    )
    record = None if label is None else find_label(parts, label)
    with parts.database.writing() as connection:
        search_id = offers.open_feed(
            connection,
            "search",
            label_id=None if record is None else record.id,
            query=_describe(query),
        )
        offers.record(connection, search_id, hits, seen=True)
    return SearchResult(search_id, hits, int(allowed.sum()))


def compose(parts: Parts, opened: OpenSpace, terms: tuple[TextTerm | ShotTerm, ...]) -> Vector:
    """Return the ``(d,)`` unit vector of a query.

    Texts and shots are not equally similar to things: shots resemble each other far more than
    words resemble pictures. Each term is therefore divided by the spread of its similarities over
    a sample of the library before it is weighted, so that equal weights count equally.
    """
    vectors = _term_vectors(parts, opened, terms)
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


def allowed_rows(parts: Parts, opened: OpenSpace, wanted: ShotFilter) -> Bools:
    """Return an ``(n_rows,)`` mask of the rows that pass a filter."""
    library = opened.library
    mask = library.present.copy()
    if wanted.videos is not None:
        codes = [code for code, video in enumerate(library.video_ids) if video in wanted.videos]
        mask &= np.isin(library.videos, codes)
    if wanted.min_duration is not None or wanted.max_duration is not None:
        duration = library.ends - library.starts
        mask &= duration >= (wanted.min_duration or 0.0)
        mask &= duration <= (np.inf if wanted.max_duration is None else wanted.max_duration)
    if wanted.judged is not None:
        judged = np.zeros(len(library), dtype=bool)
        judged[_rows(opened, _judged_shots(parts, wanted.label))] = True
        mask &= judged if wanted.judged else ~judged
    return mask


def _judged_shots(parts: Parts, label: str | None) -> list[ShotId]:
    with parts.database.reading() as connection:
        records = labels.list_labels(connection)
        if label is not None:
            records = [find_label(parts, label)]
        return [
            shot for record in records for shot, _ in annotation_log.verdicts(connection, record.id)
        ]


def _rows(opened: OpenSpace, shot_ids: list[ShotId]) -> np.ndarray:
    rows = opened.library.rows_of(shot_ids)
    return rows[rows >= 0]


def _term_vectors(
    parts: Parts, opened: OpenSpace, terms: tuple[TextTerm | ShotTerm, ...]
) -> Matrix:
    vectors = np.empty((len(terms), opened.space.dimension), dtype=np.float32)
    texts = [(i, term.text) for i, term in enumerate(terms) if isinstance(term, TextTerm)]
    if texts:
        encoder = parts.encoder(opened.space)
        vectors[[i for i, _ in texts]] = encoder.embed_texts([text for _, text in texts])
    for i, term in enumerate(terms):
        if isinstance(term, ShotTerm):
            vectors[i] = _shot_vector(opened, term.shot_id)
    return vectors


def _shot_vector(opened: OpenSpace, shot_id: ShotId) -> Vector:
    rows = opened.library.rows_of([shot_id])
    if rows[0] < 0:
        raise InputError(
            f"shot {shot_id} has no vector in this space",
            hint="Run shotseer ingest on its video again.",
        )
    vector: Vector = opened.rows.take(rows)[0]
    return vector


def _sample(opened: OpenSpace) -> Matrix:
    """Return evenly spaced rows of the library, enough to tell how similarities spread."""
    rows = np.flatnonzero(opened.library.present)
    step = max(1, len(rows) // SAMPLE_ROWS)
    return opened.rows.take(rows[::step])


def _describe(query: Query) -> dict[str, object]:
    wanted = query.filter
    return {
        "terms": [
            {"text": term.text, "weight": term.weight}
            if isinstance(term, TextTerm)
            else {"shot": term.shot_id, "weight": term.weight}
            for term in query.terms
        ],
        "videos": None if wanted.videos is None else sorted(wanted.videos),
        "min_duration": wanted.min_duration,
        "max_duration": wanted.max_duration,
        "judged": wanted.judged,
        "label": wanted.label,
    }
