"""Experiment 1 of Video Annotator: how good a classifier is after how many judged shots."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

from shotseer.core.job import Progress
from shotseer.core.ports import Executor
from shotseer.datasets.videoannotator import Release
from shotseer.experiments import compatible, honest
from shotseer.experiments.cells import LabelResult
from shotseer.experiments.data_scores import scores_of
from shotseer.experiments.kept import Experiment, each_label
from shotseer.experiments.label_data import LabelData
from shotseer.learn.threads import one_thread

RULES = 1
"""Goes up when a result would differ; see `kept`."""


def measure(data: LabelData) -> LabelResult:
    """Measure one label by the rules of both tracks."""
    with one_thread():
        cells = [*compatible.cells_of(data), *honest.cells_of(data)]
    return LabelResult(tuple(cells), tuple(scores_of(data)))


def run(
    release: Release, labels: Sequence[str], executor: Executor, kept: Path
) -> Generator[Progress, None, tuple[LabelResult, ...]]:
    """Measure labels, or take what was kept of them; return the results in the labels' order.

    Args:
        release: the data.
        labels: of it.
        executor: runs a label at a time.
        kept: folder for results; made if needed.

    Raises:
        InputError: a file of the data is missing or damaged.
    """
    found = yield from each_label(EXPERIMENT, release, labels, executor, kept)
    return tuple(map(LabelResult.read, found))


def _work(data: LabelData) -> tuple[str, dict[str, Any]]:
    return data.label, measure(data).plain()


EXPERIMENT = Experiment("exp1", "Experiment 1", _work, RULES)
