"""A made-up workspace of the paper's size, or of a smaller one, made in seconds."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from shotseer import Judgement, Verdict, Workspace
from shotseer.core.arrays import Ints, Matrix, Vector
from shotseer.flows import vectors
from shotseer.flows.parts import open_space
from shotseer.store.vector_file import ImportedVectors

SHOTS, DIMENSION = 504_030, 512
SHOTS_PER_VIDEO = 160
SHOTS_AT_ONCE = 3_200 * SHOTS_PER_VIDEO
CENTRES = 200
WANTED, JUDGED = CENTRES // 4, 1000
NEGATIVE = Verdict.NEGATIVE
QUERY = "the wanted kind"
LABEL = "wanted"


def make(folder: Path, shots: int = SHOTS) -> float:
    """Make the workspace and return the seconds it took.

    Vectors are drawn around 200 centres; the label's text points at one of them. One shot in ten
    is judged, up to a thousand. It is made piece by piece, so that memory does not limit it.
    """
    started = time.perf_counter()
    rng = np.random.default_rng(0)
    centres = _unit(rng.standard_normal((CENTRES, DIMENSION), dtype=np.float32))
    text = _unit(centres[:1] + 0.03 * rng.standard_normal((1, DIMENSION), dtype=np.float32))
    kind = rng.integers(0, CENTRES, shots)
    with Workspace.open(folder, create=True) as workspace:
        for first in range(0, shots, SHOTS_AT_ONCE):
            places = np.arange(first, min(first + SHOTS_AT_ONCE, shots))
            rows = rng.standard_normal((len(places), DIMENSION), dtype=np.float32)
            rows *= np.float32(0.05)
            rows += centres[kind[places]]
            _import(workspace, _unit(rows), places, text[0])
        workspace.create_label(LABEL, queries=[QUERY])
        library = open_space(workspace.parts).library
        judged = [
            Judgement(library.shot_id(row), Verdict.POSITIVE if kind[row] < WANTED else NEGATIVE)
            for row in rng.choice(shots, min(JUDGED, shots // 10), replace=False)
        ]
        workspace.annotate(LABEL, judged, by="bench")
    return time.perf_counter() - started


def _import(workspace: Workspace, rows: Matrix, places: Ints, text: Vector) -> None:
    starts = np.asarray((places % SHOTS_PER_VIDEO) * 3.0, dtype=np.float64)
    given = ImportedVectors(
        raw=rows,
        shot=None,
        video=tuple(f"film {n:05d}.mp4" for n in places // SHOTS_PER_VIDEO),
        start=starts,
        end=np.asarray(starts + 3.0),
        texts={QUERY: text},
        digest="synthetic",
    )
    for _ in vectors.import_vectors(workspace.parts, given, "synthetic"):
        pass


def _unit(rows: Matrix) -> Matrix:
    rows /= np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    return rows
