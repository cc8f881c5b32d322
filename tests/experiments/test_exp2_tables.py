"""Tables of two labels, worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from shotseer.experiments import cells as c
from shotseer.experiments import exp2_processes as processes
from shotseer.experiments import exp2_tables as tables
from shotseer.experiments.cells import Cell, Table
from shotseer.experiments.exp2_play import Run
from shotseer.experiments.exp2_tables import Row


def cell(label: str, method: str, mean: float | None, n: int = 1000, **more: object) -> Cell:
    given = {
        "track": c.COMPATIBLE,
        "seed": 0,
        "sd": 0.0,
        "group": "genres",
        "head": c.PAPER,
        "scoring": c.BY_AP,
        "test": c.SELECTED,
        "train_size": n,
        "train_positives": 5,
        "test_size": 20,
        "test_positives": 5,
    }
    return Cell(label=label, method=method, n=n, mean=mean, **{**given, **more})  # type: ignore[arg-type]


CELLS = Table(
    [
        cell("action", c.CHECKPOINT, 0.5, 30),
        cell("action", c.CHECKPOINT, 0.7, 60),
        cell("action", c.CHECKPOINT, 0.6, 90),
        cell("action", c.VA, 0.7),
        cell("action", c.CC, 0.65),
        cell("drama", c.CHECKPOINT, None, 20),
        cell("drama", c.CHECKPOINT, 0.4, 90),
        cell("drama", c.VA, 0.4),
        cell("drama", c.CC, None),
        cell("action", c.VA, 0.55, track=c.HONEST, head=c.OURS),
        cell("action", c.CC, 0.45, track=c.HONEST, head=c.OURS),
        cell("drama", c.VA, 0.35, track=c.HONEST, head=c.OURS),
        cell("drama", c.CC, 0.45, track=c.HONEST, head=c.OURS),
    ]
)


def run(process: str, label: str, *curve: float, track: str = c.COMPATIBLE) -> Run:
    count = len(curve)
    return Run(
        label,
        track,
        process,
        ("agg",) * count,
        tuple(25 * (step + 1) for step in range(count)),
        (5,) * count,
        (0.1,) * count,
        curve,
    )


def only(rows: Sequence[Row], **wanted: object) -> Row:
    if "track" not in wanted:
        rows = [row for row in rows if row["track"] != c.COMPATIBLE_OLD]
    (found,) = (row for row in rows if all(row[name] == wanted[name] for name in wanted))
    return found


RUNS = [
    run("GreedyOracle", "action", 0.8, 0.9),
    run("GreedyOracle", "drama", 0.6, 0.5),
    run("UCBMean c=0.01", "action", 0.6, 0.75),
    run("UCBMean c=0.1", "action", 0.7, 0.6),
    run("UCBMean c=0.01", "drama", 0.2, 0.3),
    run("UCBMean c=0.1", "drama", 0.5, 0.4),
    run("EpsilonGreedyMean epsilon=0.1", "action", 0.99),
    run("EpsilonGreedyMean epsilon=0.25", "action", 0.6),
]


def test_table_3_is_about_bests() -> None:
    rows = tables.table_3(RUNS, CELLS)
    # 0.9 - 0.7 and 0.6 - 0.4
    assert only(rows, process="GreedyOracle", percentile=50)["value"] == pytest.approx(20)
    # The better of two settings: 0.75 - 0.7 and 0.5 - 0.4; a tenth of the way from 5 to 10
    ucb = [only(rows, process="UCBMean", percentile=p) for p in (10, 50, 90)]
    assert [row["value"] for row in ucb] == pytest.approx([5.5, 7.5, 9.5])
    assert [row["published"] for row in ucb] == [-7.5, 3.4, 15.9]
    assert ucb[0]["labels"] == 2
    # One setting only
    greedy = only(rows, process="EpsilonGreedyMean", percentile=50)
    assert greedy["value"] == pytest.approx(-10)
    assert greedy["labels"] == 1
    nobody = only(rows, process="Thompson", percentile=50)
    assert (nobody["value"], nobody["labels"], nobody["published"]) == (None, 0, None)


def test_shares_of_the_first_notebook() -> None:
    ran = [one.key for one in processes.published()[: tables.IN_NOTEBOOK]]
    assert ran[-1] == "UCBEWMA c=0.01"
    best = dict.fromkeys(ran, 0.5) | {"GreedyOracle": 0.9}
    runs = [run(key, "action", value) for key, value in best.items()]
    runs += [run(key, "drama", 0.6 if key == "RoundRobin" else 0.3) for key in ran]
    rows = tables.shares(runs, CELLS)
    assert only(rows, among=tables.ALL_PROCESSES, process="GreedyOracle")["value"] == 50
    assert only(rows, among=tables.ALL_PROCESSES, process="RoundRobin")["value"] == 50
    # Of equals the last counts.
    assert only(rows, among=tables.NO_ORACLE, process="UCBEWMA")["value"] == 50
    assert only(rows, among=tables.NO_ORACLE, process="UCBEWMA")["published"] == 31
    assert only(rows, among=tables.NO_ORACLE, process="UCBMean")["value"] == 0
    # VA's best: 0.7 and 0.4
    assert only(rows, among=tables.ABOVE_VA, process="GreedyOracle")["value"] == 50
    assert only(rows, among=tables.ABOVE_VA, process="UCBEWMA")["value"] == 0


def test_headlines_are_made_up_as_published() -> None:
    rows = tables.headlines(RUNS, CELLS)
    # Of action alone, as drama has no CC: 0.7 - 0.65 + 0.75 - 0.7
    assert only(rows, name="8.3")["value"] == pytest.approx(10)
    # 0.05, and the median of 0.2 and 0.2
    assert only(rows, name="6.8")["value"] == pytest.approx(25)
    assert only(rows, name="2.9")["value"] == pytest.approx(5)
    assert [row["published"] for row in rows] == 2 * [8.3, 6.8, 2.9]
    assert only(rows, name="8.3", track=c.COMPATIBLE_OLD)["value"] is None


def test_honest_answers_are_about_the_last_step_and_the_way_there() -> None:
    runs = [
        run("Thompson", "action", 0.5, 0.9, 0.6, track=c.HONEST),
        run("Thompson", "drama", 0.3, 0.5, track=c.HONEST),
        run("Random", "action", 0.4, 0.5, track=c.HONEST),
        run("Random", "drama", 0.2, 0.4, track=c.HONEST),
    ]
    rows = tables.honest(runs, CELLS)
    # Last: 0.6 - 0.55 and 0.5 - 0.35
    va = only(rows, process="Thompson", measure="last", than=c.VA)
    assert (va["value"], va["statistic"], va["labels"]) == (pytest.approx(10), "median", 2)
    # 0.15 and 0.05
    assert only(rows, process="Thompson", measure="last", than=c.CC)["value"] == pytest.approx(10)
    # 0.1 and 0.1
    chance = only(rows, process="Thompson", measure="last", than="Random")
    assert chance["value"] == pytest.approx(10)
    # Over the two steps that both made: 0.7 - 0.45 and 0.4 - 0.3
    area = only(rows, process="Thompson", measure="area", than="Random")
    assert area["value"] == pytest.approx(17.5)
    assert only(rows, process="Random", measure="area", than="Random")["value"] == 0


def test_what_is_missing_is_counted() -> None:
    lost = [
        Run(label, c.HONEST, process, missing="no shots")
        for label, process in (("action", "Random"), ("drama", "Random"), ("drama", "Exp3Last"))
    ]
    assert tables.missing([*RUNS, *lost]) == [
        {
            "track": c.HONEST,
            "pull": 25,
            "reason": "no shots",
            "processes": "Exp3Last, Random",
            "labels": 2,
            "cells": 3,
        }
    ]


def test_every_step_is_written_down() -> None:
    assert tables.steps([run("Random", "action", 0.5, 0.6)])[1] == {
        "track": c.COMPATIBLE,
        "label": "action",
        "process": "Random",
        "pull": 25,
        "step": 2,
        "arm": "agg",
        "shots": 50,
        "positives": 5,
        "gain": 0.1,
        "average_precision": 0.6,
    }
