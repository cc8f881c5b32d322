"""Draws from a whole library, among them shots that were judged for another reason."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import hypergeom

from shotseer.learn import honest
from shotseer.learn.honest import EVERYTHING, Draw, Judged, Sides

NONE = Sides(called=0, uncalled=0)


def test_a_pool_by_hand() -> None:
    """Twelve shots were chosen, eight positive; 33 of 100 were drawn, three of these too."""
    positive = np.zeros(42, dtype=bool)
    positive[:8] = True
    # Of those drawn, 6 and 7 are positive and 8 is not, and three of the thirty others are.
    positive[[12, 13, 14]] = True
    side = np.zeros(42, dtype=bool)
    moments = np.array([1.0] * 12 + [2.0] * 30)
    pool = Draw("pool", EVERYTHING, np.array([6, 7, 8, *range(12, 42)]))
    found = honest.measure(
        Judged(positive, side, side, moments), [pool], Sides(called=0, uncalled=58), NONE
    )
    assert (found.shots, found.judged, found.drawn, found.drawn_positives) == (100, 42, 33, 5)
    # With R positives among the 58 left, the library of 100 held R + 11, of which 5 were drawn.
    left = np.arange(59)
    likelihood = hypergeom.pmf(5, 100, left + 11, 33)
    halves = [
        np.cumsum(likelihood * weight) / (likelihood * weight).sum()
        for weight in (1 / (left + 5), 1 / (58 - left + 28))
    ]
    middle = (halves[0] + halves[1]) / 2
    assert found.prevalence is not None
    assert round(100 * found.prevalence.low - 11) == np.searchsorted(middle, 0.025)
    assert round(100 * found.prevalence.high - 11) == np.searchsorted(middle, 0.975)
    # Five of 33 drawn: about 15 of 100, and not the 26 % of the judged.
    assert found.prevalence.value == pytest.approx(0.16, abs=0.02)


def test_a_build_draws_from_what_the_pool_left() -> None:
    positive = np.zeros(44, dtype=bool)
    positive[:4] = True
    side = np.zeros(44, dtype=bool)
    moments = np.array([1.0] * 34 + [5.0] * 10)
    draws = [
        Draw("pool", EVERYTHING, np.arange(34)),
        Draw("version", 4.0, np.arange(34, 44)),
    ]
    found = honest.measure(
        Judged(positive, side, side, moments), draws, Sides(called=0, uncalled=16), NONE
    ).prevalence
    # The pool: 4 of 34 drawn from 60 with R + 4; the Build: none of 10 from 26 with R.
    left = np.arange(17)
    likelihood = hypergeom.pmf(4, 60, left + 4, 34) * hypergeom.pmf(0, 26, left, 10)
    halves = [
        np.cumsum(likelihood * weight) / (likelihood * weight).sum()
        for weight in (1 / (left + 4), 1 / (16 - left + 40))
    ]
    middle = (halves[0] + halves[1]) / 2
    assert found is not None
    assert round(60 * found.low - 4) == np.searchsorted(middle, 0.025)
    assert round(60 * found.high - 4) == np.searchsorted(middle, 0.975)
