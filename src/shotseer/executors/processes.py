"""Work units in processes of their own: right for long work in Python on plain values."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


class ProcessExecutor:
    """Runs work in a few fresh processes and gives the results in order.

    Work, items and results must be picklable; work is a function of a module. Items are taken only
    a little ahead of the results. Closing the iterator ends the processes at once, in the middle
    of their work; they also end when this process does, however it dies.
    """

    def __init__(self, processes: int) -> None:
        self._processes = max(1, processes)

    def map(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield ``work(item)`` in the order of the items. See `core.ports.Executor`."""
        # Fresh processes: a fork would copy locks that threads of this one may hold.
        fresh = multiprocessing.get_context("spawn")
        theirs, ours = fresh.Pipe(duplex=False)
        pending: deque[Future[R]] = deque()
        pool = ProcessPoolExecutor(self._processes, fresh, _end_with, (theirs,))
        is_whole = False
        try:
            for item in items:
                pending.append(pool.submit(work, item))
                if len(pending) > 2 * self._processes:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
            is_whole = True
        finally:
            if not is_whole:
                ours.close()
            pool.shutdown(wait=True, cancel_futures=True)
            ours.close()
            theirs.close()


def _end_with(line: Connection) -> None:
    """Let this process end as soon as nobody holds the other end of a line.

    Ctrl+C reaches all processes of a terminal; what it means is for the first one to say.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_wait_for_end, args=(line,), daemon=True).start()


def _wait_for_end(line: Connection) -> None:
    line.poll(None)
    os._exit(1)
