"""Writes what an experiment found: CSV for programs, Markdown for people.

Same rows, same bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shotseer.core.errors import InputError
from shotseer.store import files

Row = Mapping[str, Any]

NOT_PUBLISHED = "not the published data"


def write_csv(path: Path, rows: Sequence[Row], columns: Sequence[str] = ()) -> None:
    """Write rows as CSV, every number with all its digits, nothing where there is none.

    Raises:
        InputError: the file cannot be written.
    """
    names = list(columns or dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: "" if value is None else value for name, value in row.items()})
    write_text(path, text.getvalue())


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all.

    Raises:
        InputError: it cannot be written.
    """
    try:
        with files.whole(path, sync=False) as file:
            file.write(text.encode())
    except OSError as error:
        raise InputError(
            f"cannot write {path}: {error.strerror}", hint="Name another folder with --out."
        ) from error


def markdown(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table under its title. Columns that begin with ``#`` hold numbers."""
    names = [column.lstrip("#") for column in columns]
    lines = [["---:" if column.startswith("#") else "---" for column in columns], *rows]
    table = [f"| {' | '.join(line)} |" for line in [names, *lines]]
    return "\n".join([f"## {title}", "", *table, ""])


def number(value: float | None, digits: int = 1, *, sign: bool = False) -> str:
    """Return a number for reading; a dash where there is none."""
    if value is None:
        return "-"
    rounded = round(value, digits) + 0.0  # no minus before a zero
    return f"{rounded:+.{digits}f}" if sign else f"{rounded:.{digits}f}"
