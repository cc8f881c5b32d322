from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from shotseer import InputError, Judgement, ShotId, Verdict, Workspace
from shotseer.flows import filters, scores
from shotseer.flows.filters import KnownName, NameKind
from shotseer.flows.parts import open_space
from shotseer.store import fields


def passing(workspace: Workspace, where: str) -> set[ShotId]:
    opened = open_space(workspace.parts)
    rows = np.flatnonzero(filters.mask(workspace.parts, opened, where))
    return {opened.library.shot_id(int(row)) for row in rows}


def judge(workspace: Workspace, label: str, **verdicts: list[int]) -> list[ShotId]:
    shots = [shot.id for shot in workspace.shots()]
    given = [
        Judgement(shots[place], Verdict(verdict))
        for verdict, places in verdicts.items()
        for place in places
    ]
    workspace.annotate(label, given)
    return shots


def set_fields(workspace: Workspace, **values: dict[str, str]) -> None:
    with workspace.parts.database.writing() as connection:
        for video, given in zip(workspace.videos(), values.values(), strict=False):
            fields.replace(connection, {video.video.id: given})


def test_built_in_fields(workspace: Workspace) -> None:
    everything = {shot.id for shot in workspace.shots()}
    assert passing(workspace, " ") == everything
    assert passing(workspace, "duration = 1") == everything
    assert passing(workspace, "duration > 1") == set()
    assert len(passing(workspace, "start < 2")) == 8
    assert len(passing(workspace, "end <= 2 and position != 0")) == 4
    assert len(passing(workspace, "Position in (0, 7)")) == 8
    one = {shot.id for shot in workspace.shots("film 1")}
    assert passing(workspace, 'video = "FILM 1.mp4"') == one
    assert passing(workspace, 'video ~ "m 1"') == one
    assert passing(workspace, 'not video != "film 1.mp4"') == one
    assert len(passing(workspace, 'video in ("film 1.mp4", "film 2.mp4")')) == 16


def test_clusters_part_the_library(workspace: Workspace) -> None:
    sizes = [workspace.table(where=f"cluster = {number}").total for number in range(1, 12)]
    assert sum(sizes) == 32
    assert sizes[10] == 0
    assert min(sizes[:10]) > 0
    assert workspace.table(where="cluster in (1, 2)").total == sizes[0] + sizes[1]


def test_verdicts(workspace: Workspace) -> None:
    workspace.create_label("dog")
    workspace.create_label("cat")
    shots = judge(workspace, "dog", positive=[0, 1], negative=[2], skip=[3])
    judge(workspace, "cat", negative=[9])
    assert passing(workspace, "dog") == set(shots[:2])
    assert passing(workspace, "dog is positive") == set(shots[:2])
    assert passing(workspace, "dog is negative") == {shots[2]}
    assert passing(workspace, "dog is skip") == {shots[3]}
    assert passing(workspace, "dog is not unjudged") == set(shots[:4])
    assert passing(workspace, "judged") == {*shots[:4], shots[9]}
    assert passing(workspace, "unjudged") == set(shots) - {*shots[:4], shots[9]}


def test_scores(workspace: Workspace) -> None:
    workspace.create_label("ball", queries=["a ball"])
    assert passing(workspace, "ball > 0") == set()
    assert passing(workspace, "ball != 0.5") == set()
    assert passing(workspace, "ball") == set()
    shots = judge(workspace, "ball", positive=[0, 1, 2, 3], negative=[20, 21, 22, 23], skip=[5])
    version = workspace.build("ball")
    given = {shot.id: value for batch in workspace.score("ball") for shot, value in batch}
    assert passing(workspace, "ball > 0.5") == {s for s, value in given.items() if value > 0.5}
    assert passing(workspace, "ball <= 0.5") == {s for s, value in given.items() if value <= 0.5}
    judge(workspace, "ball", positive=[30], negative=[0])
    by_score = {s for s, value in given.items() if value >= version.threshold}
    assert passing(workspace, "ball") == (by_score | {*shots[1:4], shots[30]}) - {
        shots[0],
        *shots[20:24],
    }


