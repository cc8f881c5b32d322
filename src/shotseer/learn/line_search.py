"""How far to go along a direction: the search of Moré and Thuente (1994) that L-BFGS-B uses.

Where a fit is stopped early, its result depends on every step that led there. So this is the
search of MINPACK-2 (`dcsrch`, `dcstep`) with the constants of L-BFGS-B, rather than a simpler one.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

DECREASE = 1e-3
"""Share of the promised decrease that a step has to keep."""
FLATNESS = 0.9
"""How steep, at most, the function may still be after the step, as a share of before."""
NARROW = 0.1
"""Relative width of the interval below which the search gives up and takes what it has."""
LONGEST = 1e10
EVALUATIONS = 50


class Point(NamedTuple):
    """A step along the direction, the function there, and its derivative by the step."""

    step: float
    value: float
    slope: float

    def below(self, slope: float) -> Point:
        """Return the same point of the function less a line of this slope."""
        return Point(self.step, self.value - self.step * slope, self.slope - slope)


class LineSearch:
    """The search along one direction: give it points until it is content."""

    def __init__(self, start: Point, step: float) -> None:
        self._start = self._best = self._other = start
        self._bracketed = False
        self._is_first_stage = True
        self._width, self._width_before = LONGEST, 2 * LONGEST
        self._low, self._high = 0.0, 5 * step
        self._left = EVALUATIONS

    def next(self, trial: Point) -> float | None:
        """Return the step to try after ``trial``, or ``None`` where ``trial`` is the answer."""
        self._left -= 1
        line = DECREASE * self._start.slope
        is_low = trial.value <= self._start.value + trial.step * line
        if is_low and trial.slope >= 0:
            self._is_first_stage = False
        if self._is_over(trial, is_low):
            return None
        if self._is_first_stage and trial.value <= self._best.value and not is_low:
            # Lower, but not by enough: look for the minimum of what the decrease falls short of.
            step = self._narrow(trial, line)
        else:
            step = self._narrow(trial, 0.0)
        return self._guard(step)

    def _is_over(self, trial: Point, is_low: bool) -> bool:
        if is_low and abs(trial.slope) <= FLATNESS * -self._start.slope:
            return True
        if self._bracketed and self._is_stuck(trial.step):
            return True
        return self._left == 0 or trial.step in (0.0, LONGEST)

    def _is_stuck(self, step: float) -> bool:
        is_inside = self._low < step < self._high
        return not is_inside or self._high - self._low <= NARROW * self._high

    def _narrow(self, trial: Point, line: float) -> float:
        """Make the interval smaller around a minimum; return a step inside, or farther out."""
        best, other, now = self._best.below(line), self._other.below(line), trial.below(line)
        is_past = now.slope * best.slope < 0
        bounds = (self._low, self._high)
        if now.value > best.value:
            step = _after_rise(best, now)
            self._other, self._bracketed = trial, True
        elif is_past:
            step = _after_turn(best, now)
            self._other, self._best, self._bracketed = self._best, trial, True
        elif abs(now.slope) < abs(best.slope):
            step = _while_flattening(best, now, other if self._bracketed else None, bounds)
            self._best = trial
        else:
            step = _while_steepening(best, now, other if self._bracketed else None, bounds)
            self._best = trial
        return step

    def _guard(self, step: float) -> float:
        """Keep the interval shrinking and the step inside what is allowed."""
        best, other = self._best.step, self._other.step
        if not self._bracketed:
            self._low = step + 1.1 * (step - best)
            self._high = step + 4 * (step - best)
            return min(max(step, 0.0), LONGEST)
        if abs(other - best) >= 0.66 * self._width_before:
            step = best + 0.5 * (other - best)
        self._width_before, self._width = self._width, abs(other - best)
        self._low, self._high = min(best, other), max(best, other)
        step = min(max(step, 0.0), LONGEST)
        return best if self._is_stuck(step) else step


def _after_rise(best: Point, now: Point) -> float:
    """Higher than before: the cubic's minimum, or half way from it to the parabola's."""
    theta, gamma = _cubic(best, now)
    gamma = -gamma if now.step < best.step else gamma
    ratio = (gamma - best.slope + theta) / (gamma - best.slope + gamma + now.slope)
    length = now.step - best.step
    cubic = best.step + ratio * length
    bend = (best.value - now.value) / length + best.slope
    parabola = best.step + best.slope / bend / 2 * length
    if abs(cubic - best.step) <= abs(parabola - best.step):
        return cubic
    return cubic + (parabola - cubic) / 2


def _after_turn(best: Point, now: Point) -> float:
    """Lower and rising: the farther of the cubic's minimum and the secant's."""
    theta, gamma = _cubic(best, now)
    gamma = -gamma if now.step > best.step else gamma
    ratio = (gamma - now.slope + theta) / (gamma - now.slope + gamma + best.slope)
    cubic = now.step + ratio * (best.step - now.step)
    secant = _secant(best, now)
    return cubic if abs(cubic - now.step) > abs(secant - now.step) else secant


def _while_flattening(
    best: Point, now: Point, other: Point | None, bounds: tuple[float, float]
) -> float:
    """Lower and less steep: the cubic's minimum where there is one, or the secant's."""
    theta, gamma = _cubic(best, now)
    gamma = -gamma if now.step > best.step else gamma
    ratio = (gamma - now.slope + theta) / (gamma + (best.slope - now.slope) + gamma)
    if ratio < 0 and gamma != 0:
        cubic = now.step + ratio * (best.step - now.step)
    else:
        cubic = bounds[1] if now.step > best.step else bounds[0]
    secant = _secant(best, now)
    is_nearer = abs(cubic - now.step) < abs(secant - now.step)
    if other is None:
        farther = secant if is_nearer else cubic
        return min(max(farther, bounds[0]), bounds[1])
    nearer = cubic if is_nearer else secant
    limit = now.step + 0.66 * (other.step - now.step)
    return min(limit, nearer) if now.step > best.step else max(limit, nearer)


def _while_steepening(
    best: Point, now: Point, other: Point | None, bounds: tuple[float, float]
) -> float:
    """Lower and no less steep: as far as allowed, or the cubic's minimum up to the other end."""
    if other is None:
        return bounds[1] if now.step > best.step else bounds[0]
    theta, gamma = _cubic(other, now)
    gamma = -gamma if now.step > other.step else gamma
    ratio = (gamma - now.slope + theta) / (gamma - now.slope + gamma + other.slope)
    return now.step + ratio * (other.step - now.step)


def _cubic(one: Point, two: Point) -> tuple[float, float]:
    """Return what the minimum of the cubic through two points is computed from."""
    theta = 3 * (one.value - two.value) / (two.step - one.step) + one.slope + two.slope
    size = max(abs(theta), abs(one.slope), abs(two.slope))
    inside = (theta / size) ** 2 - (one.slope / size) * (two.slope / size)
    return theta, size * sqrt(max(0.0, inside))


def _secant(best: Point, now: Point) -> float:
    return now.step + now.slope / (now.slope - best.slope) * (best.step - now.step)
