from __future__ import annotations

import numpy as np
import pytest

from shotseer.learn.paired import compare

Y = np.array([True, True, False, False])
GROUPS = np.arange(4)


def test_average_precision_before_and_after_by_hand() -> None:
    # Ranked yes, no, yes, no: (1 + 2/3) / 2. Ranked no, yes, yes, no: (1/2 + 2/3) / 2.
    before, after = np.array([0.9, 0.4, 0.6, 0.1]), np.array([0.7, 0.6, 0.9, 0.1])
    found = compare(before, after, Y, GROUPS, grouped=False)
    assert found.before.value == pytest.approx(5 / 6)
    assert found.after.value == pytest.approx(7 / 12)
    assert found.difference.value == pytest.approx(-1 / 4)
    assert found.difference.low <= -1 / 4 <= found.difference.high


def test_the_same_scores_differ_by_nothing_but_are_not_beyond_doubt() -> None:
    scores = np.array([0.9, 0.4, 0.6, 0.1])
    found = compare(scores, scores, Y, GROUPS, grouped=False)
    # Wilson's upper end for nothing in 4: z^2 / (4 + z^2) = 3.8415 / 7.8415.
    assert found.difference.value == 0
    assert found.difference.high == pytest.approx(0.4899, abs=1e-4)
    assert found.difference.low == pytest.approx(-0.4899, abs=1e-4)


def test_one_video_tells_nothing_of_others() -> None:
    scores = np.array([0.9, 0.4, 0.6, 0.1])
    found = compare(scores, scores[::-1], Y, np.zeros(4, dtype=np.int64), grouped=True)
    assert (found.difference.low, found.difference.high) == (-1, 1)


def test_the_interval_holds_the_true_difference_about_as_often_as_it_says() -> None:
    """Two rankings of 12 videos; the truth is what 4,000 videos of the same kind say."""
    rng = np.random.default_rng(0)

    def draw(videos: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        groups = np.repeat(np.arange(videos), 6)
        y = rng.random(len(groups)) < 0.4
        shared = y + rng.normal(0, 1, videos)[groups]
        before = shared + rng.normal(0, 1.5, len(groups))
        after = shared + rng.normal(0, 0.8, len(groups))
        return before, after, y, groups

    before, after, y, groups = draw(4_000)
    truth = compare(before, after, y, groups, grouped=False).difference.value
    assert truth > 0.02
    held = 0
    for _ in range(200):
        found = compare(*draw(12), grouped=True).difference
        held += found.low <= truth <= found.high
    assert 178 <= held <= 200, "at least 89 of 100; 95 are promised"
