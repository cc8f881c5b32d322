"""Annotations as CSV and JSON Lines, out and in again, without loss."""

from __future__ import annotations

import csv
import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy.engine import Connection

from shotseer.core.errors import InputError, ShotseerError
from shotseer.core.label import Annotation, Judgement, Label, Source, Verdict
from shotseer.core.video import Shot, ShotId, TimeSpan, agreeing
from shotseer.flows import label as label_flow
from shotseer.flows import videos as video_flow
from shotseer.flows.parts import Parts, find_label
from shotseer.store import annotation_log, labels, videos

COLUMNS = (
    "uid label shot video video_name start end span verdict annotator at source feed rank score "
    "note".split()
)
WITHDRAWN = "withdrawn"


@dataclass(slots=True)
class Imported:
    """What an import did. ``unmatched`` says line by line what could not be placed."""

    added: int = 0
    repeated: int = 0
    new_labels: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a file, read but not yet placed in the library."""

    number: int
    label: str
    annotator: str
    shot: str
    video: str
    span: TimeSpan | None
    judgement: Judgement


def export_annotations(parts: Parts, names: Sequence[str], file: TextIO, kind: str) -> int:
    """Write the standing log of some labels, or of all, and return the number of lines.

    Args:
        parts: the workspace's parts.
        names: labels; none means all.
        file: opened for writing text, with ``newline=""``.
        kind: ``csv`` or ``jsonl``.
    """
    with parts.database.reading() as connection:
        records = [find_label(parts, name) for name in names] or labels.list_labels(connection)
        lines = [line for record in records for line in annotation_log.log(connection, record.id)]
        names_of = videos.video_names(connection, (line.video_id for line in lines))
    rows = (_row(line, names_of.get(line.video_id, "")) for line in lines)
    if kind == "csv":
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    else:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return len(lines)


def import_annotations(parts: Parts, path: Path, *, label: str | None = None, by: str) -> Imported:
    """Read verdicts from a ``.csv`` or ``.jsonl`` file into the log.

    Needed columns are ``verdict`` and either ``shot`` or ``video``, ``start`` and ``end``;
    ``label`` unless it is given. A line that was imported before is not a second verdict. Missing
    labels are made. Lines that fit no shot are reported, and the rest goes in.

    Raises:
        InputError: the file cannot be read, or a line is malformed; nothing is written.
    """
    lines = [_parse(number, row, label, by) for number, row in _read(path)]
    result = Imported()
    if not lines:
        raise InputError(f"{path} holds no verdicts", hint=f"Columns: {', '.join(COLUMNS)}.")
    placed = _place(parts, lines, result)
    names = dict.fromkeys(line.label for line, _ in placed)
    result.new_labels += _make_labels(parts, list(names))
    records = {name: find_label(parts, name) for name in names}
    batches = {line.annotator: uuid.uuid4().hex for line, _ in placed}
    with parts.database.writing() as connection:
        # In the order of the file: which verdict of several annotators is the newest hangs on it.
        for line, shot in placed:
            result.added += annotation_log.append(
                connection,
                records[line.label].id,
                line.annotator,
                [replace(line.judgement, shot_id=shot.id)],
                {shot.id: shot},
                batch=batches[line.annotator],
                again=True,
            )
    result.repeated = len(placed) - result.added
    return result


def _make_labels(parts: Parts, names: Sequence[str]) -> list[str]:
    with parts.database.reading() as connection:
        missing = [name for name in names if labels.get_label(connection, name) is None]
    for name in missing:
        label_flow.check_name(name)
    for name in missing:
        label_flow.create(parts, Label(name))
    return missing


def _row(line: Annotation, video_name: str) -> dict[str, Any]:
    return {
        "uid": line.uid,
        "label": line.label,
        "shot": line.shot_id,
        "video": line.video_id,
        "video_name": video_name,
        "start": round(float(line.span.start), 6),
        "end": round(float(line.span.end), 6),
        "span": f"{line.span.start} {line.span.end}",
        "verdict": line.verdict or WITHDRAWN,
        "annotator": line.annotator,
        "at": line.at.isoformat(),
        "source": line.source,
        "feed": line.feed_id,
        "rank": line.rank,
        "score": line.score,
        "note": line.note,
    }


def _read(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            if path.suffix.lower() in {".jsonl", ".ndjson"}:
                yield from _read_jsonl(path, file)
            else:
                reader = csv.DictReader(file)
                for row in reader:
                    yield reader.line_num, row
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}", hint="Check the path.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            f"{path} is not a CSV file in UTF-8: {error}", hint="Save it as CSV in UTF-8."
        ) from error


def _read_jsonl(path: Path, file: TextIO) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, text in enumerate(file, start=1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except ValueError as error:
            raise InputError(
                f"line {number} of {path} is not JSON: {error}", hint="Put one object on a line."
            ) from error
        if not isinstance(row, dict):
            raise InputError(
                f"line {number} of {path} is not an object", hint="Put one object on a line."
            )
        yield number, row


def _parse(number: int, row: Mapping[str, Any], label: str | None, by: str) -> _Line:
    def text(name: str) -> str:
        value = row.get(name)
        return "" if value is None else str(value).strip()

    try:
        name = label or text("label")
        if not name:
            raise ValueError("it names no label")
        # For another label than it was given for, a verdict is a new one.
        kept_uid = text("uid") if text("label") in ("", name) else ""
        shot = text("shot").lower()
        annotator = text("annotator") or by
        judgement = Judgement(
            shot_id=ShotId(shot),
            verdict=_verdict(text("verdict")),
            source=Source(text("source")) if text("source") else Source.IMPORT,
            feed_id=text("feed") or None,
            rank=int(text("rank")) if text("rank") else None,
            score=float(text("score")) if text("score") else None,
            note="" if row.get("note") is None else str(row["note"]),
            uid=kept_uid or _uid(name, annotator, row),
            at=_moment(text("at")),
        )
        return _Line(number, name, annotator, shot, _video(row), _span(row), judgement)
    except (ValueError, ZeroDivisionError) as error:
        raise InputError(
            f"line {number}: {error}; nothing was imported",
            hint="Verdicts are positive, negative, skip or withdrawn; times are in seconds.",
        ) from error


_WORDS = {
    "yes": Verdict.POSITIVE,
    "no": Verdict.NEGATIVE,
    "true": Verdict.POSITIVE,
    "false": Verdict.NEGATIVE,
    "1": Verdict.POSITIVE,
    "0": Verdict.NEGATIVE,
    WITHDRAWN: None,
}


def _verdict(text: str) -> Verdict | None:
    text = text.lower()
    return _WORDS[text] if text in _WORDS else Verdict(text)


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _uid(label: str, annotator: str, row: Mapping[str, Any]) -> str:
    """Make an id of a line's content, so that importing it again is not a second verdict."""
    content = json.dumps([label, annotator, sorted((str(k), str(v)) for k, v in row.items())])
    return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()


