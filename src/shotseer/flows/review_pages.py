"""Review: everything judged for a label, the newest or the most suspicious first, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shotseer.core import cursor
from shotseer.core.arrays import Bools, Floats, Ints
from shotseer.core.classifier import probability
from shotseer.core.errors import InputError, NotReadyError
from shotseer.core.label import Verdict
from shotseer.flows import filters, scores
from shotseer.flows.paging import MOST
from shotseer.flows.parts import OpenSpace, Parts, find_label, open_space
from shotseer.flows.review import ReviewFilter, ReviewItem, ReviewOrder, ReviewPage
from shotseer.flows.standing import CODES, Standing, standing
from shotseer.store import annotation_log
from shotseer.store import standing as log
from shotseer.store.labels import LabelRecord
from shotseer.store.standing import Line

SUSPICIOUS = 0.5
"""A verdict is suspicious from here on: it is more likely wrong than right."""


@dataclass(frozen=True, eq=False)
class _Table:
    """Every standing verdict of a label beside what is known of its shot, a row a verdict.

    NaN stands where nothing is known.
    """

    lines: tuple[Line, ...]
    seqs: Ints
    rows: Ints
    verdicts: NDArray[np.uint8]
    probabilities: Floats
    scores: Floats
    suspicions: Floats
    split: Bools
    contradicts: Bools


def review(
    parts: Parts, label: str, order: ReviewOrder, wanted: ReviewFilter | None = None
) -> list[ReviewItem]:
    """Return every standing verdict of a label that passes a filter."""
    record = find_label(parts, label)
    table = _table(parts, record)
    return _items(parts, table, _ordered(table, order, _passing(parts, table, wanted)))


def review_page(
    parts: Parts,
    label: str,
    order: ReviewOrder,
    wanted: ReviewFilter | None = None,
    k: int = 60,
    after: str | None = None,
) -> ReviewPage:
    """Return a page of what was judged for a label.

    A cursor is the number of a line, and with the suspicious first its suspicion: judging
    meanwhile shifts nothing.

    Raises:
        InputError: ``k``, the cursor or an expression cannot be used.
        NotFoundError: there is no such label.
    """
    if not 1 <= k <= MOST:
        raise InputError(f"cannot show {k} at once", hint=f"Ask for 1 to {MOST:,}.")
    record = find_label(parts, label)
    table = _table(parts, record)
    passing = _passing(parts, table, wanted)
    places = _ordered(table, order, passing & _behind(table, order, after))
    shown = places[:k]
    with parts.database.reading() as connection:
        names = log.annotator_names(connection)
    counts = Counter(names[line.annotator_id] for line in table.lines)
    return ReviewPage(
        items=tuple(_items(parts, table, shown)),
        cursor=_cursor(table, order, int(shown[-1])) if len(places) > k else None,
        total=int(np.count_nonzero(passing)),
        verdicts=dict(Counter(str(line.verdict) for line in table.lines)),
        sources=dict(Counter(str(line.source) for line in table.lines)),
        annotators=dict(counts),
        suspicious=int(np.count_nonzero(table.suspicions >= SUSPICIOUS)),
        contradictions=int(np.count_nonzero(table.contradicts)),
    )


def _table(parts: Parts, record: LabelRecord) -> _Table:
    stands = standing(parts, record)
    try:
        opened = open_space(parts)
        version = scores.find_version(parts, record).id
    except NotReadyError:
        return _make_table(parts, None, record, stands)
    key = ("review", record.id, stands.state, version)
    return opened.recent.get(key, lambda: _make_table(parts, opened, record, stands))


def _make_table(
    parts: Parts, opened: OpenSpace | None, record: LabelRecord, stands: Standing
) -> _Table:
    lines = tuple(line for line in stands.lines.values() if line.verdict is not None)
    shots = [line.shot_id for line in lines]
    verdicts = np.array([CODES[line.verdict] for line in lines if line.verdict], dtype=np.uint8)
    yes, no = verdicts == CODES[Verdict.POSITIVE], verdicts == CODES[Verdict.NEGATIVE]
    rows = np.full(len(lines), -1) if opened is None else opened.library.rows_of(shots)
    unseen = scores.unseen_probabilities(parts, record, list(dict.fromkeys(shots)))
    probabilities = np.array([unseen.get(shot, np.nan) for shot in shots], dtype=np.float64)
    wrong = np.where(yes, 1 - probabilities, np.where(no, probabilities, 0.0))
    given, threshold = _scores(parts, opened, record, rows)
    said_yes = {shot for shot, positive in zip(shots, yes, strict=True) if positive}
    said_no = {shot for shot, negative in zip(shots, no, strict=True) if negative}
    both = said_yes & said_no
    return _Table(
        lines=lines,
        seqs=np.array([line.seq for line in lines], dtype=np.int64),
        rows=rows,
        verdicts=verdicts,
        probabilities=probabilities,
        scores=given,
        # Rounded, so that a cursor names it exactly.
        suspicions=np.round(np.nan_to_num(wrong), 6),
        split=np.array([shot in both for shot in shots], dtype=bool),
        contradicts=(yes & (given < threshold)) | (no & (given >= threshold)),
    )


def _scores(
    parts: Parts, opened: OpenSpace | None, record: LabelRecord, rows: Ints
) -> tuple[Floats, float]:
    """Return the current version's score of some rows, and its threshold."""
    given = np.full(len(rows), np.nan)
    if opened is None:
        return given, 0.0
    try:
        version = scores.find_version(parts, record)
        column = scores.logits(parts, opened, version)
    except NotReadyError:
        return given, 0.0
    here = rows >= 0
    given[here] = probability(column[rows[here]])
    return given, version.threshold


