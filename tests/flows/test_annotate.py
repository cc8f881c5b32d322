from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from shotseer import (
    ConflictError,
    InputError,
    JoinRule,
    Judgement,
    NotFoundError,
    Shot,
    ShotId,
    Verdict,
    Workspace,
)
from shotseer.store import tables

YES, NO, SKIP = Verdict.POSITIVE, Verdict.NEGATIVE, Verdict.SKIP


def judge(workspace: Workspace, *given: tuple[Shot, Verdict], by: str | None = None) -> None:
    workspace.annotate("dog", [Judgement(shot.id, verdict) for shot, verdict in given], by=by)


def counts(workspace: Workspace) -> tuple[int, int, int]:
    status = workspace.label("dog")
    return status.positives, status.negatives, status.skips


@pytest.fixture(autouse=True)
def _label(workspace: Workspace) -> None:
    workspace.create_label("dog", description="There is a dog.", queries=["a dog"])


def test_labels_are_made_changed_and_refused(workspace: Workspace) -> None:
    with pytest.raises(ConflictError, match="a label 'dog' already"):
        workspace.create_label("dog")
    for name in ("", " dog", "a/b", "a,b", "x" * 101, "two\nlines", "nul\0", "..", "."):
        with pytest.raises(InputError, match="cannot be the name"):
            workspace.create_label(name)
    workspace.create_label("été 100% 👩\u200d🚀")
    workspace.edit_label("dog", guidelines="Wolves do not count.", queries=["a puppy", "a dog"])
    label = workspace.label("dog").label
    assert (label.description, label.guidelines) == ("There is a dog.", "Wolves do not count.")
    assert label.queries == ("a dog", "a puppy")
    with pytest.raises(NotFoundError, match="'cat'") as caught:
        workspace.label("cat")
    assert "Labels: dog, été" in caught.value.hint


def test_an_id_stands_for_one_judgement(workspace: Workspace) -> None:
    one, other, third = workspace.shots()[:3]
    first = Judgement(one.id, YES, uid="12345678")
    assert workspace.annotate("dog", [first]).added == 1
    assert workspace.annotate("dog", [first]).repeated == 1
    for given, by in (
        (Judgement(other.id, YES, uid="12345678"), "ada"),
        (Judgement(one.id, NO, uid="12345678"), "ada"),
        (first, "eve"),
    ):
        with pytest.raises(ConflictError, match="another judgement already"):
            workspace.annotate("dog", [Judgement(third.id, NO), given], by=by)
    assert len(workspace.review("dog")) == 1


def test_two_people_change_one_label(workspace: Workspace) -> None:
    database = workspace.parts.database
    begins = threading.Event()
    change = threading.Thread(
        target=workspace.change_label, args=("dog",), kwargs={"description": "New."}
    )
    with database.writing() as connection:

        @event.listens_for(database.engine, "before_cursor_execute")
        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if statement == "BEGIN IMMEDIATE":
                begins.set()

        change.start()
        assert begins.wait(30), "the other one is about to write"
        connection.execute(sa.update(tables.labels).values(guidelines="Kept."))
    change.join()
    label = workspace.label("dog").label
    assert (label.description, label.guidelines) == ("New.", "Kept.")


def test_verdicts_undo_and_skip(workspace: Workspace) -> None:
    shots = workspace.shots()
    judge(workspace, (shots[0], YES), (shots[1], NO), (shots[2], SKIP))
    judge(workspace, (shots[0], NO))
    assert counts(workspace) == (0, 2, 1)
    (line,) = workspace.undo("dog")
    assert (line.shot_id, line.verdict) == (shots[0].id, NO)
    assert counts(workspace) == (1, 1, 1)
    assert len(workspace.undo()) == 3
    assert counts(workspace) == (0, 0, 0)
    with pytest.raises(NotFoundError, match="nothing of ada to undo"):
        workspace.undo()


def test_majority_counts_annotators(workspace: Workspace) -> None:
    shot, other, *_ = workspace.shots()
    judge(workspace, (shot, YES), (other, YES), by="ada")
    judge(workspace, (shot, YES), (other, NO), by="bob")
    judge(workspace, (shot, NO), by="cy")
    assert counts(workspace) == (0, 2, 0)
    workspace.edit_label("dog", rule=JoinRule.MAJORITY)
    assert counts(workspace) == (1, 0, 1)


def test_a_bad_batch_writes_nothing(workspace: Workspace) -> None:
    shot = workspace.shots()[0]
    with pytest.raises(NotFoundError, match="no shot 'zzz'"):
        workspace.annotate("dog", [Judgement(shot.id, YES), Judgement(ShotId("zzz"), NO)])
    with pytest.raises(InputError, match="judged in two ways"):
        judge(workspace, (shot, YES), (shot, NO))
    with pytest.raises(InputError, match="needs a name"):
        judge(workspace, (shot, YES), by=" ")
    assert counts(workspace) == (0, 0, 0)


