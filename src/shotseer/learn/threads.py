"""Small fits run on one thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits


@contextmanager
def one_thread() -> Iterator[None]:
    """Run a block with linear algebra on one thread.

    On a few hundred rows, handing work to threads costs up to forty times the work itself. One
    thread also adds up in the same order every time, so that results repeat to the bit. The limit
    is the process's: it falls when the last of several blocks at once has ended.
    """
    _limit.enter()
    try:
        yield
    finally:
        _limit.leave()


class _Limit:
    """Counts the blocks that want one thread, as the libraries know only one number for all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._blocks = 0
        self._limits: threadpool_limits | None = None

    def enter(self) -> None:
        with self._lock:
            if self._blocks == 0:
                self._limits = threadpool_limits(limits=1)
            self._blocks += 1

    def leave(self) -> None:
        with self._lock:
            self._blocks -= 1
            if self._blocks == 0 and self._limits is not None:
                self._limits.restore_original_limits()


_limit = _Limit()
