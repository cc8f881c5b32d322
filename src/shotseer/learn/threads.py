"""Small fits run on one thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits

# The number of threads is the process's, and only one thread at a time can set it.
_one_at_a_time = threading.RLock()


@contextmanager
def one_thread() -> Iterator[None]:
    """Run a block with linear algebra on one thread; several blocks run one after the other.

    On a few hundred rows, handing work to threads costs up to forty times the work itself. One
    thread also adds up in the same order every time, so that results repeat to the bit.
    """
    with _one_at_a_time, threadpool_limits(limits=1):
        yield
