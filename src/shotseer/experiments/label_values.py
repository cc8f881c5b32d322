"""The values of single labels beside the published ones, and what comes of it in a line.

Values are average precisions from 0 to 1, not points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from shotseer.experiments import cells as c
from shotseer.experiments import published_labels
from shotseer.experiments.cells import Table
from shotseer.experiments.exp2_play import Run
from shotseer.experiments.published_labels import CURVE_ACCURACY, PRINTED_ACCURACY
from shotseer.experiments.report import number

Row = dict[str, Any]

LAST = "VA last"
CURVES = (
    (c.B, 0),
    (c.ZS, 0),
    (c.RCC, 1000),
    (c.ZSC, 1000),
    (c.CC, 1000),
    (c.CC, 100),
    (c.VA, 100),
    (c.VA, 1000),
    (LAST, 0),
)
"""Methods and ``n`` of the published values; 0 where it does not go by ``n``."""
TRACKS = (c.COMPATIBLE, c.COMPATIBLE_OLD)
COLUMNS_1 = ("track", "label", "method", "n", "value", "published", "accuracy", "difference")
COLUMNS_2 = ("track", "label", "process", "pull", "value", "published", "accuracy", "difference")
ROUNDING = 1e-9
"""What floating point may add to a difference of exactly the accuracy."""


def of_methods(table: Table) -> list[Row]:
    """Return a row for each track, published label and method of the first experiment."""
    rows: list[Row] = []
    for track, label in _places(table.labels):
        printed = published_labels.of_label(label)
        for method, n in CURVES:
            ours = (
                _last_checkpoint(table, label, track)
                if method == LAST
                else table.value(label, method, n, track=track)
            )
            names = {"track": track, "label": label, "method": method, "n": n}
            rows.append(_row(names, ours, printed[_column(method, n)], CURVE_ACCURACY))
    return rows


def of_processes(runs: Sequence[Run]) -> list[Row]:
    """Return a row for each track, published label and process of the second experiment."""
    pull = published_labels.PULL
    rows: list[Row] = []
    for track, label in _places(run.label for run in runs):
        mine = [run for run in runs if (run.track, run.label, run.pull) == (track, label, pull)]
        printed = published_labels.of_label(label)
        for process in published_labels.PROCESSES:
            best = [run.best for run in mine if run.process.split()[0] == process]
            names = {"track": track, "label": label, "process": process, "pull": pull}
            rows.append(_row(names, _mean(best), printed[process], PRINTED_ACCURACY))
    return rows


def in_words(rows: Sequence[Row], *, is_published: bool) -> str:
    """Return a line for each track: how many values agree, and which differs most.

    Args:
        rows: of one experiment, with their differences.
        is_published: whether the data is the published one.
    """
    if not rows:
        return ""
    if not is_published:
        return (
            "Single labels: published values of labels of these names are beside ours. They are of "
            "other data (a synthetic set is made up), so differences mean nothing and are left out."
        )
    return "\n".join(
        _line(
            track, [row for row in rows if row["track"] == track and row["difference"] is not None]
        )
        for track in TRACKS
    )


def _line(track: str, compared: Sequence[Row]) -> str:
    if not compared:
        return f"By label, {track}: no value has a published one beside it."
    within = sum(abs(row["difference"]) <= row["accuracy"] + ROUNDING for row in compared)
    worst = max(compared, key=lambda row: abs(row["difference"]))
    name = worst["process"] if "process" in worst else _column(worst["method"], worst["n"])
    return (
        f"By label, {track}: {within} of {len(compared)} values compared lie within the "
        f"accuracy of the published ones, {worst['accuracy']}; the largest difference is "
        f"{number(worst['difference'], 3, sign=True)} ({worst['label']}, {name})."
    )


def _places(labels: Iterable[str]) -> list[tuple[str, str]]:
    known = [label for label in dict.fromkeys(labels) if published_labels.of_label(label)]
    return [(track, label) for track in TRACKS for label in known]


def _row(names: Row, ours: float | None, printed: float | None, accuracy: float) -> Row:
    return {**names, "value": ours, "published": printed, "accuracy": accuracy}


def _column(method: str, n: int) -> str:
    return f"{method} {n}" if n else method


def _last_checkpoint(table: Table, label: str, track: str) -> float | None:
    """Return the last checkpoint that could be measured, as the curves end there."""
    found = [
        cell.mean
        for cell in table.cells
        if (cell.label, cell.track, cell.method) == (label, track, c.CHECKPOINT)
        and cell.mean is not None
    ]
    return found[-1] if found else None


def _mean(best: Sequence[float | None]) -> float | None:
    """Return the mean over the settings of a process, if all have a value."""
    there = [value for value in best if value is not None]
    return sum(there) / len(there) if there and len(there) == len(best) else None
