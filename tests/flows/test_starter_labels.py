from __future__ import annotations

import json
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from shotseer import Workspace
from shotseer.flows.label import NAME, starter_labels

FILE = resources.files("shotseer").joinpath("data/starter_labels.json")


def unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # json.loads keeps the last of two equal keys without a word.
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


STARTERS: dict[str, dict[str, Any]] = json.loads(
    FILE.read_text("utf-8"), object_pairs_hook=unique_keys
)


def test_the_56_labels_come_in_the_order_of_their_groups() -> None:
    groups = groupby(entry["group"] for entry in STARTERS.values())
    assert [(group, len(list(entries))) for group, entries in groups] == [
        ("shot_types", 22),
        ("sensitivities", 7),
        ("genres", 6),
        ("motion", 6),
        ("emotions", 5),
        ("events_actions", 4),
        ("focus", 3),
        ("time_location", 3),
    ]
    assert len(STARTERS) == 56


def test_the_file_is_small_and_laid_out_for_diffs() -> None:
    text = FILE.read_text("utf-8")
    assert len(text.encode()) < 60_000
    assert text == json.dumps(STARTERS, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("name", STARTERS)
def test_a_label_has_a_valid_name_and_every_text(name: str) -> None:
    entry = STARTERS[name]
    assert NAME.fullmatch(name)
    assert entry.keys() == {"group", "description", "guidelines", "queries"}
    texts = [entry["description"], entry["guidelines"], *entry["queries"]]
    assert all(text and text == text.strip() for text in texts)
    assert entry["description"].endswith(".")
    assert entry["guidelines"].endswith(".")


@pytest.mark.parametrize("name", STARTERS)
def test_a_label_has_three_to_five_different_queries(name: str) -> None:
    queries = [query.casefold() for query in STARTERS[name]["queries"]]
    assert 3 <= len(queries) <= 5
    assert len(set(queries)) == len(queries)


def test_starter_labels_carry_what_the_file_says() -> None:
    carried = {
        label.name: (label.description, label.guidelines, list(label.queries))
        for label in starter_labels()
    }
    assert carried == {
        name: (entry["description"], entry["guidelines"], entry["queries"])
        for name, entry in STARTERS.items()
    }


def test_those_that_are_missing_are_named_and_added(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, create=True) as workspace:
        workspace.create_label("aerial")
        assert len(workspace.missing_starter_labels()) == 55
        assert "aerial" not in workspace.missing_starter_labels()
        added = workspace.create_starter_labels()
        assert len(added) == 55
        assert workspace.missing_starter_labels() == []
        assert workspace.create_starter_labels() == []
