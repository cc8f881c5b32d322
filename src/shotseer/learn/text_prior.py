"""The default classifier: a logistic head with the label's text as its prior.

The logit of a shot ``x`` is ``beta * z(x) + v . s (x - mu) + b``. ``z`` is the similarity to the
text, centred and standardised over the library; ``mu`` and ``s`` centre and scale vectors over the
library. ``v`` is pulled to zero and ``beta`` to a weight above zero, so that without a positive the
ranking is that of the search, and each verdict then moves it as far as the strength of the pull
allows. In the manner of
Silva-Rodriguez et al. (CLAP, CVPR 2024) and Lin et al. (cross-modal adaptation, CVPR 2023).

The strength of the pull is the precision of the prior on ``v``: with `STRENGTH` the logit of a unit
vector may move by about 10. That is best for clean verdicts, however many. Wrong verdicts, or a
space that does not show the concept, ask for a stronger one, which is chosen where it is better out
of fold by more than a standard error.

Constants are round numbers, chosen on labelled sets of pictures by average precision on unseen
halves over 25 to 200 verdicts; what the weight of the text and the stand-ins are worth is in
``docs/benchmarks.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from shotseer.core.arrays import Ints, Matrix, Vector
from shotseer.core.classifier import Examples, LinearHead
from shotseer.learn.folds import Folds, make_folds
from shotseer.learn.logistic import Problem, fit_columns, log_loss

STRENGTH = 0.01
STRENGTHS = (1.0, 0.3, 0.1, 0.03, STRENGTH)
STRENGTH_FOR_ONE_POSITIVE = 0.03
EXPECTED_SHARE = 0.03
"""The share of a library that a label is expected to hold, until verdicts say otherwise."""
BIAS_PRECISION = 0.001
"""All but free: the share of positives among the judged shots is for the verdicts to say."""
FEW_ROWS = 100


@dataclass(frozen=True, slots=True)
class TextPrior:
    """What the head assumes before the first verdict.

    Attributes:
        text_weight: where ``beta`` is pulled to: logits per standard deviation of similarity.
        text_precision: how hard.
        weak_rows: how many unjudged shots stand in as negatives.
        weak_weight: what they weigh together, in verdicts.
    """

    text_weight: float = 0.5
    text_precision: float = 1.0
    weak_rows: int = 200
    weak_weight: float = 10.0


@dataclass(frozen=True, slots=True)
class Fitted:
    """A head from all examples, and one from all but each fold.

    ``strength`` is the precision of the prior that was chosen; ``weak_negatives`` counts the
    unjudged shots that stood in.
    """

    head: LinearHead
    fold_heads: tuple[LinearHead, ...]
    strength: float
    weak_negatives: int


def fit_text_prior(
    examples: Examples, folds: Folds | None, prior: TextPrior | None = None
) -> Fitted:
    """Fit the head, and with it the heads out of each fold at the same strength.

    Args:
        examples: at least a text or a verdict.
        folds: a partition of the judged shots; ``None`` where nothing can be held out.
        prior: what to assume before the first verdict.
    """
    prior = prior or TextPrior()
    frame = _Frame.over(examples)
    if not examples.positives and (examples.text is not None or len(examples.y) == 0):
        # Negatives alone do not say where the positives are: the ranking stays that of the search.
        nothing_learnt = np.zeros(examples.dimension, dtype=np.float32)
        head = frame.head(np.append(nothing_learnt, frame.start(prior)).astype(np.float32))
        return Fitted(head, (), STRENGTHS[0], 0)
    task, basis = _Task.of(examples, frame, prior)
    parts = task.partition(examples, folds)
    strengths = STRENGTHS if parts else (_strength_without_folds(examples),)
    theta = _fit_strengths(task, parts, strengths, prior.text_precision)
    # Weak negatives may be positives: they are asked only where nothing else tells of negatives.
    asked = len(examples.y) if folds else len(task.weights)
    chosen = _choose(task, parts, theta, asked) if parts else 0
    heads = [
        frame.head(np.concatenate([basis @ column[:-2], column[-2:]])) for column in theta[chosen].T
    ]
    weak_negatives = len(task.weights) - len(examples.y)
    return Fitted(heads[-1], tuple(heads[:-1]) if folds else (), strengths[chosen], weak_negatives)


@dataclass(frozen=True, slots=True, eq=False)
class _Frame:
    """The coordinates of a fit: vectors and similarities, centred and scaled over the library."""

    centre: Vector
    scale: float
    text: Vector
    usual: float
    """The standardised similarity that `EXPECTED_SHARE` of the library exceeds."""

    @classmethod
    def over(cls, examples: Examples) -> _Frame:
        library = examples.background
        if len(library) < FEW_ROWS:
            # Of a small library the judged shots are a good part.
            library = np.concatenate([library, examples.X])
        if len(library) == 0:
            library = np.zeros((1, examples.dimension), dtype=np.float32)
        centre = library.mean(axis=0, dtype=np.float64).astype(np.float32)
        centred = library - centre
        length = float(np.sqrt(np.square(centred).sum(axis=1).mean()))
        text = np.zeros_like(centre) if examples.text is None else examples.text
        similarity = centred @ text
        spread = float(similarity.std())
        text = text / np.float32(spread if spread > 1e-6 else 1.0)
        usual = float(np.quantile(centred @ text, 1 - EXPECTED_SHARE))
        return cls(centre, 1 / length if length > 1e-6 else 1.0, text, usual)

    def start(self, prior: TextPrior) -> tuple[float, float]:
        """Return ``beta`` and ``b`` before the first verdict."""
        return prior.text_weight, -prior.text_weight * self.usual

    def features(self, X: Matrix) -> Matrix:
        """Return ``(n, d + 2)`` rows: the scaled vector, the similarity, and one."""
        centred = X - self.centre
        ones = np.ones((len(X), 1), dtype=np.float32)
        scaled = centred * np.float32(self.scale)
        return np.concatenate([scaled, (centred @ self.text)[:, None], ones], axis=1)

    def head(self, theta: Vector) -> LinearHead:
        """Return the head over raw vectors of parameters over `features`."""
        weight = theta[:-2] * np.float32(self.scale) + theta[-2] * self.text
        return LinearHead(weight, float(theta[-1]) - float(weight @ self.centre))


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """The judged shots and, after them, the weak negatives, as one problem."""

    problem: Problem
    weights: Vector
    videos: Ints

    @classmethod
    def of(cls, examples: Examples, frame: _Frame, prior: TextPrior) -> tuple[_Task, Matrix]:
        """Return the task, and the axes along which it sees the scaled vectors."""
        weak = _spread_rows(examples.background, prior.weak_rows)
        rows = frame.features(np.concatenate([examples.X, weak]))
        basis = _principal_axes(rows[:, :-2])
        features = np.concatenate([rows[:, :-2] @ basis, rows[:, -2:]], axis=1)
        start = np.zeros(features.shape[1], dtype=np.float32)
        start[-2:] = frame.start(prior)
        y = np.append(examples.y, np.zeros(len(weak), dtype=bool))
        weights = np.ones(len(rows), dtype=np.float32)
        weights[len(examples.y) :] = prior.weak_weight / max(len(weak), 1)
        own_video = examples.groups.max() + 1 + np.arange(len(weak))
        videos = np.append(examples.groups, own_video)
        return cls(Problem(features, y, start), weights, videos), basis

    def partition(self, examples: Examples, folds: Folds | None) -> Folds | None:
        """Return folds of all rows, those of the judged shots where there are such.

        Where negatives are too few to be held out, the weak ones make it possible to choose a
        strength all the same.
        """
        if folds is None:
            return make_folds(self.problem.y, self.videos, examples.seed)
        dealt = np.arange(len(self.weights) - len(examples.y)) % folds.count
        return replace(folds, assignments=np.append(folds.assignments, dealt))


def _spread_rows(rows: Matrix, count: int) -> Matrix:
    """Return ``count`` rows, evenly spread, or all where there are fewer."""
    if len(rows) <= count:
        return rows
    return rows[np.linspace(0, len(rows) - 1, count).round().astype(np.int64)]


def _principal_axes(rows: Matrix) -> Matrix:
    """Return ``(d, r)`` orthonormal axes that span the rows, along which they are uncorrelated.

    A fit moves only within the span of its rows, so that few rows make a small problem.
    """
    exact = rows.astype(np.float64)
    if len(rows) >= rows.shape[1]:
        return np.linalg.eigh(exact.T @ exact)[1].astype(np.float32)
    sizes, mixtures = np.linalg.eigh(exact @ exact.T)
    real = sizes > 1e-9 * max(sizes[-1], 1e-9)
    axes: Matrix = (exact.T @ mixtures[:, real] / np.sqrt(sizes[real])).astype(np.float32)
    return axes


def _strength_without_folds(examples: Examples) -> float:
    """Return the strength where there are fewer than two positives.

    One positive may be an odd one. Negatives alone say little of where the positives are: the pull
    starts strong, and fades as more and more of what the text found turns out wrong.
    """
    if examples.positives:
        return STRENGTH_FOR_ONE_POSITIVE
    return float(np.clip(0.75 / len(examples.y), STRENGTH, STRENGTHS[0]))


def _fit_strengths(
    task: _Task, parts: Folds | None, strengths: tuple[float, ...], text_precision: float
) -> Matrix:
    """Return ``(strengths, p, folds + 1)`` parameters: without each fold, and last without none."""
    variants = np.repeat(task.weights[:, None], parts.count + 1 if parts else 1, axis=1)
    if parts:
        variants[np.arange(len(variants)), parts.assignments] = 0
    size, count = task.problem.features.shape[1], variants.shape[1]
    penalties = np.tile(np.repeat(np.array(strengths, dtype=np.float32), count), (size, 1))
    penalties[-2], penalties[-1] = text_precision, BIAS_PRECISION
    theta = fit_columns(task.problem, np.tile(variants, (1, len(strengths))), penalties)
    return theta.reshape(size, len(strengths), count).transpose(1, 0, 2)


def _choose(task: _Task, parts: Folds, theta: Matrix, count: int) -> int:
    """Return which strength to use, asking the first ``count`` rows.

    It is the weakest whose loss out of fold is within one standard error of the least: the rule of
    Breiman et al. (1984), towards our default rather than towards the simplest model. Losses are
    added up by video where folds are, as shots of one video err together.
    """
    rows = np.arange(count)
    logits = (task.problem.features[:count] @ theta)[:, rows, parts.assignments[:count]]
    losses = task.weights[:count] * log_loss(np.where(task.problem.y[:count], 1, -1) * logits)
    units = np.unique(task.videos[:count], return_inverse=True)[1] if parts.grouped else rows
    summed = np.stack([np.bincount(units, loss) for loss in losses])
    excess = summed - summed[summed.sum(axis=1).argmin()]
    error = excess.std(axis=1) * np.sqrt(excess.shape[1])
    return int(np.flatnonzero(excess.sum(axis=1) <= error)[-1])
