"""The benchmark of simulated annotators, from sets to figures."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from tests.experiments.label_sets import write

from shotseer.core.errors import InputError
from shotseer.core.job import Progress
from shotseer.executors.processes import ProcessExecutor
from shotseer.experiments import label_bench, label_report
from shotseer.experiments.label_bench import SetResult, TaskResult, read_sets
from shotseer.experiments.label_summary import areas, over_tasks, summarise
from shotseer.experiments.methods import METHODS
from shotseer.experiments.simulated import Played, Point

T = TypeVar("T")
R = TypeVar("R")


class OneByOne:
    """Runs work at once."""

    def map(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        for item in items:
            yield work(item)


def finish(steps: Generator[Progress, None, T]) -> tuple[T, list[Progress]]:
    said = []
    while True:
        try:
            said.append(next(steps))
        except StopIteration as end:
            return end.value, said


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[SetResult, ...]:
    path = write(tmp_path_factory.mktemp("sets") / "fruit.npz")
    results, said = finish(label_bench.run(read_sets([path]), OneByOne(), most=2))
    assert [(one.done, one.total, one.note) for one in said] == [
        (0, 2, ""),
        (1, 2, "apple"),
        (2, 2, "pear"),
    ]
    return results


def test_every_method_plays_every_task(found: tuple[SetResult, ...]) -> None:
    (result,) = found
    assert (result.name, result.pool, result.test, result.marks) == ("fruit", 60, 60, (25, 50))
    assert [task.task for task in result.results] == ["apple", "pear"]
    for task in result.results:
        assert list(task.played) == ["zero-shot", "combined", "paper", "shotseer"]
        for played in task.played.values():
            assert [point.n for point in played.points] == [25, 50]
            assert played.seconds > 0
        flat = task.played["zero-shot"].points
        assert flat[0].average_precision == flat[1].average_precision


def test_the_number_of_processes_changes_nothing(
    found: tuple[SetResult, ...], tmp_path: Path
) -> None:
    sets = read_sets([write(tmp_path / "fruit.npz")])
    results, _ = finish(label_bench.run(sets, ProcessExecutor(2), most=2))
    assert label_report.rows_of(results) == label_report.rows_of(found)


def results_of(name: str, curves: dict[str, list[list[float]]]) -> SetResult:
    """Return results with given average precision: by method, for each task, at 25 and 100."""
    tasks = len(curves["paper"])
    return SetResult(
        name,
        110,
        111,
        (25, 100),
        tuple(
            TaskResult(
                f"{name} {i}",
                {
                    method: Played(
                        tuple(Point(n, ap, 7) for n, ap in zip((25, 100), own[i], strict=True)), 0.5
                    )
                    for method, own in curves.items()
                },
            )
            for i in range(tasks)
        ),
    )


def test_figures_are_means_and_shares_over_tasks() -> None:
    one = results_of(
        "one",
        {
            "zero-shot": [[0.2, 0.2], [0.4, 0.4]],
            "paper": [[0.2, 0.6], [0.5, 0.9]],
            "shotseer": [[0.3, 0.1], [0.4 - 1e-12, 1.0]],
        },
    )
    found = summarise([one])
    ours = found.methods["shotseer"]
    assert ours.mean_ap[25].value == pytest.approx(0.35)
    assert ours.mean_ap[100].value == pytest.approx(0.55)
    assert ours.gain[25].value == pytest.approx((0.1 - 0.1) / 2)
    assert ours.gain[100].value == pytest.approx((-0.5 + 0.1) / 2)
    assert ours.area.value == pytest.approx((0.2 + 0.7) / 2)
    assert ours.area_gain.value == pytest.approx(0.45 - (0.4 + 0.7) / 2)
    assert ours.below == {25: 0.0, 100: 0.5}
    assert ours.below_anywhere == 0.5
    assert ours.seconds == 1.0
    assert ours.mean_ap[25].low is None, "two tasks are too few for an interval"
    assert found.left_out == (50, 200, 500)


def test_the_area_is_over_the_logarithm_of_judgements() -> None:
    curve = np.array([[0.0, 0.4, 0.4]])
    # Two doublings: one at 0.2 on average, one at 0.4.
    assert areas(curve, (25, 50, 100)).tolist() == pytest.approx([0.3])
    assert areas(np.array([[0.7]]), (25,)).tolist() == [0.7]


def test_sets_weigh_the_same_and_shares_are_of_all_tasks() -> None:
    curves = {"zero-shot": [[0.5, 0.5]], "paper": [[0.5, 0.5]], "shotseer": [[0.4, 0.6]]}
    many = {name: own * 3 for name, own in curves.items()} | {"shotseer": [[0.8, 0.8]] * 3}
    whole, each = label_report.summaries([results_of("one", curves), results_of("many", many)])
    assert whole.methods["shotseer"].mean_ap[25].value == pytest.approx((0.4 + 0.8) / 2)
    assert whole.methods["shotseer"].below[25] == 0.25
    assert whole.tasks == 4
    plain = label_report.plain(whole, each)
    assert [one["name"] for one in plain["sets"]] == ["one", "many"]
    assert plain["name"] == "one, many"
    assert plain["mean_ap"]["shotseer"] == pytest.approx({"25": 0.6, "100": 0.7})
    assert plain["below_zero_shot"]["paper"] == {"25": 0.0, "100": 0.0}


def test_the_plot_of_gains_has_the_mean_of_the_table(tmp_path: Path) -> None:
    curves = {"zero-shot": [[0.5, 0.5]], "paper": [[0.5, 0.5]], "shotseer": [[0.4, 0.6]]}
    many = {name: own * 3 for name, own in curves.items()} | {"shotseer": [[0.8, 0.8]] * 3}
    results = [results_of("one", curves), results_of("many", many)]
    whole, _ = label_report.summaries(results)
    label_report.write(tmp_path, results, whole)
    # -10 and 30, +10 and 30; over the four tasks it would be 20 and 25.
    assert re.findall(r"mean over sets (\S+)<", (tmp_path / "gains.svg").read_text()) == [
        "+10.0",
        "+20.0",
    ]
    label_report.write(tmp_path, results[:1], summarise(results[:1]))
    assert re.findall(r">mean (\S+)<", (tmp_path / "gains.svg").read_text()) == ["-10.0", "+10.0"]


def test_intervals_come_from_drawing_tasks_of_each_set() -> None:
    same = over_tasks([np.full(6, 0.25), np.full(5, 0.75)])
    assert (same.value, same.low, same.high) == (0.5, 0.5, 0.5)
    spread = over_tasks([np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])])
    # The mean of six draws of 0 or 1: 95 % lie within 1 and 5 ones.
    assert spread.low == pytest.approx(1 / 6)
    assert spread.high == pytest.approx(5 / 6)


def test_files_hold_every_number(found: tuple[SetResult, ...], tmp_path: Path) -> None:
    whole, _ = label_report.summaries(found)
    label_report.prepare(tmp_path / "out")
    files = label_report.write(tmp_path / "out", found, whole)
    assert [path.name for path in files] == [
        "tasks.csv",
        "curves.png",
        "curves.svg",
        "gains.png",
        "gains.svg",
    ]
    with files[0].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 * len(METHODS) * 2
    assert list(rows[0]) == ["set", "task", "method", "n", "average_precision", "positives"]
    value = found[0].results[0].played["zero-shot"].points[0].average_precision
    assert float(rows[0]["average_precision"]) == value
    before = [path.read_bytes() for path in files]
    again = label_report.write(tmp_path / "out", found, whole)
    assert [path.read_bytes() for path in again] == before, "same results, same bytes"
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot make the folder"):
        label_report.prepare(tmp_path / "file")


def test_sets_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    paths = [write(tmp_path / folder / "fruit.npz") for folder in ("a", "b")]
    assert [one.name for one in read_sets(paths)] == [str(path) for path in paths]
    with pytest.raises(InputError, match="given twice"):
        read_sets([paths[0], paths[0]])


def test_a_pool_must_hold_the_first_mark(tmp_path: Path) -> None:
    sets = read_sets([write(tmp_path / "small.npz", count=48)])
    with pytest.raises(InputError, match="small has 24 rows to judge, fewer than 25"):
        finish(label_bench.run(sets, OneByOne()))
