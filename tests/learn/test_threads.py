"""One thread for small fits, also where several run at once."""

from __future__ import annotations

import threading

import numpy as np
from threadpoolctl import threadpool_info

from shotseer.learn.threads import one_thread


def threads() -> set[int]:
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_the_number_of_threads_comes_back_when_the_last_block_ends() -> None:
    np.ones((2, 2)) @ np.ones((2, 2))
    before = threads()
    first_is_in, second_is_in = threading.Event(), threading.Event()

    def first() -> None:
        with one_thread():
            first_is_in.set()
            second_is_in.wait(10)

    other = threading.Thread(target=first)
    other.start()
    first_is_in.wait(10)
    with one_thread():
        second_is_in.set()
        other.join()
        assert threads() == {1}
    assert threads() == before
