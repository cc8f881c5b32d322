"""The table of shots as a file: CSV for spreadsheets, JSON Lines for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shotseer.core.arrays import Ints
from shotseer.core.errors import InputError
from shotseer.core.expression import read_number
from shotseer.core.video import timecode
from shotseer.flows import filters
from shotseer.flows.columns import Columns
from shotseer.flows.parts import Parts, open_space
from shotseer.flows.table import TableRow, by_video, table_rows
from shotseer.store import fields

KINDS = ("csv", "jsonl")
SHOTS_AT_ONCE = 5_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
FACTS = ("shot", "video", "video_name", "start", "end", "start_timecode", "end_timecode")


def export_table(parts: Parts, labels: Sequence[str], where: str, kind: str) -> Iterator[str]:
    """Return the text of the table of all shots that pass a filter, in pieces.

    Args:
        parts: the workspace's parts.
        labels: whose scores and verdicts to write.
        where: an expression; empty for every shot.
        kind: ``csv`` or ``jsonl``.

    Raises:
        InputError: the filter cannot be read, or there is no such kind.
        NotFoundError: there is no such label.
        NotReadyError: the library has no shots.
    """
    if kind not in KINDS:
        raise InputError(f"cannot write a table as {kind!r:.40}", hint="Choose csv or jsonl.")
    columns = Columns(parts, open_space(parts))
    columns.gather(labels)  # An unknown label is told before anything is written.
    rows = by_video(columns, filters.mask(parts, columns.opened, where))
    records = _records(columns, labels, rows)
    return _csv(labels, columns.field_names, records) if kind == "csv" else _jsonl(records)


def _records(columns: Columns, labels: Sequence[str], rows: Ints) -> Iterator[list[dict[str, Any]]]:
    """Yield what is written of some thousands of shots at a time."""
    for start in range(0, len(rows), SHOTS_AT_ONCE):
        some = table_rows(columns, labels, rows[start : start + SHOTS_AT_ONCE])
        with columns.parts.database.reading() as connection:
            own = fields.all_of(connection, (row.shot.video_id for row in some))
        yield [_record(row, own.get(row.shot.video_id, {})) for row in some]


def _record(row: TableRow, own: Mapping[str, str]) -> dict[str, Any]:
    span = row.shot.span
    scores = {
        label: value if value is None else round(value, 6) for label, value in row.scores.items()
    }
    return {
        "shot": row.shot.id,
        "video": row.shot.video_id,
        "video_name": row.video_name,
        "start": round(float(span.start), 6),
        "end": round(float(span.end), 6),
        "start_timecode": timecode(span.start),
        "end_timecode": timecode(span.end),
        "scores": scores,
        "verdicts": dict(row.verdicts),
        "fields": dict(own),
    }


def _jsonl(records: Iterator[list[dict[str, Any]]]) -> Iterator[str]:
    for some in records:
        yield "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in some)


def _csv(
    labels: Sequence[str], own: Sequence[str], records: Iterator[list[dict[str, Any]]]
) -> Iterator[str]:
    names = [
        *FACTS,
        *(f"score:{label}" for label in labels),
        *(f"verdict:{label}" for label in labels),
        *(f"field:{name}" for name in own),
    ]
    yield _lines([names])
    for some in records:
        yield _lines([_cells(record, labels, own) for record in some])


def _cells(record: Mapping[str, Any], labels: Sequence[str], own: Sequence[str]) -> list[object]:
    cells = [
        *(record[name] for name in FACTS),
        *(record["scores"][label] for label in labels),
        *(record["verdicts"][label] for label in labels),
        *(record["fields"].get(name) for name in own),
    ]
    return [safe(cell) if isinstance(cell, str) else cell for cell in cells]


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: text that might be one is marked.

    Plain numbers stay as they are.
    """
    return f"'{cell}" if cell.startswith(FORMULA) and read_number(cell) is None else cell


def _lines(rows: Sequence[Sequence[object]]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()
