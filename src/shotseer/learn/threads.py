"""Small fits run on one thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits


@contextmanager
def one_thread() -> Iterator[None]:
    """Run a block with linear algebra on one thread.

    On a few hundred rows, handing work to threads costs up to forty times the work itself. One
    thread also adds up in the same order every time, so that results repeat to the bit.
    """
    with threadpool_limits(limits=1):
        yield
