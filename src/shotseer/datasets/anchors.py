"""What was printed of the published shots and vectors, to know them by: counts alone do not tell.

Source: the notebooks released with Ziai and Vartakavi, "Video Annotator" (2024).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import expit

from shotseer.core.arrays import Floats, Matrix
from shotseer.datasets import published
from shotseer.datasets.videoannotator import EMBEDDINGS, SHOTS, TEXTS, Release, ShotTable
from shotseer.learn.paper_fit import fit_paper
from shotseer.learn.threads import one_thread

PRINTED = 1e-6
"""Seconds and frame rates were printed with six digits."""

NEARER = 0.75
"""At least so often a zero-shot hit is nearer to its label's text than a random shot is, in the
median over labels. Of vectors in another order it would be half of the time."""

SCORE_OFF = 0.05
"""A published score may differ by so much: scikit-learn 0.24 stopped the same fit elsewhere."""


class PrintedRow(NamedTuple):
    """A row of ``shot-data.csv`` as it was printed, but for the clip's id and title."""

    key: str
    genre: str
    frame_in: int
    frame_out: int
    start: float
    end: float
    fps: float
    cluster: int


class PrintedScore(NamedTuple):
    """What the published classifier of a label, learnt from all its votes, says of a vector.

    Attributes:
        label: the question.
        key: the shot; ``None`` for 512 uniform numbers of numpy's old generator with seed 0.
        score: the probability.
    """

    label: str
    key: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Anchors:
    """What a data set is known by.

    Attributes:
        shots: how many.
        dimension: of the vectors.
        rows: the first ones, in their order.
        scores: of the classifiers of some labels.
    """

    shots: int
    dimension: int
    rows: tuple[PrintedRow, ...]
    scores: tuple[PrintedScore, ...]


FIRST = "HnnBvemHrWA|0"
PUBLISHED = Anchors(
    published.SHOTS,
    published.DIMENSION,
    (
        PrintedRow(FIRST, "Comedy", 0, 82, 0.0, 3.420311, 23.974427, 8),
        PrintedRow("gOJJm_cSRds|3987", "Action", 3987, 4007, 166.302203, 167.136425, 23.974427, 6),
        PrintedRow("mDViU8OSRkA|2222", "", 2222, 2284, 92.675917, 95.261833, 23.976024, 3),
        PrintedRow("egB-SG97EcI|805", "Crime", 805, 825, 33.575190, 34.409357, 23.976037, 0),
        PrintedRow("uGsWYV2bWAc|1013", "Action", 1013, 1041, 42.250542, 43.418375, 23.976024, 7),
    ),
    (
        PrintedScore("car-chase", None, 0.105482),
        PrintedScore("action", FIRST, 0.150793),
        PrintedScore("closeup", FIRST, 0.829355),
        PrintedScore("establishing-shots", FIRST, 0.027594),
    ),
)


def differences(release: Release, anchors: Anchors = PUBLISHED) -> Iterator[str]:
    """Yield what is not as printed, in sentences: shots, vectors, and whether they fit together.

    What is about a label that a release lacks is not asked. The last sentences take seconds, as
    classifiers are fitted for them.

    Raises:
        InputError: a file is missing or damaged.
    """
    shots = release.shots
    if len(shots) != anchors.shots:
        yield f"{SHOTS} has {len(shots):,} shots; {anchors.shots:,} were published."
        return
    wrong = _other_rows(shots, anchors.rows)
    if wrong:
        yield f"{SHOTS} does not begin as published: see row {wrong[0]}, counted from 0."
    dimension = release.embeddings.shape[1]
    if dimension != anchors.dimension:
        yield f"{EMBEDDINGS} has {dimension} numbers a shot; {anchors.dimension} were published."
        return
    nearer = [_nearer(release, label) for label in release.labels if label in release.texts]
    if nearer and np.median(nearer) < NEARER:
        yield (
            f"{EMBEDDINGS}, {SHOTS} and {TEXTS} do not belong together: a zero-shot hit is nearer "
            f"to its label's text than a random shot only {100 * np.median(nearer):.0f} % of the "
            "time."
        )
        return
    yield from _other_scores(release, anchors.scores)


def _other_rows(shots: ShotTable, rows: Sequence[PrintedRow]) -> list[int]:
    return [place for place, row in enumerate(rows) if not _is_row(shots, place, row)]


def _is_row(shots: ShotTable, place: int, row: PrintedRow) -> bool:
    words = (shots.keys[place], shots.genres[place]) == (row.key, row.genre)
    whole = (shots.frames_in[place], shots.frames_out[place], shots.clusters[place])
    exact = (shots.starts[place], shots.ends[place], shots.fps[place])
    near = np.abs(np.subtract(exact, (row.start, row.end, row.fps))) <= PRINTED
    return words and whole == (row.frame_in, row.frame_out, row.cluster) and bool(near.all())


def _nearer(release: Release, label: str) -> float:
    """Return how often a zero-shot hit is nearer to the text than a random shot is."""
    pools = release.pools(label)
    hits, others = (
        _cosines(_vectors(release, [key for key, _ in pool]), release.texts[label])
        for pool in (pools.zero_shot, pools.random)
    )
    if not len(hits) or not len(others):
        return 1.0
    return float((hits[:, None] > others).mean())


def _cosines(rows: Matrix, text: Matrix) -> Floats:
    lengths = np.linalg.norm(rows, axis=1)
    return np.asarray(rows @ text / np.maximum(lengths, 1e-12), dtype=np.float64)


def _vectors(release: Release, keys: Sequence[str]) -> Matrix:
    return np.asarray(release.embeddings[release.shots.rows_of(keys)])


def _other_scores(release: Release, scores: Sequence[PrintedScore]) -> Iterator[str]:
    """Yield a sentence where half of the scores or more are others."""
    asked = [one for one in scores if one.label in release.labels]
    with one_thread():
        ours = [score(release, one.label, one.key) for one in asked]
    off = [
        f"{one.label} {found:.3f}, not {one.score:.3f}"
        for one, found in zip(asked, ours, strict=True)
        if abs(found - one.score) > SCORE_OFF
    ]
    if off and 2 * len(off) >= len(asked):
        yield f"Classifiers do not give the scores that were published: {'; '.join(off)}."


def score(release: Release, label: str, key: str | None) -> float:
    """Return what the published classifier of a label, learnt from all its votes, says.

    Args:
        release: the data.
        label: of it.
        key: a shot; ``None`` for the numbers that stand for a shot in the published demo.

    Raises:
        InputError: a file is missing or damaged.
        NotReadyError: there are too few votes.
    """
    records = sorted(release.votes(label).records, key=lambda one: (not one.aggregate, one.key))
    rows = _vectors(release, [one.key for one in records])
    fit = fit_paper(rows, np.array([one.aggregate for one in records]))
    if key is None:
        asked = np.random.RandomState(0).rand(1, rows.shape[1])
    else:
        asked = _vectors(release, [key]).astype(np.float64)
    return float(expit(fit.logits(asked)[0]))