def _video(row: Mapping[str, Any]) -> str:
    return str(row.get("video") or row.get("video_name") or "").strip()


def _span(row: Mapping[str, Any]) -> TimeSpan | None:
    if row.get("span"):
        start, end = str(row["span"]).split()
        return TimeSpan(Fraction(start), Fraction(end))
    first, last = row.get("start"), row.get("end")
    if first in (None, "") or last in (None, ""):
        return None
    return TimeSpan(Fraction(str(first)), Fraction(str(last)))


def _place(parts: Parts, lines: Sequence[_Line], result: Imported) -> list[tuple[_Line, Shot]]:
    """Find the shot of each line: by its id, else by its video and span."""
    with parts.database.reading() as connection:
        known = videos.get_shots(connection, [line.shot for line in lines if line.shot])
        by_video: dict[str, list[Shot]] = {}
        for name in {line.video for line in lines if ShotId(line.shot) not in known}:
            by_video[name] = _shots_of(parts, connection, name)
    placed = []
    for line in lines:
        shot = known.get(ShotId(line.shot))
        if shot is None and line.span is not None:
            shot = agreeing(line.span, by_video.get(line.video, []))
        if shot is None:
            where = line.shot or f"{line.video} {line.span or ''}"
            result.unmatched.append(f"line {line.number}: no shot here agrees with {where}".strip())
        else:
            placed.append((line, shot))
    return placed


def _shots_of(parts: Parts, connection: Connection, name: str) -> list[Shot]:
    """Return the shots of the one video that a name means; none if it means none or several."""
    try:
        video = video_flow.resolve_video(parts, name)
    except ShotseerError:
        return []
    return videos.shots_of(connection, [video])
