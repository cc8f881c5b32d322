"""Ranges over a library hold the truth about as often as they say, however shots were chosen."""

from __future__ import annotations

import numpy as np
from benchmarks.honest import QUANTITIES, AsSuggested, Habit, Outcome, made_up, simulate

from shotseer.core.arrays import Bools
from shotseer.learn import honest
from shotseer.learn.honest import Draw, Judged, Sides

SHOTS, REPEATS = 600, 300


def test_choosing_by_what_was_drawn_does_no_harm() -> None:
    """Positives come in tens; whoever draws one judges all ten, and then draws again."""
    truth = np.arange(SHOTS) < 60
    held, naive = 0, []
    for seed in range(REPEATS):
        rng = np.random.default_rng(seed)
        order = rng.permutation(SHOTS)
        moments = np.full(SHOTS, np.inf)
        draws = []
        for build in range(4):
            rest = order[np.isinf(moments[order])]
            rows = rest[:15]
            draws.append((build, 2.0 * build, rows))
            moments[rows] = 2.0 * build
            tens = np.isin(np.arange(SHOTS) // 10, rows[truth[rows]] // 10)
            moments[tens & np.isinf(moments)] = 2.0 * build + 1
        found = range_of(truth, moments, draws)
        assert found.prevalence is not None
        held += found.prevalence.low - 1e-9 <= 0.1 <= found.prevalence.high + 1e-9
        naive.append(truth[np.isfinite(moments)].mean())
    assert np.mean(naive) > 0.4
    # 95 % of 300 are 285, with a standard deviation of 3.8; a number has more steps than a share.
    assert 276 <= held <= 297


def range_of(
    truth: Bools, moments: np.ndarray, draws: list[tuple[int, float, np.ndarray]]
) -> honest.LibraryQuality:
    known = np.flatnonzero(np.isfinite(moments))
    places = np.full(SHOTS, -1)
    places[known] = np.arange(len(known))
    side = np.zeros(len(known), dtype=bool)
    return honest.measure(
        Judged(truth[known], side, side, moments[known]),
        [Draw(source, moment, places[rows]) for source, moment, rows in draws],
        Sides(called=0, uncalled=SHOTS - len(known)),
        Sides(called=0, uncalled=0),
    )


def test_the_loop_with_the_default_recipe() -> None:
    """A dozen libraries with real Builds; `python -m benchmarks honest` plays hundreds."""
    habit = Habit("half random", top=6, borderline=4, bottom=3, random=12, points=(125,))
    held, better = [], []
    for seed in range(12):
        task = made_up(seed, n=3_000, d=16, kinds=30)
        (outcome,) = simulate(task, habit, seed)
        assert outcome.quality.drawn == 48
        held += holds(outcome)
        ranking = outcome.on_judged.get("average_precision", 0.0)
        better.append(ranking - outcome.truth["average_precision"])
    assert len(held) >= 30
    assert np.mean(held) > 0.85
    assert np.mean(better) > 0.1


def test_the_suggested_feed_with_a_build_after_every_five() -> None:
    """The way people judge: most random shots come mixed in, the rest from the random feed."""
    held, harder = [], []
    for seed in range(4):
        task = made_up(seed, n=3_000, d=16, kinds=30)
        (outcome,) = simulate(task, AsSuggested(points=(150,)), seed)
        assert (outcome.judgements, outcome.quality.judged) == (150, 150)
        assert 30 <= outcome.quality.drawn < 35
        held += holds(outcome)
        if {"precision"} <= outcome.on_judged.keys() & outcome.truth.keys():
            harder.append(outcome.on_judged["precision"] - outcome.truth["precision"])
    assert len(held) >= 10
    assert np.mean(held) > 0.85
    # Shots in doubt are the harder ones: on judged shots it does worse than over the library.
    assert np.mean(harder) < -0.05


def holds(outcome: Outcome) -> list[bool]:
    """Return whether each range that is given holds the truth."""
    pairs = [(getattr(outcome.quality, name), outcome.truth.get(name)) for name in QUANTITIES]
    return [
        found.low - 1e-9 <= true <= found.high + 1e-9 for found, true in pairs if found is not None
    ]
