"""Run the benchmarks and print a table for docs/benchmarks.md."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks import (
    ablation,
    browser,
    honest,
    huge,
    ingest,
    large,
    motion,
    next_source,
    paper_fit,
    release_import,
    synthetic,
)
from benchmarks.measure import Result

PARTS = ("large", "browser", "ingest", "paper")
LONG = ("ablation", "hint", "honest", "huge", "import", "motion")
MILLIONS = 5_000_000


def main() -> None:
    """Measure what was asked for, or everything."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "what",
        nargs="*",
        choices=[*PARTS, *LONG, []],
        help=f"default: all but {' and '.join(LONG)}",
    )
    parser.add_argument("--folder", type=Path, help="keep the large workspace here and reuse it")
    parser.add_argument("--shots", type=int, default=MILLIONS, help="for huge; 5 kB of disk each")
    parser.add_argument(
        "--videos", type=Path, nargs="*", help="for ingest, motion; default: samples"
    )
    parser.add_argument(
        "--sets", type=Path, nargs="*", default=[], help="for ablation, hint, honest, motion"
    )
    given = parser.parse_args()
    what = given.what or PARTS
    if {"large", "browser"} & set(what):
        with _workspace(given.folder, synthetic.SHOTS) as folder:
            if "large" in what:
                _print(large.run(folder))
            if "browser" in what:
                _print(browser.run(folder))
    if "huge" in what:
        with _workspace(given.folder, given.shots) as folder:
            _print(huge.run(folder))
    if "ingest" in what:
        _print(ingest.run(given.videos))
    if "paper" in what:
        _print(paper_fit.run())
    if "import" in what:
        _print(release_import.run())
    for name, simulated in (
        ("ablation", ablation.run),
        ("hint", next_source.run),
        ("honest", honest.run),
        ("motion", partial(motion.run, given.videos)),
    ):
        for line in simulated(given.sets) if name in what else ():
            print(line, flush=True)


@contextmanager
def _workspace(kept: Path | None, shots: int) -> Iterator[Path]:
    """Give the folder of a made-up workspace, which goes again unless it is to be kept."""
    folder = kept or Path(tempfile.mkdtemp(prefix="shotseer-bench-"))
    try:
        if not (folder / "workspace.json").exists():
            seconds = synthetic.make(folder, shots)
            print(f"made {shots:,} x {synthetic.DIMENSION} in {seconds:.0f} s\n")
        yield folder
    finally:
        if kept is None:
            shutil.rmtree(folder)


def _print(results: Iterable[Result]) -> None:
    print("| what | shotseer | reference | ratio | goal |\n|---|---|---|---|---|")
    for result in results:
        print(
            f"| {result.what} | {result.ours} | {result.reference} "
            f"| {result.ratio} | {result.goal} |",
            flush=True,
        )
    print()


main()
