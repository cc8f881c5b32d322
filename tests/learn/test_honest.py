from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import beta, hypergeom
from tests.learn.test_advice import evaluation

from shotseer.core.arrays import Bools
from shotseer.core.classifier import Metric
from shotseer.learn import honest, honest_words
from shotseer.learn.honest import Draw, Judged, LibraryQuality, Sides

NONE = Sides(called=0, uncalled=0)


def judged(positives: int, negatives: int, called: bool = False, moment: float = 1.0) -> Judged:
    """Shots of one side, positives first."""
    n = positives + negatives
    side = np.full(n, called)
    return Judged(np.arange(n) < positives, side, side, np.full(n, moment))


def both(one: Judged, other: Judged) -> Judged:
    called: Bools = np.concatenate([one.called, other.called])
    return Judged(
        np.concatenate([one.positive, other.positive]),
        called,
        called,
        np.concatenate([one.moments, other.moments]),
    )


def drawn(*places: int, source: str = "first", moment: float = 0.5) -> Draw:
    return Draw(source, moment, np.array(places, dtype=np.int64))


def test_what_is_judged_is_counted() -> None:
    # 6 hits, 2 false alarms; 4 missed, 28 rightly not called: nothing is unknown.
    found = honest.measure(
        both(judged(6, 2, called=True), judged(4, 28)), [drawn(*range(40))], NONE, NONE
    )
    assert found.precision == Metric(6 / 8, 6 / 8, 6 / 8)
    assert found.recall == Metric(6 / 10, 6 / 10, 6 / 10)
    assert found.prevalence == Metric(10 / 40, 10 / 40, 10 / 40)
    assert (found.shots, found.judged, found.drawn, found.drawn_positives) == (40, 40, 40, 10)


@pytest.mark.parametrize("n", [30, 50, 300])
def test_none_among_those_drawn_is_not_none_at_all(n: int) -> None:
    found = honest.measure(
        judged(0, n), [drawn(*range(n))], Sides(called=0, uncalled=10**7), NONE
    ).prevalence
    assert found is not None
    assert found.low == 0
    # Mid-p: half the chance of seeing none is 2.5 %.
    assert found.high == pytest.approx(1 - 0.05 ** (1 / n), rel=0.01)
    assert found.value == pytest.approx(beta.ppf(0.5, 0.5, n + 0.5), rel=0.01)


def test_a_large_library_gives_the_range_of_a_share() -> None:
    found = honest.measure(
        judged(12, 108), [drawn(*range(120))], Sides(called=0, uncalled=10**7), NONE
    ).prevalence
    assert found is not None
    halves = [beta(12, 109), beta(13, 108)]
    for end, tail in ((found.low, 0.025), (found.high, 0.975)):
        assert np.mean([half.cdf(end) for half in halves]) == pytest.approx(tail, abs=0.001)
    assert found.value == pytest.approx(beta.ppf(0.5, 12.5, 108.5), rel=0.005)


def test_two_builds_by_hand() -> None:
    """Thirty drawn and two chosen, then ten more; every number of the rest is weighed."""
    positive = np.zeros(42, dtype=bool)
    positive[[0, 30, 31, 32]] = True
    side = np.zeros(42, dtype=bool)
    # The first Build draws 0-29 at 1; 30 and 31 are chosen at 3; the next draws 32-41 at 4.
    moments = np.array([2.0] * 30 + [3.0] * 2 + [5.0] * 10)
    draws = [
        drawn(*range(30), source="first", moment=1.0),
        drawn(*range(32, 42), source="second", moment=4.0),
    ]
    found = honest.measure(
        Judged(positive, side, side, moments), draws, Sides(called=0, uncalled=20), NONE
    ).prevalence
    # With R positives among the 20 left, the first pool of 62 held R + 4 (1 of 30 drawn), the
    # second of 30 held R + 1 (1 of 10 drawn).
    left = np.arange(21)
    likelihood = hypergeom.pmf(1, 62, left + 4, 30) * hypergeom.pmf(1, 30, left + 1, 10)
    ends = []
    for yes, no in ((0.0, 1.0), (1.0, 0.0)):
        weight = likelihood * beta_weight(left + 2, yes) * beta_weight(20 - left + 38, no)
        ends.append(np.cumsum(weight) / weight.sum())
    middle = (ends[0] + ends[1]) / 2
    assert found is not None
    assert round(62 * found.low - 4) == np.searchsorted(middle, 0.025)
    assert round(62 * found.high - 4) == np.searchsorted(middle, 0.975)
    assert found.low < found.value < found.high


def beta_weight(counts: np.ndarray, weight: float) -> np.ndarray:
    """``Gamma(n + weight) / n!``: 1 / n or 1."""
    return 1 / counts if weight == 0 else np.ones(len(counts))


def test_sides_are_estimated_apart() -> None:
    # 20 called shots drawn, 18 of them positive; 40 others, 1 positive.
    known = both(judged(18, 2, called=True), judged(1, 39))
    found = honest.measure(known, [drawn(*range(60))], Sides(called=1000, uncalled=9000), NONE)
    assert found.precision is not None
    assert found.recall is not None
    assert found.prevalence is not None
    assert found.precision.value == pytest.approx(0.89, abs=0.01)
    # About 915 found, 1 + 9000 x 0.029 missed.
    assert found.recall.value == pytest.approx(0.77, abs=0.02)
    assert found.recall.low < 0.5
    assert found.recall.high > 0.95
    assert found.prevalence.value == pytest.approx(0.12, abs=0.005)


