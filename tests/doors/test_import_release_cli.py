"""`shotseer import videoannotator` as people use it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.flows import releases


def shotseer(*arguments: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "shotseer", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "SHOTSEER_ANNOTATOR": "ada"},
        check=False,
    )
    assert done.returncode == code, f"{done.returncode}: {done.stdout}\n{done.stderr}"
    return done


def test_a_data_set_becomes_a_workspace(tmp_path: Path) -> None:
    data, library = tmp_path / "data", tmp_path / "library"
    releases.make(data)
    done = shotseer("-w", library, "import", "videoannotator", data, "--json")
    assert json.loads(done.stdout) == {
        "videos": 4,
        "shots": 24,
        "labels": 2,
        "verdicts": 58,
        "versions": 4,
    }
    assert "Adding shots: 24 shots in" in done.stderr
    assert "4 new videos, 24 new shots, 2 new labels, 58 new verdicts, 4 new versions." in (
        done.stderr
    )
    again = shotseer("-w", library, "import", "videoannotator", data)
    assert again.stdout == ""
    assert "0 new videos, 0 new shots, 0 new labels, 0 new verdicts, 0 new versions." in (
        again.stderr
    )
    found = {
        row["label"]: row
        for row in json.loads(shotseer("-w", library, "label", "list", "--json").stdout)
    }
    assert (found["day"]["positives"], found["day"]["versions"]) == (10, 3)
    hits = json.loads(shotseer("-w", library, "search", "day", "-k", "1", "--json").stdout)
    assert hits[0]["video_name"].startswith(("Frankie, Again", "Rain - The Call"))
    feed = json.loads(shotseer("-w", library, "feed", "day", "borderline", "--json").stdout)
    assert len(feed) == 5


def test_no_workspace_is_made_of_nothing(tmp_path: Path) -> None:
    library = tmp_path / "library"
    done = shotseer("-w", library, "import", "videoannotator", tmp_path, code=1)
    assert "is not the data set of Video Annotator" in done.stderr
    assert not library.exists()


def test_another_workspace_is_left_alone(tmp_path: Path) -> None:
    data, library = tmp_path / "data", tmp_path / "library"
    releases.make(data)
    shotseer("-w", library, "import", "videoannotator", data)
    other = tmp_path / "other"
    releases.make(other)
    csv = other / "shot-data.csv"
    csv.write_text(csv.read_text("utf-8").replace("Comedy", "Drama"), "utf-8")
    done = shotseer("-w", library, "import", "videoannotator", other, code=1)
    assert "holds another data set" in done.stderr
    assert "--workspace" in done.stderr
