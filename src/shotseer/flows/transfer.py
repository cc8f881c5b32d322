"""Annotations as CSV and JSON Lines, out and in again, without loss."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, TextIO

from shotseer.core.errors import InputError
from shotseer.core.label import Annotation, Judgement, Label, Source, Verdict
from shotseer.core.video import Shot, ShotId, TimeSpan, VideoId
from shotseer.flows import label as label_flow
from shotseer.flows.parts import Parts, find_label
from shotseer.store import annotation_log, labels, videos

COLUMNS = (
    "uid label shot video video_name start end span verdict annotator at source feed rank score "
    "note".split()
)
WITHDRAWN = "withdrawn"
AGREE = Fraction(4, 5)
"""Spans agree if what they share is at least this part of what they cover together."""


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
    for name, annotator in dict.fromkeys((line.label, line.annotator) for line, _ in placed):
        chosen = [
            (line, shot)
            for line, shot in placed
            if (line.label, line.annotator) == (name, annotator)
        ]
        _append(parts, name, annotator, chosen, result)
    return result


def _append(
    parts: Parts,
    name: str,
    annotator: str,
    placed: Sequence[tuple[_Line, Shot]],
    result: Imported,
) -> None:
    with parts.database.reading() as connection:
        known = labels.get_label(connection, name) is not None
    if not known:
        label_flow.create(parts, Label(name))
        result.new_labels.append(name)
    record = find_label(parts, name)
    judgements = [line.judgement for line, _ in placed]
    with parts.database.writing() as connection:
        shots = {shot.id: shot for _, shot in placed}
        # A line keeps the id that it has in the file; it is judged under that of its shot here.
        moved = [
            _moved(judgement, shot) for judgement, (_, shot) in zip(judgements, placed, strict=True)
        ]
        added = annotation_log.append(connection, record.id, annotator, moved, shots)
    result.added += added
    result.repeated += len(moved) - added


def _moved(judgement: Judgement, shot: Shot) -> Judgement:
    return replace(judgement, shot_id=shot.id)


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
            uid=text("uid") or _uid(name, annotator, row),
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
            matches: list[VideoId] = videos.match_videos(connection, name) if name else []
            by_video[name] = videos.shots_of(connection, matches) if len(matches) == 1 else []
    placed = []
    for line in lines:
        shot = known.get(ShotId(line.shot)) or _agreeing(line.span, by_video.get(line.video, []))
        if shot is None:
            where = line.shot or f"{line.video} {line.span or ''}"
            result.unmatched.append(f"line {line.number}: no shot here agrees with {where}".strip())
        else:
            placed.append((line, shot))
    return placed


def _agreeing(span: TimeSpan | None, shots: Iterable[Shot]) -> Shot | None:
    if span is None:
        return None
    best: tuple[Fraction, Shot | None] = (AGREE, None)
    for shot in shots:
        shared = span.overlap(shot.span)
        covered = span.duration + shot.span.duration - shared
        if shared / covered >= best[0]:
            best = (shared / covered, shot)
    return best[1]
