"""Data sets on the command line: where, make, check. They need no workspace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shotseer.cli.main import run


def test_a_set_is_made_and_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "tiny"
    assert run(["dataset", "make", str(folder), "--shots", "150", "--seed", "3"]) == 0
    assert "A synthetic data set of 150 shots" in capsys.readouterr().err
    assert run(["dataset", "check", str(folder)]) == 0
    told = capsys.readouterr()
    assert "This data set is synthetic: 3 labels" in told.err
    assert "nothing wrong" in told.err
    assert "smoking" in told.out
    assert run(["dataset", "check", str(folder), "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found["kind"] == "synthetic"
    assert found["totals"]["shots"] == {"here": 150, "published": 504_030}
    assert [one["label"] for one in found["labels"]] == ["aerial", "day", "smoking"]
    assert [one["votes"] for one in found["labels"]] == [50, 50, 50]
    assert found["labels"][2]["published"]["votes"] == 1000
    assert found["faults"] == []


def test_a_damaged_set_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "tiny"
    assert run(["dataset", "make", str(folder), "--shots", "150"]) == 0
    (folder / "cmp" / "day.json").write_text("{}", encoding="utf-8")
    (folder / "checkpoints" / "day.json").unlink()
    capsys.readouterr()
    assert run(["dataset", "check", str(folder)]) == 1
    told = capsys.readouterr().err
    assert "wrong: " in told
    assert "cmp/day.json cannot be used: it has no list 'zero_shot'" in told
    assert "checkpoints/day.json is missing" in told
    assert "2 faults." in told


def test_what_is_no_set_is_told_where_one_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["dataset", "check", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "is not the data set of Video Annotator: it lacks shot-data.csv" in told
    assert "shotseer dataset where" in told
    assert run(["dataset", "where"]) == 0
    assert "github.com/Netflix/videoannotator" in capsys.readouterr().out
    assert run(["dataset", "where", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["check"] == "shotseer dataset check FOLDER"


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert run(["dataset", "make", str(tmp_path)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
