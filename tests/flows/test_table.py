from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest

from shotseer import (
    InputError,
    Judgement,
    NotFoundError,
    NotReadyError,
    ShotId,
    Verdict,
    Workspace,
)
from shotseer.flows.review import ReviewFilter
from shotseer.flows.table import ShotTable, _page
from shotseer.flows.table_file import safe
from shotseer.store import fields


def ids(page: ShotTable) -> list[ShotId]:
    return [row.shot.id for row in page.rows]


def all_pages(workspace: Workspace, k: int, **given: object) -> list[ShotId]:
    found, after = [], None
    while True:
        page = workspace.table(k=k, after=after, **given)  # type: ignore[arg-type]
        found += ids(page)
        after = page.next
        if after is None:
            return found


@pytest.fixture
def labelled(workspace: Workspace) -> Workspace:
    """Give a workspace with one label that is built and one that is not."""
    workspace.create_label("ball", queries=["a ball"])
    workspace.create_label("open")
    shots = workspace.shots()
    verdicts = [Verdict.POSITIVE] * 4 + [Verdict.NEGATIVE] * 4
    given = zip(shots[:4] + shots[20:24], verdicts, strict=True)
    workspace.annotate("ball", [Judgement(shot.id, verdict) for shot, verdict in given])
    workspace.annotate("open", [Judgement(shots[9].id, Verdict.SKIP)])
    workspace.build("ball")
    return workspace


def test_rows_by_video(labelled: Workspace) -> None:
    page = labelled.table(["ball", "open"], k=10)
    assert (page.total, page.labels, len(page.rows)) == (32, ("ball", "open"), 10)
    assert [row.video_name for row in page.rows] == ["film 0.mp4"] * 8 + ["film 1.mp4"] * 2
    assert [row.shot.position for row in page.rows] == [*range(8), 0, 1]
    scores = {shot.id: value for batch in labelled.score("ball") for shot, value in batch}
    judged = {row.annotation.shot_id: row.annotation.verdict for row in labelled.review("ball")}
    for row in page.rows:
        assert row.scores == {"ball": pytest.approx(scores[row.shot.id]), "open": None}
        assert row.verdicts["ball"] == judged.get(row.shot.id)
    skipped = labelled.table(["open"], where="open is skip")
    assert [row.verdicts for row in skipped.rows] == [{"open": Verdict.SKIP}]
    assert (skipped.total, skipped.next) == (1, None)


@pytest.mark.parametrize("sort", ["video", "duration", "start", "ball", "label:ball", "open"])
@pytest.mark.parametrize("descending", [False, True])
def test_pages_are_the_whole_in_pieces(labelled: Workspace, sort: str, descending: bool) -> None:
    whole = ids(labelled.table(sort=sort, descending=descending, k=99))
    assert len(set(whole)) == 32
    assert all_pages(labelled, 5, sort=sort, descending=descending) == whole
    assert all_pages(labelled, 32, sort=sort, descending=descending) == whole


def test_sorting(labelled: Workspace) -> None:
    scores = [row.scores["ball"] for row in labelled.table(["ball"], sort="ball", k=32).rows]
    assert scores == sorted(scores, key=lambda score: score or 0.0)
    falling = labelled.table(["ball"], sort="ball", descending=True, k=32).rows
    assert [row.scores["ball"] for row in falling] == pytest.approx(scores[::-1])
    starts = [row.shot.span.start for row in labelled.table(sort="start", k=32).rows]
    assert starts == sorted(starts)
    last = labelled.table(descending=True, k=1).rows[0]
    assert (last.video_name, last.shot.position) == ("film 3.mp4", 7)


def test_a_cursor_survives_changes(labelled: Workspace) -> None:
    first = labelled.table(where='video != "film 1.mp4"', k=10)
    wider = labelled.table(after=first.next, k=99)
    assert ids(wider) == ids(labelled.table(k=99))[18:]
    before = labelled.table(where='video != "film 2.mp4"', after=first.next, k=99)
    assert ids(before) == [shot for shot in ids(wider) if shot not in ids(first)][6:]


