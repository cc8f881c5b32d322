"""Run the benchmarks and print a table for docs/benchmarks.md."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from benchmarks import browser, honest, ingest, large, paper_fit, synthetic
from benchmarks.measure import Result

PARTS = ("large", "browser", "ingest", "paper")
LONG = ("honest",)


def main() -> None:
    """Measure what was asked for, or everything."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "what", nargs="*", choices=[*PARTS, *LONG, []], help=f"default: all but {LONG[0]}"
    )
    parser.add_argument("--folder", type=Path, help="keep the large workspace here and reuse it")
    parser.add_argument("--videos", type=Path, nargs="*", help="clips for ingest; default: samples")
    parser.add_argument("--sets", type=Path, nargs="*", default=[], help="labelled sets for honest")
    given = parser.parse_args()
    what = given.what or PARTS
    if {"large", "browser"} & set(what):
        folder = given.folder or Path(tempfile.mkdtemp(prefix="shotseer-bench-"))
        try:
            if not (folder / "workspace.json").exists():
                seconds = synthetic.make(folder)
                print(f"made {synthetic.SHOTS:,} x {synthetic.DIMENSION} in {seconds:.0f} s\n")
            if "large" in what:
                _print(large.run(folder))
            if "browser" in what:
                _print(browser.run(folder))
        finally:
            if given.folder is None:
                shutil.rmtree(folder)
    if "ingest" in what:
        _print(ingest.run(given.videos))
    if "paper" in what:
        _print(paper_fit.run())
    if "honest" in what:
        for line in honest.run(given.sets):
            print(line, flush=True)


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
