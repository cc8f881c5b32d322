"""Writes what an experiment found: CSV for programs, Markdown for people.

Same rows, same bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from shotseer.core.errors import InputError
from shotseer.store import files

Row = Mapping[str, Any]

NOT_PUBLISHED = "not the published data"
MOST_NAMED = 3
"""So many labels are named in a title; of more, it has the number."""


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


def tally(
    rows: Iterable[Row], by: Sequence[str], listed: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return how many rows are the same in some columns, and what they have in others.

    Args:
        rows: with a ``label`` each.
        by: columns in which the rows that are counted together are the same.
        listed: other columns, and the names under which all of their values are listed.
    """
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in by), []).append(row)
    return [
        {
            **dict(zip(by, key, strict=True)),
            **{words: _listed(row[name] for row in found[key]) for name, words in listed.items()},
            "labels": len({row["label"] for row in found[key]}),
            "cells": len(found[key]),
        }
        for key in sorted(found)
    ]


def _listed(values: Iterable[Any]) -> str:
    return ", ".join(map(str, sorted(set(values))))


def about(labels: Sequence[str]) -> str:
    """Return which labels something is about, in a few words: their names, or how many."""
    if len(labels) > MOST_NAMED:
        return f"{len(labels)} labels"
    return f"{'label' if len(labels) == 1 else 'labels'}: {', '.join(labels)}"


def coverage(labels: Sequence[str], others: Sequence[str]) -> str:
    """Return which labels tables and figures are about, in sentences.

    Args:
        labels: that they are about.
        others: further labels of which results are kept in the same folder.
    """
    count = f"{len(labels)} label{'s' * (len(labels) != 1)}"
    said = f"All tables and figures here cover {count}: {', '.join(labels)}."
    if not others:
        return said
    return (
        f"{said} Kept from other runs, but not in them: {', '.join(others)}. Name these in "
        "--labels as well to have them in."
    )


def number(value: float | None, digits: int = 1, *, sign: bool = False) -> str:
    """Return a number for reading; a dash where there is none."""
    if value is None:
        return "-"
    rounded = round(value, digits) + 0.0  # no minus before a zero
    return f"{rounded:+.{digits}f}" if sign else f"{rounded:.{digits}f}"
