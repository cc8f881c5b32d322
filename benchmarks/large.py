"""Search, Build, annotation and memory on a workspace of the paper's size."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks import synthetic
from benchmarks.measure import Result, median_seconds, milliseconds
from shotseer import FeedKind, Judgement, Verdict, Workspace
from shotseer.core.query import Query, TextTerm
from shotseer.flows import queries, search
from shotseer.flows.parts import OpenSpace, open_space

K = 100


def run(folder: Path) -> Iterator[Result]:
    """Measure everything on an existing large workspace."""
    with Workspace.open(folder) as workspace:
        opened = open_space(workspace.parts)
        yield _search(workspace, opened)
        yield _build(workspace, opened)
        yield _annotate(workspace, opened)
    yield _memory(folder, opened)


def _search(workspace: Workspace, opened: OpenSpace) -> Result:
    query = Query((TextTerm(synthetic.QUERY),))
    vector = queries.compose(workspace.parts, opened, query.terms)
    ours = median_seconds(lambda: search.search(workspace.parts, query, K))
    reference = median_seconds(lambda: _bare_top(opened, vector))
    return Result(
        f"text search to {K} hits, {len(opened.rows):,} x {opened.space.dimension}",
        milliseconds(ours),
        f"{milliseconds(reference)} (numpy product and argpartition)",
        f"{ours / reference:.2f}",
        "at most 1.5",
    )


def _bare_top(opened: OpenSpace, vector: np.ndarray) -> np.ndarray:
    values = np.concatenate([block @ vector for _, block in opened.rows.blocks()])
    top = np.argpartition(-values, K)[:K]
    return top[np.argsort(-values[top])]


def _build(workspace: Workspace, opened: OpenSpace) -> Result:
    seeds = iter(range(10_000))

    def loop(recipe: str) -> None:
        # A new seed each time: an equal Build would be recognised and not done again.
        workspace.build(synthetic.LABEL, recipe=recipe, seed=next(seeds))
        for kind in FeedKind:
            workspace.feed(synthetic.LABEL, kind)

    ours = median_seconds(lambda: loop("default"), repeats=5)
    paper = median_seconds(lambda: loop("paper"), repeats=1)
    return Result(
        f"Build to four feeds, {synthetic.JUDGED:,} verdicts, {len(opened.rows):,} shots",
        milliseconds(ours),
        f"{milliseconds(paper)} (the paper's recipe)",
        f"{paper / ours:.1f} times faster",
        "under 500 ms; at least 3 times faster",
    )


def _annotate(workspace: Workspace, opened: OpenSpace) -> Result:
    times = []
    for row in range(300):
        judgement = Judgement(opened.library.shot_id(row), Verdict.NEGATIVE)
        started = time.perf_counter()
        workspace.annotate(synthetic.LABEL, [judgement], by="bench")
        times.append(time.perf_counter() - started)
    for _ in times:
        workspace.undo(synthetic.LABEL, by="bench")
    middle, late = np.quantile(times, [0.5, 0.99])
    return Result(
        "one judgement, on disk",
        milliseconds(late),
        "",
        f"median {milliseconds(middle)}",
        "99 in 100 under 20 ms",
    )


MEMORY = """
import re, sys
from pathlib import Path
from shotseer import FeedKind, Workspace
with Workspace.open(sys.argv[1]) as workspace:
    workspace.search("the wanted kind")
    workspace.build("wanted", seed=77)
    for kind in FeedKind:
        workspace.feed("wanted", kind)
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


def _memory(folder: Path, opened: OpenSpace) -> Result:
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, str(folder)], capture_output=True, text=True, check=True
    )
    peak = int(done.stdout)
    matrix = len(opened.rows) * opened.space.dimension * 4 // 2**20
    return Result(
        "peak memory: open, search, Build, four feeds",
        f"{peak:,} MiB",
        f"{matrix:,} MiB (the matrix itself)",
        f"{peak - matrix:+,} MiB",
        "at most +300 MiB",
    )
