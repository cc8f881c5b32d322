"""One thread for small fits, also where several are asked for at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from threadpoolctl import threadpool_info

from shotseer.learn.threads import one_thread


def threads() -> set[int]:
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_every_block_has_one_thread_and_gives_the_others_back() -> None:
    np.ones((2, 2)) @ np.ones((2, 2))
    before = threads()

    def look(_: int) -> set[int]:
        with one_thread(), one_thread():
            return threads()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(look, range(20))) == [{1}] * 20
    assert threads() == before
    with one_thread():
        assert threads() == {1}
