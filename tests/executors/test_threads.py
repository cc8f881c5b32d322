from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from shotseer.executors.threads import ThreadExecutor
from shotseer.testing import check_executor


def test_contract() -> None:
    check_executor(ThreadExecutor(3))


def test_work_runs_side_by_side() -> None:
    both = threading.Barrier(2, timeout=10)
    list(ThreadExecutor(2).map(lambda _: both.wait(), range(2)))


def test_items_are_taken_only_a_little_ahead() -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        while taken < 1000:
            taken += 1
            yield taken

    results = ThreadExecutor(2).map(lambda i: i, items())
    next(results)
    assert taken < 10


def test_closing_cancels_what_has_not_started() -> None:
    started: list[int] = []

    def work(item: int) -> int:
        started.append(item)
        time.sleep(0.01)
        return item

    results = ThreadExecutor(1).map(work, range(100))
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]
    assert len(started) < 10


def test_a_failure_is_raised_at_its_place() -> None:
    results = ThreadExecutor(2).map(lambda i: 1 // (3 - i), range(6))
    assert [next(results), next(results), next(results)] == [0, 0, 1]
    with pytest.raises(ZeroDivisionError):
        next(results)
