"""A second real encoder beside `lite`: a model of three numbers that knows colours."""

from __future__ import annotations

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


def judge(workspace: Workspace, label: str, by: str = "ada", step: int = 1) -> None:
    """Judge every ``step``-th shot by its place: the rule is learnable and the same in all films."""
    verdicts = [
        Judgement(shot.id, Verdict.POSITIVE if place % 3 == 0 else Verdict.NEGATIVE)
        for place, shot in enumerate(workspace.shots())
        if place % step == 0
    ]
    workspace.annotate(label, verdicts, by=by)


@pytest.fixture
def judged(workspace: Workspace) -> Iterator[Workspace]:
    """Give a library with a label that was judged, built and deployed, and one of words alone."""
    workspace.create_label("ball", description="A ball.", queries=["a round thing"])
    judge(workspace, "ball")
    workspace.build("ball")
    workspace.deploy("ball", 1, threshold=0.7, note="good enough")
    workspace.create_label("red", queries=["red"])
    workspace.build("red", seed=3)
    workspace.create_label("idle")
    yield workspace
