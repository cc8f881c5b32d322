"""Each choice is worked out by hand from the rule; the dice are numpy's legacy generator's."""

from __future__ import annotations

import math

import pytest

from shotseer.learn import bandits

ARMS = ("agg", "zero_shot", "random")
UNKNOWN: dict[str, list[float]] = {arm: [] for arm in ARMS}


def after(step: int) -> int:
    return 1 + step


def test_summaries() -> None:
    gains = [0.4, 0.1, 0.2]
    assert bandits.mean(gains) == pytest.approx(0.7 / 3)
    assert bandits.last(gains) == 0.2
    # (0.2 + 0.1 / 2 + 0.4 / 4) / (1 + 1/2 + 1/4)
    assert bandits.ewma(gains) == pytest.approx(0.2)
    assert (bandits.mean([]), bandits.ewma([]), bandits.last([])) == (0, 0, -math.inf)


def test_round_robin_counts_only_arms_that_are_left() -> None:
    bandit = bandits.RoundRobin()
    assert [bandit.choose(ARMS, step) for step in range(3, 7)] == [
        "agg",
        "zero_shot",
        "random",
        "agg",
    ]
    assert [bandit.choose(("zero_shot", "random"), step) for step in (6, 7)] == [
        "zero_shot",
        "random",
    ]


def test_uniform_draws_with_the_seed_of_the_step() -> None:
    bandit = bandits.Uniform(after)
    assert [bandit.choose(ARMS, step) for step in range(6)] == [
        "zero_shot",
        "agg",
        "random",
        "random",
        "random",
        "random",
    ]


def test_epsilon_greedy_takes_the_best_mean_unless_the_coin_says_explore() -> None:
    start = {"agg": [0.3], "zero_shot": [0.2], "random": [0.0]}
    bandit = bandits.EpsilonGreedy(start, bandits.mean, 0.25, after)
    assert bandit.choose(ARMS, 3) == "agg"  # the coin of seed 4 is 0.967
    bandit.reward("agg", -0.1)  # mean 0.1
    assert bandit.choose(ARMS, 3) == "zero_shot"
    assert bandit.choose(("agg", "random"), 3) == "agg"
    bandit.reward("zero_shot", -0.4)
    assert bandit.choose(ARMS, 4) == "zero_shot"  # 0.222 of seed 5 explores
    assert bandit.choose(ARMS, 8) == "random"  # 0.010 of seed 9 explores
    never = bandits.EpsilonGreedy(start, bandits.mean, 0.1, after)
    assert never.choose(ARMS, 4) == "agg"


def test_of_equally_good_arms_epsilon_greedy_takes_the_last_name() -> None:
    start = {"agg": [0.1], "zero_shot": [0.1], "random": [0.1]}
    bandit = bandits.EpsilonGreedy(start, bandits.mean, 0.25, after)
    assert bandit.choose(ARMS, 3) == "zero_shot"
    assert bandit.choose(("agg", "random"), 3) == "random"


@pytest.mark.parametrize(
    ("summary", "best"),
    [(bandits.mean, "agg"), (bandits.last, "random"), (bandits.ewma, "zero_shot")],
)
def test_a_summary_decides_which_arm_seems_best(summary: bandits.Summary, best: str) -> None:
    # means 0.20, 0.17, 0.10; newest 0.00, 0.19, 0.20; weighted 0.133, 0.177, 0.133
    start = {"agg": [0.4, 0.0], "zero_shot": [0.15, 0.19], "random": [0.0, 0.2]}
    assert bandits.EpsilonGreedy(start, summary, 0.25, after).choose(ARMS, 3) == best
    assert bandits.EpsilonGreedy(start, summary, 0.0, after).choose(ARMS, 5) == best


