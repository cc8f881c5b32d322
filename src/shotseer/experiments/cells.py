"""A cell: one number of the first experiment, with everything that tells it from the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

NS = (25, 50, 100, 500, 1000)
"""How many judged shots a method may use."""

COMPATIBLE, COMPATIBLE_OLD, HONEST = "compatible", "compatible-0.24", "honest"
TRACKS = (COMPATIBLE, COMPATIBLE_OLD, HONEST)

B, ZS, RCC, ZSC, CC, VA, CHECKPOINT = "B", "ZS", "RCC", "ZSC", "CC", "VA", "checkpoint"
BASELINES = (B, ZS, ZSC, RCC, CC)
"""In the order of the published tables."""

FLAT = (B, ZS)
"""Methods that learn from no judged shot: their number holds for every n."""

NO_HEAD, PAPER, OURS = "none", "paper", "default"
BY_AP, BY_ACCURACY = "average_precision", "balanced_accuracy"
SELECTED, CORPUS = "selected", "corpus"


@dataclass(frozen=True, slots=True)
class Cell:
    """Average precision of one classifier on one test set.

    Attributes:
        label: the question.
        method: where the training shots come from.
        n: how many judged shots the method may use; 0 for methods without. Of a checkpoint, how
            many it trains on.
        track: whose rules these are.
        seed: of the split.
        mean: over the resamples of the test set; ``None`` where there is none.
        sd: population standard deviation over the resamples.
        group: the published group of the label.
        head: which classifier: ``paper``, our ``default``, or ``none``.
        scoring: what the paper's head chooses its strength by.
        test: ``selected``: the held-out part of what the system offered; ``corpus``: of random
            shots.
        train_size: how many shots it was trained on.
        train_positives: how many of them were positive.
        test_size: shots in the test set.
        test_positives: how many of them are positive.
        trained: whether there was a classifier to measure.
        balanced_accuracy: mean over the resamples, at a probability of a half.
        missing: why there is no number.
    """

    label: str
    method: str
    n: int
    track: str
    seed: int
    mean: float | None
    sd: float | None
    group: str
    head: str
    scoring: str
    test: str
    train_size: int
    train_positives: int
    test_size: int
    test_positives: int
    trained: bool = False
    balanced_accuracy: float | None = None
    missing: str = ""

    def plain(self) -> dict[str, Any]:
        """Return it as a row of JSON or CSV."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class DataScore:
    """The data diversity of one set of judged shots; see `learn.diversity`."""

    label: str
    method: str
    n: int
    track: str
    score: float

    def plain(self) -> dict[str, Any]:
        """Return it as a row of JSON or CSV."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class LabelResult:
    """Everything that came of one label."""

    cells: tuple[Cell, ...]
    scores: tuple[DataScore, ...]

    def plain(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "cells": [cell.plain() for cell in self.cells],
            "scores": [score.plain() for score in self.scores],
        }

    @classmethod
    def read(cls, plain: dict[str, Any]) -> LabelResult:
        """Return what `plain` had written."""
        return cls(
            tuple(Cell(**cell) for cell in plain["cells"]),
            tuple(DataScore(**score) for score in plain["scores"]),
        )


class Table:
    """Cells that can be asked for by what they are."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self.cells = tuple(cells)
        self.labels = tuple(dict.fromkeys(cell.label for cell in self.cells))
        self._seeds = {
            track: tuple(sorted({cell.seed for cell in self.cells if cell.track == track}))
            for track in TRACKS
        }
        self._values = {_key(cell): cell for cell in self.cells if cell.method != CHECKPOINT}

    def seeds(self, track: str) -> tuple[int, ...]:
        """Return the seeds of the splits of a track."""
        return self._seeds[track]

    def value(
        self,
        label: str,
        method: str,
        n: int,
        *,
        track: str = COMPATIBLE,
        seed: int = 0,
        head: str = PAPER,
        test: str = SELECTED,
    ) -> float | None:
        """Return a mean, or ``None`` where it is missing. Flat methods have one for every n."""
        if method in FLAT:
            n, head = 0, NO_HEAD
        found = self._values.get((label, method, n, track, seed, head, test, BY_AP))
        return None if found is None else found.mean

    def is_trained(self, label: str, method: str, n: int, *, track: str, seed: int) -> bool:
        """Return whether there was a published classifier to measure."""
        found = self._values.get((label, method, n, track, seed, PAPER, SELECTED, BY_AP))
        return found is not None and found.trained


def _key(cell: Cell) -> tuple[str, str, int, str, int, str, str, str]:
    return (
        cell.label,
        cell.method,
        cell.n,
        cell.track,
        cell.seed,
        cell.head,
        cell.test,
        cell.scoring,
    )