def test_the_first_digits_of_an_id_are_enough(workspace: Workspace) -> None:
    shot = workspace.shots()[0]
    workspace.annotate("dog", [Judgement(ShotId(shot.id[:10].upper()), YES)])
    assert workspace.review("dog")[0].annotation.shot_id == shot.id
    digits = [s.id[0] for s in workspace.shots()]
    common = max(set(digits), key=digits.count)
    with pytest.raises(InputError, match="several shots begin with"):
        workspace.annotate("dog", [Judgement(ShotId(common), YES)])


def test_review_flip_clear_and_note(workspace: Workspace) -> None:
    shots = workspace.shots()
    judge(workspace, (shots[0], YES), (shots[1], NO), by="ada")
    judge(workspace, (shots[1], YES), by="bob")
    newest = [item.annotation for item in workspace.review("dog")]
    assert [(line.shot_id, line.annotator) for line in newest] == [
        (shots[1].id, "bob"),
        (shots[1].id, "ada"),
        (shots[0].id, "ada"),
    ]
    assert {i.annotation.shot_id for i in workspace.review("dog") if i.disagreement} == {
        shots[1].id
    }
    workspace.note("dog", shots[0].id, "a wolf?")
    workspace.flip("dog", [shots[0].id[:8]])
    (first, *_) = workspace.review("dog")
    assert (first.annotation.verdict, first.annotation.note) == (NO, "a wolf?")
    assert first.annotation.source == "review"
    workspace.clear("dog", [shots[1].id], by="bob")
    assert counts(workspace) == (0, 2, 0)
    with pytest.raises(NotFoundError, match="no verdict of bob on shot"):
        workspace.clear("dog", [shots[0].id], by="bob")


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_what_is_exported_can_be_imported(
    workspace: Workspace, ingested: Path, tmp_path: Path, kind: str
) -> None:
    shots = workspace.shots()
    workspace.annotate("dog", [Judgement(shots[0].id, YES, note='he said "woof",\nüa')])
    judge(workspace, (shots[1], NO), (shots[2], SKIP), by="bob")
    judge(workspace, (shots[3], YES), by="bob")
    workspace.undo(by="bob")
    workspace.clear("dog", [shots[2].id], by="bob")
    file = tmp_path / f"verdicts.{kind}"
    with file.open("w", encoding="utf-8", newline="") as out:
        assert workspace.export_annotations(out, kind=kind) == 4
    shutil.copytree(ingested, tmp_path / "other")
    with Workspace.open(tmp_path / "other", annotator="cy") as other:
        done = other.import_annotations(file)
        assert (done.added, done.repeated, done.unmatched) == (4, 0, [])
        assert done.new_labels == ["dog"]
        assert other.import_annotations(file).repeated == 4
        again = io.StringIO(newline="")
        other.export_annotations(again, kind=kind)
        with file.open(encoding="utf-8", newline="") as written:
            assert again.getvalue() == written.read()
        theirs = [i.annotation for i in other.review("dog")]
    ours = [i.annotation for i in workspace.review("dog")]
    assert [(a.uid, a.at, a.verdict, a.note) for a in ours] == [
        (a.uid, a.at, a.verdict, a.note) for a in theirs
    ]


def test_verdicts_made_elsewhere_find_their_shots(workspace: Workspace, tmp_path: Path) -> None:
    shots = workspace.shots("film 2")
    file = tmp_path / "theirs.csv"
    rows = [
        {"video": "film 2.mp4", "start": "0.05", "end": "1.0", "verdict": "yes"},
        {"video": "film 2.mp4", "start": "2.5", "end": "3.5", "verdict": "no"},
        {"video": "nowhere.mp4", "start": "0", "end": "1", "verdict": "no"},
        {"video": "film 2.mp4", "start": "4", "end": "5.1", "verdict": "0"},
    ]
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, ["video", "start", "end", "verdict"])
        writer.writeheader()
        writer.writerows(rows)
    done = workspace.import_annotations(file, label="dog")
    assert (done.added, len(done.unmatched)) == (2, 2)
    assert "line 3" in done.unmatched[0]
    assert "nowhere.mp4" in done.unmatched[1]
    items = {i.annotation.shot_id: i.annotation for i in workspace.review("dog")}
    assert items[shots[0].id].verdict is YES
    assert items[shots[4].id].verdict is NO
    assert items[shots[0].id].source == "import"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "verdict,label\nmaybe,dog\n", "line 2"),
        ("a.csv", "verdict,shot\nyes,0\n", "names no label"),
        ("a.csv", "", "holds no verdicts"),
        ("a.jsonl", '{"verdict": "yes", "label": "dog"}\n{', "line 2 .* not JSON"),
        ("a.jsonl", "[1]\n", "not an object"),
        ("a.csv", "verdict,label,start,end,video\nyes,dog,5,2,film 2.mp4\n", "line 2"),
    ],
)
def test_malformed_files_change_nothing(
    workspace: Workspace, tmp_path: Path, name: str, text: str, message: str
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=message):
        workspace.import_annotations(tmp_path / name)
    assert counts(workspace) == (0, 0, 0)


