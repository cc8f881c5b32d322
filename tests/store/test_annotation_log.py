from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from tests.store import samples

from shotseer.core.errors import ConflictError
from shotseer.core.label import JoinRule, Judgement, Label, Verdict
from shotseer.core.video import Shot
from shotseer.store import annotation_log as log
from shotseer.store import labels
from shotseer.store.database import Database

YES, NO, SKIP = Verdict.POSITIVE, Verdict.NEGATIVE, Verdict.SKIP


@pytest.fixture
def cut(database: Database) -> list[Shot]:
    with database.writing() as connection:
        labels.create_label(connection, Label("dog", queries=("a dog", "a puppy")))
        return samples.add_video(connection, 1)


def label_id(database: Database) -> int:
    with database.reading() as connection:
        record = labels.get_label(connection, "dog")
        assert record is not None
        return record.id


def judge(database: Database, by: str, *given: tuple[Shot, Verdict | None], uid: str = "") -> int:
    judgements = [
        Judgement(shot.id, verdict, uid=f"{uid}-{i}" if uid else None)
        for i, (shot, verdict) in enumerate(given)
    ]
    with database.writing() as connection:
        shots = {shot.id: shot for shot, _ in given}
        return log.append(connection, label_id(database), by, judgements, shots)


def joined(database: Database, rule: JoinRule = JoinRule.NEWEST) -> list[Verdict]:
    with database.reading() as connection:
        votes = log.verdicts(connection, label_id(database))
        lines = log.standing(connection, label_id(database))
    assert votes == [(line.shot_id, line.verdict) for line in lines]
    return list(log.join(votes, rule).values())


def test_labels_come_back_with_their_queries(database: Database, cut: list[Shot]) -> None:
    with database.writing() as connection:
        with pytest.raises(ConflictError, match="'dog'"):
            labels.create_label(connection, Label("dog"))
        (record,) = labels.list_labels(connection)
        labels.update_label(connection, record.id, replace(record.label, description="woof"))
    with database.reading() as connection:
        (record,) = labels.list_labels(connection)
    assert record.label == Label("dog", "woof", queries=("a dog", "a puppy"))


def test_the_newest_verdict_of_an_annotator_stands(database: Database, cut: list[Shot]) -> None:
    judge(database, "ada", (cut[0], YES))
    judge(database, "ada", (cut[0], NO))
    judge(database, "ada", (cut[1], YES))
    judge(database, "ada", (cut[1], None))
    assert joined(database) == [NO]


def test_a_line_keeps_the_span_and_where_it_was_judged(database: Database, cut: list[Shot]) -> None:
    judge(database, "ada", (cut[1], SKIP))
    with database.reading() as connection:
        (line,) = log.log(connection, label_id(database))
    assert (line.shot_id, line.video_id, line.span) == (cut[1].id, cut[1].video_id, cut[1].span)
    assert (line.label, line.annotator, line.verdict, line.source) == ("dog", "ada", SKIP, "direct")


def test_a_retry_is_not_a_second_judgement(database: Database, cut: list[Shot]) -> None:
    assert judge(database, "ada", (cut[0], YES), (cut[1], NO), uid="key") == 2
    assert judge(database, "ada", (cut[0], YES), (cut[1], NO), uid="key") == 0


def test_annotators_are_joined_by_the_rule(database: Database, cut: list[Shot]) -> None:
    judge(database, "ada", (cut[0], YES), (cut[1], YES), (cut[2], YES))
    judge(database, "bob", (cut[0], YES), (cut[1], NO), (cut[2], SKIP))
    judge(database, "cy", (cut[0], NO))
    assert joined(database, JoinRule.NEWEST) == [NO, NO, SKIP]
    assert joined(database, JoinRule.MAJORITY) == [YES, SKIP, YES]


def test_undo_takes_back_a_whole_batch_of_ones_own(database: Database, cut: list[Shot]) -> None:
    judge(database, "ada", (cut[0], YES))
    judge(database, "ada", (cut[0], NO), (cut[1], NO))
    judge(database, "bob", (cut[2], YES))
    with database.writing() as connection:
        assert len(log.undo(connection, "ada", None)) == 2
    assert sorted(joined(database)) == [YES, YES]
    with database.writing() as connection:
        assert len(log.undo(connection, "ada", label_id(database))) == 1
        assert log.undo(connection, "ada", None) == []
        assert log.undo(connection, "bob", label_id(database) + 1) == []
    assert joined(database) == [YES]
    with database.reading() as connection:
        assert len(log.log(connection, label_id(database), undone=True)) == 4


def test_datasets_leave_out_skips(database: Database, cut: list[Shot]) -> None:
    judge(database, "ada", (cut[0], YES), (cut[1], NO), (cut[2], SKIP))
    with database.reading() as connection:
        votes = log.verdicts(connection, label_id(database))
    made = log.dataset("dog", log.join(votes, JoinRule.NEWEST))
    assert (made.positives, made.negatives) == ((cut[0].id,), (cut[1].id,))


def test_many_threads_lose_no_judgement(database: Database, cut: list[Shot]) -> None:
    def work(name: str) -> None:
        for number in range(10):
            judge(database, name, (cut[number % 3], YES if number % 2 else NO))

    threads = [threading.Thread(target=work, args=(f"annotator {i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as connection:
        lines = log.log(connection, label_id(database))
    assert len(lines) == 40
    assert len({line.seq for line in lines}) == 40