def test_upper_confidence_tries_each_arm_once_then_adds_a_bonus() -> None:
    bandit = bandits.UpperConfidence({arm: [0.0] for arm in ARMS}, bandits.mean, 0.1)
    for step, arm in enumerate(ARMS):
        assert bandit.choose(ARMS, step) == arm
        bandit.reward(arm, {"agg": 0.2, "zero_shot": 0.1, "random": 0.0}[arm])
    # means with the start: 0.1, 0.05, 0.0; one pull each, so that the bonus is the same
    assert bandit.choose(ARMS, 3) == "agg"
    bandit.reward("agg", 0.0)  # mean 0.0667, bonus 0.1 sqrt(ln 5 / 2) = 0.0897: 0.156
    # zero_shot: 0.05 + 0.1 sqrt(ln 5) = 0.177
    assert bandit.choose(ARMS, 4) == "zero_shot"
    assert bandit.choose(("agg", "random"), 4) == "agg"


def test_a_small_scale_makes_upper_confidence_stay_with_the_best() -> None:
    bandit = bandits.UpperConfidence({arm: [0.0] for arm in ARMS}, bandits.mean, 0.01)
    for arm, gain in (("agg", 0.2), ("zero_shot", 0.1), ("random", 0.0), ("agg", 0.0)):
        bandit.reward(arm, gain)
    # agg 0.0667 + 0.0090; zero_shot 0.05 + 0.0127
    assert bandit.choose(ARMS, 4) == "agg"


def test_of_equal_upper_bounds_the_first_arm_is_taken() -> None:
    bandit = bandits.UpperConfidence(UNKNOWN, bandits.mean, 0.1)
    for arm in ARMS:
        bandit.reward(arm, 0.1)
    assert bandit.choose(ARMS, 3) == "agg"
    assert bandit.choose(("random", "zero_shot"), 3) == "random"


def test_exp3_draws_by_weight_and_mixes_in_chance() -> None:
    bandit = bandits.Exp3(UNKNOWN, bandits.last, 0.1, lambda step: 0)
    assert bandit.choose(ARMS, 3) == "zero_shot"  # 0.549 of seed 0 lies in the second third
    bandit.reward("agg", 20.0)
    # Its weight became exp(0.1 * 20 / (1/3) / 3) = 7.39, its chance 0.9 * 0.787 + 0.033 = 0.74
    assert bandit.choose(ARMS, 3) == "agg"
    assert bandit.choose(("zero_shot", "random"), 3) == "random"  # 0.549 is past one half


def test_exp3_with_the_seed_of_the_step_draws_anew() -> None:
    bandit = bandits.Exp3(UNKNOWN, bandits.mean, 0.1, after)
    # 0.417 of seed 1, 0.436 of seed 2, 0.551 of seed 3, 0.967 of seed 4, 0.222 of seed 5
    drawn = [bandit.choose(ARMS, step) for step in range(5)]
    assert drawn == ["zero_shot", "zero_shot", "zero_shot", "random", "agg"]


def test_thompson_takes_the_largest_likely_mean() -> None:
    start = {"agg": [0.3], "zero_shot": [0.0], "random": [0.0]}
    bandit = bandits.Thompson(start, after)
    # Noise 0.09 / 3 = 0.03, so that each mean has sd sqrt(0.03 / 2) = 0.122.
    # Seed 1: 0.15 + 0.122 * 1.624 = 0.349 | -0.612 * 0.122 | -0.528 * 0.122
    assert bandit.choose(ARMS, 0) == "agg"
    # Seed 2 draws -0.417, -0.056, -2.136: agg 0.15 - 0.051 is still the largest.
    assert bandit.choose(ARMS, 1) == "agg"
    assert bandit.choose(("zero_shot", "random"), 1) == "zero_shot"
    bandit.reward("random", 0.6)
    # Noise 0.45 / 4. Random: 0.2 + sqrt(0.1125 / 3) * -2.136 = -0.21; agg 0.15 - 0.237 * 0.417
    assert bandit.choose(ARMS, 1) == "agg"


def test_thompson_without_noise_takes_the_first() -> None:
    assert bandits.Thompson(UNKNOWN, after).choose(ARMS, 0) == "agg"


def test_thompson_soon_finds_the_better_of_two() -> None:
    bandit = bandits.Thompson({"good": [], "bad": []}, lambda step: step)
    pulls = []
    for step in range(100):
        arm = bandit.choose(("good", "bad"), step)
        bandit.reward(arm, 0.2 if arm == "good" else 0.05)
        pulls.append(arm)
    assert pulls[50:].count("good") > 40
