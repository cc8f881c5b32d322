"""A second real encoder beside `lite`: a model of three numbers that knows colours."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.flows.conftest import films, ingested, workspace
from tests.models.tiny import write_model

from shotseer import Judgement, Verdict, Workspace

__all__ = ["films", "ingested", "workspace"]


@pytest.fixture(scope="session")
def colours(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the name of the second encoder."""
    return write_model(tmp_path_factory.mktemp("colours"))


@pytest.fixture(scope="session")
def silent(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the name of an encoder that reads no texts."""
    folder = tmp_path_factory.mktemp("silent")
    name = write_model(folder, scale=2.0)
    (folder / "onnx" / "text_model.onnx").unlink()
    return name


@pytest.fixture
def own_films(films: Path, tmp_path: Path) -> Path:
    """Give copies of the films, to be moved and damaged."""
    shutil.copytree(films, tmp_path / "films")
    return tmp_path / "films"


@pytest.fixture
def own(own_films: Path, tmp_path: Path, model_cache: Path) -> Iterator[Workspace]:
    """Give a library of these copies."""
    with Workspace.open(
        tmp_path / "own", create=True, cache=str(model_cache), previews=False, annotator="ada"
    ) as opened:
        opened.ingest([own_films])
        yield opened


def judge(workspace: Workspace, label: str, by: str = "ada", every: int = 1) -> None:
    """Judge every shot, or every second and so on, by its place in all."""
    verdicts = [
        Judgement(shot.id, Verdict.POSITIVE if place % 3 == 0 else Verdict.NEGATIVE)
        for place, shot in enumerate(workspace.shots())
        if place % every == 0
    ]
    workspace.annotate(label, verdicts, by=by)


@pytest.fixture
def judged(workspace: Workspace) -> Workspace:
    """Give a library with a label that is judged, built and deployed, and one of words alone."""
    workspace.create_label("ball", description="A ball.", queries=["a round thing"])
    judge(workspace, "ball", every=2)
    workspace.build("ball", seed=5)
    workspace.deploy("ball", 1, threshold=0.7, note="good enough")
    workspace.create_label("red", queries=["red"])
    workspace.build("red")
    workspace.create_label("idle")
    return workspace
