"""Recipes, what they learn from, and the immutable versions they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from shotseer.core.arrays import Bools, Floats, Ints, Matrix, Vector


@dataclass(frozen=True, slots=True)
class Examples:
    """What a classifier of one label may learn from.

    Attributes:
        X: ``(n, d)`` unit rows of the judged shots; ``n`` may be 0.
        y: ``(n,)`` verdicts: true for positive.
        groups: ``(n,)`` a number per video. Estimates shown to people keep a group together.
        background: ``(m, d)`` unit rows of unjudged shots, drawn uniformly from the library.
        text: ``(d,)`` unit vector of the label's text, or ``None`` where there is none.
        seed: makes every random choice repeatable.
    """

    X: Matrix
    y: Bools
    groups: Ints
    background: Matrix
    text: Vector | None
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("X", "background"):
            if getattr(self, name).dtype != np.float32:
                raise TypeError(f"{name} must be float32, got {getattr(self, name).dtype}")
        if not len(self.X) == len(self.y) == len(self.groups):
            raise ValueError("X, y and groups must have the same length")

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return int(self.X.shape[1])

    @property
    def positives(self) -> int:
        """How many of the judged shots are positive."""
        return int(self.y.sum())

    @property
    def negatives(self) -> int:
        """How many of the judged shots are negative."""
        return len(self.y) - self.positives

    def take(self, rows: Ints | Bools) -> Examples:
        """Return the same task with only some of its judged shots."""
        return Examples(
            self.X[rows], self.y[rows], self.groups[rows], self.background, self.text, self.seed
        )


@dataclass(frozen=True, slots=True, eq=False)
class LinearHead:
    """A linear classifier over the vectors of a space: ``logit = x . weight + bias``."""

    weight: Vector
    bias: float

    def logits(self, X: Matrix) -> Vector:
        """Return ``(n,)`` float32 logits of ``(n, d)`` rows."""
        return X @ self.weight + np.float32(self.bias)

    def scaled(self, slope: float, offset: float) -> LinearHead:
        """Return the head whose logit is ``slope * logit + offset``."""
        weight = (self.weight * np.float32(slope)).astype(np.float32)
        return LinearHead(weight, self.bias * slope + offset)


def probability(logits: Vector | Floats | float) -> Floats:
    """Return the logistic function of ``logits``, as float64."""
    # tanh form: no overflow for large negative logits.
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * np.asarray(logits, dtype=np.float64))))


@dataclass(frozen=True, slots=True)
class Metric:
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Diversity:
    """How well the verdicts cover the library: the paper's data diversity score.

    ``positives`` and ``negatives`` count the verdicts in each cluster of the library.
    """

    score: float
    positives: tuple[int, ...]
    negatives: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What is known of a version's quality, from scores given out of fold.

    A metric is ``None`` where there is too little to tell. ``grouped`` says whether folds kept
    videos together. ``advice`` says what would help most next, most useful first.
    """

    positives: int
    negatives: int
    skips: int
    videos: int
    average_precision: Metric | None
    precision: Metric | None
    recall: Metric | None
    calibration_error: float | None
    grouped: bool
    diversity: Diversity
    advice: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a version is made: an estimator by name, its parameters, and the seed."""

    estimator: str
    params: Mapping[str, float | int | str | bool]
    seed: int = 0


@dataclass(frozen=True, slots=True)
class ClassifierVersion:
    """The immutable result of one Build.

    ``id`` is a digest of everything that the scores follow from. ``library_rows`` and
    ``library_digest`` say which shots were there. ``threshold`` is a probability. ``notes``
    tell what the person should know of how it was made.
    """

    id: str
    label: str
    number: int
    dataset_digest: str
    annotations_to: int
    space_id: str
    library_rows: int
    library_digest: str
    recipe: Recipe
    threshold: float
    is_calibrated: bool
    evaluation: Evaluation
    notes: tuple[str, ...]
    created_at: datetime
    created_by: str = ""
