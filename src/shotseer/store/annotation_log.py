"""The annotation log. Lines are appended, never changed; what holds now is a query."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from shotseer.core.label import Annotation, JoinRule, Judgement, LabeledDataset, Source, Verdict
from shotseer.core.video import Shot, ShotId, TimeSpan
from shotseer.store import tables
from shotseer.store.labels import annotator_id
from shotseer.store.statements import chunks, insert_new, one_at_a_time

Vote: TypeAlias = tuple[ShotId, Verdict]
"""What one annotator says of a shot."""


def append(
    connection: Connection,
    label_id: int,
    annotator: str,
    judgements: Sequence[Judgement],
    shots: Mapping[ShotId, Shot],
    *,
    batch: str | None = None,
    again: bool = False,
) -> int:
    """Append judgements as one batch, which `undo` takes back together.

    A judgement whose ``uid`` is in the log already is a retry and is left out; with ``again``,
    one that was undone is given anew. ``shots`` must hold every judged shot. ``batch`` joins
    several calls.

    Returns:
        How many lines were new.
    """
    # Lines become visible in the order of their numbers: who has read up to one missed none.
    one_at_a_time(connection)
    batch = batch or uuid.uuid4().hex
    now = datetime.now(UTC)
    by = annotator_id(connection, annotator)
    lines = (_line(j, shots[j.shot_id], label_id, by, batch, now) for j in judgements)
    return sum(_insert(connection, line, again=again) for line in lines)


def append_many(
    connection: Connection,
    label_id: int,
    given: Sequence[tuple[str, Judgement]],
    shots: Mapping[ShotId, Shot],
    batches: Mapping[str, str],
) -> int:
    """Append thousands of judgements of several annotators in order, and return how many were new.

    Each judgement needs a ``uid`` of its own; one that is in the log already is left out.
    ``batches`` names the batch of each annotator.
    """
    one_at_a_time(connection)
    is_new = position(connection, label_id) == 0
    known = {} if is_new else places(connection, [judgement.uid or "" for _, judgement in given])
    fresh = [(name, judgement) for name, judgement in given if judgement.uid not in known]
    now = datetime.now(UTC)
    by = {name: annotator_id(connection, name) for name in batches}
    rows = [_line(j, shots[j.shot_id], label_id, by[a], batches[a], now) for a, j in fresh]
    if rows:
        connection.execute(sa.insert(tables.annotations), rows)
    return len(rows)


def places(connection: Connection, uids: Sequence[str]) -> dict[str, int]:
    """Return the numbers of the lines of some judgements; unknown ones are left out."""
    line = tables.annotations.c
    query = sa.select(line.uid, line.seq)
    return {
        row.uid: row.seq
        for some in chunks(uids)
        for row in connection.execute(query.where(line.uid.in_(some)))
    }


def _insert(connection: Connection, row: dict[str, Any], *, again: bool) -> bool:
    if insert_new(connection, tables.annotations, row, unique="uid"):
        return True
    line, taken = tables.annotations.c, tables.undos.c
    undone = sa.select(taken.batch).join(tables.annotations, line.batch == taken.batch)
    was_undone = connection.execute(undone.where(line.uid == row["uid"])).first() is not None
    return again and was_undone and _insert(connection, _renewed(row), again=True)


def _renewed(row: dict[str, Any]) -> dict[str, Any]:
    """Return a line under a uid that follows from its own, so that giving it anew repeats too."""
    uid = hashlib.blake2b(f"again:{row['uid']}".encode(), digest_size=16).hexdigest()
    return {**row, "uid": uid}


def _line(
    judgement: Judgement, shot: Shot, label_id: int, by: int, batch: str, now: datetime
) -> dict[str, Any]:
    return {
        "uid": judgement.uid or uuid.uuid4().hex,
        "label_id": label_id,
        "annotator_id": by,
        "shot_id": shot.id,
        "video_id": shot.video_id,
        "start": shot.span.start,
        "end": shot.span.end,
        "verdict": judgement.verdict,
        "at": judgement.at or now,
        "source": judgement.source,
        "batch": batch,
        "feed_id": judgement.feed_id,
        "rank": judgement.rank,
        "score": judgement.score,
        "note": judgement.note,
    }


def undo(connection: Connection, annotator: str, label_id: int | None) -> list[Annotation]:
    """Take back the annotator's newest batch that stands, and return its lines."""
    line, taken = tables.annotations.c, tables.undos.c
    one_at_a_time(connection)
    by = annotator_id(connection, annotator)
    query = (
        sa.select(line.batch)
        .outerjoin_from(tables.annotations, tables.undos, taken.batch == line.batch)
        .where(line.annotator_id == by, taken.batch.is_(None))
        .order_by(line.seq.desc())
        .limit(1)
    )
    if label_id is not None:
        query = query.where(line.label_id == label_id)
    batch = connection.execute(query).scalar()
    return [] if batch is None else undo_batch(connection, annotator, batch)


