"""Work units on threads of this process: right for work that leaves Python, as decoding does."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


class ThreadExecutor:
    """Runs work on a few threads and gives the results in order.

    Items are taken only a little ahead of the results, so that an endless or heavy iterable does
    not pile up.
    """

    def __init__(self, threads: int) -> None:
        self._threads = max(1, threads)

    def map(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield ``work(item)`` in the order of the items. See `core.ports.Executor`."""
        pending: deque[Future[R]] = deque()
        pool = ThreadPoolExecutor(self._threads)
        try:
            for item in items:
                pending.append(pool.submit(work, item))
                if len(pending) > 2 * self._threads:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
