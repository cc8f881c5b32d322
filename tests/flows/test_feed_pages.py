from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.flows.conftest import scenes
from tests.flows.test_build import judge_films
from tests.world import write_video

from shotseer import (
    FeedKind,
    InputError,
    Judgement,
    NotFoundError,
    NotReadyError,
    Source,
    Verdict,
    Workspace,
)
from shotseer.store import tables

YES, NO = Verdict.POSITIVE, Verdict.NEGATIVE


@pytest.fixture
def circle(workspace: Workspace) -> str:
    workspace.create_label("circle", queries=["a ball"])
    workspace.build("circle")
    return "circle"


def offered(workspace: Workspace, feed_id: str) -> list[tuple[str, int]]:
    offer = tables.offers.c
    query = sa.select(offer.shot_id, offer.rank).where(offer.feed_id == feed_id)
    with workspace.parts.database.reading() as connection:
        return [tuple(row) for row in connection.execute(query.order_by(offer.rank))]


@pytest.mark.parametrize("kind", FeedKind)
def test_judging_meanwhile_never_shifts_a_page(
    workspace: Workspace, circle: str, kind: FeedKind
) -> None:
    whole = [item.shot_id for item in workspace.feed(circle, kind, k=32).items]
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = workspace.feed(circle, kind, k=5, after=cursor)
        seen += [item.shot_id for item in page.items]
        workspace.annotate(circle, [Judgement(item.shot_id, NO) for item in page.items])
        cursor = page.cursor
        if cursor is None:
            break
    assert seen == whole
    first = workspace.feed(circle, kind, k=5)
    assert (first.items, first.left, first.total, first.cursor) == ((), 0, 32, None)


@pytest.mark.parametrize("kind", [*FeedKind, None])
def test_removing_a_video_meanwhile_leaves_no_shot_out(
    workspace: Workspace, circle: str, kind: FeedKind | None
) -> None:
    if kind is None:
        feed_id = workspace.open_selection(circle, where="duration > 0")
        page = workspace.feed_page(feed_id, k=20)
    else:
        page = workspace.feed(circle, kind, k=20)
    seen = {item.shot_id for item in page.items}
    workspace.remove_video("film 1.mp4")
    while page.cursor is not None:
        page = workspace.feed_page(page.id, k=5, after=page.cursor)
        seen |= {item.shot_id for item in page.items}
    assert {shot.id for shot in workspace.shots()} <= seen


def test_a_video_that_came_back_is_offered_again(
    workspace: Workspace, circle: str, films: Path
) -> None:
    workspace.remove_video("film 1.mp4")
    workspace.ingest([films / "film 1.mp4"])
    version = workspace.build(circle)
    assert version.number == 1, "nothing has changed since it was built"
    every = {shot.id for shot in workspace.shots()}
    for kind in FeedKind:
        page = workspace.feed(circle, kind, k=99)
        assert (page.total, page.left) == (32, 32)
        assert {item.shot_id for item in page.items} == every


def test_a_video_that_came_and_went_reshuffles_nothing(
    workspace: Workspace, circle: str, tmp_path: Path
) -> None:
    before = workspace.feed(circle, "random", k=99).items
    write_video(tmp_path / "new.mp4", scenes(5))
    workspace.ingest([tmp_path / "new.mp4"])
    workspace.remove_video("new.mp4")
    assert workspace.feed(circle, "random", k=99).items == before


def test_judged_shots_can_be_shown_in_their_places(workspace: Workspace, circle: str) -> None:
    before = workspace.feed(circle, "borderline", k=6).items
    workspace.annotate(
        circle, [Judgement(before[1].shot_id, YES), Judgement(before[3].shot_id, NO)]
    )
    without = workspace.feed(circle, "borderline", k=4)
    assert [item.rank for item in without.items] == [1, 3, 5, 6]
    with_them = workspace.feed(circle, "borderline", k=4, include_judged=True)
    assert [item.rank for item in with_them.items] == [1, 2, 3, 4]
    assert [item.verdict for item in with_them.items] == [None, YES, None, NO]
    assert (with_them.left, with_them.cursor) == (30, "4-32")


