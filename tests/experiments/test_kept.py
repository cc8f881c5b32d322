"""What is kept of labels, where several experiments share a folder."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from shotseer.core.job import Progress
from shotseer.datasets import synthetic
from shotseer.datasets.videoannotator import Release
from shotseer.experiments.kept import Experiment, each_label, labels_in
from shotseer.experiments.label_data import LabelData

T = TypeVar("T")
R = TypeVar("R")


class OneByOne:
    """Runs work at once, and counts it."""

    def __init__(self) -> None:
        self.count = 0

    def map(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        for item in items:
            self.count += 1
            yield work(item)


def size(data: LabelData) -> tuple[str, dict[str, Any]]:
    return data.label, {"size": len(data.keys)}


def film(data: LabelData) -> tuple[str, dict[str, Any]]:
    return data.label, {"films": len(set(data.videos))}


SIZES, FILMS = Experiment("exp1", "Sizes", size, 1), Experiment("exp2", "Films", film, 1)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("data") / "synthetic"
    synthetic.make(folder, shots=synthetic.LEAST_SHOTS)
    return Release.open(folder)


def run(
    experiment: Experiment, release: Release, folder: Path, label: str = "aerial"
) -> tuple[dict[str, Any], int]:
    """Return what came of a label, and how many were worked on for it."""
    executor = OneByOne()
    steps: Generator[Progress, None, list[dict[str, Any]]] = each_label(
        experiment, release, [label], executor, folder
    )
    while True:
        try:
            next(steps)
        except StopIteration as end:
            (found,) = end.value
            return found, executor.count


@pytest.mark.parametrize("rules", [1, 2], ids=["equal rules", "other rules"])
@pytest.mark.parametrize("order", [(SIZES, FILMS), (FILMS, SIZES)], ids=["1 2", "2 1"])
def test_experiments_share_a_folder(
    release: Release, tmp_path: Path, order: tuple[Experiment, Experiment], rules: int
) -> None:
    first, other = order
    second = Experiment(other.name, other.words, other.work, rules)
    before, _ = run(first, release, tmp_path)
    found, count = run(second, release, tmp_path)
    assert (found != before, count) == (True, 1)
    assert run(first, release, tmp_path) == (before, 0)
    assert run(second, release, tmp_path) == (found, 0)


def test_older_results_of_the_same_label_alone_go(release: Release, tmp_path: Path) -> None:
    digest = "0123456789abcdef"
    run(SIZES, release, tmp_path)
    others = [f"exp1.aerial.b.{digest}-1.json", f"exp1.aerials.{digest}-1.json"]
    for name in (*others, f"exp1.aerial.{digest}-0.json"):
        (tmp_path / name).write_text("{}")
    newer = Experiment("exp1", "Sizes", size, 2)
    assert run(newer, release, tmp_path) == ({"size": 93}, 1)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert len(left) == 3
    assert set(others) < set(left)
    assert labels_in(tmp_path, newer) == {"aerial", "aerial.b", "aerials"}
    assert labels_in(tmp_path, FILMS) == set()
    assert labels_in(tmp_path / "nowhere", FILMS) == set()
