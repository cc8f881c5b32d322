"""Versions on the command line: compare, restore, deploy, card; and feeds by cursor."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.doors.test_cli import Run, rows, run

__all__ = ["run"]


@pytest.fixture
def built(run: Run) -> Run:
    """Give the command on a library with a label of two versions."""
    run("label", "create", "ball", "-q", "a ball")
    run("build", "ball")
    shots = [row["shot"] for row in rows(run("shots", "--video", "film 1", "--json"))]
    yes = [part for shot in shots[:4] for part in ("--yes", shot)]
    no = [part for shot in shots[4:] for part in ("--no", shot)]
    run("annotate", "ball", *yes, *no)
    run("build", "ball")
    return run


def in_use(built: Run) -> list[tuple[int, bool, bool]]:
    found = rows(built("versions", "ball", "--json"))
    return [(row["version"], row["current"], row["deployed"]) for row in found]


def test_versions_are_compared_restored_and_deployed(built: Run) -> None:
    assert in_use(built) == [(1, False, False), (2, True, False)]
    found: dict[str, Any] = json.loads(
        built("compare", "ball", "1", "2", "-k", "3", "--json").stdout
    )
    assert (found["first"]["version"], found["second"]["version"]) == (1, 2)
    assert found["changed"] == found["to_positive"] + found["to_negative"]
    assert len(found["shots"]) == min(3, found["changed"])
    assert "changed sides" in built("compare", "ball", "1", "2").stderr
    assert "is the current one" in built("restore", "ball", "1").stderr
    built("deploy", "ball", "--version", "2", "--threshold", "0.7", "--note", "a try")
    assert in_use(built) == [(1, True, False), (2, False, True)]
    built("deploy", "ball")
    assert in_use(built) == [(1, True, True), (2, False, False)]
    assert "current, deployed" in built("versions", "ball").stdout
    built("deploy", "ball", "--withdraw")
    history = rows(built("deploy", "ball", "--history", "--json"))
    assert [(row["number"], row["threshold"]) for row in history] == [
        (None, None),
        (1, None),
        (2, 0.7),
    ]
    label = json.loads(built("label", "show", "ball", "--json").stdout)
    assert (label["current_version"], label["deployed_version"]) == (1, None)


def test_the_card_is_printed(built: Run) -> None:
    assert built("card", "ball").stdout.startswith("# ball, version 2\n")
    assert json.loads(built("card", "ball", "--version", "1", "--json").stdout)["version"] == 1


def test_a_feed_goes_on_behind_a_rank(built: Run) -> None:
    first = built("feed", "ball", "borderline", "-k", "3", "--json")
    assert [row["rank"] for row in rows(first)] == [1, 2, 3]
    assert "Go on with --after 3-24." in built("feed", "ball", "borderline", "-k", "3").stderr
    second = rows(built("feed", "ball", "borderline", "-k", "3", "--after", "3-24", "--json"))
    assert [row["rank"] for row in second] == [4, 5, 6]


def test_quality_on_judged_shots_and_over_the_library(built: Run) -> None:
    random = rows(built("feed", "ball", "random", "-k", "20", "--json"))
    built("annotate", "ball", *(part for row in random for part in ("--no", row["shot"])))
    found: dict[str, Any] = json.loads(built("quality", "ball", "--json").stdout)
    assert (found["label"], found["version"]) == ("ball", 2)
    assert (found["judged"]["positives"], found["judged"]["negatives"]) == (4, 4)
    assert (found["library"]["shots"], found["library"]["judged"]) == (32, 28)
    assert (found["library"]["drawn"], found["library"]["needed"]) == (20, 10)
    assert list(found["plain_words"]) == ["judged", "library"]
    said = built("quality", "ball", "--version", "1")
    assert "over the whole library" in said.stdout
    assert "judge 10 more of the random feed" in said.stderr
