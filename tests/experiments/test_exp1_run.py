"""Experiment 1 from a data set in the released layout to files, and again."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest

from shotseer.core.errors import InputError, NotFoundError
from shotseer.core.job import Progress
from shotseer.datasets import synthetic
from shotseer.datasets.videoannotator import Release
from shotseer.executors.processes import ProcessExecutor
from shotseer.experiments import exp1, exp1_report
from shotseer.experiments.label_data import choose_labels, gather
from shotseer.experiments.published import is_published

T = TypeVar("T")
R = TypeVar("R")

LABELS = ("aerial", "smoking")


class OneByOne:
    """Runs work at once, and tells on what."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def map(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        for item in items:
            self.done.append(item.label)  # type: ignore[attr-defined]
            yield work(item)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("data") / "synthetic"
    synthetic.make(folder, shots=synthetic.LEAST_SHOTS)
    return Release.open(folder)


@pytest.fixture(scope="module")
def kept(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the results of both labels."""
    folder = tmp_path_factory.mktemp("kept")
    finish(exp1.run(release, LABELS, OneByOne(), folder))
    return folder


def finish(steps: Generator[Progress, None, T]) -> T:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


def test_what_is_kept_is_not_measured_again(release: Release, kept: Path) -> None:
    executor = OneByOne()
    results = finish(exp1.run(release, LABELS, executor, kept))
    assert executor.done == []
    assert [result.cells[0].label for result in results] == list(LABELS)


def test_a_run_that_was_cut_off_goes_on(release: Release, tmp_path: Path) -> None:
    first, second = OneByOne(), OneByOne()
    steps = exp1.run(release, LABELS, first, tmp_path)
    assert [next(steps).done, next(steps).done] == [0, 1]
    steps.close()
    finish(exp1.run(release, LABELS, second, tmp_path))
    assert (first.done, second.done) == (["aerial"], ["smoking"])


def test_other_data_is_measured_again(release: Release) -> None:
    (data,) = gather(release, ["aerial"])
    (again,) = gather(release, ["aerial"])
    assert data.digest == again.digest
    again.vectors[0, 0] += 1
    assert data.digest != again.digest


@pytest.fixture(scope="module")
def report(
    release: Release, kept: Path, tmp_path_factory: pytest.TempPathFactory
) -> exp1_report.Report:
    results = finish(exp1.run(release, LABELS, OneByOne(), kept))
    return exp1_report.write(tmp_path_factory.mktemp("out"), results, is_published=False)


def test_the_same_bytes_from_processes_and_from_what_was_kept(
    release: Release, report: exp1_report.Report, tmp_path: Path
) -> None:
    fresh = finish(exp1.run(release, LABELS, ProcessExecutor(2), tmp_path / "kept"))
    again = exp1_report.write(tmp_path / "out", fresh, is_published=False)
    assert contents(again) == contents(report)
    assert {"cells.csv", "table2.csv", "exp1.md", "fig7.svg", "fig10.png"} <= contents(again).keys()


def test_a_report_says_which_labels_it_covers(
    report: exp1_report.Report, release: Release, kept: Path, tmp_path: Path
) -> None:
    assert report.labels == LABELS
    assert report.coverage == "All tables and figures here cover 2 labels: aerial, smoking."
    assert all(one.title.endswith(" (labels: aerial, smoking)") for one in report.shown)
    results = finish(exp1.run(release, ["aerial"], OneByOne(), kept))
    one = exp1_report.write(tmp_path, results, is_published=False, others=["smoking"])
    assert one.coverage == (
        "All tables and figures here cover 1 label: aerial. Kept from other runs, but not in them: "
        "smoking. Name these in --labels as well to have them in."
    )
    assert one.coverage in (tmp_path / "exp1.md").read_text()
    assert ">label: aerial</text>" in (tmp_path / "fig9.svg").read_text()


def test_captions_say_what_looks_wrong(report: exp1_report.Report) -> None:
    assert "one of 33 shots stands at 30" in contents(report)["exp1.md"].decode()
    assert "VA's rounded down to tens" in contents(report)["fig10.svg"].decode()


def contents(report: exp1_report.Report) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in report.files}


def test_every_cell_is_in_the_table(report: exp1_report.Report) -> None:
    text = contents(report)["cells.csv"].decode()
    rows = list(csv.DictReader(text.splitlines()))
    assert list(rows[0])[:7] == ["label", "method", "n", "track", "seed", "mean", "sd"]
    compatible = [row for row in rows if row["track"] == "compatible"]
    places = {(row["label"], row["method"], row["n"], row["scoring"]) for row in compatible}
    for label in LABELS:
        for method in ("RCC", "ZSC", "CC", "VA"):
            for n in ("25", "50", "100", "500", "1000"):
                assert (label, method, n, "average_precision") in places
    assert all(bool(row["mean"]) != bool(row["missing"]) for row in rows)


def test_differences_are_for_the_published_data_alone(
    release: Release, kept: Path, report: exp1_report.Report, tmp_path: Path
) -> None:
    assert not is_published(release)
    assert (
        report.note
        == "Published numbers are shown but not compared: this is not the published data."
    )
    assert all(row["difference"] is None for row in report.tables["table2"])
    # Were it the published data: of these two labels no group is whole.
    results = finish(exp1.run(release, LABELS, OneByOne(), kept))
    part = exp1_report.write(tmp_path, results, is_published=True)
    assert all(row["difference"] is None for row in part.tables["table2"])
    assert "in part" in part.note


def test_text_vectors_are_needed_and_labels_must_be_there(release: Release) -> None:
    with pytest.raises(NotFoundError, match="no label 'nothing'"):
        choose_labels(release, ["aerial", "nothing"])
    assert choose_labels(release, ["smoking", "aerial"]) == ("aerial", "smoking")
    bare = Release(release.folder, release.labels)
    bare.__dict__["texts"] = {"aerial": np.zeros(512, dtype=np.float32)}
    with pytest.raises(InputError, match="no vector for the label 'smoking'"):
        list(gather(bare, LABELS))


def test_ctrl_c_stops_at_once_and_keeps_what_is_finished(release: Release, tmp_path: Path) -> None:
    command = [sys.executable, "-c", INTERRUPTIBLE, "reproduce", "exp1", str(release.folder)]
    running = subprocess.Popen(
        [*command, "--labels", "aerial,smoking", "--jobs", "1", "--out", str(tmp_path)],
        stderr=subprocess.PIPE,
        text=True,
    )
    while not list(tmp_path.glob("kept/exp1.aerial.*.json")):
        assert running.poll() is None
        os.sched_yield()
    running.send_signal(signal.SIGINT)
    _, said = running.communicate()
    assert running.returncode == 130
    assert "stopped; what was finished is kept" in said
    assert not list(tmp_path.glob("kept/*smoking*"))


INTERRUPTIBLE = """
import signal
from shotseer.__main__ import main
# Where tests run in the background, the signal is ignored from the start.
signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""


def test_the_command(release: Release, tmp_path: Path) -> None:
    def shotseer(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "shotseer", "reproduce", "exp1", str(release.folder)]
        return subprocess.run(
            [*command, *arguments], capture_output=True, text=True, cwd=tmp_path, check=False
        )

    done = shotseer("--labels", "smoking", "--jobs", "1", "--out", "found", "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["published_data"] is False
    assert {row["method"] for row in found["tables"]["fig9"]} == {"B", "ZS", "ZSC", "RCC", "CC"}
    assert all((tmp_path / path).is_file() for path in found["files"])
    assert found["labels"] == ["smoking"]
    assert found["coverage"] == "All tables and figures here cover 1 label: smoking."
    shown = shotseer("--labels", "aerial", "--out", "found")
    assert "Table 2: median gain of VA over CC, compatible (label: aerial)" in shown.stdout
    assert "not the published data" in shown.stderr
    said = " ".join(shown.stderr.split())
    assert "cover 1 label: aerial. Kept from other runs, but not in them: smoking." in said
    wrong = shotseer("--labels", "nothing")
    assert wrong.returncode == 1
    assert "no label 'nothing'" in wrong.stderr
