"""Search, Build, annotation and memory on a workspace of the paper's size."""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks import synthetic
from benchmarks.measure import Result, median_seconds, milliseconds
from shotseer import FeedKind, Judgement, Verdict, Workspace
from shotseer.core.arrays import Matrix, Vector
from shotseer.core.classifier import LinearHead
from shotseer.core.query import Query, TextTerm
from shotseer.flows import queries, search
from shotseer.flows.parts import OpenSpace, find_label, open_space
from shotseer.flows.standing import standing

K = 100
JUDGED_FIRST = 200
LABELS = 56


def run(folder: Path) -> Iterator[Result]:
    """Measure everything on an existing large workspace."""
    with Workspace.open(folder) as workspace:
        opened = open_space(workspace.parts)
        yield _search(workspace, opened)
        yield build(workspace, opened)
        yield after_each(workspace, opened)
        yield _many_labels(workspace, opened)
        yield _annotate(workspace, opened)
    yield _memory(folder, opened)


def _search(workspace: Workspace, opened: OpenSpace) -> Result:
    query = Query((TextTerm(synthetic.QUERY),))
    vector = queries.compose(workspace.parts, opened, query.terms)
    ours = median_seconds(lambda: search.search(workspace.parts, query, K))
    reference = median_seconds(lambda: bare_top(opened, vector))
    return Result(
        f"text search to {K} hits, {len(opened.rows):,} x {opened.space.dimension}",
        milliseconds(ours),
        f"{milliseconds(reference)} (numpy product and argpartition)",
        f"{ours / reference:.2f}",
        "at most 1.5",
    )


def bare_top(opened: OpenSpace, vector: np.ndarray) -> np.ndarray:
    values = np.concatenate([block @ vector for _, block in opened.rows.blocks()])
    top = np.argpartition(-values, K)[:K]
    return top[np.argsort(-values[top])]


def build(workspace: Workspace, opened: OpenSpace) -> Result:
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


def after_each(workspace: Workspace, opened: OpenSpace) -> Result:
    """Judge one shot, build, and refresh every feed: what may happen after each judgement."""
    name = f"live {uuid.uuid4().hex[:8]}"
    workspace.create_label(name, queries=[synthetic.QUERY])
    known = standing(workspace.parts, find_label(workspace.parts, synthetic.LABEL)).joined
    judgements = [Judgement(shot, verdict) for shot, verdict in known.items()]
    workspace.annotate(name, judgements[:JUDGED_FIRST], by="bench")
    following = iter(judgements[JUDGED_FIRST:])

    def once() -> None:
        workspace.annotate(name, [next(following)], by="bench")
        workspace.build(name)
        for kind in FeedKind:
            workspace.feed(name, kind)

    ours = median_seconds(once, repeats=21)
    head = LinearHead(opened.rows.take(np.array([0]))[0], 0.0)
    bare = median_seconds(lambda: bare_column(opened, head.weight))
    return Result(
        f"judge, Build, every feed again, {JUDGED_FIRST} verdicts, {len(opened.rows):,} shots",
        milliseconds(ours),
        f"{milliseconds(bare)} (numpy product with one vector)",
        f"{ours / bare:.1f}",
        "under 200 ms",
    )


def bare_column(opened: OpenSpace, vector: Vector) -> Vector:
    return np.concatenate([block @ vector for _, block in opened.rows.blocks()])


def _many_labels(workspace: Workspace, opened: OpenSpace) -> Result:
    """Score the library for many labels from nothing, all the way into their files."""
    known = {status.label.name for status in workspace.labels()}
    names = [f"label {number:02d}" for number in range(LABELS)]
    for number, name in enumerate(names):
        if name not in known:
            workspace.create_label(name, queries=[synthetic.QUERY])
            workspace.build(name, seed=number)

    def ours() -> None:
        for path in workspace.folder.scores.glob("*.npy"):
            path.unlink()
        assert workspace.score_all() >= LABELS

    seconds = median_seconds(ours, repeats=5)
    scored = len(list(workspace.folder.scores.glob("*.npy")))
    weights = np.random.default_rng(0).standard_normal((opened.space.dimension, scored))
    bare = median_seconds(lambda: _bare_columns(opened, weights.astype(np.float32)), repeats=5)
    return Result(
        f"scores of {scored} labels, {len(opened.rows):,} shots, into their files",
        milliseconds(seconds),
        f"{milliseconds(bare)} (numpy product with all weights, into columns in memory)",
        f"{seconds / bare:.2f}",
        "at most 1.5",
    )


def _bare_columns(opened: OpenSpace, weights: Matrix) -> Matrix:
    columns = np.empty((weights.shape[1], len(opened.rows)), dtype=np.float32)
    for start, block in opened.rows.blocks():
        columns[:, start : start + len(block)] = (block @ weights).T
    return columns


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
