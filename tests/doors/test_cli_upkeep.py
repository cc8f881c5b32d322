"""Keeping a library in order, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from tests.doors.test_cli import Run, rows, run

__all__ = ["run"]


def test_a_video_is_removed(run: Run, films: Path) -> None:
    done = run("remove", "film 1.mp4", "--json")
    assert json.loads(done.stdout) == {"name": "film 1.mp4", "shots": 8, "deleted": []}
    assert "film 1.mp4 removed, 8 rows." in done.stderr
    assert len(rows(run("videos", "--json"))) == 3
    assert (films / "film 1.mp4").exists()
    assert "there is no video 'film 1.mp4'" in run("remove", "film 1.mp4", code=1).stderr
    assert "error" not in run("doctor").stdout


def test_moved_files_are_found(run: Run, films: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    moved.mkdir()
    (moved / "other name.mp4").write_bytes((films / "film 0.mp4").read_bytes())
    done = run("relink", moved)
    assert f"film 0.mp4 is at {moved / 'other name.mp4'}" in done.stderr
    assert "1 file found again, 0 where they were, 0 hold no video" in done.stderr
    (record,) = [row for row in rows(run("videos", "--json")) if row["name"] == "film 0.mp4"]
    assert str(moved / "other name.mp4") in record["paths"]


def test_jobs_are_listed_and_steered(run: Run, films: Path) -> None:
    run("ingest", films)
    newest, *_ = rows(run("jobs", "--json"))
    assert (newest["kind"], newest["state"], newest["subject"]) == ("ingest", "done", films.name)
    assert newest["result"]["known"] == 4
    assert "ingest" in run("jobs", "-n", "1").stdout
    assert "has ended (done)" in run("jobs", "--pause", newest["job"], code=1).stderr
    assert "there is no job 999" in run("jobs", "--cancel", "999", code=1).stderr


def test_fields_are_read(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "shoot.csv"
    table.write_text("video;camera\nfilm 0.mp4;A\nfilm 9.mp4;B\n", encoding="utf-8")
    done = run("import", "fields", table)
    assert "left out: line 3: there is no video 'film 9.mp4'" in done.stderr
    assert "camera: read for 1 video." in done.stderr
    table.write_text("video;camera\nfilm 9.mp4;B\n", encoding="utf-8")
    run("import", "fields", table, code=1)
