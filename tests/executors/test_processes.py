from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shotseer.executors.processes import ProcessExecutor
from shotseer.testing import check_executor


def process_of(_: int) -> int:
    return os.getpid()


def one_over(item: int) -> float:
    return 1 / item


def write_and_wait(path: str) -> None:
    Path(path).write_text(str(os.getpid()))
    threading.Event().wait()


def test_contract() -> None:
    check_executor(ProcessExecutor(2))


def test_work_is_done_elsewhere() -> None:
    found = set(ProcessExecutor(1).map(process_of, range(3)))
    assert len(found) == 1
    assert os.getpid() not in found


def test_items_are_taken_only_a_little_ahead() -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        while taken < 1000:
            taken += 1
            yield taken

    results = ProcessExecutor(1).map(one_over, items())
    assert next(results) == 1
    assert taken < 10
    results.close()  # type: ignore[attr-defined]


def test_a_failure_is_raised_at_its_place() -> None:
    results = ProcessExecutor(1).map(one_over, [1, 2, 0, 4])
    assert [next(results), next(results)] == [1, 0.5]
    with pytest.raises(ZeroDivisionError):
        next(results)


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/status")
    return not status.is_file() or "State:\tZ" not in status.read_text()


def wait_until_gone(process: int) -> bool:
    end = time.monotonic() + 20
    while is_running(process) and time.monotonic() < end:
        os.sched_yield()
    return not is_running(process)


def test_closing_ends_work_that_runs(tmp_path: Path) -> None:
    marks = [str(tmp_path / f"{number}") for number in range(2)]

    def items() -> Iterator[str]:
        yield from marks
        while not all(Path(mark).is_file() and Path(mark).read_text() for mark in marks):
            os.sched_yield()
        raise InterruptedError

    with pytest.raises(InterruptedError):
        list(ProcessExecutor(2).map(write_and_wait, items()))
    assert all(wait_until_gone(int(Path(mark).read_text())) for mark in marks)


def test_processes_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    code = (
        "from shotseer.executors.processes import ProcessExecutor\n"
        "from tests.executors.test_processes import write_and_wait\n"
        f"list(ProcessExecutor(1).map(write_and_wait, [{str(mark)!r}]))\n"
    )
    starter = subprocess.Popen([sys.executable, "-c", code])
    while not (mark.is_file() and mark.read_text()):
        assert starter.poll() is None
        os.sched_yield()
    starter.kill()
    starter.wait()
    assert wait_until_gone(int(mark.read_text()))
