"""An import of a data set that was stopped goes on; one that is done changes nothing."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.flows import releases

from shotseer import ConflictError, InputError, Judgement, Verdict, Workspace
from shotseer.flows.parts import open_space
from shotseer.store import tables

MOMENTS = {"added_at", "cut_at", "created_at", "at", "built_at", "offered_at", "seen_at"}
FACTS = (
    tables.videos,
    tables.video_fields,
    tables.shots,
    tables.cuts,
    tables.spaces,
    tables.segments,
    tables.embeddings,
    tables.annotators,
    tables.labels,
    tables.queries,
    tables.annotations,
    tables.undos,
    tables.datasets,
    tables.versions,
    tables.builds,
    tables.feeds,
    tables.offers,
)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release") / "data"
    releases.make(folder)
    return folder


@pytest.fixture(scope="module")
def whole(release: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Give the state of a workspace whose import nobody disturbed."""
    folder = tmp_path_factory.mktemp("whole") / "library"
    with Workspace.open(folder, create=True) as workspace:
        workspace.import_videoannotator(release)
        return state(workspace)


def state(workspace: Workspace) -> dict[str, Any]:
    """Return every fact of a workspace but the time, and the bytes of its vectors and versions."""
    found: dict[str, Any] = {}
    with workspace.parts.database.reading() as connection:
        for table in FACTS:
            columns = [column for column in table.c if column.name not in MOMENTS]
            rows = connection.execute(sa.select(*columns)).all()
            found[table.name] = sorted(map(repr, rows))
    for room in ("vectors", "versions", "scores"):
        for path in sorted((workspace.folder.root / room).rglob("*")):
            if path.is_file() and path.suffix != ".npz":
                found[str(path.relative_to(workspace.folder.root))] = path.read_bytes()
    return found


def test_importing_twice_changes_nothing(
    release: Path, tmp_path: Path, whole: dict[str, Any]
) -> None:
    with Workspace.open(tmp_path / "library", create=True) as workspace:
        workspace.import_videoannotator(release)
        again = workspace.import_videoannotator(release)
        assert (again.videos, again.shots, again.labels) == (0, 0, 0)
        assert (again.verdicts, again.versions) == (0, 0)
        assert state(workspace) == whole


def test_stopped_after_any_step_it_goes_on(
    release: Path, tmp_path: Path, whole: dict[str, Any]
) -> None:
    steps = 0
    is_done = False
    while not is_done:
        steps += 1
        folder = tmp_path / f"library {steps}"
        with Workspace.open(folder, create=True) as workspace:
            with closing(workspace.import_videoannotator_steps(release)) as progress:
                is_done = len([None for _, _ in zip(range(steps), progress, strict=False)]) < steps
            workspace.import_videoannotator(release)
            assert state(workspace) == whole, f"stopped after step {steps}"
        shutil.rmtree(folder)
    assert steps > 8


SCRIPT = """
import sys
from shotseer import Workspace
def show(progress):
    print(progress.stage, flush=True)
with Workspace.open(sys.argv[2], create=True) as workspace:
    workspace.import_videoannotator(sys.argv[1], on_progress=show)
"""


