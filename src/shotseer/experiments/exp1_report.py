"""What experiment 1 leaves in a folder, and what of it is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shotseer.experiments import cells as c
from shotseer.experiments import curves, figures, label_values, published, report, tables
from shotseer.experiments.cells import LabelResult, Table
from shotseer.experiments.gains import Where
from shotseer.experiments.report import number
from shotseer.experiments.tables import Row

CELL_COLUMNS = tuple(c.Cell.__dataclass_fields__)
COLUMNS = {"missing": tables.MISSING_COLUMNS, "labels": label_values.COLUMNS_1}
SCORE_COLUMNS = tuple(c.DataScore.__dataclass_fields__)

BESIDE = {"low": "from", "high": "to", "published": "published", "difference": "difference"}
"""What may stand below a number, and the words for it."""

MEANINGS = {
    c.COMPATIBLE: "the published rules, with what scikit-learn does today",
    c.COMPATIBLE_OLD: "the same as scikit-learn 0.24 did it, where a fold without a positive "
    "has no average precision",
    c.HONEST: "last checkpoint, videos held out, five splits, equal effort for every method",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A table for people. Columns that begin with ``#`` hold numbers."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What was found.

    Attributes:
        tables: rows by the name of their file.
        shown: the same for people, in short.
        is_published: whether the data is the published one.
        note: what it means that it is, or is not.
        labels: that the tables cover.
        coverage: the same in sentences, with the labels that could be covered too.
        by_label: how values of single labels compare with the published ones, a line for each
            track; empty where no label was published.
        files: everything that was written.
    """

    tables: dict[str, list[Row]]
    shown: tuple[Shown, ...]
    is_published: bool
    note: str
    labels: tuple[str, ...]
    coverage: str
    by_label: str
    files: tuple[Path, ...]


def write(
    folder: Path,
    results: Sequence[LabelResult],
    *,
    is_published: bool,
    others: Sequence[str] = (),
) -> Report:
    """Write CSV files, Markdown and figures.

    Args:
        folder: where to; made if needed.
        results: of at least one label.
        is_published: whether the data is the published one, so that differences mean something.
        others: further labels of which results are kept in the same folder.

    Raises:
        InputError: the folder cannot be written to.
        PluginError: matplotlib is not installed.
    """
    cells = [cell for result in results for cell in result.cells]
    scores = [score for result in results for score in result.scores]
    table = Table(cells)
    found = {
        "table2": tables.table_2(table),
        "spread": tables.spread(table),
        "pooled": tables.pooled(table),
        "heads": tables.heads(table),
        "fig7": tables.figure_7(table),
        "fig8": curves.figure_8(cells, curves.label_of_figure_8(table.labels)),
        "fig9": tables.figure_9(table),
        "fig10": curves.figure_10(scores),
        "labels": label_values.of_methods(table),
        "missing": tables.missing(cells),
    }
    for name, rows in found.items():
        found[name] = [with_difference(row, table.labels, is_published) for row in rows]
        report.write_csv(folder / f"{name}.csv", found[name], COLUMNS.get(name, ()))
    report.write_csv(folder / "cells.csv", [cell.plain() for cell in cells], CELL_COLUMNS)
    report.write_csv(folder / "scores.csv", [one.plain() for one in scores], SCORE_COLUMNS)
    shown = titled(_shown(found), table.labels)
    note = note_of(table.labels, is_published)
    covered = report.coverage(table.labels, others)
    by_label = label_values.in_words(found["labels"], is_published=is_published)
    report.write_text(folder / "exp1.md", _document(shown, (note, covered, by_label)))
    drawn = figures.draw_all(
        folder, found, is_published=is_published, about=report.about(table.labels)
    )
    written = [folder / f"{name}.csv" for name in (*found, "cells", "scores")]
    files = (*written, folder / "exp1.md", *drawn)
    return Report(found, shown, is_published, note, table.labels, covered, by_label, files)


def titled(shown: Sequence[Shown], labels: Sequence[str]) -> tuple[Shown, ...]:
    """Say in the title of each table which labels it covers."""
    return tuple(replace(one, title=f"{one.title} ({report.about(labels)})") for one in shown)