def test_own_columns(workspace: Workspace) -> None:
    set_fields(
        workspace,
        first={"rights": "Cleared", "year": "1987", "collection": "evening news"},
        second={"rights": "not cleared", "year": "unknown"},
        third={"year": "2001.5"},
    )
    films = [{s.id for s in workspace.shots(f"film {n}.mp4")} for n in range(4)]
    assert passing(workspace, "rights = cleared") == films[0]
    assert passing(workspace, "rights != cleared") == films[1] | films[2] | films[3]
    assert passing(workspace, "rights ~ clear") == films[0] | films[1]
    assert passing(workspace, 'rights in (x, "not cleared")') == films[1]
    assert passing(workspace, "year >= 1987") == films[0] | films[2]
    assert passing(workspace, 'year >= "unk"') == films[1]
    assert passing(workspace, "not collection") == films[1] | films[2] | films[3]
    assert passing(workspace, "field:YEAR < 2000 or collection ~ NEWS") == films[0]


def test_a_prefix_settles_a_clash(workspace: Workspace) -> None:
    workspace.create_label("video")
    workspace.create_label("rights")
    workspace.create_label("end title")
    set_fields(workspace, first={"rights": "x", "shot by": "ada"})
    shots = judge(workspace, "rights", positive=[9])
    assert passing(workspace, "label:rights") == {shots[9]}
    first = {shot.id for shot in workspace.shots("film 0")}
    assert passing(workspace, "field:rights = x") == first
    with pytest.raises(InputError, match="column 5: rights is both a label and a field") as caught:
        passing(workspace, "not rights")
    assert caught.value.hint == "Write label:rights or field:rights."
    assert filters.vocabulary(workspace.parts)[5:] == [
        KnownName("video", NameKind.FIELD, "field:video"),
        KnownName("judged", NameKind.FIELD, "judged"),
        KnownName("unjudged", NameKind.FIELD, "unjudged"),
        KnownName("end title", NameKind.LABEL, '"end title"'),
        KnownName("rights", NameKind.LABEL, "label:rights"),
        KnownName("video", NameKind.LABEL, "label:video"),
        KnownName("rights", NameKind.COLUMN, "field:rights"),
        KnownName("shot by", NameKind.COLUMN, '"shot by"'),
    ]


def test_an_empty_library_has_a_vocabulary(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "new", create=True) as empty:
        empty.create_label("dog")
        assert [known.written for known in empty.vocabulary()][-2:] == ["unjudged", "dog"]


@pytest.mark.parametrize(
    ("where", "message", "hint"),
    [
        ("establishng-shot > 1", "no label or field called 'establishng-shot'", "mean: establish"),
        ("label:duration", "no label called 'duration'", "There are: "),
        ("field:durations > 1", "no field called 'durations'", "mean: duration"),
        ("ball > high", "column 8: expected a number, but it says high", "ball > 0.8"),
        ("ball ~ x", "column 1: ball is a number", "ball > 0.8"),
        ("duration", "column 1: duration is a number", "duration > 0.8"),
        ("duration is judged", "duration is a number", "duration > 0.8"),
        ("duration in (1, x)", "expected a number, but it says x", ""),
        ("video > 3", "video is compared by =, != or ~", "video ~ "),
        ("video", "video is compared by", ""),
        ("judged = 1", "judged stands alone", "judged and duration > 3"),
        ("rights is positive", "rights is no label, so it has no verdict", "rights = x"),
    ],
)
def test_mistakes_are_explained(workspace: Workspace, where: str, message: str, hint: str) -> None:
    workspace.create_label("ball")
    workspace.create_label("establishing-shot")
    set_fields(workspace, first={"rights": "x"})
    with pytest.raises(InputError, match=message) as caught:
        passing(workspace, where)
    assert hint in caught.value.hint


def test_lost_scores_are_computed_again(workspace: Workspace) -> None:
    workspace.create_label("ball", queries=["a ball"])
    workspace.build("ball")
    everything = {shot.id for shot in workspace.shots()}
    assert passing(workspace, "ball >= 0") == everything
    scores.column_path(workspace.parts, workspace.versions("ball")[-1].id).unlink()
    assert passing(workspace, "ball >= 0") == everything
