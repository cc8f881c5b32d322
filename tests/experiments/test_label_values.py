"""Values of two labels beside the published ones, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shotseer.datasets.label_groups import ALL_LABELS
from shotseer.experiments import cells as c
from shotseer.experiments import exp1_report, label_values
from shotseer.experiments.cells import Cell, LabelResult, Table
from shotseer.experiments.exp2_play import Run
from shotseer.experiments.published_labels import of_label

COLUMNS = (
    *("B", "ZS", "RCC 1000", "ZSC 1000", "CC 1000", "CC 100", "VA 100", "VA 1000", "VA last"),
    *("RoundRobin", "UCBMean", "GreedyOracle"),
)


def cell(label: str, method: str, mean: float | None, n: int = 0) -> Cell:
    return Cell(
        label=label,
        method=method,
        n=n,
        track=c.COMPATIBLE,
        seed=0,
        mean=mean,
        sd=None,
        group="genres",
        head=c.NO_HEAD if method in c.FLAT else c.PAPER,
        scoring=c.BY_AP,
        test=c.SELECTED,
        train_size=n,
        train_positives=5,
        test_size=20,
        test_positives=5,
    )


CELLS = (
    cell("action", c.B, 0.496),  # 0.493 was published: just within
    cell("action", c.CC, 0.95, 1000),  # 0.959
    cell("action", c.RCC, 0.9, 1000),  # not readable
    cell("action", c.CHECKPOINT, 0.98, 60),
    cell("action", c.CHECKPOINT, 0.96, 700),  # 0.959863
    cell("action", c.CHECKPOINT, None, 800),
    cell("zoom", c.VA, 0.135, 1000),  # 0.085
    cell("zoom", c.CC, None, 1000),
    cell("a label of our own", c.B, 0.5),
)


def run(label: str, process: str, *curve: float, pull: int = 50) -> Run:
    return Run(label, c.COMPATIBLE, process, curve=curve, pull=pull)


RUNS = (
    run("action", "RoundRobin", 0.9, 0.934, 0.8),  # 0.93
    run("action", "RoundRobin", 0.99, pull=25),
    run("action", "UCBMean c=0.01", 0.9, 0.92),
    run("action", "UCBMean c=0.1", 0.94),  # their mean is 0.93; 0.94
    run("zoom", "UCBMean c=0.01", 0.2),
    run("zoom", "UCBMean c=0.1"),
    run("a label of our own", "RoundRobin", 0.5),
)


def found(rows: list[dict[str, Any]], name: str) -> dict[tuple[str, str], Any]:
    """Return what stands in a column for each label and method or process."""
    return {
        (row["label"], row.get("process") or f"{row['method']} {row['n']}"): row[name]
        for row in rows
        if row["track"] == c.COMPATIBLE
    }


def compared(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    labels = ("action", "zoom")
    return [exp1_report.with_difference(row, labels, is_published=True) for row in rows]


def test_every_label_has_its_published_values() -> None:
    assert all(tuple(of_label(label)) == COLUMNS for label in ALL_LABELS)
    assert of_label("action")["B"] == 0.493
    assert of_label("action")["RCC 1000"] is None
    assert of_label("action")["VA last"] == 0.959863
    assert of_label("timelapse")["GreedyOracle"] == 1
    assert of_label("zoom")["ZSC 1000"] is None
    assert of_label("a label of our own") == {}


@pytest.mark.parametrize(
    ("column", "count", "mean"),
    [
        ("B", 56, 0.349),
        ("ZS", 56, 0.562),
        ("RCC 1000", 47, 0.708),
        ("ZSC 1000", 53, 0.728),
        ("CC 1000", 55, 0.720),
        ("VA 1000", 56, 0.758),
    ],
)
def test_means_of_the_published_values(column: str, count: int, mean: float) -> None:
    there = [value for label in ALL_LABELS if (value := of_label(label)[column]) is not None]
    assert len(there) == count
    assert sum(there) / count == pytest.approx(mean, abs=0.0006)


def test_methods_of_published_labels() -> None:
    rows = label_values.of_methods(Table(CELLS))
    assert len(rows) == 2 * 2 * 9  # tracks, labels, methods
    value, published = found(rows, "value"), found(rows, "published")
    assert (value["action", "B 0"], published["action", "B 0"]) == (0.496, 0.493)
    assert (value["action", "RCC 1000"], published["action", "RCC 1000"]) == (0.9, None)
    # The last one that could be measured
    assert (value["action", "VA last 0"], published["action", "VA last 0"]) == (0.96, 0.959863)
    assert (value["zoom", "CC 1000"], published["zoom", "CC 1000"]) == (None, 0.054)
    assert {row["accuracy"] for row in rows} == {0.003}


def test_processes_of_published_labels() -> None:
    rows = label_values.of_processes(RUNS)
    assert len(rows) == 2 * 2 * 3
    value, published = found(rows, "value"), found(rows, "published")
    assert (value["action", "RoundRobin"], published["action", "RoundRobin"]) == (0.934, 0.93)
    assert value["action", "UCBMean"] == pytest.approx(0.93)
    assert value["action", "GreedyOracle"] is None
    # One of its settings could not be played
    assert (value["zoom", "UCBMean"], published["zoom", "UCBMean"]) == (None, 0.21)
    assert {(row["pull"], row["accuracy"]) for row in rows} == {(50, 0.005)}


def test_what_comes_of_it_in_words() -> None:
    methods = compared(label_values.of_methods(Table(CELLS)))
    assert label_values.in_words(methods, is_published=True).splitlines() == [
        "By label, compatible: 2 of 4 values compared lie within the accuracy of the published "
        "ones, 0.003; the largest difference is +0.050 (zoom, VA 1000).",
        "By label, compatible-0.24: no value has a published one beside it.",
    ]
    processes = compared(label_values.of_processes(RUNS))
    assert label_values.in_words(processes, is_published=True).splitlines()[0] == (
        "By label, compatible: 1 of 2 values compared lie within the accuracy of the published "
        "ones, 0.005; the largest difference is -0.010 (action, UCBMean)."
    )
    assert "made up" in label_values.in_words(methods, is_published=False)
    assert label_values.in_words([], is_published=False) == ""


def test_a_report_has_them(tmp_path: Path) -> None:
    both = (*CELLS, *(replace(cell, track=c.HONEST) for cell in CELLS))
    known = LabelResult(tuple(cell for cell in both if cell.label == "action"), ())
    report = exp1_report.write(tmp_path / "known", [known], is_published=True)
    lines = (tmp_path / "known" / "labels.csv").read_text().splitlines()
    assert lines[0] == "track,label,method,n,value,published,accuracy,difference"
    assert lines[1].startswith("compatible,action,B,0,0.496,0.493,0.003,0.003")
    assert lines[3] == "compatible,action,RCC,1000,0.9,,0.003,"
    assert len(lines) == 1 + 2 * 9
    assert "2 of 3 values" in report.by_label
    assert report.by_label in (tmp_path / "known" / "exp1.md").read_text()


def test_labels_of_other_names_have_none(tmp_path: Path) -> None:
    own = LabelResult(tuple(cell for cell in CELLS if cell.label not in ("action", "zoom")), ())
    report = exp1_report.write(tmp_path / "own", [own], is_published=False)
    assert report.by_label == ""
    assert len((tmp_path / "own" / "labels.csv").read_text().splitlines()) == 1
