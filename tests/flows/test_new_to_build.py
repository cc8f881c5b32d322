"""How much of a label its next Build would newly learn, as against all that was said since."""

from __future__ import annotations

import pytest

from shotseer import Judgement, Verdict, Workspace
from shotseer.core.label import JoinRule
from shotseer.core.video import ShotId

YES, NO, SKIP = Verdict.POSITIVE, Verdict.NEGATIVE, Verdict.SKIP


@pytest.fixture
def shots(workspace: Workspace) -> list[ShotId]:
    workspace.create_label("ball", queries=["a ball"], rule=JoinRule.MAJORITY)
    found = [shot.id for shot in workspace.shots("film 0")]
    for by in ("ada", "bob", "eve"):
        workspace.annotate("ball", [Judgement(shot, YES) for shot in found[:3]], by=by)
    return found


def news(workspace: Workspace) -> tuple[int, int]:
    status = workspace.label("ball")
    return status.new_judgements, status.new_shots


def test_three_annotators_judge_three_shots(workspace: Workspace, shots: list[ShotId]) -> None:
    assert news(workspace) == (9, 3)
    workspace.build("ball")
    assert news(workspace) == (0, 0)


def test_only_what_changes_the_joined_verdict_is_new(
    workspace: Workspace, shots: list[ShotId]
) -> None:
    workspace.build("ball")
    workspace.annotate("ball", [Judgement(shots[0], NO)], by="ada")
    workspace.annotate("ball", [Judgement(shots[4], SKIP)], by="ada")
    assert news(workspace) == (2, 0), "two of three still say yes, and nothing is learnt of a skip"
    workspace.annotate("ball", [Judgement(shots[0], NO), Judgement(shots[3], NO)], by="bob")
    assert news(workspace) == (4, 2)
    workspace.undo("ball", by="bob")
    assert news(workspace) == (2, 0)


def test_what_was_taken_back_is_new_too(workspace: Workspace, shots: list[ShotId]) -> None:
    workspace.build("ball")
    for by in ("ada", "bob", "eve"):
        workspace.undo("ball", by=by)
    assert news(workspace) == (0, 3)


def test_an_older_version_has_more_to_learn(workspace: Workspace, shots: list[ShotId]) -> None:
    workspace.build("ball")
    workspace.annotate("ball", [Judgement(shots[5], NO)], by="ada")
    workspace.build("ball")
    workspace.restore("ball", 1)
    assert news(workspace) == (1, 1)