def test_shots_skipped_before_a_build_are_not_shown_again(
    workspace: Workspace, circle: str
) -> None:
    skipped, judged, *_ = (item.shot_id for item in workspace.feed(circle, "borderline", k=6).items)
    workspace.annotate(circle, [Judgement(skipped, Verdict.SKIP), Judgement(judged, NO)])
    workspace.build(circle)
    later = workspace.feed(circle, "borderline", k=1).items[0].shot_id
    workspace.annotate(circle, [Judgement(later, Verdict.SKIP)])
    page = workspace.feed(circle, "borderline", k=99, include_judged=True)
    assert not {skipped, judged} & {item.shot_id for item in page.items}
    assert [item.verdict for item in page.items if item.verdict] == [Verdict.SKIP]
    assert (page.items[0].shot_id, len(page.items)) == (later, 30)


def test_a_version_from_before_a_feed_has_it_too(workspace: Workspace, circle: str) -> None:
    with workspace.parts.database.writing() as connection:
        connection.execute(tables.feeds.delete().where(tables.feeds.c.kind == "suggested"))
    found = workspace.feed(circle, FeedKind.SUGGESTED, k=3)
    assert offered(workspace, found.id) == [
        (item.shot_id, rank) for rank, item in enumerate(found.items, start=1)
    ]
    workspace.annotate(
        circle, [Judgement(found.items[0].shot_id, YES, Source.SUGGESTED, feed_id=found.id)]
    )
    assert workspace.feed_page(found.id, k=3).left == 31


def test_the_feed_of_an_older_version_goes_on(workspace: Workspace, circle: str) -> None:
    first = workspace.feed(circle, "top-positive", k=4)
    rest = [i.shot_id for i in workspace.feed(circle, "top-positive", k=99).items[4:]]
    judge_films(workspace, [0])
    workspace.build(circle)
    workspace.build(circle, seed=1)
    judged = {shot.id for shot in workspace.shots("film 0")}
    page = workspace.feed_page(first.id, k=99, after=first.cursor)
    assert (page.version, page.kind, page.label) == (1, FeedKind.TOP_POSITIVE, circle)
    assert [i.shot_id for i in page.items] == [shot for shot in rest if shot not in judged]
    assert workspace.feed(circle, "top-positive", k=1).version == 3


def test_what_cannot_be_paged_is_refused(workspace: Workspace, circle: str) -> None:
    for k, after in ((0, None), (1001, None), (5, "-1"), (5, "x"), (5, "1.5"), (5, "9" * 30)):
        with pytest.raises(InputError, match=r"cannot show|not the place"):
            workspace.feed(circle, "random", k=k, after=after)
    with pytest.raises(NotFoundError, match="no feed 'nothing'"):
        workspace.feed_page("nothing")
    search = workspace.search("a ball", label=circle)
    with pytest.raises(InputError, match="is a search, not a feed"):
        workspace.feed_page(search.id)
    past = workspace.feed(circle, "random", after="5000")
    assert (past.items, past.cursor) == ((), None)


def test_the_random_feed_says_with_what_chance(workspace: Workspace, circle: str) -> None:
    first = workspace.feed(circle, "random", k=8)
    second = workspace.feed(circle, "random", k=8, after=first.cursor)
    assert {item.chance for item in first.items} == {8 / 32}
    assert {item.chance for item in second.items} == {16 / 32}
    assert [rank for _, rank in offered(workspace, first.id)] == list(range(1, 17))


