"""Data diversity of the published figure, counted by hand."""

from __future__ import annotations

import pytest
from tests.experiments.exp1_data import label_data

from shotseer.experiments.cells import DataScore
from shotseer.experiments.curves import figure_10
from shotseer.experiments.data_scores import scores_of, upper_bound

YES, NO = [f"y|{number:03}" for number in range(40)], [f"n|{number:03}" for number in range(160)]
PLACES = dict.fromkeys([*YES, *NO], 1.0)
CLUSTERS = {key: int(key[-1]) for key in PLACES}
"""Keys that end in the same digit are in one cluster."""
POOL = [(key, True) for key in YES] + [(key, False) for key in NO]


def scores(track: str, **given: object) -> dict[tuple[str, int], float]:
    data = label_data(PLACES, votes=POOL, clusters=CLUSTERS, **given)  # type: ignore[arg-type]
    return {(one.method, one.n): one.score for one in scores_of(data) if one.track == track}


def test_pools_are_drawn_with_their_true_share() -> None:
    found = scores("compatible", random=POOL)
    # A fifth is positive: 5 and 20 of 25, all in clusters with at most ten, so 25 of 200 count.
    assert found["RCC", 25] == pytest.approx(25 / 200)
    # 20 and 80 of 100: eight in each cluster.
    assert found["RCC", 100] == pytest.approx(100 / 200)
    # All 40 and 160: of the negatives ten in each cluster count, of sixteen.
    assert found["RCC", 500] == pytest.approx((40 + 100) / 200)


def test_the_natural_order_has_positives_first_here() -> None:
    found = scores("honest", random=POOL)
    assert found["RCC", 25] == pytest.approx(25 / 200)
    assert found["RCC", 50] == pytest.approx((40 + 10) / 200)


def test_halves_are_rounded_down_and_joined() -> None:
    # Twice the same 12 shots: 2 positive (12 / 5 rounded), 10 negative.
    found = scores("compatible", random=POOL, zero_shot=POOL)
    assert found["CC", 25] == pytest.approx(12 / 200)
    # The honest halves are 12 and 13 of the same order.
    assert scores("honest", random=POOL, zero_shot=POOL)["CC", 25] == pytest.approx(13 / 200)


def test_checkpoints_are_drawn_at_tens_and_the_last_of_each_counts() -> None:
    checkpoints = [
        (YES[:4], NO[:5]),  # nine: too few
        (YES[:5], NO[:5]),
        (YES[:5], [NO[0], NO[20], *NO[3:14]]),  # 18: also drawn at 10
    ]
    found = scores("compatible", checkpoints=checkpoints)
    assert {n for method, n in found if method == "VA"} == {10}
    assert found["VA", 10] == pytest.approx((5 + 13) / 200)


def test_honestly_va_is_the_last_checkpoint_of_at_most_n() -> None:
    found = scores("honest", checkpoints=[(YES[:5], NO[:5]), (YES[:10], NO[:20])])
    assert found["VA", 25] == pytest.approx(10 / 200)
    assert found["VA", 50] == found["VA", 1000] == pytest.approx(30 / 200)


def test_an_empty_pool_has_no_score() -> None:
    assert scores("compatible", random=POOL).keys().isdisjoint({("ZSC", 25), ("CC", 25)})


def test_the_most_that_is_possible() -> None:
    assert [upper_bound(n) for n in (25, 50, 100, 500, 1000)] == [0.125, 0.25, 0.5, 1, 1]


def test_the_figure_is_of_means_over_labels() -> None:
    values = [DataScore(label, "RCC", 25, "compatible", v) for label, v in (("a", 0.1), ("b", 0.2))]
    (row,) = figure_10(values)
    assert row["value"] == pytest.approx(0.15)
    assert (row["labels"], row["upper_bound"], row["published"]) == (2, 0.125, 0.12)
