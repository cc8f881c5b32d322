"""Another encoder for a library, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.doors.test_cli import Run, run
from tests.models.tiny import write_model

__all__ = ["run"]


@pytest.fixture
def colours(tmp_path: Path) -> str:
    return write_model(tmp_path / "colours")


def test_the_whole_way_and_back(run: Run, colours: str) -> None:
    run("label", "create", "red", "-q", "red")
    run("build", "red")
    asked = run("migrate", "--encoder", colours, "--dry-run")
    assert asked.stdout == ""
    assert "encoder now:       lite" in asked.stderr
    assert "to embed:          32 shots of 4 videos" in asked.stderr
    assert "to read:           32 s of video" in asked.stderr
    assert "an estimate, measured on a few frames of one video" in asked.stderr
    assert "1 version in use" in asked.stderr
    plan = json.loads(run("migrate", "--encoder", colours, "--dry-run", "--json").stdout)
    assert (plan["from"], plan["to"], plan["shots"], plan["missing"]) == ("lite", colours, 32, [])
    refused = run("migrate", "--encoder", colours, code=1, input="")
    assert "nothing was done" in refused.stderr
    assert "--yes" in refused.stderr
    assert json.loads(run("migrate", "status", "--json").stdout) == {"migration": None}
    done = run("migrate", "--encoder", colours, "--yes")
    assert "ready; 32 of 32 shots have vectors of both" in done.stderr
    assert "not measured" in done.stdout
    assert "shotseer migrate switch" in done.stderr
    found = json.loads(run("migrate", "status", "--json").stdout)["migration"]
    assert (found["stage"], found["from"], found["to"]) == ("ready", "lite", colours)
    assert [(one["label"], one["version"], one["candidate"]) for one in found["labels"]] == [
        ("red", 1, 2)
    ]
    switched = json.loads(run("migrate", "switch", "--by", "eve", "--json").stdout)["migration"]
    assert (switched["stage"], switched["history"][-1]["by"]) == ("switched", "eve")
    assert json.loads(run("search", "red", "-k", "1", "--json").stdout)[0]["score"] > 0.5
    assert (
        "in use and cannot be deleted" in run("migrate", "discard", "--new", "--yes", code=1).stderr
    )
    assert "rolled back" in run("migrate", "rollback").stderr
    run("migrate", "switch")
    assert "nothing was done" in run("migrate", "discard", code=1, input="").stderr
    assert "Deleted" in run("migrate", "discard", "--yes").stderr
    assert "uses onnx" in run("migrate", "--encoder", colours, "--yes", code=1).stderr
    assert "error" not in run("doctor").stdout


def test_a_missing_film_needs_a_word(run: Run, colours: str, films: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.mp4"
    own.write_bytes((films / "film 0.mp4").read_bytes() + b"\0")
    run("ingest", own)
    own.unlink()
    asked = run("migrate", "--encoder", colours, "--yes", code=1, input="")
    assert "left out: own.mp4 (8 shots): its file is gone" in asked.stderr
    assert "--without-missing" in asked.stderr
    done = run("migrate", "--encoder", colours, "--yes", "--without-missing", "--switch", "--json")
    found = json.loads(done.stdout)["migration"]
    assert (found["stage"], found["shots"]) == ("switched", 40)


def test_what_to_name(run: Run) -> None:
    assert "no encoder was named" in run("migrate", code=1).stderr
    assert "No change of the encoder is under way" in run("migrate", "status").stderr
    assert "no change of the encoder is under way" in run("migrate", "switch", code=1).stderr
    assert "uses lite already" in run("migrate", "--encoder", "lite", "--dry-run", code=1).stderr
