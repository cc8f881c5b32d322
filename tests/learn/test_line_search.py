from __future__ import annotations

from collections.abc import Callable

import pytest

from shotseer.learn.line_search import LineSearch, Point


def test_content_with_the_minimum() -> None:
    # f(t) = t^2 - 2t
    search = LineSearch(Point(0, 0, -2), 1)
    assert search.next(Point(1, -1, 0)) is None


def test_comes_back_from_too_far() -> None:
    # f(t) = t^2 - 2t: through f(0), f'(0) and f(5) the parabola's minimum is the true one.
    search = LineSearch(Point(0, 0, -2), 5)
    assert search.next(Point(5, 15, 8)) == pytest.approx(1)
    assert search.next(Point(1, -1, 0)) is None


def test_goes_farther_downhill() -> None:
    # f(t) = -t: to the end of what is allowed, which is five times the step, and then four times
    # the way from the last one.
    search = LineSearch(Point(0, 0, -1), 1)
    assert search.next(Point(1, -1, -1)) == 5
    assert search.next(Point(5, -5, -1)) == 21


def test_takes_the_secant_when_it_has_turned() -> None:
    # f(t) = t^2 - 2t, and 1.95 is past the minimum: lower than the start, but as steep.
    search = LineSearch(Point(0, 0, -2), 1.95)
    assert search.next(Point(1.95, 1.95**2 - 3.9, 1.9)) == pytest.approx(1)


@pytest.mark.parametrize("first", [1e-4, 0.1, 1, 30, 1000])
@pytest.mark.parametrize(
    ("function", "slope"),
    [
        (lambda t: (t - 3) ** 4 + t, lambda t: 4 * (t - 3) ** 3 + 1),
        (lambda t: -t / (t * t + 2), lambda t: (t * t - 2) / (t * t + 2) ** 2),
    ],
)
def test_ends_low_and_flat(
    function: Callable[[float], float], slope: Callable[[float], float], first: float
) -> None:
    start = Point(0, function(0), slope(0))
    search = LineSearch(start, first)
    step: float | None = first
    tried = []
    while step is not None:
        tried.append(step)
        step = search.next(Point(step, function(step), slope(step)))
    assert len(tried) < 20
    assert function(tried[-1]) <= function(0) + 1e-3 * tried[-1] * slope(0)
    assert abs(slope(tried[-1])) <= 0.9 * abs(slope(0))


def test_gives_up_where_there_is_no_progress() -> None:
    # Whatever is tried is higher than the start: the function and its slope disagree.
    search = LineSearch(Point(0, 0, -1), 1)
    step: float | None = 1.0
    count = 0
    while step is not None:
        count += 1
        step = search.next(Point(step, 1 + step, 1))
    assert count <= 50
