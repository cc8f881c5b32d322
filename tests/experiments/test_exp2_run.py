"""Experiment 2 from a data set in the released layout to files, by the command."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from shotseer.core.job import Progress
from shotseer.datasets import synthetic
from shotseer.datasets.videoannotator import Release
from shotseer.experiments import exp2

T = TypeVar("T")
R = TypeVar("R")


class Nobody:
    """Runs nothing."""

    def map(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        for item in items:
            raise AssertionError(item)
        yield from ()


def finish(steps: Generator[Progress, None, T]) -> T:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a data set, and in it what the command left of one label."""
    folder = tmp_path_factory.mktemp("exp2")
    synthetic.make(folder / "data", shots=synthetic.LEAST_SHOTS)
    done = shotseer(folder, "--json")
    assert done.returncode == 0, done.stderr
    (folder / "said.json").write_text(done.stdout)
    return folder


def shotseer(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "shotseer", "reproduce", "exp2", "data"]
    given = ("--labels", "aerial", "--jobs", "1", *arguments)
    return subprocess.run(
        [*command, *given], capture_output=True, text=True, cwd=folder, check=False
    )


def test_all_processes_on_both_tracks(folder: Path) -> None:
    said: dict[str, Any] = json.loads((folder / "said.json").read_text())
    assert said["published_data"] is False
    assert len({row["process"] for row in said["tables"]["table3"]}) == 13
    assert len({row["process"] for row in said["tables"]["honest"]}) == 15
    assert all((folder / path).is_file() for path in said["files"])
    assert (folder / "exp1" / "kept").is_dir()


def test_steps_of_a_run(folder: Path) -> None:
    rows = list(csv.DictReader((folder / "exp2" / "steps.csv").read_text().splitlines()))
    robin = [r for r in rows if r["track"] == "compatible" and r["process"] == "RoundRobin"]
    mine = [row for row in robin if row["pull"] == "25"]
    assert [row["arm"] for row in mine[:3]] == ["agg", "zero_shot", "random"]
    assert [row["shots"] for row in mine[:2]] == ["25", "50"]
    # Three of a kind taken one after the other leave nothing over.
    release = Release.open(folder / "data")
    pools = release.pools("aerial")
    everything = {key for key, _ in (*pools.zero_shot, *pools.random)}
    everything |= {record.key for record in release.votes("aerial").records}
    assert int(mine[-1]["shots"]) < len(everything)


def test_published_values_of_labels_are_of_pulls_of_50(folder: Path) -> None:
    rows = list(csv.DictReader((folder / "exp2" / "steps.csv").read_text().splitlines()))
    robin = [r for r in rows if r["process"] == "RoundRobin" and r["pull"] == "50"]
    assert {row["track"] for row in robin} == {"compatible", "compatible-0.24"}
    mine = [row for row in robin if row["track"] == "compatible"]
    # The first pull takes all that the small set's first arm has.
    assert 25 < int(mine[0]["shots"]) <= 50
    assert len(mine) <= 20
    said: dict[str, Any] = json.loads((folder / "said.json").read_text())
    beside = said["tables"]["labels"]
    assert len(beside) == 6
    assert beside[0]["value"] == max(float(row["average_precision"]) for row in mine)
    assert [row["published"] for row in beside[:3]] == [0.96, 0.96, 0.96]
    assert [row["difference"] for row in beside] == [None] * 6
    assert "differences mean nothing" in said["by_label"]
    assert "differences mean nothing" in (folder / "exp2" / "exp2.md").read_text()


def test_what_is_kept_is_not_played_again(folder: Path) -> None:
    release = Release.open(folder / "data")
    steps = exp2.run(release, ["aerial"], Nobody(), folder / "exp2" / "kept")
    runs = finish(steps)
    assert {run.track for run in runs} == {"compatible", "compatible-0.24", "honest"}
    again = shotseer(folder)
    assert "Table 3" in again.stdout
    assert "not the published data" in again.stderr
    assert "differences mean nothing" in " ".join(again.stderr.split())


def test_both_experiments_in_one_folder(folder: Path) -> None:
    """What the first kept and wrote stays, and is used."""
    command = [sys.executable, "-m", "shotseer", "reproduce", "exp1", "data", "--labels", "aerial"]
    first = subprocess.run(
        [*command, "--jobs", "1", "--out", "e", "--json"],
        capture_output=True,
        text=True,
        cwd=folder,
        check=True,
    )
    written = [*json.loads(first.stdout)["files"], *(folder / "e" / "kept").iterdir()]
    before = {path: (folder / path).read_bytes() for path in written}
    both = shotseer(folder, "--out", "e", "--exp1", "e")
    assert both.returncode == 0, both.stderr
    assert "exp2-missing.csv says why" in both.stderr
    assert {path: (folder / path).read_bytes() for path in written} == before
    names = [path.name.partition(".")[0] for path in (folder / "e" / "kept").iterdir()]
    assert sorted(names) == ["exp1", "exp2"]
    assert (folder / "e" / "exp2-labels.csv").is_file()
