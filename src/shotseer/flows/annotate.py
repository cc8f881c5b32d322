"""Annotating: verdicts into the log, and back out of it by undo."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.engine import Connection

from shotseer.core.errors import ConflictError, InputError, NotFoundError
from shotseer.core.label import Annotation, Judgement, Source
from shotseer.core.video import ShotId
from shotseer.flows.parts import Parts, find_label
from shotseer.store import annotation_log, offers, videos

LONGEST_ID = 200
CONTROL = re.compile("[\0-\x1f\x7f]")
"""Characters that are no text; joiners, which emoji and many scripts need, are none of them."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """What became of some judgements; repeated ones were in the log already.

    ``batch`` is what one undo takes back.
    """

    added: int
    repeated: int
    batch: str


def annotate(
    parts: Parts,
    label: str,
    judgements: Sequence[Judgement],
    by: str,
    batch: str | None = None,
) -> Annotated:
    """Append verdicts as one batch, which one undo takes back.

    A judgement without a feed is put down to the newest feed or search that offered its shot.
    ``batch`` is an id made by the client, which may join several calls.

    Raises:
        InputError: a shot id is ambiguous, or judged twice with different verdicts.
        NotFoundError: the label or a shot does not exist; nothing is written.
        ConflictError: the batch is another one's, or was taken back, or the id of a judgement
            was used for another one; nothing is written.
    """
    record = find_label(parts, label)
    by = clean_name(by)
    batch = uuid.uuid4().hex if batch is None else _clean_batch(batch)
    full = resolve_shots(parts, [judgement.shot_id for judgement in judgements])
    judgements = [replace(j, shot_id=full[j.shot_id]) for j in judgements]
    _refuse_contradictions(judgements)
    with parts.database.reading() as connection:
        shots = videos.get_shots(connection, [j.shot_id for j in judgements])
        judgements = _credit(
            judgements,
            offers.newest_offers(connection, record.id, [j.shot_id for j in judgements]),
        )
    with parts.database.writing() as connection:
        added = annotation_log.append(connection, record.id, by, judgements, shots, batch=batch)
        _refuse_foreign_batch(connection, batch, label, by)
        if added < len(judgements):
            _refuse_used_ids(connection, label, by, judgements)
        if added and annotation_log.is_undone(connection, batch):
            raise ConflictError(
                f"the batch {batch} was taken back, so that nothing can be added to it",
                hint="Judge again, under a new batch id.",
            )
    return Annotated(added, len(judgements) - added, batch)


def undo(
    parts: Parts, by: str, label: str | None = None, uid: str | None = None
) -> list[Annotation]:
    """Take back the annotator's newest batch, or the one that holds a judgement.

    Doing so again for the same ``uid`` returns the same lines.

    Raises:
        NotFoundError: there is nothing left to undo, or no such judgement.
        ConflictError: the judgement is another annotator's.
    """
    by = clean_name(by)
    record = None if label is None else find_label(parts, label)
    with parts.database.writing() as connection:
        if uid is not None:
            return _undo_judgement(connection, by, label, uid)
        undone = annotation_log.undo(connection, by, None if record is None else record.id)
    if not undone:
        where = "" if label is None else f" for {label}"
        raise NotFoundError(
            f"there is nothing of {by} to undo{where}",
            hint="Name another annotator with --by, or another label.",
        )
    return undone


def _undo_judgement(
    connection: Connection, by: str, label: str | None, uid: str
) -> list[Annotation]:
    line = annotation_log.find(connection, uid)
    if line is None or label not in (None, line.label):
        raise NotFoundError(
            f"there is no judgement {uid!r}" + ("" if label is None else f" for {label}"),
            hint="It was not saved yet, or belongs to another label.",
        )
    if line.annotator != by:
        raise ConflictError(
            f"the judgement {uid} was given by {line.annotator}, not by {by}",
            hint="Only who judged can undo; give your own verdict on the shot instead.",
        )
    return annotation_log.undo_batch(connection, by, line.batch)


def _refuse_foreign_batch(connection: Connection, batch: str, label: str, by: str) -> None:
    first = annotation_log.in_batch(connection, batch)
    if first is not None and (first.label, first.annotator) != (label, by):
        raise ConflictError(
            f"the batch {batch} belongs to {first.annotator} and {first.label}",
            hint="Nothing was written. Make a new batch id for every label and annotator.",
        )


def _refuse_used_ids(
    connection: Connection, label: str, by: str, judgements: Sequence[Judgement]
) -> None:
    """Refuse judgements that would be lost, because they look like retries of others."""
    said = {j.uid: (label, by, j.shot_id, j.verdict) for j in judgements if j.uid is not None}
    for line in annotation_log.find_all(connection, list(said)):
        if said[line.uid] != (line.label, line.annotator, line.shot_id, line.verdict):
            raise ConflictError(
                f"the id {line.uid} was given to another judgement already",
                hint="Nothing was written. Make a new id for every judgement.",
            )


def _clean_batch(batch: str) -> str:
    if not batch.strip() or len(batch) > LONGEST_ID:
        raise InputError(
            "a batch needs an id of 1 to 200 characters", hint="Give a random one, such as a UUID."
        )
    return batch


def resolve_shots(parts: Parts, given: Sequence[str]) -> dict[str, ShotId]:
    """Return the full id of each shot, which may be given by its first digits.

    Raises:
        InputError: several shots begin with the same given digits.
        NotFoundError: no shot begins with them.
    """
    wanted = list(dict.fromkeys(given))
    with parts.database.reading() as connection:
        exact = videos.get_shots(connection, wanted)
        found = {text: ShotId(text) for text in wanted if text in exact}
        for text in wanted:
            if text not in found:
                found[text] = _only(text, videos.match_shots(connection, text.strip().lower()))
    return found


def _only(text: str, matches: Sequence[ShotId]) -> ShotId:
    if not text.strip() or not matches:
        raise NotFoundError(
            f"there is no shot {text!r}",
            hint="The first digits of an id are enough.",
            command="shotseer shots",
        )
    if len(matches) > 1:
        raise InputError(
            f"several shots begin with {text!r}: {', '.join(matches)}",
            hint="Give more digits.",
        )
    return matches[0]


def _refuse_contradictions(judgements: Sequence[Judgement]) -> None:
    verdicts: dict[ShotId, object] = {}
    for judgement in judgements:
        if verdicts.setdefault(judgement.shot_id, judgement.verdict) != judgement.verdict:
            raise InputError(
                f"shot {judgement.shot_id} is judged in two ways at once",
                hint="Nothing was written. Give each shot one verdict.",
            )


def _credit(
    judgements: Sequence[Judgement],
    offered: Mapping[ShotId, tuple[str, str, int, float]],
) -> list[Judgement]:
    """Add where a shot was offered, to judgements that do not say."""
    credited = []
    for judgement in judgements:
        says_nothing = judgement.source is Source.DIRECT and judgement.feed_id is None
        if says_nothing and judgement.shot_id in offered:
            feed_id, kind, rank, score = offered[judgement.shot_id]
            judgement = replace(
                judgement, source=Source(kind), feed_id=feed_id, rank=rank, score=score
            )
        credited.append(judgement)
    return credited


def clean_name(name: str) -> str:
    """Return an annotator's name without outer spaces."""
    name = name.strip()
    if not name or len(name) > 200 or CONTROL.search(name):
        raise InputError(
            "an annotator needs a name of at most 200 characters, without line breaks",
            hint="Give it with --by NAME.",
        )
    return name
