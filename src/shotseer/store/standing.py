"""The annotation log read for a server: small lines, what changed since, how labels stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from shotseer.core.label import Annotation, Source, Verdict
from shotseer.core.video import ShotId, VideoId
from shotseer.store import annotation_log, tables
from shotseer.store.annotation_log import Vote
from shotseer.store.statements import chunks

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = 0


class Line(NamedTuple):
    """What is needed of a line of the log to know what stands."""

    seq: int
    shot_id: ShotId
    annotator_id: int
    verdict: Verdict | None
    source: Source
    video_id: VideoId


class LogState(NamedTuple):
    """Where the log is: a label's newest line, and the newest undo in microseconds since 1970.

    Both only grow, and nothing changes for the label while both stay.
    """

    seq: int
    undo: int


@dataclass(frozen=True, slots=True)
class PastLine:
    """A line of the log, and whether it was taken back."""

    annotation: Annotation
    undone_at: datetime | None


def state(connection: Connection, label_id: int) -> LogState:
    """Return where the log of a label is now."""
    newest = connection.execute(sa.select(sa.func.max(tables.undos.c.at))).scalar()
    return LogState(annotation_log.position(connection, label_id), _microseconds(newest))


def short_lines(connection: Connection, label_id: int, after: int = 0) -> list[Line]:
    """Return the lines of a label behind line ``after`` that were not undone, in order."""
    line, taken = tables.annotations.c, tables.undos.c
    query = (
        sa.select(
            line.seq, line.shot_id, line.annotator_id, line.verdict, line.source, line.video_id
        )
        .where(
            line.label_id == label_id,
            line.seq > after,
            ~sa.exists().where(taken.batch == line.batch),
        )
        .order_by(line.seq)
    )
    return [
        Line(seq, shot, by, None if verdict is None else Verdict(verdict), Source(source), video)
        for seq, shot, by, verdict, source, video in connection.execute(query)
    ]


def touched(
    connection: Connection, label_id: int, since: LogState, k: int
) -> tuple[list[ShotId], LogState]:
    """Return the shots of a label that were judged or undone since, and how far that reaches.

    At most about ``k``: lines first, then all undos once no line is left.
    """
    line, taken = tables.annotations.c, tables.undos.c
    rows = connection.execute(
        sa.select(line.seq, line.shot_id)
        .where(line.label_id == label_id, line.seq > since.seq)
        .order_by(line.seq)
        .limit(k)
    ).all()
    shots = [ShotId(row.shot_id) for row in rows]
    if len(rows) == k:
        return shots, LogState(rows[-1].seq, since.undo)
    undone = connection.execute(
        sa.select(taken.at, line.shot_id, line.label_id)
        .join_from(tables.undos, tables.annotations, line.batch == taken.batch)
        .where(taken.at > EPOCH + timedelta(microseconds=since.undo))
    ).all()
    shots += [ShotId(row.shot_id) for row in undone if row.label_id == label_id]
    last = max((_microseconds(row.at) for row in undone), default=since.undo)
    return shots, LogState(rows[-1].seq if rows else since.seq, last)


def verdicts_of(connection: Connection, label_id: int, shots: Sequence[str]) -> list[Vote]:
    """Return the standing verdicts on some shots, oldest first."""
    line, taken = tables.annotations.c, tables.undos.c
    query = sa.select(line.seq, line.shot_id, line.annotator_id, line.verdict).where(
        line.label_id == label_id, ~sa.exists().where(taken.batch == line.batch)
    )
    rows = [
        row
        for some in chunks(shots)
        for row in connection.execute(query.where(line.shot_id.in_(some)))
    ]
    newest = {(row.shot_id, row.annotator_id): row for row in sorted(rows, key=lambda row: row.seq)}
    return [
        (ShotId(row.shot_id), Verdict(row.verdict))
        for row in sorted(newest.values(), key=lambda row: row.seq)
        if row.verdict is not None
    ]


def history(connection: Connection, label_ids: Sequence[int], shot: ShotId) -> list[PastLine]:
    """Return every line about a shot, oldest first, those undone included."""
    line, taken = tables.annotations.c, tables.undos.c
    # Named labels, because the index begins with them.
    query = sa.select(line.seq, taken.at).outerjoin_from(
        tables.annotations, tables.undos, taken.batch == line.batch
    )
    undone = {
        row.seq: row.at
        for some in chunks(label_ids)
        for row in connection.execute(query.where(line.label_id.in_(some), line.shot_id == shot))
    }
    found = annotation_log.lines(connection, list(undone))
    return [PastLine(one, undone[one.seq]) for one in found]


def states(connection: Connection, label_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return the newest line of some labels and their number of undone lines."""
    line, taken = tables.annotations.c, tables.undos.c
    ours = line.label_id.in_(label_ids)
    newest = sa.select(line.label_id, sa.func.max(line.seq)).where(ours).group_by(line.label_id)
    undone = (
        sa.select(line.label_id, sa.func.count())
        .join_from(tables.undos, tables.annotations, line.batch == taken.batch)
        .where(ours)
        .group_by(line.label_id)
    )
    counts = {label: count for label, count in connection.execute(undone)}
    return {label: (seq, counts.get(label, 0)) for label, seq in connection.execute(newest)}


def votes_by_label(connection: Connection, label_ids: Sequence[int]) -> dict[int, list[Vote]]:
    """Return the standing verdicts of some labels, oldest first."""
    line, taken = tables.annotations.c, tables.undos.c
    query = (
        sa.select(line.label_id, line.shot_id, line.annotator_id, line.verdict)
        .where(~sa.exists().where(taken.batch == line.batch))
        .order_by(line.seq)
    )
    newest: dict[int, dict[tuple[str, int], str | None]] = {label: {} for label in label_ids}
    for some in chunks(label_ids):
        for label, shot, by, verdict in connection.execute(query.where(line.label_id.in_(some))):
            said = newest[label]
            said.pop((shot, by), None)  # A newer verdict goes to the end.
            said[shot, by] = verdict
    return {
        label: [(ShotId(shot), Verdict(v)) for (shot, _), v in said.items() if v is not None]
        for label, said in newest.items()
    }


def new_counts(connection: Connection, label_ids: Sequence[int]) -> dict[int, int]:
    """Return how many standing lines some labels have behind their newest Build."""
    line, taken, build = tables.annotations.c, tables.undos.c, tables.builds.c
    newest = sa.select(sa.func.max(build.seq)).group_by(build.label_id)
    built = sa.select(build.label_id, build.annotations_to).where(build.seq.in_(newest)).subquery()
    query = (
        sa.select(line.label_id, sa.func.count())
        .outerjoin_from(tables.annotations, built, built.c.label_id == line.label_id)
        .where(
            line.label_id.in_(label_ids),
            line.seq > sa.func.coalesce(built.c.annotations_to, NEVER),
            ~sa.exists().where(taken.batch == line.batch),
        )
        .group_by(line.label_id)
    )
    return {label: count for label, count in connection.execute(query)}


def annotator_names(connection: Connection) -> dict[int, str]:
    """Return the names of all annotators by their keys."""
    annotator = tables.annotators.c
    return {row.id: row.name for row in connection.execute(sa.select(annotator.id, annotator.name))}


def _microseconds(moment: datetime | None) -> int:
    return NEVER if moment is None else (moment - EPOCH) // timedelta(microseconds=1)