@pytest.mark.parametrize("stage", ["Importing vectors", "Importing labels"])
def test_killed_it_goes_on(
    release: Path, tmp_path: Path, whole: dict[str, Any], stage: str
) -> None:
    arguments = [sys.executable, "-c", SCRIPT, str(release), str(tmp_path / "library")]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == stage:
                process.send_signal(signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL
    with Workspace.open(tmp_path / "library") as workspace:
        workspace.import_videoannotator(release)
        assert state(workspace) == whole


def test_several_processes_give_the_same(
    release: Path, tmp_path: Path, whole: dict[str, Any]
) -> None:
    with Workspace.open(tmp_path / "library", create=True) as workspace:
        workspace.import_videoannotator(release, processes=2)
        assert state(workspace) == whole


def test_what_people_did_since_stays(release: Path, tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "library", create=True, annotator="ada") as workspace:
        workspace.import_videoannotator(release)
        shots = [item.shot_id for item in workspace.feed("day", "random").items]
        workspace.annotate("day", [Judgement(shot, Verdict.NEGATIVE) for shot in shots[:2]])
        built = workspace.build("day")
        workspace.edit_label("day", description="the sun is up")
        workspace.import_videoannotator(release)
        assert workspace.version("day") == built
        assert workspace.label("day").label.description == "the sun is up"
        assert len(workspace.review("day")) == 53


def test_a_video_that_was_removed_comes_back(release: Path, tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "library", create=True) as workspace:
        workspace.import_videoannotator(release)
        workspace.remove_video("Dinner")
        again = workspace.import_videoannotator(release)
        assert (again.videos, again.shots, again.verdicts, again.versions) == (1, 6, 0, 0)
        assert open_space(workspace.parts).library.count == 24
        assert workspace.feed("day", "random").left == 5


def test_labels_that_were_added_to_the_data_set_come_in(release: Path, tmp_path: Path) -> None:
    part = tmp_path / "part"
    shutil.copytree(release, part)
    (part / "agg" / "day.json").unlink()
    with Workspace.open(tmp_path / "library", create=True) as workspace:
        assert workspace.import_videoannotator(part).labels == 1
        more = workspace.import_videoannotator(release)
        assert (more.shots, more.labels, more.verdicts, more.versions) == (0, 1, 51, 3)


def test_other_content_is_not_mixed_in(release: Path, tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "mine", create=True) as workspace:
        workspace.create_label("aerial")
        with pytest.raises(ConflictError, match="holds videos or labels already"):
            workspace.import_videoannotator(release)
        assert workspace.videos() == []
    other = tmp_path / "other"
    shutil.copytree(release, other)
    csv = other / "shot-data.csv"
    csv.write_text(csv.read_text("utf-8").replace("Comedy", "Drama"), "utf-8")
    with Workspace.open(tmp_path / "library", create=True) as workspace:
        workspace.import_videoannotator(release)
        with pytest.raises(ConflictError, match="another data set"):
            workspace.import_videoannotator(other)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("checkpoints/day.json", [], "not a list of checkpoints"),
        ("cmp/car-chase.json", {"zero_shot": [], "random": "none"}, "no list 'random'"),
        ("text-embeddings.json", {"day": [0, 0, 0, 0]}, "vector of zeros"),
        ("agg/day, night.json", {"primary": "B", "data": []}, "cannot be the name of a label"),
    ],
)
def test_a_damaged_file_changes_nothing(
    release: Path, tmp_path: Path, name: str, content: object, message: str
) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(release, damaged)
    (damaged / name).write_text(json.dumps(content), "utf-8")
    with Workspace.open(tmp_path / "library", create=True) as workspace:
        with pytest.raises(InputError, match=message):
            workspace.import_videoannotator(damaged)
        assert workspace.videos() == []
        assert workspace.labels() == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",80,120,", ",120,120,", "4 shots have no length; the first is 'gOJJm_cSRds|80'"),
        (",200,240,", ",160,240,", "another shot begins where 'HnnBvemHrWA|"),
    ],
)
def test_shots_must_have_a_place(
    release: Path, tmp_path: Path, old: str, new: str, message: str
) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(release, damaged)
    csv = damaged / "shot-data.csv"
    text = csv.read_text("utf-8")
    assert old in text
    csv.write_text(text.replace(old, new), "utf-8")
    with Workspace.open(tmp_path / "library", create=True) as workspace:
        with pytest.raises(InputError, match=message):
            workspace.import_videoannotator(damaged)
        assert workspace.videos() == []


def test_on_postgresql(
    release: Path, tmp_path: Path, whole: dict[str, Any], postgres_url: str
) -> None:
    with Workspace.open(tmp_path / "library", create=True, database=postgres_url) as workspace:
        with closing(workspace.import_videoannotator_steps(release)) as progress:
            next(stage for stage in progress if stage.stage == "Importing labels")
        workspace.import_videoannotator(release)
        assert state(workspace).keys() == whole.keys()
        assert state(workspace)["annotations"] == whole["annotations"]
