"""What the motion descriptor is worth: camera moves learnt from few verdicts, and nothing lost.

Clips of known moves are made from real footage (`benchmarks.motion_clips`). Half of the videos give
the verdicts, the other half the average precision; the halves then change places, ten times over.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from benchmarks.motion_clips import Clip, clips_of, pieces_of
from shotseer import plugins, settings
from shotseer.core.arrays import Bools, Floats, Ints, Matrix
from shotseer.core.classifier import Examples
from shotseer.core.ports import Encoder
from shotseer.core.video import TimeSpan
from shotseer.datasets import labelled
from shotseer.demo.clips import sample_clips
from shotseer.estimators.text_prior import TextPriorEstimator
from shotseer.learn.average_precision import average_precision
from shotseer.media.pictures import Scaler, fit_width
from shotseer.media.reading import open_video
from shotseer.motion import PICTURE_WIDTH, WEIGHT, MotionMeter

VERDICTS = 50
SPLITS = 10
LEAST_POSITIVES = 4
QUESTIONS = ("pan", "tilt", "zoom", "static", "shake", "pan left", "tilt up", "zoom in")
WEIGHTS = (0.05, 0.1, 0.2, 0.4)
MARKS = (25, 50, 100)
CLASSES, SEEDS, LIBRARY = 20, 2, 1_000


def run(videos: Sequence[Path] | None, sets: Sequence[Path]) -> Iterator[str]:
    """Yield tables: speed, the questions, and what other labels gain or lose."""
    paths = [*sample_clips(), *(videos or ())]
    yield from _speed(paths)
    data = _made(paths)
    yield from _questions(data)
    for path in sets:
        yield from _others(path, data.descriptors)


@dataclass(frozen=True, eq=False)
class _Data:
    clips: list[Clip]
    vectors: Matrix
    descriptors: Matrix

    @property
    def videos(self) -> Ints:
        return np.array([clip.piece.video for clip in self.clips])

    def beside(self, weight: float | None) -> Matrix:
        """Return the vectors, with the descriptors beside them if they have a weight."""
        return self.vectors if weight is None else _beside(self.vectors, self.descriptors, weight)


def _beside(vectors: Matrix, descriptors: Matrix, weight: float) -> Matrix:
    return np.concatenate([vectors, np.float32(weight) * descriptors], axis=1)


def _speed(paths: Sequence[Path]) -> Iterator[str]:
    decode = scale = measure = 0.0
    count = 0
    for path in paths:
        meter, scaler, end = MotionMeter(), None, Fraction(0)
        with open_video(path) as source:
            started = time.process_time()
            for frame in source.frames():
                size = frame.picture.width, frame.picture.height
                scaler = scaler or Scaler(fit_width(size, PICTURE_WIDTH), 0)
                decoded = time.process_time()
                picture = scaler.image(frame.picture)
                scaled = time.process_time()
                meter.push(frame.time, picture)
                if frame.time - end >= 4:
                    meter.describe(TimeSpan(end, frame.time))
                    end = frame.time
                measured = time.process_time()
                decode, scale = decode + decoded - started, scale + scaled - decoded
                measure, count, started = measure + measured - scaled, count + 1, measured
    yield "| of processor time a frame | ms | frames a second of one core |"
    yield "|---|---|---|"
    for name, spent in (("decode", decode), ("scale", scale), ("measure motion", measure)):
        yield f"| {name} | {spent / count * 1000:.2f} | {count / spent:,.0f} |"
    yield ""


def _made(paths: Sequence[Path]) -> _Data:
    values = settings.load()
    encoder: Encoder = plugins.load("encoder", "lite")(values.cache_folder, threads=1)
    rng = np.random.default_rng(0)
    clips, vectors = [], []
    with tempfile.TemporaryDirectory(prefix="shotseer-bench-") as folder:
        for piece in pieces_of(paths):
            for clip in clips_of(piece, Path(folder), rng):
                mean = encoder.embed_images(clip.stills).mean(axis=0)
                vectors.append(mean / np.linalg.norm(mean))
                clips.append(clip)
    return _Data(clips, np.stack(vectors), np.stack([clip.descriptor for clip in clips]))


def _questions(data: _Data) -> Iterator[str]:
    kinds = [clip.piece.camera for clip in data.clips]
    counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in ("still", "hand", "moving"))
    yield f"{len(kinds)} clips of {len(set(data.videos))} videos: {counts}"
    yield ""
    columns = ["by chance", "vectors alone", *(f"weight {weight}" for weight in WEIGHTS)]
    yield "| question | " + " | ".join(columns) + f" | lowest of all splits, {WEIGHT} |"
    yield "|---|" + "---|" * (len(columns) + 1)
    for question in QUESTIONS:
        chance, alone = _learn(data, question, None)
        found = {weight: _learn(data, question, weight)[1] for weight in {*WEIGHTS, WEIGHT}}
        means = [chance.mean(), alone.mean(), *(found[weight].mean() for weight in WEIGHTS)]
        cells = " | ".join(f"{mean:.3f}" for mean in means)
        yield f"| {question} | {cells} | {found[WEIGHT].min():.3f} |"
    yield ""


def _learn(data: _Data, question: str, weight: float | None) -> tuple[Floats, Floats]:
    """Return the share of positives and the average precision of each split."""
    truths = [clip.truth(question) for clip in data.clips]
    is_known, y = np.array([t is not None for t in truths]), np.array([t is True for t in truths])
    X, found = data.beside(weight), []
    for seed, is_seen in _halves(data):
        tested = np.flatnonzero(~is_seen & is_known)
        rng = np.random.default_rng(seed)
        judged = _judged(y, np.flatnonzero(is_seen & is_known), VERDICTS, rng)
        if min(y[judged].sum(), y[tested].sum()) < LEAST_POSITIVES:
            continue
        rest = np.setdiff1d(np.flatnonzero(is_seen), judged)
        examples = Examples(X[judged], y[judged], data.videos[judged], X[rest], None, seed)
        scores = TextPriorEstimator().fit(examples).logits(X[tested])
        found.append((y[tested].mean(), average_precision(scores, y[tested])))
    chances, precisions = np.array(found).T
    return chances, precisions


def _halves(data: _Data) -> Iterator[tuple[int, Bools]]:
    """Yield which clips may be judged: those of half the videos, then those of the others."""
    asked = {clip.piece.video for clip in data.clips if clip.piece.camera != "moving"}
    others = set(data.videos.tolist()) - asked
    for seed in range(SPLITS):
        rng = np.random.default_rng(seed)
        half = [
            video
            for group in (sorted(asked), sorted(others))
            for video in rng.permutation(group)[: len(group) // 2]
        ]
        is_first = np.isin(data.videos, half)
        yield 2 * seed, is_first
        yield 2 * seed + 1, ~is_first


def _judged(y: Bools, rows: Ints, count: int, rng: np.random.Generator) -> Ints:
    """Return rows, half of them positive where there are so many."""
    positives, negatives = (rng.permutation(rows[y[rows] == side]) for side in (True, False))
    chosen = positives[: count // 2]
    return np.concatenate([chosen, negatives[: count - len(chosen)]])


def _others(path: Path, descriptors: Matrix) -> Iterator[str]:
    """Yield what labels that have nothing to do with motion gain from numbers that tell nothing."""
    data = labelled.read(path)
    drawn = np.random.default_rng(0).integers(len(descriptors), size=len(data.X))
    classes = np.linspace(0, len(data.names) - 1, CLASSES).round().astype(int)
    yield (
        f"| verdicts, {data.name} | vectors alone | "
        + " | ".join(f"weight {weight}" for weight in WEIGHTS)
        + " |"
    )
    yield "|---|---|" + "---|" * len(WEIGHTS)
    for mark in MARKS:
        alone = _classes(data.X, data, classes, mark)
        cells = []
        for weight in WEIGHTS:
            gained = (
                _classes(_beside(data.X, descriptors[drawn], weight), data, classes, mark) - alone
            )
            cells.append(f"{gained.mean():+.4f} ± {gained.std() / np.sqrt(len(gained)):.4f}")
        yield f"| {mark} | {alone.mean():.3f} | " + " | ".join(cells) + " |"
    yield ""


def _classes(X: Matrix, data: labelled.LabelledSet, classes: Ints, count: int) -> Floats:
    """Return the average precision of each class and seed on what was not judged."""
    text = np.pad(data.text, ((0, 0), (0, X.shape[1] - data.text.shape[1])))
    found = []
    for label in classes:
        y = data.classes == label
        half = np.arange(len(X)) % 2 == 0
        for seed in range(SEEDS):
            rng = np.random.default_rng(seed)
            judged = _judged(y, np.flatnonzero(half), count, rng)
            library = X[rng.choice(np.flatnonzero(half), LIBRARY, replace=False)]
            groups = np.arange(len(judged))
            examples = Examples(X[judged], y[judged], groups, library, text[label], seed)
            scores = TextPriorEstimator().fit(examples).logits(X[~half])
            found.append(average_precision(scores, y[~half]))
    return np.array(found)