def test_many_threads_read_one_order(workspace: Workspace, circle: str) -> None:
    expected = [item.shot_id for item in workspace.feed(circle, "borderline", k=32).items]
    workspace.parts.opened.clear()
    found: list[list[str]] = []

    def read(place: int) -> None:
        page = workspace.feed(circle, "borderline", k=4, after=str(place))
        found.append([str(place), *(item.shot_id for item in page.items)])

    threads = [threading.Thread(target=read, args=(4 * i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found, key=lambda page: int(page[0])) == [
        [str(4 * i), *expected[4 * i : 4 * i + 4]] for i in range(8)
    ]


def test_a_filter_becomes_a_feed(workspace: Workspace, circle: str) -> None:
    feed_id = workspace.open_selection(circle, where='video ~ "film 1"')
    page = workspace.feed_page(feed_id, k=5)
    shots = workspace.shots("film 1")
    assert [item.shot_id for item in page.items] == [shot.id for shot in shots[:5]]
    assert (page.kind, page.total, page.left, page.cursor) == (Source.SELECTION, 8, 8, "5-8")
    assert all(item.score is not None for item in page.items)
    assert offered(workspace, feed_id) == [(shot.id, i) for i, shot in enumerate(shots[:5], 1)]
    workspace.annotate(circle, [Judgement(shots[0].id, YES), Judgement(shots[6].id, NO)])
    last = workspace.feed_page(feed_id, k=5, after=page.cursor)
    assert [item.shot_id for item in last.items] == [shots[5].id, shots[7].id]
    assert (last.left, last.cursor) == (6, None)
    line = workspace.review(circle)[-1].annotation
    assert (line.source, line.feed_id, line.rank) == (Source.SELECTION, feed_id, 1)


def test_an_outline_becomes_a_feed(workspace: Workspace, circle: str) -> None:
    everything = [[-0.1, -0.1], [1.1, -0.1], [1.1, 1.1], [-0.1, 1.1]]
    feed_id = workspace.open_selection(circle, polygon=everything)
    assert workspace.feed_page(feed_id, k=99).total == 32
    half = workspace.open_selection(circle, polygon=[[0, 0], [0.5, 0], [0.5, 1], [0, 1]])
    drawn = workspace.embedding_map()
    left = int((drawn.xy[:, 0] < 0.5).sum())
    assert workspace.feed_page(half, k=99).total == pytest.approx(left, abs=2)


def test_a_selection_outlives_its_copy(workspace: Workspace, circle: str, tmp_path: Path) -> None:
    polygon = [[0.0, 0.0], [0.6, 0.0], [0.6, 1.0], [0.0, 1.0]]
    by_hand = [shot.id for shot in workspace.shots()[3:0:-1]]
    ids = [
        workspace.open_selection(circle, where="duration > 0.5"),
        workspace.open_selection(circle, polygon=polygon),
        workspace.open_selection(circle, shots=by_hand),
    ]
    before = [[i.shot_id for i in workspace.feed_page(one, k=99).items] for one in ids]
    assert before[2] == by_hand
    for path in workspace.folder.cache.iterdir():
        path.unlink()
    workspace.parts.opened.clear()
    after = [[i.shot_id for i in workspace.feed_page(one, k=99).items] for one in ids]
    assert after == before
    write_video(tmp_path / "film 9.mp4", scenes(9), size=(160, 90))
    workspace.ingest([tmp_path / "film 9.mp4"])
    assert [i.shot_id for i in workspace.feed_page(ids[0], k=99).items] == before[0]
    for path in workspace.folder.cache.glob("selection-*"):
        path.unlink()
    workspace.parts.opened.clear()
    with pytest.raises(NotReadyError, match="have changed since"):
        workspace.feed_page(ids[0])
    assert [i.shot_id for i in workspace.feed_page(ids[2], k=99).items] == by_hand


def test_selections_need_something_to_select(workspace: Workspace, circle: str) -> None:
    with pytest.raises(InputError, match="an outline on the map or an expression"):
        workspace.open_selection(circle)
    with pytest.raises(InputError, match="and not both"):
        workspace.open_selection(circle, where="judged", polygon=[[0, 0], [1, 0], [1, 1]])
    with pytest.raises(InputError, match="no shot is selected"):
        workspace.open_selection(circle, where="duration > 900")
    outlines: list[list[list[float]]] = [
        [[0, 0], [1, 1]],
        [[0, 0], [1], [2, 2]],
        [[0, 0], [1, 0], [float("nan"), 1]],
    ]
    for polygon in outlines:
        with pytest.raises(InputError, match="not made of points"):
            workspace.open_selection(circle, polygon=polygon)
    with pytest.raises(NotFoundError, match="'cat'"):
        workspace.open_selection("cat", where="duration > 0")


def test_a_selection_for_a_label_without_a_version_has_no_scores(workspace: Workspace) -> None:
    workspace.create_label("new")
    feed_id = workspace.open_selection("new", where="duration > 0")
    page = workspace.feed_page(feed_id, k=3)
    assert [item.score for item in page.items] == [None, None, None]
    assert (page.version, page.version_id) == (None, None)
