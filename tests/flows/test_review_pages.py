from __future__ import annotations

from typing import Any

import pytest
from tests.flows.test_build import judge_films

from shotseer import InputError, Judgement, Source, Verdict, Workspace
from shotseer.flows.review import ReviewFilter, ReviewOrder, ReviewPage

YES, NO, SKIP = Verdict.POSITIVE, Verdict.NEGATIVE, Verdict.SKIP


@pytest.fixture
def circle(workspace: Workspace) -> str:
    """Three judged films with two mistakes, one of them bob's."""
    workspace.create_label("circle", queries=["a ball"])
    judge_films(workspace, [0, 1, 2])
    shots = workspace.shots("film 0")
    workspace.annotate("circle", [Judgement(shots[0].id, NO)])
    workspace.annotate("circle", [Judgement(shots[1].id, YES)], by="bob")
    workspace.annotate("circle", [Judgement(shots[2].id, SKIP, source=Source.RANDOM)])
    workspace.build("circle")
    return "circle"


def seqs(page: ReviewPage) -> list[int]:
    return [item.annotation.seq for item in page.items]


@pytest.mark.parametrize("order", ReviewOrder)
def test_pages_make_the_whole(workspace: Workspace, circle: str, order: ReviewOrder) -> None:
    whole = [item.annotation.seq for item in workspace.review(circle, order=order)]
    assert len(whole) == 25
    found: list[int] = []
    cursor: str | None = None
    while True:
        page = workspace.review_page(circle, order=order, k=4, after=cursor)
        found += seqs(page)
        assert page.total == 25
        cursor = page.cursor
        if cursor is None:
            break
    assert found == whole


def test_judging_meanwhile_shifts_nothing(workspace: Workspace, circle: str) -> None:
    whole = seqs(workspace.review_page(circle, k=99))
    first = workspace.review_page(circle, k=4)
    workspace.annotate(circle, [Judgement(workspace.shots("film 3")[0].id, YES)])
    assert seqs(workspace.review_page(circle, k=4, after=first.cursor)) == whole[4:8]
    assert len(workspace.review_page(circle, k=99).items) == 26


def test_counts_are_of_everything(workspace: Workspace, circle: str) -> None:
    page = workspace.review_page(circle, wanted=ReviewFilter(annotator="bob"))
    assert (page.total, len(page.items)) == (1, 1)
    assert sum(page.verdicts.values()) == 25
    assert page.verdicts["skip"] == 1
    assert page.annotators == {"ada": 24, "bob": 1}
    assert page.sources == {"direct": 24, "random": 1}


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({"verdict": SKIP}, 1),
        ({"source": Source.RANDOM}, 1),
        ({"annotator": "nobody"}, 0),
        ({"disagreements": True}, 2),
        ({"where": 'video ~ "film 0"'}, 9),
        ({"where": 'video ~ "film 0"', "verdict": SKIP}, 1),
    ],
)
def test_filters(workspace: Workspace, circle: str, wanted: dict[str, Any], count: int) -> None:
    page = workspace.review_page(circle, wanted=ReviewFilter(**wanted))
    assert (page.total, len(page.items)) == (count, count)


def test_suspicious_ones_and_those_against_the_version(workspace: Workspace, circle: str) -> None:
    suspicious = workspace.review_page(circle, wanted=ReviewFilter(suspicious=True), k=99)
    assert all(item.suspicion >= 0.5 for item in suspicious.items)
    assert suspicious.total == suspicious.suspicious
    threshold = workspace.version(circle).threshold
    against = workspace.review_page(circle, wanted=ReviewFilter(contradicts_version=True), k=99)
    everything = workspace.review_page(circle, k=99).items
    expected = [
        item.annotation.seq
        for item in everything
        if item.score is not None
        and item.annotation.verdict is not SKIP
        and (item.score >= threshold) != (item.annotation.verdict is YES)
    ]
    assert seqs(against) == expected
    assert against.contradictions == len(expected)
    assert all(item.contradicts_version for item in against.items)
    assert all(item.score is not None for item in everything)


def test_without_a_version_nothing_is_known(workspace: Workspace) -> None:
    workspace.create_label("x")
    empty = workspace.review_page("x")
    assert (empty.items, empty.total, empty.cursor, empty.verdicts) == ((), 0, None, {})
    workspace.annotate("x", [Judgement(workspace.shots()[0].id, YES)])
    (item,) = workspace.review_page("x").items
    assert (item.probability, item.score, item.suspicion) == (None, None, 0.0)
    assert not item.contradicts_version
    for wanted in (ReviewFilter(suspicious=True), ReviewFilter(contradicts_version=True)):
        assert workspace.review_page("x", wanted=wanted).total == 0


def test_bad_pages_are_refused(workspace: Workspace, circle: str) -> None:
    with pytest.raises(InputError, match="cannot show 0"):
        workspace.review_page(circle, k=0)
    by_suspicion = workspace.review_page(circle, order="suspicious", k=2).cursor
    for cursor in ("x", "12", by_suspicion):
        with pytest.raises(InputError, match="is not a cursor"):
            workspace.review_page(circle, after=cursor)