def test_what_it_learnt_from_tells_nothing_of_the_rest() -> None:
    """A version calls the positives that it learnt; out of fold it would have missed them."""
    known = both(judged(0, 30, called=True), judged(10, 20))
    learnt = replace(known, called=known.positive)
    found = honest.measure(
        learnt, [drawn(*range(60))], Sides(called=0, uncalled=2_000), NONE
    ).recall
    assert found is not None
    # It has found the ten that are known, and misses one in three of the rest.
    assert found.value == pytest.approx(10 / (10 + 2_000 * 0.335), rel=0.1)


def test_too_few_were_drawn() -> None:
    sides = Sides(called=100, uncalled=900)
    found = honest.measure(judged(3, 25), [drawn(*range(28))], sides, NONE)
    assert (found.needed, found.precision, found.recall, found.prevalence) == (2, None, None, None)
    assert honest_words.over_library(found) == (
        "Not enough yet to say how good it is over the whole library: judge 2 more of the random "
        "feed, in its order (28 so far)."
    )


def test_most_were_passed_over() -> None:
    sides = Sides(called=100, uncalled=900)
    found = honest.measure(judged(30, 0), [drawn(*range(30))], sides, Sides(called=0, uncalled=80))
    assert (found.needed, found.prevalence) == (50, None)
    assert "80 of the random shots that were shown got neither yes nor no" in (
        honest_words.over_library(found)
    )


def test_those_passed_over_widen_the_range_both_ways() -> None:
    sides = Sides(called=0, uncalled=10_000)
    ranges = []
    for passed in (0, 4, 20):
        found = honest.measure(
            judged(8, 32), [drawn(*range(40))], sides, Sides(called=0, uncalled=passed)
        )
        assert found.passed_over == passed
        assert found.prevalence is not None
        ranges.append(found.prevalence)
    assert ranges[0].low > ranges[1].low > ranges[2].low
    assert ranges[0].high < ranges[1].high < ranges[2].high
    assert ranges[0].value == ranges[1].value == ranges[2].value


def test_without_scores_out_of_fold_only_prevalence_is_told() -> None:
    known = replace(judged(1, 39, called=True), unlearnt=None)
    found = honest.measure(known, [drawn(*range(40))], Sides(called=10, uncalled=950), NONE)
    assert (found.precision, found.recall) == (None, None)
    assert found.prevalence is not None
    assert found.prevalence.value == pytest.approx(0.03, abs=0.01)


def test_nothing_called_and_nothing_positive() -> None:
    found = honest.measure(judged(0, 40), [drawn(*range(40))], Sides(0, 1000), NONE)
    assert (found.precision, found.recall) == (None, None)
    assert found.prevalence is not None
    assert honest_words.over_library(found) == (
        "Over all 1,040 shots, about 0.48 in 100 of all shots are positive (between 0 and 7): "
        "the 40 judged shots are counted, and the rest is estimated from the 40 of them that were "
        "drawn at random."
    )


def test_where_none_was_drawn_anything_may_be() -> None:
    known = both(judged(6, 2, called=True), judged(0, 30))
    found = honest.measure(known, [drawn(*range(8, 38))], Sides(called=92, uncalled=500), NONE)
    assert found.precision is not None
    assert (found.precision.low, found.precision.high) == (0.06, 0.98)


def test_the_same_every_time() -> None:
    known = both(judged(18, 2, called=True), judged(1, 39))
    first, again = (
        honest.measure(known, [drawn(*range(60))], Sides(1000, 9000), NONE) for _ in range(2)
    )
    assert first == again


def test_the_two_figures_in_words() -> None:
    library = LibraryQuality(
        shots=504_030,
        judged=205,
        drawn=120,
        drawn_positives=3,
        passed_over=12,
        needed=0,
        precision=Metric(0.81, 0.6, 0.95),
        recall=Metric(0.554, 0.3, 0.8),
        prevalence=Metric(0.024, 0.012, 0.041),
    )
    said = honest_words.explain(evaluation(20, 185), library, left_out=1)
    assert list(said) == ["judged", "library", "passed_over", "left_out"]
    assert said["judged"].endswith("and feeds what is hard.")
    assert said["library"] == (
        "Over all 504,030 shots, about 81 in 100 of those it calls positive are (between 60 and "
        "95), about 55 in 100 of all positives are found (between 30 and 80) and about 2.4 in 100 "
        "of all shots are positive (between 1.2 and 4.1): the 205 judged shots are counted, and "
        "the rest is estimated from the 120 of them that were drawn at random."
    )
    assert said["passed_over"].startswith("12 shots drawn at random got neither yes nor no; ")
    assert said["left_out"].startswith("1 random judgement could not be used")
    exact = replace(library, precision=Metric(1.0, 1.0, 1.0))
    assert "100 in 100 of those it calls positive are, all of which were judged, about" in (
        honest_words.over_library(exact)
    )
