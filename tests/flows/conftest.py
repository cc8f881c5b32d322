"""A small real library: four drawn films, ingested once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from tests.world import Scene, write_video

from shotseer import Workspace

COLOURS = ("red", "green", "blue", "yellow", "purple", "orange")
SHAPES = ("circle", "square", "triangle")


def scenes(film: int) -> list[Scene]:
    """Return eight scenes; neighbours differ in shape and in both colours."""
    return [
        Scene(
            SHAPES[(film + i) % 3],
            COLOURS[(film + 2 * i) % 6],
            COLOURS[(film + 2 * i + 3) % 6],
            1.0,
            0.1 * (1 + i % 3),
        )
        for i in range(8)
    ]


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with four films of eight shots each."""
    folder = tmp_path_factory.mktemp("films")
    for film in range(4):
        write_video(folder / f"film {film}.mp4", scenes(film), fps=Fraction(12), size=(160, 90))
    return folder


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory, films: Path, model_cache: Path) -> Path:
    """Give a workspace into which the films were ingested; not to be changed."""
    folder = tmp_path_factory.mktemp("ingested") / "library"
    with Workspace.open(folder, create=True, cache=str(model_cache)) as workspace:
        workspace.ingest([films])
    return folder


@pytest.fixture
def workspace(ingested: Path, tmp_path: Path, model_cache: Path) -> Iterator[Workspace]:
    """Give a copy of the ingested workspace, open."""
    shutil.copytree(ingested, tmp_path / "library")
    with Workspace.open(tmp_path / "library", cache=str(model_cache), annotator="ada") as opened:
        yield opened
