"""Models on the command line: real processes, and a server that speaks the hub's protocol."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.models import tiny
from tests.models.hub_server import COMMIT, REPOSITORY, FakeHub, numbers, serving

NAME = "someone--two-towers"
VISION, TEXT = "onnx/vision_model.onnx", "onnx/text_model.onnx"
Run = Callable[..., Any]


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with serving(FakeHub(tiny.files())) as fake:
        yield fake


@pytest.fixture
def environment(hub: FakeHub, tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "SHOTSEER_CACHE": str(tmp_path / "cache"), "HF_ENDPOINT": hub.address}


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    def shotseer(*arguments: str, code: int = 0, **options: Any) -> Any:
        done = subprocess.run(
            [sys.executable, "-m", "shotseer", *arguments],
            capture_output=True,
            text=True,
            check=False,
            **{"env": environment, **options},
        )
        assert done.returncode == code, f"{done.returncode}: {done.stdout}\n{done.stderr}"
        return done

    return shotseer


def test_list_pull_verify_use_and_ingest_nothing(run: Run, hub: FakeHub, tmp_path: Path) -> None:
    rows = {row["model"]: row for row in json.loads(run("models", "list", "--json").stdout)}
    assert (rows["lite"]["in_use"], rows["clip-vit-b-32"]["installed"]) == (True, False)
    assert (rows["siglip2-b-16"]["revision"], rows["siglip2-b-16"]["megabytes"]) == (None, None)
    assert "not verified" in run("models", "list").stdout
    assert hub.requests == []

    done = run("models", "pull", REPOSITORY, "--json")
    told = done.stderr.splitlines()[0]
    assert f"in 6 files, from {hub.address}/{REPOSITORY} at commit {COMMIT[:12]}" in told
    assert "licence apache-2.0" in told
    assert str(tmp_path / "cache" / "models" / NAME) in told
    row = json.loads(done.stdout)
    assert (row["model"], row["revision"], row["in_use"]) == (NAME, COMMIT, True)
    assert "is on this machine already" in run("models", "pull", REPOSITORY).stderr

    shown = json.loads(run("models", "show", REPOSITORY, "--json").stdout)
    assert sorted(shown["files"]) == sorted(name for name in hub.files if name != "README.md")
    assert (shown["dimension"], shown["image_size"]) == (3, None)
    assert VISION in run("models", "show", NAME).stdout
    assert json.loads(run("models", "show", "lite", "--json").stdout)["installed"] is True
    (verdict,) = json.loads(run("models", "verify", "--json").stdout)
    assert (verdict["name"], verdict["sound"], verdict["problems"]) == (NAME, True, [])

    assert "New libraries take lite." in run("models", "use", "lite").stderr
    assert json.loads(run("models", "use", "auto", "--json").stdout) == {
        "encoder": f"onnx:{NAME}",
        "named": "",
    }
    rows = {row["model"]: row for row in json.loads(run("models", "list", "--json").stdout)}
    assert (rows[NAME]["in_use"], rows["lite"]["in_use"]) == (True, False)


def test_a_new_library_says_in_one_line_what_it_takes(
    run: Run, environment: dict[str, str], model_cache: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    library = ["ingest", str(tmp_path / "empty"), "-w", str(tmp_path / "library")]
    environment["SHOTSEER_CACHE"] = str(model_cache)
    line = (
        "Encoder: lite, as no model is on this machine; `shotseer models list` shows better ones."
    )
    said = run(*library).stderr.splitlines()
    assert said[0] == line
    assert sum("lite" in one for one in said) == 1
    assert "lite" not in run(*library).stderr
    named = run("ingest", str(tmp_path / "empty"), "-w", str(tmp_path / "b"), "--encoder", "lite")
    assert "Encoder:" not in named.stderr


def test_a_damaged_model_fails_verification(run: Run, tmp_path: Path) -> None:
    run("models", "pull", REPOSITORY)
    path = tmp_path / "cache" / "models" / NAME / "config.json"
    path.write_bytes(path.read_bytes().replace(b"clip", b"clop"))
    assert "config.json has changed" in run("models", "verify", NAME, code=1).stderr
    run("models", "pull", REPOSITORY)
    run("models", "verify", NAME)


@pytest.mark.parametrize("variable", ["HF_HUB_OFFLINE", "SHOTSEER_OFFLINE"])
def test_offline_means_offline(
    run: Run, environment: dict[str, str], hub: FakeHub, variable: str
) -> None:
    environment[variable] = "1"
    done = run("models", "pull", "clip-vit-b-32", code=1)
    assert "set to work offline" in done.stderr
    assert "Traceback" not in done.stderr
    run("models", "list")
    run("models", "verify")
    assert hub.requests == []


def test_nobody_but_the_mirror_is_asked(run: Run, hub: FakeHub) -> None:
    run("models", "pull", REPOSITORY)
    paths = {request.split()[1] for request in hub.requests}
    assert all(f"/{REPOSITORY}" in path or path.startswith("/cdn/") for path in paths)


def test_a_mistake_is_two_or_three_lines(run: Run) -> None:
    done = run("models", "pull", "no-such-model", code=1)
    assert done.stderr.startswith("error: there is no model called 'no-such-model'")
    done = run("models", "verify", "clip-vit-b-32", code=1)
    assert done.stderr.rstrip().endswith("shotseer models pull clip-vit-b-32")
    assert "has no someone/else" in run("models", "pull", "someone/else", code=1).stderr


def test_a_kill_in_the_middle_leaves_no_model_and_no_byte_is_fetched_twice(
    run: Run, environment: dict[str, str], hub: FakeHub
) -> None:
    hub.files[VISION + "_data"] = numbers(2_000_000, 3)
    hub.pause = threading.Event()
    child = subprocess.Popen(
        [sys.executable, "-m", "shotseer", "models", "pull", REPOSITORY],
        env=environment,
        stderr=subprocess.PIPE,
    )
    assert hub.paused.wait(60)
    staging = Path(environment["SHOTSEER_CACHE"]) / "models" / f".pull-{NAME}"
    part = f"onnx/.{Path(VISION).name}_data.*.part"
    while not any(path.stat().st_size for path in staging.glob(part)):
        assert child.poll() is None
    child.send_signal(signal.SIGKILL)
    child.communicate()
    rows = json.loads(run("models", "list", "--json").stdout)
    assert NAME not in {row["model"] for row in rows}
    run("models", "verify", NAME, code=1)
    (kept,) = [path.stat().st_size for path in staging.glob(part)]
    assert kept > 0

    hub.pause.set()
    hub.pause = None
    run("models", "pull", REPOSITORY)
    assert hub.starts[VISION + "_data"] == [0, kept]
    run("models", "verify", NAME)


def test_a_full_disk_is_told_and_the_next_pull_goes_on(run: Run, hub: FakeHub) -> None:
    hub.files[VISION + "_data"] = numbers(2_000_000, 3)
    limit = 1_000_000

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = run("models", "pull", REPOSITORY, code=1, preexec_fn=small_files)
    assert "cannot be kept" in done.stderr
    assert "Free some space" in done.stderr
    assert "Traceback" not in done.stderr
    run("models", "pull", REPOSITORY)
    assert hub.starts[VISION + "_data"] == [0, limit]


def test_a_folder_that_cannot_be_written_is_told(
    run: Run, environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    environment["SHOTSEER_CACHE"] = str(tmp_path / "file")
    done = run("models", "pull", REPOSITORY, code=1)
    assert "cannot be kept" in done.stderr
    assert "cannot be kept" in run("models", "use", "lite", code=1).stderr
