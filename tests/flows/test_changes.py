from __future__ import annotations

import pytest

from shotseer import (
    ConflictError,
    InputError,
    Judgement,
    NotFoundError,
    Shot,
    ShotId,
    Verdict,
    Workspace,
)

YES, NO = Verdict.POSITIVE, Verdict.NEGATIVE


@pytest.fixture
def shots(workspace: Workspace) -> list[Shot]:
    workspace.create_label("dog")
    workspace.create_label("cat")
    return workspace.shots()


def judge(workspace: Workspace, shot: Shot, verdict: Verdict | None, uid: str, **more: str) -> None:
    workspace.annotate("dog", [Judgement(shot.id, verdict, uid=uid)], **more)


def test_a_tab_follows_what_others_do(workspace: Workspace, shots: list[Shot]) -> None:
    judge(workspace, shots[0], YES, "before")
    start = workspace.changes("dog")
    assert (start.shots, start.more) == ((), False)
    judge(workspace, shots[1], YES, "1")
    judge(workspace, shots[2], NO, "2", by="bob")
    judge(workspace, shots[1], NO, "3")
    workspace.annotate("cat", [Judgement(shots[3].id, YES)])
    found = workspace.changes("dog", start.position)
    assert {one.shot_id: one.verdict for one in found.shots} == {shots[1].id: NO, shots[2].id: NO}
    assert workspace.changes("dog", found.position).shots == ()
    workspace.undo("dog", by="ada", uid="before")
    workspace.undo("cat")
    undone = workspace.changes("dog", found.position)
    assert [(one.shot_id, one.verdict) for one in undone.shots] == [(shots[0].id, None)]
    assert workspace.changes("dog", undone.position).shots == ()


def test_many_changes_come_in_pieces(workspace: Workspace, shots: list[Shot]) -> None:
    position = workspace.changes("dog").position
    workspace.annotate("dog", [Judgement(shot.id, YES) for shot in shots[:10]], batch="many")
    judge(workspace, shots[11], YES, "later")
    workspace.undo("dog", uid="later")
    seen: list[ShotId] = []
    more = True
    while more:
        found = workspace.changes("dog", position, k=4)
        seen += [one.shot_id for one in found.shots]
        position, more = found.position, found.more
    assert set(seen) == {shot.id for shot in (*shots[:10], shots[11])}
    assert workspace.changes("dog", position).shots == ()


def test_a_position_is_one_that_was_given(workspace: Workspace, shots: list[Shot]) -> None:
    for position in ("x", "1", "1-2-3", "-1-0", "9" * 40 + "-0", "0-" + "9" * 40):
        with pytest.raises(InputError, match="not a position"):
            workspace.changes("dog", position)
    with pytest.raises(InputError, match="0 changes"):
        workspace.changes("dog", k=0)
    with pytest.raises(NotFoundError, match="'emu'"):
        workspace.changes("emu")


def test_a_batch_made_by_the_client_is_undone_as_one(
    workspace: Workspace, shots: list[Shot]
) -> None:
    first = workspace.annotate("dog", [Judgement(shots[0].id, YES, uid="a")], batch="b1")
    second = workspace.annotate("dog", [Judgement(shots[1].id, YES, uid="b")], batch="b1")
    assert first.batch == second.batch == "b1"
    judge(workspace, shots[2], NO, "c")
    lines = workspace.undo("dog", uid="a")
    assert [line.uid for line in lines] == ["a", "b"]
    assert workspace.undo("dog", uid="b") == lines, "doing it again says the same"
    assert workspace.verdicts("dog", [shot.id for shot in shots]) == {shots[2].id: NO}
    assert [line.uid for line in workspace.undo("dog")] == ["c"]


def test_a_retry_after_the_undo_stays_undone(workspace: Workspace, shots: list[Shot]) -> None:
    given = [Judgement(shots[0].id, YES, uid="a")]
    workspace.annotate("dog", given, batch="b1")
    workspace.undo("dog", uid="a")
    again = workspace.annotate("dog", given, batch="b1")
    assert (again.added, again.repeated) == (0, 1)
    with pytest.raises(ConflictError, match="was taken back"):
        workspace.annotate("dog", [Judgement(shots[1].id, YES, uid="b")], batch="b1")
    assert workspace.verdicts("dog", [shot.id for shot in shots]) == {}
    assert workspace.review("dog") == []


def test_nobody_undoes_or_extends_what_is_anothers(workspace: Workspace, shots: list[Shot]) -> None:
    workspace.annotate("dog", [Judgement(shots[0].id, YES, uid="a")], batch="b1")
    with pytest.raises(ConflictError, match="given by ada, not by bob"):
        workspace.undo("dog", by="bob", uid="a")
    with pytest.raises(ConflictError, match="belongs to ada and dog"):
        workspace.annotate("dog", [Judgement(shots[1].id, YES)], by="bob", batch="b1")
    with pytest.raises(ConflictError, match="belongs to ada and dog"):
        workspace.annotate("cat", [Judgement(shots[1].id, YES)], batch="b1")
    with pytest.raises(NotFoundError, match="no judgement 'a' for cat"):
        workspace.undo("cat", uid="a")
    with pytest.raises(NotFoundError, match="no judgement 'zz'"):
        workspace.undo("dog", uid="zz")
    for batch in ("", " ", "x" * 201):
        with pytest.raises(InputError, match="a batch needs an id"):
            workspace.annotate("dog", [Judgement(shots[1].id, YES)], batch=batch)
    assert workspace.verdicts("dog", [shot.id for shot in shots]) == {shots[0].id: YES}
