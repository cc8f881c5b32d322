"""What the command line says of a label, and the feed that it shows unasked."""

from __future__ import annotations

import json
import re

import pytest
from tests.doors.test_cli import Run, rows, run

__all__ = ["run"]


@pytest.fixture
def shots(run: Run) -> list[str]:
    run("label", "create", "ball", "-q", "a ball")
    return [row["shot"] for row in rows(run("shots", "--json"))]


def facts(run: Run) -> dict[str, str]:
    lines = run("label", "show", "ball").stdout.splitlines()
    cells = [re.split(r"\s{2,}", line.strip(), maxsplit=1) for line in lines if line.strip()]
    return {cell[0]: cell[1] if len(cell) > 1 else "" for cell in cells}


def test_a_label_reads_as_other_commands_do(run: Run, shots: list[str]) -> None:
    said = facts(run)
    assert (said["verdicts"], said["new to a Build"]) == ("0 yes, 0 no, 0 skipped", "0 shots")
    assert (said["last build"], "average precision" in said) == ("never", False)
    run("annotate", "ball", *(word for shot in shots[:4] for word in ("--yes", shot)))
    run("annotate", "ball", *(word for shot in shots[8:12] for word in ("--no", shot)))
    run("build", "ball")
    run("annotate", "ball", "--no", shots[20], "--by", "bob")
    said = facts(run)
    assert (said["verdicts"], said["new to a Build"]) == ("4 yes, 5 no, 0 skipped", "1 shot")
    assert re.fullmatch(r"20\d\d-\d\d-\d\d \d\d:\d\d", said["last build"])
    assert said["version"] == "1 of 1; deployed: none"
    two = r"[01]\.\d\d"
    assert re.fullmatch(rf"{two}  \(95 %: {two} to {two}\)", said["average precision"])
    assert re.fullmatch(two, said["data diversity"])
    (label,) = rows(run("label", "list", "--json"))
    assert (label["new_judgements"], label["new_shots"]) == (1, 1)
    assert "new to Build" in run("label", "list").stdout


def test_the_suggested_feed_is_shown_unasked(run: Run, shots: list[str]) -> None:
    run("build", "ball")
    found = rows(run("feed", "ball", "-k", "3", "--json"))
    assert {row["kind"] for row in found} == {"suggested"}
    assert found == rows(run("feed", "ball", "suggested", "-k", "3", "--json"))
    assert found[0]["reason"].endswith(", unlike those before it, of 32 unjudged")
    assert "default: suggested" in " ".join(run("feed", "--help").stdout.split())
    run("annotate", "ball", *(word for shot in shots[:31] for word in ("--no", shot)))
    assert json.loads(run("build", "ball", "--json").stdout)["version"] == 2
    assert "1 unjudged shot in this feed." in run("feed", "ball").stderr
