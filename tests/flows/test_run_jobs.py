from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from tests.world import THREE_SCENES, write_video

from shotseer import ConflictError, InputError, NotFoundError, Workspace
from shotseer.core.errors import CancelledError
from shotseer.core.job import Job, JobState, Progress, Wanted
from shotseer.core.video import VideoId
from shotseer.flows.recording import Ticket, recorded
from shotseer.flows.run_jobs import JobRunner
from shotseer.store import jobs, lease

PATIENCE = 60.0


def until(workspace: Workspace, number: int, holds: Callable[[Job], bool]) -> Job:
    """Watch a job until something holds, as a server-sent stream does."""
    clock = threading.Event()
    for _ in range(int(PATIENCE / 0.05)):
        job = workspace.job(number)
        if holds(job):
            return job
        clock.wait(0.05)
    raise AssertionError(f"in vain: {job}")


def ended(job: Job) -> bool:
    return job.is_over


@pytest.fixture
def runner(workspace: Workspace) -> Iterator[JobRunner]:
    made = JobRunner(workspace.folder.root, workspace.parts)
    yield made
    made.close()


def endless() -> Generator[Progress, None, None]:
    number = 0
    while True:
        number += 1
        yield Progress("counting", number, note="on", unit="steps")


def test_a_flow_is_paused_resumed_and_cancelled_from_elsewhere(workspace: Workspace) -> None:
    ticket = Ticket("count", "numbers", {"to": None})
    steps = recorded(workspace.parts.database, ticket, "me", endless())
    next(steps)
    (job,) = workspace.jobs(1)
    assert (job.kind, job.subject, job.request) == ("count", "numbers", {"to": None})
    workspace.control_job(job.id, "pause")
    assert next(one for one in steps if one.note == "paused").stage == "counting"
    assert workspace.job(job.id).state is JobState.PAUSED
    workspace.control_job(job.id, "run")
    assert next(one for one in steps if one.note == "on")
    assert workspace.job(job.id).state is JobState.RUNNING
    assert workspace.job(job.id).unit == "steps"
    workspace.control_job(job.id, "cancel")
    with pytest.raises(CancelledError, match="asked this job to end"):
        for _ in steps:
            pass
    assert workspace.job(job.id).state is JobState.CANCELLED
    with pytest.raises(ConflictError, match=r"has ended \(cancelled\)"):
        workspace.control_job(job.id, "pause")
    with pytest.raises(NotFoundError, match="no job 999"):
        workspace.control_job(999, "pause")


def test_a_paused_flow_can_be_closed(workspace: Workspace) -> None:
    steps = recorded(workspace.parts.database, Ticket("count"), "me", endless())
    next(steps)
    number = workspace.jobs(1)[0].id
    workspace.control_job(number, "pause")
    assert next(one for one in steps if one.note == "paused")
    steps.close()
    assert workspace.job(number).state is JobState.CANCELLED


def test_failures_are_kept_with_what_to_do(workspace: Workspace) -> None:
    def fail() -> Generator[Progress, None, None]:
        yield Progress("trying", 0)
        raise InputError("it is too red", hint="Take a bluer one.")

    steps = recorded(workspace.parts.database, Ticket("try"), "me", fail())
    with pytest.raises(InputError):
        list(steps)
    (job,) = workspace.jobs(1)
    assert (job.state, job.note, job.result) == (
        JobState.FAILED,
        "it is too red",
        {"hint": "Take a bluer one."},
    )


def test_an_ingest_of_the_command_line_is_a_job(workspace: Workspace, films: Path) -> None:
    workspace.ingest([films])
    (job, *_) = workspace.jobs()
    assert (job.kind, job.subject, job.state) == ("ingest", films.name, JobState.DONE)
    assert job.request["paths"] == [str(films)]
    assert job.request["settings"]["max_shot"] == 15.0
    assert job.result is not None
    assert (job.result["known"], job.result["failures"]) == (4, [])


def test_an_ingest_runs_in_a_child(runner: JobRunner, workspace: Workspace, films: Path) -> None:
    number = runner.start("ingest", {"paths": [str(films)]}, subject="films")
    job = until(workspace, number, ended)
    assert (job.state, job.note, job.subject) == (JobState.DONE, "", "films")
    assert job.result is not None
    assert job.result["known"] == 4
    with pytest.raises(ConflictError, match=f"job {number} is done"):
        runner.resume(number)


def test_a_child_says_why_it_failed(runner: JobRunner, workspace: Workspace) -> None:
    request = {"paths": ["films"], "settings": {"detector": "psychic"}}
    job = until(workspace, runner.start("ingest", request), ended)
    assert job.state is JobState.FAILED
    assert "psychic" in job.note
    assert job.result is not None
    assert job.result["hint"]


def test_children_wait_for_whoever_holds_the_lease(
    runner: JobRunner, workspace: Workspace, films: Path
) -> None:
    with lease.held(workspace.parts.database, "ingest"):
        first = runner.start("ingest", {"paths": [str(films)]})
        waiting = until(workspace, first, lambda job: job.note != "")
        assert waiting.state is JobState.QUEUED
        assert waiting.note.startswith(f"waits: process {os.getpid()} on")
        assert runner.start("ingest", {"paths": [str(films)]}) == first
        second = runner.start("ingest", {"paths": ["elsewhere"]})
        assert runner.control(second, "cancel").state is JobState.CANCELLED
    assert until(workspace, first, ended).state is JobState.DONE
    assert workspace.job(second).state is JobState.CANCELLED


def test_unknown_jobs_are_refused(runner: JobRunner) -> None:
    with pytest.raises(InputError, match="no job 'dance'"):
        runner.start("dance", {})


