"""The command line as people and scripts use it: real processes, real files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path, ingested: Path, model_cache: Path) -> Run:
    """Run ``shotseer`` on a copy of the ingested library."""
    shutil.copytree(ingested, tmp_path / "library")
    environment = {
        **os.environ,
        "SHOTSEER_WORKSPACE": str(tmp_path / "library"),
        "SHOTSEER_CACHE": str(model_cache),
        "SHOTSEER_ANNOTATOR": "ada",
    }

    def shotseer(*arguments: str | Path, code: int = 0, **options: Any) -> Any:
        done = subprocess.run(
            [sys.executable, "-m", "shotseer", *map(str, arguments)],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
            **options,
        )
        assert done.returncode == code, f"{done.returncode}: {done.stdout}\n{done.stderr}"
        return done

    return shotseer


def rows(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    found = json.loads(done.stdout)
    assert isinstance(found, list)
    return found


def test_the_whole_loop(run: Run, tmp_path: Path) -> None:
    shots = rows(run("shots", "--json"))
    assert len(shots) == 32
    assert {"shot", "video", "start", "end", "part", "parts"} <= shots[0].keys()
    run("label", "create", "ball", "--description", "A ball.", "-q", "a round thing")
    hits = rows(run("search", "a ball", "-k", "5", "--label", "ball", "--json"))
    assert [hit["rank"] for hit in hits] == [1, 2, 3, 4, 5]
    assert {hit["score_kind"] for hit in hits} == {"similarity"}
    assert isinstance(hits[0]["start"], float)
    first = [hit["shot"] for hit in hits]
    run("annotate", "ball", "--yes", first[0][:9], "--yes", first[1], "--no", first[4])
    others = [shot["shot"] for shot in shots if shot["shot"] not in first][-6:]
    run("annotate", "ball", "--no", "-", input="\n".join(others))
    version = json.loads(run("build", "ball", "--json").stdout)
    assert version["version"] == 1
    assert version["metrics"]["positives"] == 2
    judged = {*first[:2], first[4], *others}
    for kind in ("top-positive", "top-negative", "borderline", "random"):
        feed = rows(run("feed", "ball", kind, "-k", "4", "--json"))
        assert len(feed) == 4
        assert {item["score_kind"] for item in feed} == {"probability"}
        assert {"shot", "video", "start", "end", "score", "reason"} <= feed[0].keys()
        assert not judged & {item["shot"] for item in feed}
    lines = run("score", "ball", "--json").stdout.splitlines()
    assert len(lines) == 32
    assert {"shot", "score"} <= json.loads(lines[0]).keys()
    reviewed = rows(run("review", "ball", "--suspicious", "--json"))
    assert {row["shot"] for row in reviewed} == judged
    run("undo", "ball")
    assert len(rows(run("review", "ball", "--json"))) == 3
    (label,) = rows(run("label", "list", "--json"))
    assert (label["positives"], label["negatives"], label["versions"]) == (2, 1, 1)
    assert len(rows(run("versions", "ball", "--json"))) == 1
    run("export", "annotations", "ball", "-o", tmp_path / "v.jsonl")
    run("import", "annotations", tmp_path / "v.jsonl")
    run("export", "classifier", "ball", "-o", tmp_path / "ball.onnx")
    assert (tmp_path / "ball.onnx").stat().st_size > 2000
    assert all(f["level"] != "error" for f in rows(run("doctor", "--json")))


def test_tables_are_for_people(run: Run) -> None:
    run("label", "create", "ball", "-q", "a ball")
    run("annotate", "ball", "--yes", rows(run("shots", "--json"))[0]["shot"])
    assert "average precision" in run("build", "ball").stdout
    assert "film 0.mp4" in run("videos").stdout
    assert "0:00:07.000" in run("shots", "--video", "film 0").stdout
    found = run("search", "a ball")
    assert "similarity" in found.stdout
    assert "not a probability" in found.stderr
    assert "probability" in run("feed", "ball", "random").stdout
    assert "ada" in run("review", "ball").stdout
    assert "ball" in run("label", "list").stdout
    assert "a ball" in run("label", "show", "ball").stdout
    assert "default" in run("versions", "ball").stdout


def test_the_workspace_may_stand_anywhere(run: Run, tmp_path: Path, films: Path) -> None:
    other = tmp_path / "other library"
    run("ingest", films / "film 1.mp4", "--no-previews", "--workspace", other)
    for arguments in (
        ("--workspace", other, "videos", "--json"),
        ("videos", "--json", f"--workspace={other}"),
        ("-w", other, "videos", "--json"),
    ):
        assert [row["name"] for row in rows(run(*arguments))] == ["film 1.mp4"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("nonsense",), 2, "No such command"),
        (("ingest",), 2, "Missing argument"),
        (("feed", "ball", "sideways"), 2, "sideways"),
        (("build", "ball"), 3, "neither a text nor a verdict"),
        (("feed", "ball", "random"), 3, "has not been built"),
        (("build", "cat"), 1, "no label called 'cat'"),
        (("annotate", "ball"), 1, "nothing to judge"),
        (("annotate", "ball", "--yes", "zz"), 1, "no shot 'zz'"),
        (("search", ""), 1, "something to look for"),
        (("videos", "--workspace", "nowhere"), 1, "nowhere does not exist"),
        (("ingest", "missing.mp4"), 1, "no such file"),
        (("ingest", ""), 1, "a path is empty"),
        (("build", "ball", "--seed", "-5"), 2, "--seed"),
        (("search", "not night"), 1, "not only what is unwanted"),
        (("search", "x", "--like", "zz:nan"), 1, "no shot 'zz'"),
        (("label", "create", "\udcff"), 1, "not valid UTF-8"),
        (("ingest", "x", "--frames", "0"), 1, "--frames must be between 1 and 64"),
        (("ingest", "x", "--detector", "guess"), 1, "no detector called 'guess'"),
        (("build", "ball", "--recipe", "magic"), 1, "no estimator called 'magic'"),
        (("import", "annotations", "missing.csv"), 1, "cannot read missing.csv"),
        (("export", "classifier", "ball", "-o", "x.pickle"), 1, ".onnx or .json"),
        (("label", "create", "ball"), 1, "a label 'ball' already"),
    ],
)
def test_mistakes_get_an_answer(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    run("label", "create", "ball")
    done = run(*arguments, code=code, cwd=tmp_path)
    assert message in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def run_without_workspace(command: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SHOTSEER")}
    return subprocess.run(
        [sys.executable, "-m", "shotseer", command],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )


def test_no_workspace_named() -> None:
    done = run_without_workspace("videos")
    assert done.returncode == 1
    assert "no workspace was named" in done.stderr
    assert "SHOTSEER_WORKSPACE" in done.stderr


def test_a_reader_that_goes_away_is_no_error(ingested: Path) -> None:
    command = f"{sys.executable} -m shotseer shots --json | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        capture_output=True,
        text=True,
        env={**os.environ, "SHOTSEER_WORKSPACE": str(ingested)},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("[{")


def test_the_doctor_works_without_a_workspace() -> None:
    done = run_without_workspace("doctor")
    assert done.returncode == 0, done.stderr
    assert "Python" in done.stdout
    assert "adaptive, fixed" in done.stdout


def test_a_second_ingest_is_told_who_is_at_it(
    run: Run, tmp_path: Path, films: Path, model_cache: Path
) -> None:
    environment = {**os.environ, "SHOTSEER_CACHE": str(model_cache)}
    other = tmp_path / "other"
    command = [sys.executable, "-c", SLOW_INGEST, str(other), str(films)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "begun\n"
        second = run("ingest", films, "-w", other, code=1)
        assert f"process {first.pid} on" in second.stderr
        assert "is busy with this workspace (ingest)" in second.stderr
        first.communicate("go on\n")
    assert first.returncode == 0
    assert len(rows(run("shots", "--json", "-w", other))) == 32


SLOW_INGEST = """
import sys
from shotseer import Workspace
with Workspace.open(sys.argv[1], create=True, previews=False) as workspace:
    steps = workspace.ingest_steps([sys.argv[2]])
    next(steps)
    print("begun", flush=True)
    sys.stdin.readline()
    for _ in steps:
        pass
"""
