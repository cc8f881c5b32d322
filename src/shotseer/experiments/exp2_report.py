"""What experiment 2 leaves in a folder, and what of it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from shotseer.experiments import cells as c
from shotseer.experiments import exp2_tables as tables
from shotseer.experiments import label_values, report
from shotseer.experiments.cells import LabelResult, Table
from shotseer.experiments.exp1_report import (
    BESIDE,
    Report,
    Shown,
    note_of,
    titled,
    with_difference,
)
from shotseer.experiments.exp2_play import PULL, Run
from shotseer.experiments.exp2_tables import Row
from shotseer.experiments.published import HEADLINES
from shotseer.experiments.report import number

COLUMNS = {"labels": label_values.COLUMNS_2}
FILES = {"labels": "exp2-labels.csv", "missing": "exp2-missing.csv"}
"""Names of files that the first experiment has as well, so that both can share a folder."""

MEANINGS = {
    c.COMPATIBLE: "the published rules: rewards and the best step are of the set that is reported "
    "on, pulls have the pool's true share of positives, and VA was measured on another split",
    c.COMPATIBLE_OLD: "the same as scikit-learn 0.24 did it, where a fold without a positive has "
    "no average precision",
    c.HONEST: "rewards need no test set, the last step counts, pulls take what comes, one split by "
    "video for everything, our default recipe throughout",
}


def write(
    folder: Path,
    runs: Sequence[Run],
    results: Sequence[LabelResult],
    *,
    is_published: bool,
    others: Sequence[str] = (),
) -> Report:
    """Write CSV files and Markdown.

    Args:
        folder: where to; made if needed.
        runs: of at least one label.
        results: of the first experiment, of the same labels.
        is_published: whether the data is the published one, so that differences mean something.
        others: further labels of which results are kept in the same folder.

    Raises:
        InputError: the folder cannot be written to.
    """
    cells = Table(cell for result in results for cell in result.cells)
    usual = [run for run in runs if run.pull == PULL]
    found = {
        "table3": tables.table_3(usual, cells),
        "shares": tables.shares(usual, cells),
        "headlines": tables.headlines(usual, cells),
        "honest": tables.honest(usual, cells),
        "labels": label_values.of_processes(runs),
        "missing": tables.missing(runs),
        "steps": tables.steps(runs),
    }
    for name, rows in found.items():
        found[name] = [with_difference(row, cells.labels, is_published) for row in rows]
        report.write_csv(folder / _file(name), found[name], COLUMNS.get(name, ()))
    shown = titled(_shown(found), cells.labels)
    note = note_of(cells.labels, is_published)
    covered = report.coverage(cells.labels, others)
    by_label = label_values.in_words(found["labels"], is_published=is_published)
    report.write_text(folder / "exp2.md", _document(shown, (note, covered, by_label)))
    files = (*(folder / _file(name) for name in found), folder / "exp2.md")
    # Every step is for programs, and long.
    return Report(
        {name: rows for name, rows in found.items() if name != "steps"},
        shown,
        is_published,
        note,
        cells.labels,
        covered,
        by_label,
        files,
    )


def _file(name: str) -> str:
    return FILES.get(name, f"{name}.csv")


def _document(shown: Sequence[Shown], notes: Sequence[str]) -> str:
    lines = ["# Experiment 2: choosing the feed as a bandit", ""]
    lines += [line for note in notes if note for line in (note, "")]
    lines += [f"- **{track}**: {meaning}." for track, meaning in MEANINGS.items()]
    lines += ["", "Gains are in points (hundredths of average precision); *from* and *to* are the"]
    lines += ["95 % interval of the bootstrap over labels.", ""]
    lines += [f"- **{one.name}**: {one.meaning}." for one in HEADLINES]
    lines.append("")
    lines += [report.markdown(one.title, one.columns, one.rows) for one in shown]
    return "\n".join(lines)


def _shown(found: dict[str, list[Row]]) -> tuple[Shown, ...]:
    shown = []
    for track in tables.PUBLISHED_TRACKS:
        shown.append(
            _grid(
                f"Table 3: best step less VA's best checkpoint, percentiles over labels, {track}",
                [row for row in found["table3"] if row["track"] == track],
                "percentile",
                is_signed=True,
            )
        )
    for track in tables.PUBLISHED_TRACKS:
        shown.append(
            _grid(
                f"% of labels where a process is the best of some, or better than VA, {track}",
                [row for row in found["shares"] if row["track"] == track],
                "among",
            )
        )
    quoted = [{**row, "process": row["name"]} for row in found["headlines"]]
    shown.append(_grid("Numbers that were quoted", quoted, "track", is_signed=True))
    honest = [
        {**row, "question": f"{row['measure']} less {row['than']}, {row['statistic']}"}
        for row in found["honest"]
    ]
    title = "What choosing the source gains, honest"
    return (*shown, _grid(title, honest, "question", is_signed=True))


def _grid(title: str, rows: Sequence[Row], across: str, *, is_signed: bool = False) -> Shown:
    """Return a table with a line for each process, what belongs to a number below it."""
    columns = list(dict.fromkeys(row[across] for row in rows))
    lines = []
    for process in dict.fromkeys(row["process"] for row in rows):
        mine = {row[across]: row for row in rows if row["process"] == process}
        for name, words in {"value": process, **BESIDE}.items():
            values = [mine[column].get(name) if column in mine else None for column in columns]
            if name == "value" or any(value is not None for value in values):
                first = words if name == "value" else f"  {words}"
                lines.append((first, *(number(value, sign=is_signed) for value in values)))
    return Shown(title, ("process", *(f"#{column}" for column in columns)), tuple(lines))
