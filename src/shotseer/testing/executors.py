"""What every executor promises."""

from __future__ import annotations

import time

from shotseer.core.ports import Executor


def check_executor(executor: Executor) -> None:
    """Check an executor against `core.ports.Executor`: order, emptiness, failures, cancelling.

    Raises:
        AssertionError: it breaks the contract; the message says where.
    """
    assert list(executor.map(_double, [])) == [], "no items must give no results"
    assert list(executor.map(_double, range(50))) == [2 * i for i in range(50)], (
        "results must come in the order of the items, however long each takes"
    )
    _check_failure(executor)
    results = executor.map(_double, range(50))
    next(results)
    close = getattr(results, "close", None)
    assert close is not None, "map must return a generator, which can be closed to cancel"
    close()


def _check_failure(executor: Executor) -> None:
    results = executor.map(_refuse_seven, range(10))
    seen = []
    try:
        for result in results:
            seen.append(result)
    except ValueError:
        assert seen == list(range(7)), "an exception must be raised at its item's place"
        return
    raise AssertionError("an exception in the work must be raised to the caller")


def _double(item: int) -> int:
    time.sleep(0.002 * (item % 3))
    return 2 * item


def _refuse_seven(item: int) -> int:
    if item == 7:
        raise ValueError("seven")
    return item
