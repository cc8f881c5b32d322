"""Filters, pictures and the table of shots on the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from tests.doors.test_cli import Run, rows, run

__all__ = ["run"]


@pytest.fixture
def built(run: Run) -> Run:
    """Give the command on a library with a label that is built."""
    run("label", "create", "ball", "-q", "a ball")
    shots = [row["shot"] for row in rows(run("shots", "--video", "film 1", "--json"))]
    run("annotate", "ball", "--yes", shots[0], "--no", shots[1])
    run("build", "ball")
    return run


def test_the_table(built: Run) -> None:
    found = rows(built("table", 'video ~ "film 1"', "--label", "ball", "-k", "3", "--json"))
    assert [row["position"] for row in found] == [0, 1, 2]
    assert [row["verdicts"]["ball"] for row in found] == ["positive", "negative", None]
    assert all(0 < row["scores"]["ball"] < 1 for row in found)
    best = rows(built("table", "-l", "ball", "--sort", "ball", "--descending", "--json"))
    scores = [row["scores"]["ball"] for row in best]
    assert scores == sorted(scores, reverse=True)
    shown = built("table", "ball is judged", "--label", "ball")
    assert "positive" in shown.stdout
    assert "2 of 2 shots" in shown.stderr
    lines = list(csv.DictReader(io.StringIO(built("table", "-l", "ball", "--csv").stdout)))
    assert len(lines) == 32
    assert lines[8]["verdict:ball"] == "positive"
    assert len(built("table", "position = 0", "--jsonl").stdout.splitlines()) == 4


def test_every_list_takes_an_expression(built: Run) -> None:
    found = rows(built("search", "x", "--where", "position = 0", "--json"))
    assert [row["position"] for row in found] == [0, 0, 0, 0]
    judged = rows(built("review", "ball", "--where", "position = 1", "--json"))
    assert [row["verdict"] for row in judged] == ["negative"]
    scored = built("score", "ball", "--where", "judged", "--json").stdout.splitlines()
    assert [json.loads(line)["position"] for line in scored] == [0, 1]


def test_a_picture_and_a_cut(built: Run, tmp_path: Path) -> None:
    (poster,) = sorted((tmp_path / "library").rglob("*.jpg"))[:1]
    found = rows(built("search", "--picture", poster, "--at-least", "0.9", "-k", "99", "--json"))
    assert 0 < len(found) < 32
    assert min(row["score"] for row in found) >= 0.9


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("table", "bal > 1"), "no label or field called 'bal'"),
        (("table", "(ball"), "column 6: expected ')'"),
        (("table", "--label", "cat"), "no label called 'cat'"),
        (("table", "--csv", "--json"), "exclude each other"),
        (("table", "-k", "0"), "cannot show 0 shots"),
        (("search", "--picture", "missing.png"), "there is no file missing.png"),
        (("search", "x", "--at-least", "nan"), "not a number"),
    ],
)
def test_mistakes_get_an_answer(built: Run, arguments: tuple[str, ...], message: str) -> None:
    done = built(*arguments, code=1)
    assert message in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
