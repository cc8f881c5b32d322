"""The published tables, from cells that were made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shotseer.experiments import tables
from shotseer.experiments.cells import Cell, Table

NS = (25, 50, 100, 500, 1000)


def cell(label: str, method: str, mean: float | None, n: int = 1000, **changes: Any) -> Cell:
    given: dict[str, Any] = {
        "label": label,
        "method": method,
        "n": n,
        "track": "compatible",
        "seed": 0,
        "mean": mean,
        "sd": None,
        "group": "",
        "head": "none" if method in ("B", "ZS") else "paper",
        "scoring": "average_precision",
        "test": "selected",
        "train_size": 0,
        "train_positives": 0,
        "test_size": 0,
        "test_positives": 0,
        "trained": mean is not None,
    }
    return Cell(**{**given, **changes})


def both(label: str, va: float | None, cc: float | None, **changes: Any) -> list[Cell]:
    return [cell(label, "VA", va, **changes), cell(label, "CC", cc, **changes)]


def one(rows: list[dict[str, Any]], **wanted: Any) -> dict[str, Any]:
    found = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    assert len(found) == 1, found
    return found[0]


AT_1000 = {"track": "compatible", "test": "selected", "n": 1000}


def test_the_median_gain_leaves_out_equal_labels_and_missing_ones() -> None:
    table = Table(
        [
            *both("day", 0.9, 0.8),  # time_location, +10
            *both("interior", 0.5, 0.5),  # equal
            *both("golden-hour", 0.4, None),
            *both("anger", 0.3, 0.35),  # emotions, -5
            *both("sad", None, 0.2),
        ]
    )
    rows = tables.table_2(table)
    everything = one(rows, group="all labels", **AT_1000)
    assert everything["value"] == pytest.approx(2.5)
    assert (everything["labels"], everything["ties"]) == (2, 1)
    assert everything["value_with_ties"] == pytest.approx(0)
    assert everything["published"] == 2.9
    assert one(rows, group="time_location", **AT_1000)["value"] == pytest.approx(10)
    assert one(rows, group="emotions", **AT_1000)["value"] == pytest.approx(-5)
    assert one(rows, group="all labels", track="compatible", test="selected", n=25)["value"] is None


def test_only_groups_that_are_there_have_rows() -> None:
    rows = tables.table_2(Table(both("my-own-label", 0.5, 0.4)))
    assert {row["group"] for row in rows} == {"other", "all labels"}


def honest(label: str, va: float | None, cc: float | None, seed: int) -> list[Cell]:
    return both(label, va, cc, seed=seed, track="honest")


def test_honest_gains_are_means_over_the_splits_that_have_both() -> None:
    table = Table(
        [
            *honest("day", 0.9, 0.8, 0),
            *honest("day", 0.7, 0.8, 1),
            *honest("day", 0.9, 0.6, 2),
            *honest("day", 1.0, None, 3),
            *honest("interior", 0.5, 0.5, 0),
        ]
    )
    row = one(tables.table_2(table), group="all labels", track="honest", test="selected", n=1000)
    # day: (+10 - 10 + 30) / 3, interior: 0, which counts.
    assert row["value"] == pytest.approx((10 + 0) / 2)
    assert (row["labels"], row["ties"]) == (2, 1)


def test_figure_7_drops_labels_without_va_but_divides_by_all() -> None:
    table = Table(
        [
            *both("day", 0.9, 0.8),
            *both("interior", 0.9, None),
            *both("anger", None, 0.7),
            *both("sad", 0.9, 0.8),
        ]
    )
    rows = tables.figure_7(table)
    # Three of four labels have a CC, but anger has no VA.
    assert one(rows, track="compatible", method="CC", n=1000)["value"] == 50
    assert one(rows, track="compatible", method="RCC", n=1000)["value"] == 0


def test_honest_figure_7_asks_each_method_on_its_own() -> None:
    table = Table(
        [
            *honest("anger", None, 0.7, 0),
            *honest("anger", None, None, 1),
            *honest("day", 0.9, 0.8, 0),
            *honest("day", 0.9, 0.8, 1),
        ]
    )
    rows = tables.figure_7(table)
    assert one(rows, track="honest", method="CC", n=1000)["value"] == 75
    assert one(rows, track="honest", method="VA", n=1000)["value"] == 50


WON_LOST = [
    *both("day", 0.9, 0.8),
    *both("interior", 0.9, None),
    *both("anger", 0.5, 0.5),
    *both("sad", 0.3, 0.4),
    *both("happy", None, 0.4),
]


def test_in_figure_9_missing_is_a_win_and_equal_is_a_loss() -> None:
    row = one(tables.figure_9(Table(WON_LOST)), method="CC", **AT_1000)
    # Won: day, and interior, which has no CC. Four labels have a VA.
    assert row["value"] == 50
    assert (row["wins"], row["ties"], row["losses"], row["missing"]) == (1, 1, 1, 1)
    assert row["labels"] == 4


def test_in_honest_figure_9_missing_is_missing_and_equal_is_half() -> None:
    table = Table(replace(found, track="honest") for found in WON_LOST)
    rows = tables.figure_9(table)
    row = one(rows, method="CC", track="honest", test="selected", n=1000)
    assert row["value"] == 50  # one and a half of three
    assert row["labels"] == 3
    assert row["missing"] == 1


def test_flat_methods_hold_for_every_n() -> None:
    table = Table([cell("day", "VA", 0.7, n=25), cell("day", "ZS", 0.4, n=0)])
    row = one(tables.spread(table), method="ZS", statistic="mean", track="compatible", n=25)
    assert row["value"] == pytest.approx(30)
    assert row["published"] == 9


def test_the_spread_is_of_quartiles_and_mean() -> None:
    cells = [
        one
        for label, gain in zip("abcde", (0.0, 0.1, 0.2, 0.3, 0.9), strict=True)
        for one in both(label, 0.05 + gain, 0.0)
    ]
    rows = tables.spread(Table(cells))
    found = {row["statistic"]: row for row in rows if row["method"] == "CC" and _here(row)}
    assert found["p25"]["value"] == pytest.approx(15)
    assert found["mean"]["value"] == pytest.approx(35)
    assert found["p75"]["value"] == pytest.approx(35)
    assert found["mean"]["low"] < 35 < found["mean"]["high"]


def _here(row: dict[str, Any]) -> bool:
    return all(row[name] == value for name, value in AT_1000.items())


def test_pooled_over_labels_and_n() -> None:
    cells = [*both("a", 0.6, 0.5, n=25), *both("a", 0.8, 0.5, n=50), *both("b", 0.4, 0.5, n=25)]
    rows = [row for row in tables.pooled(Table(cells)) if row["track"] == "compatible"]
    found = {row["statistic"]: row["value"] for row in rows}
    assert found["pairs"] == 3
    assert found["mean"] == pytest.approx(10)
    assert found["sd"] == pytest.approx(20)  # of a sample
    assert found["p50"] == pytest.approx(10)
    assert found["ratio_mean"] == pytest.approx(20)


def test_heads_are_compared_where_both_could_learn() -> None:
    def head(name: str, label: str, seed: int, mean: float | None) -> Cell:
        return cell(label, "CC", mean, seed=seed, track="honest", head=name)

    table = Table(
        [
            head("paper", "day", 0, 0.5),
            head("default", "day", 0, 0.7),
            head("paper", "day", 1, None),
            head("default", "day", 1, 0.1),
            head("paper", "sad", 0, None),
            head("default", "sad", 0, 0.3),
        ]
    )
    row = one(tables.heads(table), test="selected", method="CC", n=1000)
    assert row["value"] == pytest.approx(20)
    assert (row["labels"], row["wins"], row["losses"], row["only_default"]) == (1, 1, 0, 1)


def test_what_is_missing_is_counted_by_reason() -> None:
    lost = [*both("a", None, 0.5, n=25), *both("a", None, 0.5, n=1000), *both("b", None, 0.5)]
    assert tables.missing([*lost, *both("c", 0.5, None)]) == [
        {
            "track": "compatible",
            "reason": "",
            "methods": "CC, VA",
            "heads": "paper",
            "tests": "selected",
            "n": "25, 1000",
            "labels": 3,
            "cells": 4,
        }
    ]
