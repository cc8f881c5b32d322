from __future__ import annotations

import numpy as np
import pytest

from shotseer.core.arrays import Ints, Matrix
from shotseer.core.feed import FeedKind
from shotseer.learn import suggested
from shotseer.learn.feeds import Candidates, Order, Pick
from shotseer.learn.suggested import Suggested, order_of

FAMILIES = 8
MEMBERS = 10
SHOTS = FAMILIES * MEMBERS


def library(judged: tuple[int, ...] = (), *, is_found: bool = False, seed: int = 0) -> Candidates:
    """Eight families of ten shots that look alike; shot 0 is the best hit, shot 79 the worst."""
    rng = np.random.default_rng(3)
    middle = np.repeat(np.eye(FAMILIES, 32), MEMBERS, axis=0)
    vectors = middle + 0.02 * rng.normal(size=middle.shape)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)

    def take(rows: Ints) -> Matrix:
        taken: Matrix = vectors[rows].astype(np.float32)
        return taken

    mask = np.zeros(SHOTS, dtype=bool)
    mask[list(judged)] = True
    return Candidates(
        logits=np.linspace(2, -2, SHOTS).astype(np.float32),
        judged=mask,
        videos=np.arange(SHOTS),
        positions=np.zeros(SHOTS, dtype=np.int64),
        take=take,
        seed=seed,
        learnt=np.array(judged, dtype=np.int64),
        is_found=is_found,
    )


def family(pick: Pick) -> int:
    return pick.row // MEMBERS


def test_until_a_positive_is_known_each_shot_is_unlike_those_before() -> None:
    page = Suggested(library()).page(0, 8)
    # The best of each family, best first.
    assert [pick.row for pick in page] == [0, 10, 20, 30, 40, 50, 60, 70]
    assert {pick.chance for pick in page} == {1.0}
    # Nothing was judged: it says nothing of that.
    assert page[0].reason.endswith(f", unlike those before it, of {SHOTS} unjudged")


def test_what_was_judged_counts_as_seen() -> None:
    page = Suggested(library(judged=(0, 25, 41))).page(0, 5)
    assert [pick.row for pick in page] == [10, 30, 50, 60, 70]


def test_once_all_kinds_were_seen_the_least_alike_come() -> None:
    page = Suggested(library()).page(8, 8)
    assert len(set(map(family, page))) >= FAMILIES - 1


def test_once_a_positive_is_known_the_borderline_shots_come() -> None:
    made = library(judged=(0, 79), is_found=True)
    ours = [pick.row for pick in Suggested(made).page(0, 5)]
    drawn = set(np.random.default_rng(0).permutation(SHOTS)[:1].tolist())
    assert 39 in ours or 39 in drawn
    assert all(abs(row - 39.5) < 20 for row in ours)


def test_one_place_in_ten_is_for_a_random_shot_whichever_build_it_is() -> None:
    found = {}
    for verdicts in (27, 29, 32):
        page = Suggested(library(judged=tuple(range(verdicts)), is_found=True)).page(0, 5)
        found[verdicts] = [pick.place for pick in page if pick.chance < 1]
    # The 30th verdict is for one; 32 verdicts and five more do not come to the 40th.
    assert found == {27: [2], 29: [0], 32: []}


def test_few_verdicts_are_all_for_finding() -> None:
    page = Suggested(library(judged=(0, 1), is_found=True)).page(0, 18)
    assert all(pick.chance == 1 for pick in page)


def test_the_random_shots_are_uniform_over_the_unjudged() -> None:
    counts = np.zeros(SHOTS)
    judged = tuple(range(0, 58, 2))
    for seed in range(4_000):
        (pick,) = Suggested(library(judged, is_found=True, seed=seed)).page(0, 1)
        assert pick.chance == pytest.approx(1 / 51)
        counts[pick.row] += 1
    assert not counts[list(judged)].any()
    share = counts[np.setdiff1d(np.arange(SHOTS), judged)] / 4_000
    # Four standard deviations of a share of 1 in 51.
    assert np.abs(share - 1 / 51).max() < 4 * np.sqrt(1 / 51 / 4_000)


@pytest.mark.parametrize("is_found", [False, True])
@pytest.mark.parametrize("judged", [(), (3,), tuple(range(30))])
def test_pages_follow_each_other_and_hold_every_shot_once(
    judged: tuple[int, ...], is_found: bool
) -> None:
    whole = Suggested(library(judged, is_found=is_found)).page(0, SHOTS)
    assert sorted(pick.row for pick in whole) == [n for n in range(SHOTS) if n not in judged]
    assert [pick.place for pick in whole] == list(range(len(whole)))
    pages = Suggested(library(judged, is_found=is_found))
    parts = [*pages.page(0, 7), *pages.page(7, 40), *pages.page(47, 99), *pages.page(99, 5)]
    assert [(pick.row, pick.place) for pick in parts] == [(p.row, p.place) for p in whole]


def test_behind_the_unlike_shots_the_rest_follows_by_score(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(suggested, "FAR_PLACES", 8)
    page = Suggested(library()).page(8, 4)
    assert [pick.row for pick in page] == [1, 2, 3, 4]


def test_nothing_to_judge_gives_nothing() -> None:
    assert Suggested(library(judged=tuple(range(SHOTS)))).page(0, 5) == ()
    assert Suggested(library(judged=tuple(range(SHOTS)), is_found=True)).page(0, 5) == ()


def test_an_order_is_made_for_each_kind() -> None:
    made = library()
    assert isinstance(order_of(FeedKind.SUGGESTED, made), Suggested)
    assert type(order_of(FeedKind.RANDOM, made)) is Order
