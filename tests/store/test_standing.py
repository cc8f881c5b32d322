from __future__ import annotations

import pytest
from tests.store import samples

from shotseer.core.label import Judgement, Label, Verdict
from shotseer.core.video import Shot
from shotseer.store import annotation_log, labels, standing
from shotseer.store.database import Database
from shotseer.store.standing import LogState

YES, NO = Verdict.POSITIVE, Verdict.NEGATIVE


@pytest.fixture
def cut(database: Database) -> list[Shot]:
    with database.writing() as connection:
        for name in ("cat", "dog"):
            labels.create_label(connection, Label(name))
        return samples.add_video(connection, 1)


def judge(database: Database, label_id: int, shot: Shot, verdict: Verdict | None, by: str) -> None:
    with database.writing() as connection:
        judgement = Judgement(shot.id, verdict)
        annotation_log.append(connection, label_id, by, [judgement], {shot.id: shot})


def undo(database: Database, label_id: int, by: str) -> None:
    with database.writing() as connection:
        assert annotation_log.undo(connection, by, label_id)


def test_what_changed_since(database: Database, cut: list[Shot]) -> None:
    with database.reading() as connection:
        cat, dog = (record.id for record in labels.list_labels(connection))
        start = standing.state(connection, dog)
        assert standing.touched(connection, dog, start, 9) == ([], start)
    judge(database, dog, cut[0], YES, "ada")
    judge(database, cat, cut[1], YES, "ada")
    judge(database, dog, cut[2], NO, "bob")
    undo(database, dog, "ada")
    with database.reading() as connection:
        shots, reached = standing.touched(connection, dog, start, 9)
        assert shots == [cut[0].id, cut[2].id, cut[0].id]
        assert standing.touched(connection, dog, reached, 9) == ([], reached)
        assert reached == standing.state(connection, dog)
        some, half = standing.touched(connection, dog, start, 1)
        assert (some, half.undo) == ([cut[0].id], 0)
        lines = standing.short_lines(connection, dog)
        assert [(line.shot_id, line.verdict) for line in lines] == [(cut[2].id, NO)]
        assert standing.short_lines(connection, dog, lines[0].seq) == []


def test_undos_follow_each_other_whatever_the_clock_says(
    database: Database, cut: list[Shot]
) -> None:
    with database.reading() as connection:
        dog = labels.list_labels(connection)[1].id
    moments = []
    for shot in cut:
        judge(database, dog, shot, YES, "ada")
        undo(database, dog, "ada")
        with database.reading() as connection:
            moments.append(standing.state(connection, dog).undo)
    assert moments == sorted(set(moments))


def test_counts_by_label(database: Database, cut: list[Shot]) -> None:
    with database.reading() as connection:
        cat, dog = (record.id for record in labels.list_labels(connection))
    judge(database, dog, cut[0], YES, "ada")
    judge(database, dog, cut[0], NO, "ada")
    judge(database, dog, cut[1], YES, "bob")
    judge(database, cat, cut[1], YES, "bob")
    undo(database, cat, "bob")
    with database.reading() as connection:
        assert standing.votes_by_label(connection, [cat, dog]) == {
            cat: [],
            dog: [(cut[0].id, NO), (cut[1].id, YES)],
        }
        assert standing.new_counts(connection, [cat, dog]) == {dog: 3}
        states = standing.states(connection, [cat, dog])
        assert states[dog] == (standing.state(connection, dog).seq, 0)
        assert states[cat][1] == 1
        assert standing.verdicts_of(connection, dog, [cut[0].id]) == [(cut[0].id, NO)]
        assert standing.verdicts_of(connection, dog, []) == []
        past = standing.history(connection, [cat, dog], cut[1].id)
        assert [(line.annotation.label, line.undone_at is None) for line in past] == [
            ("dog", True),
            ("cat", False),
        ]
        assert sorted(standing.annotator_names(connection).values()) == ["ada", "bob"]
    assert LogState(1, 2) < LogState(2, 0)