def with_difference(row: Row, labels: Sequence[str], is_published: bool) -> Row:
    """Add what differs from the published number, where it is about the same labels."""
    if "published" not in row:
        return row
    wanted = published.group_labels(row.get("group", published.ALL))
    if "label" in row:
        wanted = (row["label"],)
    is_same = is_published and set(wanted) <= set(labels) and row["track"] != c.HONEST
    both = row["value"] is not None and row["published"] is not None
    return {**row, "difference": row["value"] - row["published"] if is_same and both else None}


def note_of(labels: Sequence[str], is_published: bool) -> str:
    """Return what the data is, in a sentence: whether published numbers belong beside ours."""
    if not is_published:
        return f"Published numbers are shown but not compared: this is {report.NOT_PUBLISHED}."
    if len(labels) < len(published.group_labels(published.ALL)):
        return "The published data, in part: compared where all labels of a number are there."
    return "The published data: `difference` is ours less the published number."


def _document(shown: Sequence[Shown], notes: Sequence[str]) -> str:
    lines = ["# Experiment 1: sample efficiency", ""]
    lines += [line for note in notes if note for line in (note, "")]
    lines += [f"- **{track}**: {meaning}." for track, meaning in MEANINGS.items()]
    lines += ["", "Gains are in points (hundredths of average precision); *from* and *to* are the"]
    lines += ["95 % interval of the bootstrap over labels.", ""]
    for one in shown:
        lines.append(report.markdown(one.title, one.columns, one.rows))
    for name, words in figures.CAPTIONS.items():
        lines += [f"![{words.partition('.')[0]}]({name}.png)", "", words, ""]
    return "\n".join(lines)


def _shown(found: dict[str, list[Row]]) -> tuple[Shown, ...]:
    gains = [
        _by_n(
            f"Table 2: median gain of VA over CC, {_words(where)}",
            "group",
            [row for row in found["table2"] if _is_at(row, where)],
            _gain,
        )
        for where in tables.PLACES
    ]
    wins = [
        _by_n(
            f"Figure 9: % of labels where VA is better, {_words(where)}",
            "method",
            [row for row in found["fig9"] if _is_at(row, where)],
            _share,
        )
        for where in tables.PLACES
    ]
    enough = [
        _by_n(
            f"Figure 7: % of labels with enough data, {track}",
            "method",
            [row for row in found["fig7"] if row["track"] == track],
            _share,
        )
        for track in c.TRACKS
    ]
    heads = [
        _by_n(
            f"Gain of our default head over the paper's on the same rows, {test} shots",
            "method",
            [row for row in found["heads"] if row["test"] == test],
            _gain,
        )
        for test in (c.SELECTED, c.CORPUS)
    ]
    return tuple(one for part in (gains, wins, enough, heads) for one in _told_once(part))


def _told_once(shown: Sequence[Shown]) -> list[Shown]:
    """Leave out a table that says the same as the one before; the files have it."""
    return [
        one
        for before, one in zip([None, *shown], shown, strict=False)
        if before is None or before.rows != one.rows
    ]


def _is_at(row: Row, where: Where) -> bool:
    return (row["track"], row["test"]) == (where.track, where.test)


def _words(where: Where) -> str:
    return f"{where.track}, {where.test} shots" if where.track == c.HONEST else where.track


def _by_n(title: str, name: str, rows: Sequence[Row], write: Callable[[Row], str]) -> Shown:
    """Return a table with a column for each ``n``, what belongs to a number below it."""
    lines = []
    for one in dict.fromkeys(row[name] for row in rows):
        mine = sorted((row for row in rows if row[name] == one), key=lambda row: row["n"])
        lines.append((one, *map(write, mine)))
        for beside, words in BESIDE.items():
            values = [row.get(beside) for row in mine]
            if any(value is not None for value in values) and not _is_other(mine[0], beside):
                is_signed = write is _gain or beside == "difference"
                lines.append((f"  {words}", *(number(value, sign=is_signed) for value in values)))
    return Shown(title, (name, *(f"#{n}" for n in c.NS)), tuple(lines))


def _is_other(row: Row, beside: str) -> bool:
    """Return whether a published number was found by other rules than a row."""
    return beside == "published" and row["track"] == c.HONEST


def _gain(row: Row) -> str:
    return number(row["value"], sign=True)


def _share(row: Row) -> str:
    return number(row["value"])