JUDGE = """
import sys
from shotseer import Judgement, Verdict, Workspace
with Workspace.open(sys.argv[1]) as workspace:
    for number, shot in enumerate(workspace.shots() * 50):
        verdict = Verdict.POSITIVE if number % 2 else Verdict.NEGATIVE
        workspace.annotate("dog", [Judgement(shot.id, verdict)], by=sys.argv[2])
        print(number, shot.id, flush=True)
"""


def start_judging(workspace: Workspace, by: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", JUDGE, str(workspace.folder.root), by]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_an_acknowledged_verdict_survives_a_kill(workspace: Workspace) -> None:
    process = start_judging(workspace, "bob")
    assert process.stdout is not None
    seen = [process.stdout.readline() for _ in range(40)]
    process.kill()
    seen += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    acknowledged = [line for line in seen if line.endswith("\n")]
    out = io.StringIO(newline="")
    workspace.export_annotations(out, kind="jsonl")
    kept = [json.loads(line)["shot"] for line in out.getvalue().splitlines()]
    assert len(kept) >= len(acknowledged)
    assert kept[: len(acknowledged)] == [line.split()[1] for line in acknowledged]


def test_two_processes_annotate_side_by_side(workspace: Workspace) -> None:
    processes = [start_judging(workspace, name) for name in ("bob", "cy")]
    for process in processes:
        assert process.stdout is not None
        for _ in range(30):
            assert process.stdout.readline()
    for process in processes:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
    out = io.StringIO(newline="")
    workspace.export_annotations(out, kind="jsonl")
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    for name in ("bob", "cy"):
        assert sum(line["annotator"] == name for line in lines) >= 30


def test_an_import_keeps_who_spoke_last(
    workspace: Workspace, ingested: Path, tmp_path: Path
) -> None:
    shots = workspace.shots()
    judge(workspace, (shots[0], YES), (shots[1], YES), by="zoe")
    judge(workspace, (shots[0], NO), by="ada")
    judge(workspace, (shots[0], YES), by="zoe")
    with (tmp_path / "v.csv").open("w", newline="") as out:
        workspace.export_annotations(out)
    shutil.copytree(ingested, tmp_path / "other")
    with Workspace.open(tmp_path / "other", annotator="cy") as other:
        other.import_annotations(tmp_path / "v.csv")
        assert counts(other) == counts(workspace) == (2, 0, 0)
        other.undo("dog", by="zoe")
        assert counts(other) == (0, 1, 0)
        assert other.import_annotations(tmp_path / "v.csv").added > 0, "after an undo, once more"
        assert counts(other) == (2, 0, 0)
        assert other.import_annotations(tmp_path / "v.csv").added == 0


def test_verdicts_can_be_copied_to_another_label(workspace: Workspace, tmp_path: Path) -> None:
    workspace.create_label("ball")
    shots = [shot.id for shot in workspace.shots()]
    workspace.annotate("ball", [Judgement(shots[0], Verdict.POSITIVE)])
    path = tmp_path / "verdicts.csv"
    with path.open("w", newline="") as file:
        workspace.export_annotations(file)
    assert workspace.import_annotations(path, label="round").added == 1
    assert workspace.import_annotations(path, label="round").repeated == 1
    assert workspace.label("round").positives == 1


def test_a_label_can_be_removed_until_something_was_said(workspace: Workspace) -> None:
    workspace.create_label("ball", queries=["a ball"])
    workspace.search("a ball", label="ball")
    workspace.remove_label("ball")
    assert "ball" not in [status.label.name for status in workspace.labels()]
    workspace.create_label("ball")
    assert workspace.label("ball").label.queries == ()
    workspace.annotate("ball", [Judgement(workspace.shots()[0].id, Verdict.POSITIVE)])
    workspace.undo("ball")
    with pytest.raises(ConflictError, match="ball was judged or built"):
        workspace.remove_label("ball")
    workspace.create_label("square", queries=["a square"])
    workspace.build("square")
    with pytest.raises(ConflictError, match="square was judged or built"):
        workspace.remove_label("square")


def test_who_names_a_feed_is_believed(workspace: Workspace) -> None:
    workspace.create_label("ball", queries=["a ball"])
    workspace.build("ball")
    older = workspace.feed("ball", "random", k=32)
    workspace.annotate("ball", [Judgement(older.items[0].shot_id, Verdict.NEGATIVE)])
    workspace.build("ball")
    newer = workspace.feed("ball", "random", k=31)
    first, second = older.items[1].shot_id, older.items[2].shot_id
    workspace.annotate("ball", [Judgement(first, Verdict.POSITIVE, feed_id=older.id)])
    workspace.annotate("ball", [Judgement(second, Verdict.POSITIVE)])
    with workspace.parts.database.reading() as connection:
        line = tables.annotations.c
        found = {
            row.shot_id: row.feed_id
            for row in connection.execute(sa.select(line.shot_id, line.feed_id))
        }
    assert (found[first], found[second]) == (older.id, newer.id)
