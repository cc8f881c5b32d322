from __future__ import annotations

import numpy as np
import pytest

from shotseer.learn.spread import spread


def test_counts_edges_and_the_suggested_cut() -> None:
    values = np.concatenate([np.zeros(90), np.full(10, 1.0)]).astype(np.float32)
    found = spread(values, None)
    assert len(found.counts) == 40
    assert (found.counts[0], found.counts[-1], sum(found.counts)) == (90, 10, 100)
    assert found.edges[0] == 0.0
    assert found.edges[-1] == pytest.approx(1.0)
    assert found.suggested == found.cut == 0.7  # 0.1 + 2 * 0.3
    assert found.above == 10
    assert spread(values, 0.0).above == 100
    assert spread(values, 1.01).above == 0


def test_about_two_in_a_hundred_lie_above_the_suggestion() -> None:
    values = np.random.default_rng(0).normal(0.2, 0.05, 50_000).astype(np.float32)
    found = spread(values, None)
    assert found.suggested == pytest.approx(0.3, abs=0.002)
    assert 0.018 < found.above / 50_000 < 0.028


def test_the_same_everywhere_and_nowhere() -> None:
    same = spread(np.full(5, 0.25, dtype=np.float32), None)
    assert (sum(same.counts), same.suggested, same.above) == (5, 0.25, 5)
    nothing = spread(np.empty(0, dtype=np.float32), None)
    assert (nothing.edges, nothing.counts, nothing.above) == ((), (), 0)
