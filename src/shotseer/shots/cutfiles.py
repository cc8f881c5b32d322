"""Reads files that say where videos are cut: CSV, and CMX3600 edit decision lists (EDL)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from shotseer.core.errors import InputError
from shotseer.shots.timestamps import Timestamp, parse_timestamp

TIME_COLUMNS = (
    "time", "start", "timecode", "cut", "seconds", "start_time", "start time",
    "start time (seconds)", "start timecode",
)  # fmt: skip
END_COLUMNS = ("end", "end_time", "end time", "end time (seconds)", "end timecode")
VIDEO_COLUMNS = ("video", "file", "filename", "file name")

_EVENT = re.compile(
    r"\d+\s+\S+\s+(?P<track>\S+)\s+(?:C|D|W\d+|K\S*)\s+(?:\d+\s+)?"
    r"\d\S*\s+\d\S*\s+(?P<start>\d\S*)\s+(?P<end>\d\S*)\s*"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A cut in a file: its line, its time, and the name of its video (empty: any video)."""

    line: int
    time: Timestamp
    video: str = ""


@dataclass(frozen=True, slots=True)
class CutFile:
    """What a file says. ``is_relative``: times count from the first one, as an EDL's do."""

    marks: tuple[Mark, ...]
    is_relative: bool


def parse(path: Path, text: str) -> CutFile:
    """Read the cuts in the text of a file.

    Raises:
        InputError: a line is not what it should be, or there is no cut at all.
    """
    lines = text.splitlines()
    is_edl = path.suffix.lower() == ".edl" or text.lstrip().startswith(("TITLE:", "FCM:"))
    marks = tuple(_edl_marks(path, lines) if is_edl else _csv_marks(path, lines))
    if not marks:
        raise InputError(f"{path}: there is no cut in it", hint="Write one time on each line.")
    return CutFile(marks, is_edl)


def _edl_marks(path: Path, lines: Sequence[str]) -> Iterator[Mark]:
    """Yield both record times of every video event."""
    drops = False
    for number, line in enumerate(lines, start=1):
        if line.startswith("FCM:"):
            drops = "NON" not in line.upper() and "DROP" in line.upper()
        if not line[:1].isdigit():
            continue  # a title, a comment or a note
        event = _EVENT.fullmatch(line)
        if event is None:
            raise _bad_line(path, number, line, "is not an event of a CMX3600 list")
        if "V" in event["track"].upper() or event["track"].upper() == "B":
            yield _mark(path, number, event["start"], drops=drops)
            yield _mark(path, number, event["end"], drops=drops)


def _csv_marks(path: Path, lines: Sequence[str]) -> Iterator[Mark]:
    rows = [(number, row) for number, row in _csv_rows(lines) if any(map(str.strip, row))]
    if rows and rows[0][1][0].startswith("Timecode List"):
        rows = rows[1:]  # PySceneDetect writes it above its header
    if not rows or parse_timestamp(rows[0][1][0]) is not None:
        for number, row in rows:
            yield _mark(path, number, row[0])
        return
    number, header = rows[0]
    columns = [cell.strip().lower() for cell in header]
    start, end, video = (_find(columns, n) for n in (TIME_COLUMNS, END_COLUMNS, VIDEO_COLUMNS))
    if start is None:
        raise _bad_line(path, number, ",".join(header), "has no column 'time', 'start', 'timecode'")
    for number, row in rows[1:]:
        name = PurePath(_cell(row, video).strip()).name
        yield _mark(path, number, _cell(row, start), name)
        if _cell(row, end).strip():
            yield _mark(path, number, _cell(row, end), name)


def _csv_rows(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    first = next(iter(lines), "")
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(lines, delimiter=delimiter)
    for row in rows:
        yield rows.line_num, row


def _find(columns: Sequence[str], names: Sequence[str]) -> int | None:
    """Return the place of the first of some names that is there."""
    return next((columns.index(name) for name in names if name in columns), None)


def _cell(row: Sequence[str], column: int | None) -> str:
    return row[column] if column is not None and column < len(row) else ""


def _mark(path: Path, line: int, text: str, video: str = "", *, drops: bool = False) -> Mark:
    time = parse_timestamp(text, drops=drops)
    if time is None:
        raise _bad_line(path, line, text, "is not a time")
    return Mark(line, time, video)


def _bad_line(path: Path, number: int, text: str, fault: str) -> InputError:
    return InputError(
        f"{path}, line {number}: {text.strip()!r} {fault}",
        hint="Write times as seconds, HH:MM:SS.mmm or HH:MM:SS:FF.",
    )
