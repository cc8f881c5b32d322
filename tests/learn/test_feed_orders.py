from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shotseer.core.arrays import Floats, Ints, Matrix
from shotseer.core.feed import FeedKind
from shotseer.learn import feeds
from shotseer.learn.feeds import Candidates, Order, Pick


def candidates(
    logits: Sequence[float] | Floats, judged: tuple[int, ...] = (), **changes: object
) -> Candidates:
    """Shots that all differ, each in its own video."""
    n = len(logits)
    mask = np.zeros(n, dtype=bool)
    mask[list(judged)] = True
    directions = np.random.default_rng(0).normal(size=(n, 64))
    vectors = directions / np.linalg.norm(directions, axis=1, keepdims=True)

    def take(rows: Ints) -> Matrix:
        taken: Matrix = vectors[rows].astype(np.float32)
        return taken

    made = Candidates(
        np.array(logits, dtype=np.float32), mask, np.arange(n), np.zeros(n, np.int64), take
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def page(kind: FeedKind, made: Candidates, offset: int, k: int) -> tuple[Pick, ...]:
    return Order(kind, made).page(offset, k)


def rows(kind: FeedKind, made: Candidates, offset: int = 0, k: int = 1000) -> list[int]:
    return [pick.row for pick in page(kind, made, offset, k)]


def test_the_orders_by_hand() -> None:
    made = candidates([3, -2, 0.5, -0.1, 5, -4, 1], judged=(4,))
    assert rows(FeedKind.TOP_POSITIVE, made) == [0, 6, 2, 3, 1, 5]
    assert rows(FeedKind.TOP_NEGATIVE, made) == [5, 1, 3, 2, 6, 0]
    assert rows(FeedKind.BORDERLINE, made) == [3, 2, 6, 1, 0, 5]
    assert sorted(rows(FeedKind.RANDOM, made)) == [0, 1, 2, 3, 5, 6]


def test_borderline_is_around_the_threshold() -> None:
    made = candidates([3, -2, 0.5, -0.1, 5, -4, 1], threshold=0.95)
    # log(0.95 / 0.05) = 2.94
    assert rows(FeedKind.BORDERLINE, made, k=3) == [0, 6, 4]


def test_equal_scores_are_ordered_by_row() -> None:
    assert rows(FeedKind.TOP_POSITIVE, candidates([1, 2, 1, 2, 1])) == [1, 3, 0, 2, 4]


def test_near_duplicates_wait() -> None:
    vectors = np.eye(20, dtype=np.float32)
    vectors[[1, 2]] = vectors[0]
    made = candidates(np.arange(20, 0, -1) / 20, take=vectors.__getitem__)
    # A stretch of a small library is a quarter of it: five shots.
    assert rows(FeedKind.TOP_POSITIVE, made)[:7] == [0, 3, 4, 1, 2, 5, 6]
    assert sorted(rows(FeedKind.TOP_POSITIVE, made)) == list(range(20))


def test_neighbours_in_a_video_wait() -> None:
    videos = np.array([0, 0, 0, 1, 0, *range(5, 20)], dtype=np.int64)
    positions = np.array([7, 8, 9, 8, 12, *[0] * 15], dtype=np.int64)
    made = candidates(np.arange(20, 0, -1) / 20, videos=videos, positions=positions)
    assert rows(FeedKind.TOP_POSITIVE, made)[:6] == [0, 2, 3, 4, 1, 5]


def test_nothing_waits_behind_a_much_less_likely_shot() -> None:
    vectors = np.eye(20, dtype=np.float32)
    vectors[[1, 2]] = vectors[0]
    made = candidates(list(range(20, 0, -1)), take=vectors.__getitem__)
    assert rows(FeedKind.TOP_POSITIVE, made) == list(range(20))


def test_reasons_are_in_words() -> None:
    made = candidates([0] + [2] * 3 + [-3] * 1500, judged=(1,))
    last = page(FeedKind.TOP_POSITIVE, made, 2, 1)[0]
    assert last.reason == "score 0.50, rank 3 of 1,503 unjudged"
    assert last.place == 2
    assert last.chance == 1
    lowest = page(FeedKind.TOP_NEGATIVE, made, 0, 1)[0]
    assert lowest.reason == "score 0.05, rank 1 from the bottom of 1,503 unjudged"
    closest, next_closest = page(FeedKind.BORDERLINE, made, 0, 2)
    assert closest.reason == "0.00 from the decision point, rank 1 of 1,503 unjudged"
    assert next_closest.reason == "0.38 from the decision point, rank 2 of 1,503 unjudged"
    drawn = page(FeedKind.RANDOM, made, 0, 3)[0]
    assert drawn.reason == "drawn at random from 1,503 unjudged"
    assert drawn.chance == pytest.approx(3 / 1503)


def test_random_is_uniform_and_its_order_stands() -> None:
    made = candidates([0.0] * 40, judged=(3, 7))
    firsts = [rows(FeedKind.RANDOM, replace(made, seed=seed), k=1)[0] for seed in range(3800)]
    counts = np.bincount(firsts, minlength=40)
    assert counts[[3, 7]].tolist() == [0, 0]
    # 100 expected each, with a standard deviation of 10.
    assert counts[counts > 0].min() > 60
    assert counts.max() < 140
    more = candidates([0.0] * 40, judged=(3, 7, 11))
    order = rows(FeedKind.RANDOM, made)
    assert [row for row in order if row != 11] == rows(FeedKind.RANDOM, more)


def test_the_end() -> None:
    made = candidates([1, 2], judged=(0, 1))
    for kind in FeedKind:
        assert page(kind, made, 0, 10) == ()
        assert page(kind, candidates([1, 2]), 2, 10) == ()
        assert page(kind, candidates([]), 0, 10) == ()


@given(st.data())
def test_pages_of_any_size_make_one_order_that_loses_nothing(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 260))
    logits = data.draw(st.lists(st.integers(-9, 9), min_size=n, max_size=n))
    judged = data.draw(st.sets(st.integers(0, n - 1)))
    sizes = data.draw(st.lists(st.integers(1, 80), min_size=1, max_size=9))
    few_looks = np.eye(7, dtype=np.float32)
    made = candidates(
        [float(logit) for logit in logits],
        tuple(judged),
        videos=np.arange(n) // 9,
        positions=np.arange(n) % 9,
        take=lambda wanted: few_looks[wanted % 7],
    )
    for kind in FeedKind:
        whole = rows(kind, made)
        assert sorted(whole) == sorted(set(range(n)) - judged)
        offset = 0
        reader = Order(kind, made)
        for size in sizes:
            assert rows(kind, made, offset, size) == whole[offset : offset + size]
            assert [pick.row for pick in reader.page(offset, size)] == whole[offset : offset + size]
            offset += size


@given(st.integers(1, 600), st.integers(0, 5))
def test_no_shot_is_shown_far_from_its_rank(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    looks = rng.normal(size=(5, 8)).astype(np.float32)
    looks /= np.linalg.norm(looks, axis=1, keepdims=True)
    look = rng.integers(5, size=n)
    logits = rng.normal(size=n)
    made = candidates(logits.tolist(), take=lambda wanted: looks[look[wanted]])
    places = np.empty(n, dtype=np.int64)
    places[rows(FeedKind.TOP_POSITIVE, made)] = np.arange(n)
    ranks = np.argsort(np.argsort(-made.logits, kind="stable"))
    assert np.abs(places - ranks).max() < min(feeds.STRETCH, max(1, n // 4))


def test_deep_pages_continue_the_order_whoever_asked_before() -> None:
    rng = np.random.default_rng(0)
    made = candidates(rng.normal(size=3000))
    for kind in FeedKind:
        whole = rows(kind, made, 0, 3000)
        reader = Order(kind, made)
        for offset in (2990, 40, 1200, 0, 2100):
            page = [pick.row for pick in reader.page(offset, 25)]
            assert page == whole[offset : offset + 25], kind