def test_a_build_runs_beside_the_children(runner: JobRunner, workspace: Workspace) -> None:
    workspace.create_label("round", queries=["a ball"])
    request = {"label": "round", "recipe": "default", "seed": 0, "by": "ada"}
    with lease.held(workspace.parts.database, "ingest"):
        numbers = {runner.start("build", request, subject="round") for _ in range(3)}
        done = [until(workspace, number, ended) for number in numbers]
    assert {job.state for job in done} == {JobState.DONE}
    assert {job.subject for job in done} == {"round"}
    assert {str(job.result) for job in done} == {"{'version': 1}"}
    failed = until(workspace, runner.start("build", {"label": "square"}), ended)
    assert failed.state is JobState.FAILED
    assert "no label called 'square'" in failed.note


def test_closing_interrupts_what_runs_and_what_waits(workspace: Workspace, films: Path) -> None:
    runner = JobRunner(workspace.folder.root, workspace.parts)
    with lease.held(workspace.parts.database, "ingest"):
        first = runner.start("ingest", {"paths": [str(films)]})
        second = runner.start("ingest", {"paths": ["elsewhere"]})
        runner.close()
    states = {job.id: job.state for job in workspace.jobs()}
    assert (states[first], states[second]) == (JobState.INTERRUPTED, JobState.INTERRUPTED)
    with pytest.raises(ConflictError, match="is stopping"):
        runner.start("ingest", {"paths": []})


SERVER = """
import sys, threading
from shotseer import Workspace
from shotseer.flows.run_jobs import JobRunner
with Workspace.open(sys.argv[1], create=True, cache=sys.argv[2], previews=False) as workspace:
    runner = JobRunner(workspace.folder.root, workspace.parts)
    number = runner.start("ingest", {"paths": [sys.argv[3]]})
    runner.control(number, "pause")
    print(number, flush=True)
    threading.Event().wait()
"""


def test_a_job_of_a_killed_server_is_interrupted_and_can_go_on(
    tmp_path: Path, films: Path, model_cache: Path
) -> None:
    folder = tmp_path / "killed"
    command = [sys.executable, "-c", SERVER, str(folder), str(model_cache), str(films)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        number = int(server.stdout.readline())
        with Workspace.open(folder, cache=str(model_cache)) as workspace:
            paused = until(workspace, number, lambda job: job.state is JobState.PAUSED)
            assert paused.wanted is Wanted.PAUSE
            server.send_signal(signal.SIGKILL)
            server.wait()
            # The child notices, and gives the lease back.
            assert until(workspace, number, ended).state is JobState.INTERRUPTED
            runner = JobRunner(folder, workspace.parts)
            assert runner.control(number, "run").id == number
            job = until(workspace, number, ended)
            runner.close()
            assert (job.state, job.wanted) == (JobState.DONE, Wanted.RUN)
            assert job.result is not None
            assert job.result["added"] == 4


def test_a_child_that_is_killed_leaves_an_interrupted_job(
    runner: JobRunner, workspace: Workspace, films: Path
) -> None:
    with lease.held(workspace.parts.database, "ingest"):
        number = runner.start("ingest", {"paths": [str(films)]})
        runner.control(number, "pause")
    until(workspace, number, lambda job: job.state is JobState.PAUSED)
    with workspace.parts.database.reading() as connection:
        pid = connection.exec_driver_sql(f"SELECT pid FROM jobs WHERE id = {number}").scalar_one()
    os.kill(pid, signal.SIGKILL)
    job = until(workspace, number, lambda job: job.note.startswith("its process ended"))
    assert job.state is JobState.INTERRUPTED


def test_a_job_that_waits_for_a_dead_server_is_not_joined(
    runner: JobRunner, workspace: Workspace, films: Path
) -> None:
    request = {"paths": [str(films)]}
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    with workspace.parts.database.writing() as connection:
        orphan = jobs.add(connection, "ingest", "a dead server", request=request)
        connection.exec_driver_sql(f"UPDATE jobs SET pid = {gone.pid} WHERE id = {orphan}")
    number = runner.start("ingest", request)
    assert number != orphan
    assert until(workspace, number, ended).state is JobState.DONE
    assert workspace.job(orphan).state is JobState.INTERRUPTED


def test_jobs_from_before_requests_were_kept_cannot_be_resumed(
    runner: JobRunner, workspace: Workspace
) -> None:
    with workspace.parts.database.writing() as connection:
        number = jobs.add(connection, "ingest", "old")
        jobs.end(connection, number, JobState.INTERRUPTED)
    with pytest.raises(ConflictError, match="not known any more"):
        runner.resume(number)


def test_other_long_work_runs_in_children_too(
    runner: JobRunner, workspace: Workspace, films: Path, tmp_path: Path
) -> None:
    film = tmp_path / "a.avi"
    write_video(film, THREE_SCENES[:1], codec="mpeg4", size=(160, 90))
    request = {"paths": [str(film)], "settings": {"previews": False, "proxies": False}}
    until(workspace, runner.start("ingest", request), ended)
    video = workspace.video("a.avi").record.video.id
    proxy = until(workspace, runner.start("proxy", {"video": video}), ended)
    assert (proxy.state, proxy.stage) == (JobState.DONE, "Making playable copies")
    assert workspace.playable_file(video) == workspace.folder.proxy(VideoId(video))
    film.rename(tmp_path / "b.avi")
    relink = until(workspace, runner.start("relink", {"paths": [str(tmp_path / "b.avi")]}), ended)
    assert relink.result is not None
    assert [found["name"] for found in relink.result["found"]] == ["a.avi"]
    remove = until(workspace, runner.start("remove", {"video": video}), ended)
    assert remove.result == {"name": "a.avi", "shots": 1, "deleted": []}
    assert len(workspace.videos()) == 4
