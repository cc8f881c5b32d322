"""The benchmark of simulated annotators on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.experiments.label_sets import write

from shotseer.cli.main import run


def test_a_set_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "fruit.npz")
    command = ["bench", "labels", str(path), "--max-labels", "1", "--jobs", "1"]
    assert run([*command, "--json", "--out", str(tmp_path / "out")]) == 0
    told = capsys.readouterr()
    found = json.loads(told.out)
    names = {"zero-shot", "combined", "paper", "shotseer"}
    for key in (
        "mean_ap",
        "intervals",
        "gain_over_paper",
        "below_zero_shot",
        "below_zero_shot_anywhere",
        "area",
        "area_gain_over_paper",
        "seconds",
    ):
        assert set(found[key]) == names, key
    assert set(found["mean_ap"]["paper"]) == set(found["below_zero_shot"]["paper"]) == {"25", "50"}
    assert (found["tasks"], found["pool"], found["test"]) == (1, 60, 60)
    assert found["judgements"] == [25, 50]
    assert found["left_out"] == [100, 200, 500]
    assert [one["name"] for one in found["sets"]] == ["fruit"]
    assert "5 files written" in told.err
    assert (tmp_path / "out" / "tasks.csv").is_file()

    assert run(command) == 0
    told = capsys.readouterr()
    assert "fruit: 1 task, 60 rows to judge, 60 to measure" in told.err
    assert "Not after 100 judgements" in told.err
    assert "Mean average precision" in told.out
    assert "Points above the paper's loop" in told.out
    assert "Tasks below zero-shot" in told.out
    assert f"{found['mean_ap']['paper']['25']:.3f}" in told.out


def test_a_broken_set_is_two_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "broken.npz").write_bytes(b"not a zip")
    assert run(["bench", "labels", str(tmp_path / "broken.npz")]) == 1
    told = capsys.readouterr().err
    assert "broken.npz is not a labelled set: it is not an .npz file" in told
    assert "A labelled set is an .npz file with X" in told
