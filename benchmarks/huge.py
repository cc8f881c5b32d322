"""A library of millions: opening, search in eight bits a number, Build, memory.

What is made once, copies and the file of the library's rows, is made first and timed. Then every
search is compared with exact search over the float32 rows.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks import large, synthetic
from benchmarks.measure import Result, median_seconds, milliseconds
from shotseer import Workspace
from shotseer.core.arrays import Matrix
from shotseer.core.query import Query, TextTerm
from shotseer.flows import queries, search
from shotseer.flows.parts import OpenSpace, index_of, open_space
from shotseer.index.exact import ExactIndex

QUERIES = 50
INDEX = "int8"


def run(folder: Path) -> Iterator[Result]:
    """Measure everything on an existing workspace of any size."""
    yield _first_opening(folder)
    yield _opening(folder)
    with Workspace.open(folder, index=INDEX) as workspace:
        opened = open_space(workspace.parts)
        yield _copies(workspace, opened)
        yield _search(workspace, opened)
        yield _recall(workspace, opened)
        for measured in (large.build, large.after_each):
            yield replace(measured(workspace, opened), goal="")
    yield _memory(folder, opened)


def _first_opening(folder: Path) -> Result:
    for path in (folder / "cache").glob("library-*"):
        path.unlink()
    seconds, shots = _open(folder)
    return Result(
        f"first opening after a change, {shots:,} shots, read from the database",
        f"{seconds:.1f} s",
        "",
        "what was appended since is read alone",
        "",
    )


def _opening(folder: Path) -> Result:
    seconds, _ = _open(folder)
    return Result("opening", milliseconds(seconds), "", "", "under 1 s")


def _open(folder: Path) -> tuple[float, int]:
    started = time.perf_counter()
    with Workspace.open(folder, index=INDEX) as workspace:
        shots = open_space(workspace.parts).library.count
        return time.perf_counter() - started, shots


def _copies(workspace: Workspace, opened: OpenSpace) -> Result:
    started = time.perf_counter()
    index_of(workspace.parts, opened)
    seconds = time.perf_counter() - started
    vector = opened.rows.take(np.array([0]))[0]
    bare = median_seconds(lambda: large.bare_column(opened, vector), repeats=1)
    return Result(
        "making the copies, once, or checking them",
        f"{seconds:.1f} s",
        f"{bare:.1f} s (numpy product with one vector)",
        f"{seconds / bare:.1f}",
        "",
    )


def _search(workspace: Workspace, opened: OpenSpace) -> Result:
    query = Query((TextTerm(synthetic.QUERY),))
    vector = queries.compose(workspace.parts, opened, query.terms)
    ours = median_seconds(lambda: search.search(workspace.parts, query, large.K))
    bare = median_seconds(lambda: large.bare_top(opened, vector), repeats=3)
    return Result(
        f"text search to {large.K} hits, {len(opened.rows):,} x {opened.space.dimension}",
        milliseconds(ours),
        f"{milliseconds(bare)} (numpy product and argpartition)",
        f"{ours / bare:.2f}",
        "at most 1.5",
    )


def _recall(workspace: Workspace, opened: OpenSpace) -> Result:
    """Compare hits for queries near the rows and far from all of them."""
    wanted = _queries(opened)
    quick, exact = index_of(workspace.parts, opened), ExactIndex(opened.rows)
    times, shares = [], []
    for query in wanted:
        started = time.perf_counter()
        found, similarities = quick.search(query, large.K)
        times.append(time.perf_counter() - started)
        _, best = exact.search(query, large.K)
        # Shots of equal similarity may stand for each other.
        shares.append(float(np.mean(similarities >= best[-1])))
        assert np.abs(similarities - best).max() < 3e-6
        assert len(np.unique(found)) == large.K
    return Result(
        f"recall of the {large.K} nearest, {len(wanted)} queries",
        f"{np.mean(shares):.1%}",
        "100.0% (exact search)",
        f"worst {min(shares):.1%}; median {milliseconds(float(np.median(times)))}",
        "100 %",
    )


def _queries(opened: OpenSpace) -> Matrix:
    rng = np.random.default_rng(3)
    size = (QUERIES // 2, opened.space.dimension)
    far = rng.standard_normal(size, dtype=np.float32)
    far /= np.linalg.norm(far, axis=1, keepdims=True)
    near = opened.rows.take(rng.integers(0, len(opened.rows), QUERIES // 2))
    return np.concatenate([far, near])


MEMORY = f"""
import re, sys
from pathlib import Path
from shotseer import FeedKind, Workspace
with Workspace.open(sys.argv[1], index={INDEX!r}) as workspace:
    workspace.search({synthetic.QUERY!r})
    workspace.build({synthetic.LABEL!r}, seed=78)
    for kind in FeedKind:
        workspace.feed({synthetic.LABEL!r}, kind)
    status = Path("/proc/self/status").read_text()
print(*(int(re.search(name + r":\\s+(\\d+)", status)[1]) // 1024 for name in ("RssAnon", "VmHWM")))
"""


def _memory(folder: Path, opened: OpenSpace) -> Result:
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, str(folder)], capture_output=True, text=True, check=True
    )
    own, peak = map(int, done.stdout.split())
    matrix = len(opened.rows) * opened.space.dimension * 4 // 2**20
    return Result(
        "memory of its own after open, search, Build, four feeds",
        f"{own:,} MiB",
        f"{matrix:,} MiB (the matrix itself)",
        f"{peak:,} MiB at most with the pages of files, which the system takes back",
        "",
    )
