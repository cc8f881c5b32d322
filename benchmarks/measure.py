"""Timing, and the shape of a result."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One figure: what we take, what the reference takes, and the goal for their ratio."""

    what: str
    ours: str
    reference: str
    ratio: str
    goal: str


def median_seconds(work: Callable[[], object], repeats: int = 7) -> float:
    """Return the median time of a piece of work, after one run to warm up."""
    work()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