def undo_batch(connection: Connection, annotator: str, batch: str) -> list[Annotation]:
    """Take back one batch and return its lines; one that was taken back stays as it is."""
    taken = tables.undos.c
    one_at_a_time(connection)
    # Later than every other undo, whatever the clock says: who has read up to one missed none.
    newest = connection.execute(sa.select(sa.func.max(taken.at))).scalar()
    now = datetime.now(UTC)
    row = {
        "batch": batch,
        "annotator_id": annotator_id(connection, annotator),
        "at": now if newest is None else max(now, newest + timedelta(microseconds=1)),
    }
    insert_new(connection, tables.undos, row, unique="batch")
    return _select(connection, tables.annotations.c.batch == batch)


def find(connection: Connection, uid: str) -> Annotation | None:
    """Return the line of a judgement by the id that its client gave it."""
    return next(iter(_select(connection, tables.annotations.c.uid == uid)), None)


def find_all(connection: Connection, uids: Sequence[str]) -> list[Annotation]:
    """Return the lines of some judgements by their ids; unknown ones are left out."""
    uid = tables.annotations.c.uid
    return [line for some in chunks(uids) for line in _select(connection, uid.in_(some))]


def in_batch(connection: Connection, batch: str) -> Annotation | None:
    """Return a line of a batch."""
    return next(iter(_select(connection, tables.annotations.c.batch == batch, limit=1)), None)


def is_undone(connection: Connection, batch: str) -> bool:
    """Tell whether a batch was taken back."""
    taken = tables.undos.c
    query = sa.select(taken.batch).where(taken.batch == batch)
    return connection.execute(query).first() is not None


def position(connection: Connection, label_id: int) -> int:
    """Return the number of the label's newest line, 0 if there is none."""
    line = tables.annotations.c
    query = sa.select(sa.func.max(line.seq)).where(line.label_id == label_id)
    return int(connection.execute(query).scalar() or 0)


def count_after(connection: Connection, label_id: int, seq: int) -> int:
    """Return how many standing lines of a label came after line ``seq``."""
    line, taken = tables.annotations.c, tables.undos.c
    query = sa.select(sa.func.count()).where(
        line.label_id == label_id, line.seq > seq, ~sa.exists().where(taken.batch == line.batch)
    )
    return int(connection.execute(query).scalar_one())


def standing(connection: Connection, label_id: int) -> list[Annotation]:
    """Return the newest standing line per shot and annotator, oldest first.

    Lines that were undone do not stand. A withdrawal hides the annotator's earlier verdicts and
    is not returned itself.
    """
    lines = log(connection, label_id)
    kept = _newest_by((line.shot_id, line.annotator) for line in lines)
    return [lines[place] for place in kept if lines[place].verdict is not None]


