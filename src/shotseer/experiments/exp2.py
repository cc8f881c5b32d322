"""Experiment 2 of Video Annotator: is it worth choosing where the next verdicts come from?

Each source of labelled shots is an arm of a bandit, and each pull adds 25 of them. Three processes
also pull 50, as their published values of single labels are of such pulls.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from shotseer.core.errors import NotReadyError
from shotseer.core.job import Progress
from shotseer.core.ports import Executor
from shotseer.datasets.videoannotator import Release
from shotseer.experiments import exp2_processes as processes
from shotseer.experiments import published_labels
from shotseer.experiments.cells import COMPATIBLE, COMPATIBLE_OLD, HONEST
from shotseer.experiments.exp2_games import DeployableGame, Known, PublishedGame
from shotseer.experiments.exp2_play import BUDGET, PULL, Run, play
from shotseer.experiments.exp2_processes import Process
from shotseer.experiments.kept import Experiment, each_label
from shotseer.experiments.label_data import LabelData
from shotseer.learn.threads import one_thread

RULES = 2
"""Goes up when a result would differ."""


def measure(data: LabelData) -> list[Run]:
    """Let every process play one label, by the rules of every track."""
    with one_thread():
        return [
            *_published(data, PULL, processes.published()),
            *_all(data, HONEST, lambda: DeployableGame(data), processes.corrected()),
            *_published(data, published_labels.PULL, _printed_by_label()),
        ]


def run(
    release: Release, labels: Sequence[str], executor: Executor, kept: Path
) -> Generator[Progress, None, list[Run]]:
    """Let every process play every label; see `kept.each_label`."""
    found = yield from each_label(EXPERIMENT, release, labels, executor, kept)
    return [Run.read(plain) for one in found for plain in one["runs"]]


def _published(data: LabelData, count: int, chosen: Sequence[Process]) -> list[Run]:
    known: Known = {}
    today = partial(PublishedGame, data, "zero", known, count)
    then = partial(PublishedGame, data, "nan", known, count)
    return [
        *_all(data, COMPATIBLE, today, chosen, count),
        *_all(data, COMPATIBLE_OLD, then, chosen, count),
    ]


def _printed_by_label() -> list[Process]:
    names = published_labels.PROCESSES
    return [process for process in processes.published() if process.name in names]


def _all(
    data: LabelData,
    track: str,
    make: Callable[[], Any],
    chosen: Sequence[Process],
    count: int = PULL,
) -> list[Run]:
    try:
        game = make()
    except NotReadyError as error:
        return [
            Run(data.label, track, process.key, missing=error.message, pull=count)
            for process in chosen
        ]
    steps = BUDGET // count
    return [play(process, game, data.label, track, steps=steps, count=count) for process in chosen]


def _work(data: LabelData) -> tuple[str, dict[str, Any]]:
    return data.label, {"runs": [one.plain() for one in measure(data)]}


EXPERIMENT = Experiment("exp2", "Experiment 2", _work, RULES)
