"""The published data set, made up in its full size, opened as a workspace."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.measure import Result
from shotseer.datasets import synthetic
from shotseer.datasets.videoannotator import EMBEDDINGS, Release
from shotseer.datasets.videoannotator_files import read_matrix

SHOTS = 504_030
ROWS_AT_ONCE = 16_384
SHOTSEER = (sys.executable, "-m", "shotseer", "--workspace")


def run() -> Iterator[Result]:
    """Import it with the command that people use, and compare with copying its vectors.

    The reference reads the embeddings and writes them as a workspace keeps them, as they came and
    at unit length, synced: what no import can do without.
    """
    with tempfile.TemporaryDirectory(prefix="shotseer-bench-") as room:
        folder = Path(room)
        synthetic.make(folder / "data", shots=SHOTS)
        bare = _copy(folder / "data", folder / "copy")
        started, used = time.perf_counter(), _processor_seconds()
        subprocess.run(
            [*SHOTSEER, folder / "library", "import", "videoannotator", folder / "data"],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        ours, used = time.perf_counter() - started, _processor_seconds() - used
        data = Release.open(folder / "data")
        labels = len(data.labels)
        versions = sum(len(data.checkpoints(label)) for label in data.labels)
    yield Result(
        f"import of the data set, {SHOTS:,} shots, {labels} labels, {versions:,} versions",
        f"{ours:.1f} s ({used:.0f} s of processor time)",
        f"{bare:.1f} s (reading {EMBEDDINGS}, writing float32 shards)",
        f"{ours / bare:.1f}",
        "under 120 s on two cores",
    )


def _processor_seconds() -> float:
    """Return what all processes took that this one started and that have ended."""
    found = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found.ru_utime + found.ru_stime


def _copy(data: Path, folder: Path) -> float:
    folder.mkdir()
    started = time.perf_counter()
    matrix = read_matrix(data / EMBEDDINGS)
    with (folder / "raw.f32").open("wb") as raw, (folder / "units.f32").open("wb") as units:
        for start in range(0, len(matrix), ROWS_AT_ONCE):
            rows = np.ascontiguousarray(matrix[start : start + ROWS_AT_ONCE])
            rows.tofile(raw)
            (rows / np.linalg.norm(rows, axis=1, keepdims=True)).tofile(units)
        for file in (raw, units):
            file.flush()
            os.fsync(file.fileno())
    return time.perf_counter() - started