def verdicts(connection: Connection, label_id: int) -> list[Vote]:
    """Return the standing verdicts alone, oldest first: the quick form of `standing`."""
    line, taken = tables.annotations.c, tables.undos.c
    query = (
        sa.select(line.shot_id, line.annotator_id, line.verdict)
        .where(line.label_id == label_id, ~sa.exists().where(taken.batch == line.batch))
        .order_by(line.seq)
    )
    rows = connection.execute(query).all()
    kept = _newest_by((row[0], row[1]) for row in rows)
    return [(ShotId(rows[i][0]), Verdict(rows[i][2])) for i in kept if rows[i][2] is not None]


def _newest_by(keys: Iterable[Hashable]) -> list[int]:
    """Return the place of the last occurrence of each key, in order."""
    last = {key: place for place, key in enumerate(keys)}
    return sorted(last.values())


def log(connection: Connection, label_id: int, *, undone: bool = False) -> list[Annotation]:
    """Return the lines of a label in order, without those undone unless ``undone``."""
    line, taken = tables.annotations.c, tables.undos.c
    condition = line.label_id == label_id
    if not undone:
        condition &= ~sa.exists().where(taken.batch == line.batch)
    return _select(connection, condition)


def join(votes: Iterable[Vote], rule: JoinRule) -> dict[ShotId, Verdict]:
    """Join the standing verdicts of several annotators into one per shot.

    They must be in order, oldest first. A shot on which ``majority`` ties counts as skipped.
    """
    given: dict[ShotId, list[Verdict]] = {}
    for shot, verdict in votes:
        given.setdefault(shot, []).append(verdict)
    choose = _majority if rule is JoinRule.MAJORITY else _newest
    return {shot: choose(verdicts) for shot, verdicts in given.items()}


def dataset(label: str, verdicts: Mapping[ShotId, Verdict]) -> LabeledDataset:
    """Freeze joined verdicts; skips are left out."""
    return LabeledDataset(
        label,
        tuple(shot for shot, verdict in verdicts.items() if verdict is Verdict.POSITIVE),
        tuple(shot for shot, verdict in verdicts.items() if verdict is Verdict.NEGATIVE),
    )


def _newest(votes: Sequence[Verdict]) -> Verdict:
    return votes[-1]


def _majority(votes: Sequence[Verdict]) -> Verdict:
    positives = votes.count(Verdict.POSITIVE)
    negatives = votes.count(Verdict.NEGATIVE)
    if positives == negatives:
        return Verdict.SKIP
    return Verdict.POSITIVE if positives > negatives else Verdict.NEGATIVE


def lines(connection: Connection, seqs: Sequence[int]) -> list[Annotation]:
    """Return some lines by their numbers, in order."""
    number = tables.annotations.c.seq
    return [line for some in chunks(sorted(seqs)) for line in _select(connection, number.in_(some))]


def _select(
    connection: Connection, condition: sa.ColumnElement[bool], *, limit: int | None = None
) -> list[Annotation]:
    line, label, annotator = tables.annotations.c, tables.labels.c, tables.annotators.c
    query = (
        sa.select(tables.annotations, label.name.label("label"), annotator.name.label("annotator"))
        .join_from(tables.annotations, tables.labels, label.id == line.label_id)
        .join(tables.annotators, annotator.id == line.annotator_id)
        .where(condition)
        .order_by(line.seq)
        .limit(limit)
    )
    return [_annotation(row) for row in connection.execute(query)]


def _annotation(row: Row[Any]) -> Annotation:
    return Annotation(
        seq=row.seq,
        uid=row.uid,
        label=row.label,
        annotator=row.annotator,
        shot_id=row.shot_id,
        video_id=row.video_id,
        span=TimeSpan(row.start, row.end),
        verdict=None if row.verdict is None else Verdict(row.verdict),
        at=row.at,
        source=Source(row.source),
        batch=row.batch,
        feed_id=row.feed_id,
        rank=row.rank,
        score=row.score,
        note=row.note,
    )
