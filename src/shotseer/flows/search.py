"""Search: words, shots and pictures in, the most similar shots out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shotseer.core import cursor
from shotseer.core.arrays import Bools, Ints, Vector
from shotseer.core.classifier import LinearHead
from shotseer.core.errors import InputError, NotFoundError
from shotseer.core.feed import Hit
from shotseer.core.query import PictureTerm, Query, ShotFilter, ShotTerm, Term, TextTerm
from shotseer.core.video import ShotId
from shotseer.flows import filters, queries, scores
from shotseer.flows.columns import Columns
from shotseer.flows.parts import OpenSpace, Parts, find_label, index_of, open_space
from shotseer.learn import ranking
from shotseer.learn.spread import Spread, spread
from shotseer.store import offers

KIND = "search"


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of hits, best first. ``id`` names the search in the offer log.

    ``looked_at`` counts the shots that the filter let through. ``next`` is the cursor of the page
    behind this one, ``None`` where there is none. ``spread`` says how the similarities of all
    shots looked at spread, where that was asked for.
    """

    id: str
    hits: tuple[Hit, ...]
    looked_at: int
    next: str | None = None
    spread: Spread | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """The last hit of a page."""

    rank: int
    similarity: float
    row: int


def search(
    parts: Parts,
    query: Query,
    k: int,
    label: str | None = None,
    *,
    after: str | None = None,
    at_least: float | None = None,
    with_spread: bool = False,
    continues: str | None = None,
) -> SearchResult:
    """Find the ``k`` shots nearest to a query, by exact cosine similarity.

    Shots named in the query are not among the hits. The search is logged with what it offered.

    Args:
        parts: the workspace's parts.
        query: what to look for, and where.
        k: how many hits.
        label: for which label someone searches.
        after: the cursor of the page before; the same search goes on behind it.
        at_least: leave out shots whose similarity is below this.
        with_spread: also tell how the similarities spread.
        continues: the id of the search of which this is a further page.

    Raises:
        InputError: ``k`` is below 1, a shot of the query has no vector, or the cursor or the
            filter cannot be read.
        MediaError: a picture of the query cannot be read.
        NotFoundError: there is no search to continue, or no such label.
        NotReadyError: the library is empty, or its space has no text tower.
    """
    if k < 1:
        raise InputError(f"cannot return {k} shots", hint="Ask for 1 or more.")
    if at_least is not None and not math.isfinite(at_least):
        raise InputError("the least similarity is not a number", hint="Give one such as 0.25.")
    start = None if after is None else _read_cursor(after)
    opened = open_space(parts)
    named = [term.shot_id for term in query.terms if isinstance(term, ShotTerm)]
    allowed = allowed_rows(parts, opened, query.filter)
    allowed[_rows(opened, named)] = False
    vector = queries.compose(parts, opened, query.terms)
    spreads = None
    if start is None and at_least is None and not with_spread:
        rows, similarities = index_of(parts, opened).search(vector, k, allowed=allowed)
    else:
        every = np.round(scores.product(parts, opened, LinearHead(vector, 0.0)), ranking.DECIMALS)
        spreads = spread(every[allowed], at_least) if with_spread else None
        rows = ranking.best(every, k, _behind(every, allowed, start, at_least))
        similarities = every[rows]
    before = 0 if start is None else start.rank
    hits = tuple(
        Hit(opened.library.shot_id(row), rank, float(similarity))
        for rank, (row, similarity) in enumerate(zip(rows, similarities, strict=True), before + 1)
    )
    following = _write_cursor(hits[-1], int(rows[-1])) if len(hits) == k else None
    search_id = _log(parts, query, hits, label, at_least, continues)
    return SearchResult(search_id, hits, int(allowed.sum()), following, spreads)


def allowed_rows(parts: Parts, opened: OpenSpace, wanted: ShotFilter) -> Bools:
    """Return an ``(n_rows,)`` mask of the rows that pass a filter."""
    library = opened.library
    mask = filters.mask(parts, opened, wanted.where)
    if wanted.videos is not None:
        codes = [code for code, video in enumerate(library.video_ids) if video in wanted.videos]
        mask &= np.isin(library.videos, codes)
    if wanted.min_duration is not None or wanted.max_duration is not None:
        duration = library.ends - library.starts
        mask &= duration >= (wanted.min_duration or 0.0)
        mask &= duration <= (np.inf if wanted.max_duration is None else wanted.max_duration)
    if wanted.judged is not None:
        judged = Columns(parts, opened).judged(wanted.label)
        mask &= judged if wanted.judged else ~judged
    return mask


def _behind(
    similarities: Vector, allowed: Bools, start: _Place | None, at_least: float | None
) -> Bools:
    """Return the allowed rows that come behind a place and reach the cut."""
    if at_least is not None:
        allowed = allowed & (similarities >= at_least)
    if start is None:
        return allowed
    last = np.float32(start.similarity)
    behind = similarities < last
    behind[start.row + 1 :] |= similarities[start.row + 1 :] == last
    return allowed & behind


def _write_cursor(hit: Hit, row: int) -> str:
    return cursor.write(KIND, [hit.rank, hit.score, row])


def _read_cursor(text: str) -> _Place:
    rank, similarity, row = (float(value or 0) for value in cursor.read(text, KIND, "nnn"))
    return _Place(int(rank), similarity, max(0, int(row)))


def _rows(opened: OpenSpace, shot_ids: Sequence[ShotId]) -> Ints:
    rows = opened.library.rows_of(list(shot_ids))
    return rows[rows >= 0]


def _log(
    parts: Parts,
    query: Query,
    hits: tuple[Hit, ...],
    label: str | None,
    at_least: float | None,
    continues: str | None,
) -> str:
    """Record what was offered, and return the id of the search."""
    record = None if label is None else find_label(parts, label)
    with parts.database.writing() as connection:
        search_id = continues
        if search_id is None:
            search_id = offers.open_feed(
                connection,
                KIND,
                label_id=None if record is None else record.id,
                query={**_describe(query), "at_least": at_least},
            )
        else:
            found = offers.get_feed(connection, search_id)
            if found is None or found.kind != KIND:
                raise NotFoundError(
                    f"there is no search {search_id!r:.60} to continue", hint="Search again."
                )
        offers.record(connection, search_id, hits, seen=True)
    return search_id


def _describe(query: Query) -> dict[str, object]:
    wanted = query.filter
    return {
        "terms": [_describe_term(term) for term in query.terms],
        "videos": None if wanted.videos is None else sorted(wanted.videos),
        "min_duration": wanted.min_duration,
        "max_duration": wanted.max_duration,
        "judged": wanted.judged,
        "label": wanted.label,
        "where": wanted.where,
    }


def _describe_term(term: Term) -> dict[str, object]:
    match term:
        case TextTerm(text, weight):
            return {"text": text, "weight": weight}
        case PictureTerm(path, weight):
            return {"picture": path, "weight": weight}
        case ShotTerm(shot_id, weight):
            return {"shot": shot_id, "weight": weight}
