"""Experiment 2 of Video Annotator: is it worth choosing where the next verdicts come from?

Each source of labelled shots is an arm of a bandit, and each pull adds 25 of them.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

from shotseer.core.errors import NotReadyError
from shotseer.core.job import Progress
from shotseer.core.ports import Executor
from shotseer.datasets.videoannotator import Release
from shotseer.experiments import exp2_processes as processes
from shotseer.experiments.cells import COMPATIBLE, COMPATIBLE_OLD, HONEST
from shotseer.experiments.exp2_games import DeployableGame, Known, PublishedGame
from shotseer.experiments.exp2_play import Run, play
from shotseer.experiments.exp2_processes import Process
from shotseer.experiments.kept import each_label
from shotseer.experiments.label_data import LabelData
from shotseer.learn.threads import one_thread

RULES = 1
"""Goes up when a result would differ."""


def measure(data: LabelData) -> list[Run]:
    """Let every process play one label, by the rules of every track."""
    known: Known = {}
    with one_thread():
        return [
            *_all(
                data, COMPATIBLE, lambda: PublishedGame(data, "zero", known), processes.published()
            ),
            *_all(
                data,
                COMPATIBLE_OLD,
                lambda: PublishedGame(data, "nan", known),
                processes.published(),
            ),
            *_all(data, HONEST, lambda: DeployableGame(data), processes.corrected()),
        ]


def run(
    release: Release, labels: Sequence[str], executor: Executor, kept: Path
) -> Generator[Progress, None, list[Run]]:
    """Let every process play every label; see `kept.each_label`."""
    found = yield from each_label("Experiment 2", release, labels, executor, kept, _work, RULES)
    return [Run.read(plain) for one in found for plain in one["runs"]]


def _all(
    data: LabelData,
    track: str,
    make: Callable[[], Any],
    chosen: Sequence[Process],
) -> list[Run]:
    try:
        game = make()
    except NotReadyError as error:
        return [Run(data.label, track, process.key, missing=error.message) for process in chosen]
    return [play(process, game, data.label, track) for process in chosen]


def _work(data: LabelData) -> tuple[str, dict[str, Any]]:
    return data.label, {"runs": [one.plain() for one in measure(data)]}
