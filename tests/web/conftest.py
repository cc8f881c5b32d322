"""Servers on copies of the ingested library."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.flows.conftest import films, ingested
from tests.web.serving import Server, judgement

__all__ = ["films", "ingested"]


@pytest.fixture
def server(tmp_path: Path, ingested: Path, films: Path, model_cache: Path) -> Iterator[Server]:
    """Serve a copy of the ingested library; the films' folder may be read."""
    shutil.copytree(ingested, tmp_path / "library")
    with Server(tmp_path / "library", model_cache, "--root", str(films)) as running:
        yield running


@pytest.fixture(scope="module")
def judged(
    tmp_path_factory: pytest.TempPathFactory, ingested: Path, films: Path, model_cache: Path
) -> Iterator[Server]:
    """Serve a library with a label ``ball`` that was judged and built twice."""
    folder = tmp_path_factory.mktemp("judged") / "library"
    shutil.copytree(ingested, folder)
    with Server(folder, model_cache, "--root", str(films)) as running:
        judge_and_build(running)
        yield running


def judge_and_build(server: Server, label: str = "ball") -> None:
    """Make a label, judge every fourth shot by its place, build, judge more, build again."""
    server.post("/labels", {"name": label, "description": "A ball.", "queries": ["a round thing"]})
    rows = server.get("/shots", limit=100)["items"]
    for turn in range(2):
        some = [
            judgement(row["shot"]["id"], verdict_of(place), f"{label}-first-{place}")
            for place, row in enumerate(rows)
            if place % 4 == turn
        ]
        server.post(f"/labels/{label}/annotations", {"judgements": some})
        assert server.build(label)["state"] == "done"


def verdict_of(place: int) -> str:
    """Return a verdict that both feeds and folds can do something with."""
    return "positive" if place % 3 == 0 else "negative"
