from __future__ import annotations

import pytest

from shotseer import JoinRule, Judgement, NotFoundError, Verdict, Workspace
from shotseer.core.classifier import probability
from shotseer.flows import scores
from shotseer.flows.parts import open_space

YES, NO = Verdict.POSITIVE, Verdict.NEGATIVE


def test_a_shot_in_its_context(workspace: Workspace) -> None:
    shots = workspace.shots("film 1")
    found = workspace.shot_detail(shots[3].id[:12])
    assert found.shot == shots[3]
    assert found.record.name == "film 1.mp4"
    assert (found.is_missing, dict(found.fields)) == (False, {})
    assert [one.shot for one in found.neighbours] == shots
    assert (found.labels, found.history) == ((), ())
    ends = workspace.shot_detail(shots[0].id)
    assert [one.shot.position for one in ends.neighbours] == list(range(7))
    with pytest.raises(NotFoundError, match="no shot 'zz'"):
        workspace.shot_detail("zz")
    with pytest.raises(NotFoundError, match="'dog'"):
        workspace.shot_detail(shots[0].id, "dog")


def test_what_labels_say_of_it(workspace: Workspace) -> None:
    shots = workspace.shots("film 1")
    workspace.create_label("built", queries=["a ball"], rule=JoinRule.MAJORITY)
    workspace.create_label("bare")
    version = workspace.build("built")
    workspace.annotate("built", [Judgement(shots[3].id, YES)])
    workspace.annotate("built", [Judgement(shots[3].id, NO)], by="bob")
    workspace.annotate("built", [Judgement(shots[4].id, NO)], by="bob")
    found = workspace.shot_detail(shots[3].id, "built")
    bare, built = found.labels
    assert (bare.label, bare.score, bare.threshold, bare.verdict) == ("bare", None, None, None)
    assert (built.verdict, dict(built.verdicts)) == (Verdict.SKIP, {"ada": YES, "bob": NO})
    assert built.threshold == version.threshold
    opened = open_space(workspace.parts)
    values = probability(scores.logits(workspace.parts, opened, version))
    rows = opened.library.rows_of([shot.id for shot in shots])
    assert built.score == pytest.approx(values[rows[3]])
    assert [one.score for one in found.neighbours] == pytest.approx(values[rows].tolist())
    assert [one.verdict for one in found.neighbours][3:6] == [Verdict.SKIP, NO, None]
    scores.column_path(workspace.parts, version.id).unlink()
    again = workspace.shot_detail(shots[3].id, "built")
    assert again.labels[1].score == pytest.approx(built.score, abs=1e-6)
    assert not scores.column_path(workspace.parts, version.id).exists(), "one shot, no column"


def test_its_history_holds_what_was_undone(workspace: Workspace) -> None:
    shot = workspace.shots()[0]
    workspace.create_label("dog")
    workspace.create_label("cat")
    workspace.annotate("dog", [Judgement(shot.id, YES)])
    workspace.annotate("cat", [Judgement(shot.id, NO)], by="bob")
    workspace.annotate("dog", [Judgement(shot.id, NO)])
    workspace.undo("dog")
    found = workspace.shot_detail(shot.id)
    assert [
        (one.annotation.label, one.annotation.annotator, one.annotation.verdict, one.undone)
        for one in found.history
    ] == [("dog", "ada", NO, True), ("cat", "bob", NO, False), ("dog", "ada", YES, False)]
    views = {one.label: dict(one.verdicts) for one in found.labels}
    assert views == {"cat": {"bob": NO}, "dog": {"ada": YES}}