def _passing(parts: Parts, table: _Table, wanted: ReviewFilter | None) -> Bools:
    """Return which rows of the table pass a filter."""
    passing = np.ones(len(table.lines), dtype=bool)
    if wanted is None:
        return passing
    if wanted.verdict is not None:
        passing &= table.verdicts == CODES[wanted.verdict]
    if wanted.suspicious:
        passing &= table.suspicions >= SUSPICIOUS
    if wanted.disagreements:
        passing &= table.split
    if wanted.contradicts_version:
        passing &= table.contradicts
    if wanted.where.strip():
        mask = filters.mask(parts, open_space(parts), wanted.where)
        passing &= (table.rows >= 0) & mask[table.rows]
    if wanted.annotator is not None:
        with parts.database.reading() as connection:
            names = log.annotator_names(connection)
        passing &= _each(names[line.annotator_id] == wanted.annotator for line in table.lines)
    if wanted.source is not None:
        passing &= _each(line.source is wanted.source for line in table.lines)
    if wanted.video is not None:
        passing &= _each(line.video_id in wanted.video for line in table.lines)
    return passing


def _each(passing: Iterable[bool]) -> Bools:
    return np.fromiter(passing, dtype=bool)


def _ordered(table: _Table, order: ReviewOrder, passing: Bools) -> Ints:
    places = np.flatnonzero(passing)
    if order is ReviewOrder.NEWEST:
        return places[np.argsort(-table.seqs[places])]
    return places[np.lexsort((-table.seqs[places], -table.suspicions[places]))]


def _behind(table: _Table, order: ReviewOrder, after: str | None) -> Bools:
    """Return which rows of the table come behind a cursor."""
    if not after:
        return np.ones(len(table.lines), dtype=bool)
    suspicion, seq = (float(value or 0) for value in cursor.read(after, _kind(order), "nn"))
    if order is ReviewOrder.NEWEST:
        return table.seqs < seq
    less, equal = table.suspicions < suspicion, table.suspicions == suspicion
    behind: Bools = less | (equal & (table.seqs < seq))
    return behind


def _cursor(table: _Table, order: ReviewOrder, place: int) -> str:
    return cursor.write(_kind(order), [float(table.suspicions[place]), int(table.seqs[place])])


def _kind(order: ReviewOrder) -> str:
    return f"review {order}"


def _items(parts: Parts, table: _Table, places: Ints) -> list[ReviewItem]:
    with parts.database.reading() as connection:
        found = annotation_log.lines(connection, table.seqs[places].tolist())
    lines = {line.seq: line for line in found}
    return [
        ReviewItem(
            lines[int(table.seqs[place])],
            _known(table.probabilities[place]),
            float(table.suspicions[place]),
            bool(table.split[place]),
            _known(table.scores[place]),
            bool(table.contradicts[place]),
        )
        for place in places.tolist()
    ]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
