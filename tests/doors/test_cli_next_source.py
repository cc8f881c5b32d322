"""Where to judge next, on the command line."""

from __future__ import annotations

import json

from tests.doors.test_cli import Run, rows, run

__all__ = ["run"]


def test_a_label_says_where_to_judge_next(run: Run) -> None:
    run("label", "create", "ball", "-q", "a ball")
    assert json.loads(run("label", "show", "ball", "--json").stdout)["next_source"] is None
    run("build", "ball")
    shots = [row["shot"] for row in rows(run("shots", "--video", "film 1", "--json"))]
    run("annotate", "ball", "--yes", shots[0], "--no", shots[1])
    run("build", "ball")
    found = json.loads(run("label", "show", "ball", "--json").stdout)["next_source"]
    assert (found["version"], found["is_learnt"]) == (2, False)
    assert found["text"].startswith("Find 4 more positives")
    assert found["feed"] == "suggested"
    assert [one["source"] for one in found["sources"]] == [
        "suggested",
        "borderline",
        "top-positive",
        "search",
        "random",
        "top-negative",
    ]
    assert found["sources"][0]["taught"] is None
    assert "next: Find 4 more positives" in run("label", "show", "ball").stderr