def test_bad_tables(labelled: Workspace) -> None:
    with pytest.raises(InputError, match="cannot show 0 shots"):
        labelled.table(k=0)
    with pytest.raises(NotFoundError, match="no label called 'cat'"):
        labelled.table(["cat"])
    with pytest.raises(NotFoundError, match="no label called 'cat'"):
        labelled.table(sort="cat")
    with pytest.raises(InputError, match="column 1: there is no label"):
        labelled.table(where="cat")
    after = labelled.table(k=1).next
    with pytest.raises(InputError, match="not a cursor of this list in this order"):
        labelled.table(after=after, descending=True)
    with pytest.raises(InputError, match="not a cursor"):
        labelled.table(after=after, sort="duration")
    assert labelled.table(where="duration > 99").rows == ()


def test_an_empty_library_has_no_table(tmp_path: object) -> None:
    with (
        Workspace.open(f"{tmp_path}/new", create=True) as empty,
        pytest.raises(NotReadyError, match="no shots yet"),
    ):
        empty.table()


def test_the_selection_as_a_file(labelled: Workspace) -> None:
    with labelled.parts.database.writing() as connection:
        video = labelled.resolve_video("film 1.mp4")
        fields.replace(connection, {video: {"rights": "=HYPERLINK(1)", "year": "-1990"}})
    where = 'start < 2 and video in ("film 0.mp4", "film 1.mp4")'
    text = "".join(labelled.export_table(["ball", "open"], where=where))
    assert text.splitlines()[0] == (
        "shot,video,video_name,start,end,start_timecode,end_timecode,"
        "score:ball,score:open,verdict:ball,verdict:open,field:rights,field:year"
    )
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    page = labelled.table(["ball", "open"], where=where)
    assert [row["shot"] for row in rows] == ids(page)
    assert float(rows[0]["score:ball"]) == pytest.approx(page.rows[0].scores["ball"], abs=1e-6)
    assert [row["field:rights"] for row in rows] == ["", "", "'=HYPERLINK(1)", "'=HYPERLINK(1)"]
    assert rows[2]["field:year"] == "-1990"
    assert rows[1]["start_timecode"] == "0:00:01.000"
    lines = "".join(labelled.export_table(["ball"], where=where, kind="jsonl")).splitlines()
    records = [json.loads(line) for line in lines]
    assert [record["shot"] for record in records] == ids(page)
    assert records[2]["fields"] == {"rights": "=HYPERLINK(1)", "year": "-1990"}
    assert records[0]["scores"]["ball"] == pytest.approx(page.rows[0].scores["ball"], abs=1e-6)
    assert records[0]["verdicts"]["ball"] == page.rows[0].verdicts["ball"]


def test_bad_files(labelled: Workspace) -> None:
    with pytest.raises(InputError, match="cannot write a table as 'xlsx'"):
        labelled.export_table(kind="xlsx")
    with pytest.raises(NotFoundError, match="no label called 'cat'"):
        labelled.export_table(["cat"])
    with pytest.raises(InputError, match="the filter is wrong"):
        labelled.export_table(where="(")
    assert len("".join(labelled.export_table(where="start > 99")).splitlines()) == 1


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-2+3", "'-2+3"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t=1"),
        ("-5.5", "-5.5"),
        ("+49", "+49"),
        ("film = 1", "film = 1"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(cell: str, written: str) -> None:
    assert safe(cell) == written


def test_scores_and_reviews_take_an_expression(labelled: Workspace) -> None:
    given = [shot for batch in labelled.score("ball", where="position = 0") for shot, _ in batch]
    assert [shot.position for shot in given] == [0, 0, 0, 0]
    every = labelled.review("ball")
    wanted = ReviewFilter(where="position < 4")
    some = labelled.review("ball", wanted=wanted)
    positions = {shot.id: shot.position for shot in labelled.shots()}
    assert [item.annotation.shot_id for item in some] == [
        item.annotation.shot_id for item in every if positions[item.annotation.shot_id] < 4
    ]
    assert 0 < len(some) < len(every)
    assert labelled.review("open", wanted=ReviewFilter(where="position > 1000")) == []


def test_equal_keys_are_paged_once_each() -> None:
    keys = np.round(np.random.default_rng(0).random(5000), 2)
    keys[::3] = np.inf
    allowed = np.random.default_rng(1).random(5000) < 0.7
    whole, more = _page(keys, allowed, None, 5000)
    assert not more
    found: list[int] = []
    start = None
    while True:
        rows, more = _page(keys, allowed, start, 64)
        found += rows.tolist()
        start = (keys[rows[-1]], int(rows[-1]))
        if not more:
            break
    assert found == whole.tolist()
