from __future__ import annotations

from typing import Any

import pytest

from shotseer.datasets.label_groups import ALL_LABELS
from shotseer.experiments.exp1_report import note_of, with_difference
from shotseer.experiments.published import TABLE_2, TABLE_3, group_labels
from shotseer.experiments.report import markdown, number

FOCUS = ("character-focus", "animal", "object")


def row(**changes: Any) -> dict[str, Any]:
    return {
        "group": "focus",
        "track": "compatible-0.24",
        "value": 2.0,
        "published": 1.2,
        **changes,
    }


def difference(given: dict[str, Any], *, is_published: bool = True) -> float | None:
    found: float | None = with_difference(given, FOCUS, is_published)["difference"]
    return found


def test_a_number_about_the_same_labels_is_compared() -> None:
    assert difference(row()) == pytest.approx(0.8)


@pytest.mark.parametrize(
    "given",
    [
        row(track="honest"),
        row(group="genres"),
        row(group="all labels"),
        row(group="other", published=None),
        row(value=None),
    ],
)
def test_others_are_not(given: dict[str, Any]) -> None:
    assert difference(given) is None


def test_other_data_is_not_compared() -> None:
    assert difference(row(), is_published=False) is None
    assert "not the published data" in note_of(FOCUS, is_published=False)
    assert "in part" in note_of(FOCUS, is_published=True)
    assert "in part" not in note_of(ALL_LABELS, is_published=True)


def test_published_rows_are_about_published_labels() -> None:
    assert sum(len(group_labels(group)) for group in TABLE_2 if group != "all labels") == 56
    assert len(group_labels("all labels")) == 56
    assert all(list(values) == sorted(values) for values in TABLE_3.values())


def test_numbers_for_reading() -> None:
    assert number(None) == "-"
    assert number(1.25, sign=True) == "+1.2"
    assert number(-0.04) == "0.0"


def test_a_markdown_table() -> None:
    assert markdown("Title", ("name", "#25"), [("a", "1.0")]) == (
        "## Title\n\n| name | 25 |\n| --- | ---: |\n| a | 1.0 |\n"
    )
