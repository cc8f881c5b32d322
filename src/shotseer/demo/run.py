"""Runs the loop once on sample clips, so that the app opens on something to look at."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path
from urllib.parse import urljoin

from shotseer.core.errors import StoreError
from shotseer.core.job import Progress
from shotseer.demo.clips import sample_clips
from shotseer.workspace import Workspace

LABEL = "musicians"
DESCRIPTION = "Someone is playing an instrument or singing."
QUERIES = ("a man playing a guitar", "a drummer", "a singer at a microphone")
CHECK_SECONDS = 30


def prepare(
    workspace: Workspace,
    videos: Sequence[Path],
    *,
    on_progress: Callable[[Progress], None],
    say: Callable[[str], None],
) -> None:
    """Ingest the sample clips and ``videos``, judge some shots for one label, and build it.

    Running it again repeats nothing that is done, and leaves what a person did since.
    """
    if line := workspace.encoder_line():
        say(line)
    summary = workspace.ingest([*sample_clips(), *videos], on_progress=on_progress)
    for failure in summary.failures:
        say(f"failed: {failure.path}: {failure.reason}")
    if any(status.label.name == LABEL for status in workspace.labels()):
        return
    workspace.create_label(LABEL, description=DESCRIPTION, queries=QUERIES)
    verdicts = resources.files("shotseer").joinpath("data/demo_verdicts.csv")
    with resources.as_file(verdicts) as file:
        workspace.import_annotations(file, label=LABEL, by="demo")
    workspace.build(LABEL, on_progress=on_progress)


def check(address: str) -> str:
    """Visit the served app as a browser would, and say what was found.

    Raises:
        StoreError: the app or its API does not answer as it should.
    """
    page = _get(address).decode()
    if '<script type="module"' not in page:
        raise StoreError(f"the app at {address} is not there", hint="Build it: make ui")
    library = json.loads(_get(urljoin(address, "api/v1/workspace")))
    feed = json.loads(_get(urljoin(address, f"api/v1/labels/{LABEL}/feeds/suggested?limit=5")))
    if not feed["items"]:
        raise StoreError(f"{LABEL} offers no shots", hint="Run make demo in a new LIBRARY folder.")
    first = feed["items"][0]
    _get(urljoin(address, f"api/v1/shots/{first['shot']['id']}/preview"))
    return (
        f"{library['videos']} videos, {library['shots']} shots, "
        f"{LABEL}: the first shot to judge next scores {first['score']:.2f}"
    )


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=CHECK_SECONDS) as answer:
        content: bytes = answer.read()
    return content
