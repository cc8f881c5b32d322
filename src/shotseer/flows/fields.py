"""What people know of their videos beforehand, brought in as columns of a table."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.engine import Connection

from shotseer.core.errors import InputError
from shotseer.core.video import VideoId
from shotseer.flows.filters import FIELDS
from shotseer.flows.parts import Parts
from shotseer.store import catalogue, fields

KEY = "video"
DELIMITERS = ",;\t"
MAX_NAME = 200
EXAMPLE = "The first line names the columns; one of them is video: a name, a path or an id."


@dataclass(slots=True)
class FieldImport:
    """What an import of columns did. ``problems`` are rows that were left out, and why."""

    videos: int = 0
    fields: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def names(parts: Parts) -> list[str]:
    """Return the names of all fields, sorted."""
    with parts.database.reading() as connection:
        return fields.names(connection)


def import_fields(parts: Parts, path: Path) -> FieldImport:
    """Read a CSV file with a column ``video``; the other columns become fields of the videos.

    An empty cell removes the field from its video. Everything is written together, or nothing.

    Raises:
        InputError: the file cannot be read, or names no videos.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}", hint="Check the path.") from error
    return import_text(parts, content, str(path))


def import_text(parts: Parts, content: bytes, name: str = "the table") -> FieldImport:
    """Like `import_fields`, from the content of a file. ``name`` is for messages.

    Raises:
        InputError: it is not a table of videos.
    """
    header, rows = _table(content, name)
    key = next(place for place, column in enumerate(header) if column.lower() == KEY)
    columns = [column for place, column in enumerate(header) if place != key]
    done = FieldImport(fields=columns)
    given: dict[VideoId, dict[str, str]] = {}
    with parts.database.reading() as connection:
        known = _Names(connection)
    for number, cells in rows:
        if len(cells) > len(header) and any(cells[len(header) :]):
            done.problems.append(f"line {number}: it has more cells than there are columns")
            continue
        cells = (cells + [""] * len(header))[: len(header)]
        found = known.find(cells[key])
        if isinstance(found, list):
            done.problems.append(f"line {number}: {_why(cells[key], found)}")
            continue
        values = [cell for place, cell in enumerate(cells) if place != key]
        given[found] = dict(zip(columns, values, strict=True))
    # Only what takes no thought: nobody can judge while this is written.
    with parts.database.writing() as connection:
        fields.replace(connection, given)
    done.videos = len(given)
    return done


class _Names:
    """Everything that a row may call a video."""

    def __init__(self, connection: Connection) -> None:
        self._ids: dict[str, set[VideoId]] = {}
        for video_id, text in catalogue.names(connection):
            self._ids.setdefault(text, set()).add(video_id)

    def find(self, text: str) -> VideoId | list[VideoId]:
        """Return the one video that a text means, or all those that it could mean."""
        found = self._ids.get(text, set())
        return next(iter(found)) if len(found) == 1 else sorted(found)


def _why(text: str, found: Sequence[VideoId]) -> str:
    if not found:
        return f"there is no video {text!r}"
    some = ", ".join(video[:8] for video in found[:5])
    return f"{text!r} could mean {len(found)} videos ({some}); give the path or the id"


def _table(content: bytes, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    text = _decode(content, name)
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    rows = _rows(text, delimiter, name)
    header = next(rows, (0, []))[1]
    lowered = [column.lower() for column in header]
    if lowered.count(KEY) != 1 or len(header) < 2:
        raise InputError(f"{name} is no table of videos", hint=EXAMPLE)
    for column in header:
        if not column or len(column) > MAX_NAME or lowered.count(column.lower()) > 1:
            raise InputError(
                f"{name} has a column without a name of its own: {column[:50]!r}",
                hint="Give every column another, short name.",
            )
        if column.lower() != KEY and column.lower() in FIELDS:
            raise InputError(
                f"{name} has a column {column!r}, a name that shots have already",
                hint="Name the column otherwise, so that filters can ask for it.",
            )
    return header, rows


def _rows(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold something, with the number of their line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield reader.line_num, stripped
    except csv.Error as error:
        raise InputError(f"{name} is not a CSV file: {error}", hint="Save it as CSV.") from error


def _decode(content: bytes, name: str) -> str:
    wide = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    encoding = "utf-16" if content.startswith(wide) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name} is not a text in UTF-8: {error}", hint="Save it as CSV in UTF-8."
        ) from error
    if "\0" in text:
        raise InputError(f"{name} is not a text", hint="Save it as CSV in UTF-8.")
    return text
