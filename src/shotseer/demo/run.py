"""Runs the loop once: ingest, search, judge, build, feeds; and writes a page of the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path

from shotseer.core.feed import FeedKind
from shotseer.core.job import Progress
from shotseer.demo import page
from shotseer.demo.clips import sample_clips
from shotseer.workspace import Workspace

SEARCHES = (
    "a bicycle",
    "a drummer",
    "a man in a suit in a car",
    "cars in traffic, not a bicycle",
)
LABEL = "musicians"
DESCRIPTION = "Someone is playing an instrument or singing."
QUERIES = ("a man playing a guitar", "a drummer", "a singer at a microphone")
SHOWN = 6


def demo(
    folder: Path,
    videos: Sequence[Path],
    *,
    on_progress: Callable[[Progress], None],
    say: Callable[[str], None],
) -> Path:
    """Run the loop in a workspace and return the page that shows the result.

    ``videos`` are ingested beside the sample clips. Running it again repeats nothing that is done.
    """
    with Workspace.open(folder, create=True) as workspace:
        summary = workspace.ingest([*sample_clips(), *videos], on_progress=on_progress)
        for failure in summary.failures:
            say(f"failed: {failure.path}: {failure.reason}")
        if not any(status.label.name == LABEL for status in workspace.labels()):
            workspace.create_label(LABEL, description=DESCRIPTION, queries=QUERIES)
        verdicts = resources.files("shotseer").joinpath("data/demo_verdicts.csv")
        with resources.as_file(verdicts) as file:
            workspace.import_annotations(file, label=LABEL, by="demo")
        found = {words: workspace.search(words, k=SHOWN).hits for words in SEARCHES}
        version = workspace.build(LABEL, on_progress=on_progress)
        feeds = {kind: workspace.feed(LABEL, kind, k=SHOWN) for kind in FeedKind}
        path = folder / "demo.html"
        path.write_text(page.render(workspace, found, version, feeds), encoding="utf-8")
    return path.resolve()
