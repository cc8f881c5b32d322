"""What a benchmark of simulated annotators leaves in a folder, and shows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shotseer.core.errors import InputError
from shotseer.experiments import figures, label_figures, report
from shotseer.experiments.exp1_report import Shown
from shotseer.experiments.intervals import Estimate
from shotseer.experiments.label_bench import SetResult
from shotseer.experiments.label_summary import Summary, summarise
from shotseer.experiments.methods import PAPER
from shotseer.experiments.report import number


def summaries(results: Sequence[SetResult]) -> tuple[Summary, tuple[Summary, ...]]:
    """Return what all sets say together, and what each says."""
    return summarise(results), tuple(summarise([one]) for one in results)


def plain(whole: Summary, each: Sequence[Summary]) -> dict[str, Any]:
    """Return everything as one JSON object: all sets together, and each under ``sets``."""
    return {**whole.plain(), "sets": [one.plain() for one in each]}


def shown(summary: Summary) -> tuple[Shown, ...]:
    """Return the tables of a summary for people."""
    marks = tuple(f"#{mark}" for mark in summary.marks)
    methods = summary.methods.items()
    return (
        Shown(
            "Mean average precision (95 %) after so many judgements",
            ("method", *marks, "#area", "#seconds"),
            tuple(
                (
                    name,
                    *(_with_interval(found.mean_ap[mark], 3) for mark in summary.marks),
                    _with_interval(found.area, 3),
                    number(found.seconds),
                )
                for name, found in methods
            ),
        ),
        Shown(
            "Points above the paper's loop on the same task (95 %)",
            ("method", *marks, "#area"),
            tuple(
                (name, *map(_points, (*found.gain.values(), found.area_gain)))
                for name, found in methods
                if name != PAPER
            ),
        ),
        Shown(
            "Tasks below zero-shot, %",
            ("method", *marks, "#at any"),
            tuple(
                (
                    name,
                    *(number(100 * share) for share in found.below.values()),
                    number(100 * found.below_anywhere),
                )
                for name, found in methods
            ),
        ),
    )


def prepare(folder: Path) -> None:
    """Make the folder, and see that plots can be drawn, before any work that could be lost.

    Raises:
        InputError: the folder cannot be made.
        PluginError: matplotlib is not installed.
    """
    figures.library()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"cannot make the folder {folder}: {error.strerror}",
            hint="Name another folder with --out.",
        ) from error


def write(folder: Path, results: Sequence[SetResult], whole: Summary) -> tuple[Path, ...]:
    """Write a CSV file with a row for every number, and plots; return the files.

    Args:
        folder: where to; see `prepare`.
        results: of at least one set.
        whole: what they say together.

    Raises:
        InputError: the folder cannot be written to.
        PluginError: matplotlib is not installed.
    """
    table = folder / "tasks.csv"
    report.write_csv(table, rows_of(results))
    return (table, *label_figures.draw_all(folder, results, whole))


def rows_of(results: Sequence[SetResult]) -> list[dict[str, Any]]:
    """Return a row for every set, task, method and number of judgements."""
    return [
        {
            "set": one.name,
            "task": task.task,
            "method": method,
            "n": point.n,
            "average_precision": point.average_precision,
            "positives": point.positives,
        }
        for one in results
        for task in one.results
        for method, played in task.played.items()
        for point in played.points
    ]


def _points(one: Estimate) -> str:
    hundredfold = Estimate(
        *(None if x is None else 100 * x for x in (one.value, one.low, one.high))
    )
    return _with_interval(hundredfold, 1, sign=True)


def _with_interval(one: Estimate, digits: int, *, sign: bool = False) -> str:
    value = number(one.value, digits, sign=sign)
    if one.low is None:
        return value
    return (
        f"{value} ({number(one.low, digits, sign=sign)} to {number(one.high, digits, sign=sign)})"
    )
