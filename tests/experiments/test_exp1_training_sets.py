from __future__ import annotations

import pytest

from shotseer.core.errors import NotReadyError
from shotseer.experiments.training_sets import (
    LabelledKeys,
    combined,
    first,
    prefix,
    stratified,
    stratified_halves,
    without,
)


def pool(positives: int, negatives: int, name: str = "k") -> list[tuple[str, bool]]:
    """Positives first, so that prefixes can be told."""
    marks = [True] * positives + [False] * negatives
    return [(f"{name}{at:04d}", yes) for at, yes in enumerate(marks)]


def test_rows_are_positives_then_negatives_each_sorted() -> None:
    found = LabelledKeys.of_pool([("c", False), ("b", True), ("d", True), ("a", False)])
    assert found.keys == ("b", "d", "a", "c")
    assert len(found) == 4


def test_a_prefix_is_taken_after_the_validation_keys_are_gone() -> None:
    left = without([("a", True), ("b", True), ("c", False), ("d", False)], {"b"})
    assert first(left, 2).keys == ("a", "c")
    assert first(left, 100).keys == ("a", "c", "d")


@pytest.mark.parametrize(("n", "random", "zero_shot"), [(25, 12, 13), (50, 25, 25), (27, 14, 13)])
def test_half_of_an_odd_number_is_rounded_to_even(n: int, random: int, zero_shot: int) -> None:
    found = combined(pool(3, 97, "r"), pool(60, 40, "z"), n)
    assert sum(key.startswith("r") for key in found.keys) == random
    assert sum(key.startswith("z") for key in found.keys) == zero_shot


def test_a_shot_in_both_halves_counts_once() -> None:
    found = combined([("a", True), ("b", False)], [("a", True), ("c", True)], 4)
    assert found == LabelledKeys(("a", "c"), ("b",))


def test_what_cannot_be_trained_on() -> None:
    with pytest.raises(NotReadyError, match="both positive and negative"):
        combined([("a", True)], [("a", False)], 2)
    with pytest.raises(NotReadyError, match="no shots"):
        combined([], pool(5, 5), 4)
    with pytest.raises(NotReadyError, match="no shots"):
        LabelledKeys(("a",), ()).without({"a"})


def test_which_pool_a_method_takes() -> None:
    random, zero_shot = [("r", True)], [("z", True)]
    assert prefix("RCC", random, zero_shot, 2).keys == ("r",)
    assert prefix("ZSC", random, zero_shot, 2).keys == ("z",)
    assert prefix("CC", random, zero_shot, 2).keys == ("r", "z")


@pytest.mark.parametrize(
    ("positives", "negatives", "n", "expected"),
    [
        (20, 80, 25, (5, 20)),  # the pool's share
        (1, 999, 25, (1, 24)),  # at least one positive
        (10, 90, 25, (2, 23)),  # 2.5 is rounded to even
        (0, 100, 25, (0, 25)),  # none to be had
        (90, 10, 500, (90, 10)),  # all there are
        (3, 997, 1000, (3, 997)),
    ],
)
def test_drawing_with_the_true_share(
    positives: int, negatives: int, n: int, expected: tuple[int, int]
) -> None:
    found = stratified(pool(positives, negatives), n)
    assert (sum(yes for _, yes in found), sum(not yes for _, yes in found)) == expected


def test_drawn_halves_are_rounded_down() -> None:
    # 25 // 2 = 12 of each, 24 together.
    assert len(stratified_halves(pool(50, 50, "r"), pool(50, 50, "z"), 25)) == 24


def test_drawing_from_nothing() -> None:
    with pytest.raises(NotReadyError, match="no shots"):
        stratified([], 25)
