from __future__ import annotations

import shutil
from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from tests.flows.test_vectors import write as write_vectors

from shotseer import (
    ConflictError,
    Judgement,
    NotFoundError,
    NotReadyError,
    Verdict,
    Workspace,
)
from shotseer.core.job import JobState
from shotseer.flows import remove
from shotseer.flows.doctor import Level
from shotseer.flows.parts import open_space
from shotseer.store import lease, removal, shards, tables


def complaints(workspace: Workspace) -> list[str]:
    return [f.text for f in workspace.doctor() if f.level is not Level.OK]


def raw_vectors(workspace: Workspace) -> np.ndarray:
    """Return everything in the shards, whether it is in use or not."""
    space = open_space(workspace.parts).space
    file = workspace.parts.folder.vectors(space.id) / "00000.f32"
    return np.fromfile(file, dtype="<f4").reshape(-1, space.dimension)


def test_a_video_goes_with_all_that_was_made_of_it(workspace: Workspace, films: Path) -> None:
    gone = workspace.shots("film 1.mp4")
    media = [path for shot in gone for path in workspace.media(shot.id)]
    rows = open_space(workspace.parts).library.rows_of([shot.id for shot in gone])
    workspace.create_label("round", queries=["a ball"])
    workspace.annotate("round", [Judgement(shot.id, Verdict.POSITIVE) for shot in gone])
    workspace.build("round")
    removed = workspace.remove_video("film 1.mp4")
    assert (removed.name, removed.shots, removed.deleted) == ("film 1.mp4", 8, ())
    assert [record.name for record in workspace.videos()] == [
        "film 0.mp4",
        "film 2.mp4",
        "film 3.mp4",
    ]
    assert not any(path.exists() for path in media)
    assert (films / "film 1.mp4").exists()
    np.testing.assert_array_equal(raw_vectors(workspace)[rows], 0)
    assert np.linalg.norm(raw_vectors(workspace), axis=1).sum() == pytest.approx(24)
    assert complaints(workspace) == []
    assert len(workspace.search("a ball", k=100).hits) == 24
    with pytest.raises(NotFoundError):
        workspace.remove_video("film 1.mp4")
    assert workspace.jobs()[0].state is JobState.DONE
    assert workspace.jobs()[0].kind == "remove"
    workspace.build("round")
    assert workspace.feed("round", "random").items


def test_a_library_without_a_video_is_empty(workspace: Workspace, films: Path) -> None:
    workspace.create_label("round", queries=["a ball"])
    workspace.build("round")
    for record in workspace.videos():
        workspace.remove_video(record.video.id)
    for look in (
        lambda: workspace.table(),
        lambda: workspace.search("a ball"),
        lambda: workspace.embedding_map(),
        lambda: workspace.feed("round", "random"),
        lambda: workspace.build("round"),
    ):
        with pytest.raises(NotReadyError, match="no shots yet"):
            look()
    assert workspace.review_page("round").total == 0
    workspace.ingest([films])
    assert len(workspace.table().rows) == 32


def test_verdicts_come_back_with_the_content(workspace: Workspace, films: Path) -> None:
    shots = workspace.shots("film 2.mp4")
    workspace.create_label("round")
    workspace.annotate("round", [Judgement(shots[0].id, Verdict.POSITIVE)])
    workspace.remove_video("film 2")
    assert workspace.ingest([films]).added == 1
    assert workspace.shots("film 2.mp4") == shots
    assert [item.annotation.shot_id for item in workspace.review("round")] == [shots[0].id]
    assert complaints(workspace) == []


def test_only_uploads_are_deleted(workspace: Workspace, films: Path) -> None:
    upload = workspace.receive_upload("sent.mp4", [(films / "film 3.mp4").read_bytes()])
    workspace.ingest([upload])
    removed = workspace.remove_video("film 3.mp4")
    assert removed.deleted == (str(upload),)
    assert not upload.exists()
    assert (films / "film 3.mp4").exists()


def test_a_removal_that_was_stopped_leaves_no_upload(workspace: Workspace, films: Path) -> None:
    upload = workspace.receive_upload("sent.mp4", [(films / "film 3.mp4").read_bytes()])
    workspace.ingest([upload])
    steps = workspace.remove_steps("film 3.mp4")
    until_before_the_vectors(steps)
    steps.close()
    assert not upload.exists()
    assert list(workspace.folder.uploads.iterdir()) == []


def test_it_needs_the_lease(workspace: Workspace) -> None:
    with lease.held(workspace.parts.database, "ingest"), pytest.raises(ConflictError):
        workspace.remove_video("film 1.mp4")
    assert len(workspace.videos()) == 4


def test_one_of_many_videos_in_a_segment(tmp_path: Path) -> None:
    write_vectors(tmp_path / "clip.npz")
    with Workspace.open(tmp_path / "library", create=True) as workspace:
        workspace.import_vectors(tmp_path / "clip.npz")
        space = open_space(workspace.parts).space
        before = raw_vectors(workspace)
        workspace.remove_video("film 1.mov")
        after = raw_vectors(workspace)
        as_they_came = workspace.parts.folder.vectors(space.id) / "raw" / "00000.f32"
        assert complaints(workspace) == []
    np.testing.assert_array_equal(after[10:20], 0)
    np.testing.assert_array_equal(np.delete(after, slice(10, 20), 0)[:10], before[:10])
    raw = np.fromfile(as_they_came, dtype="<f4").reshape(40, 16)
    np.testing.assert_array_equal(raw[10:20], 0)
    assert np.abs(raw).sum(axis=1).astype(bool).sum() == 30


def until_before_the_vectors(steps: Generator[object, None, object]) -> None:
    """Do a removal up to the moment at which the store has forgotten the video."""
    for _ in range(3):
        next(steps)


def test_a_removal_that_was_stopped_is_finished_by_the_next(workspace: Workspace) -> None:
    space = open_space(workspace.parts).space
    steps = workspace.remove_steps("film 0.mp4")
    until_before_the_vectors(steps)
    steps.close()
    assert len(workspace.videos()) == 3
    assert np.linalg.norm(raw_vectors(workspace), axis=1).sum() == pytest.approx(32)
    assert complaints(workspace) == [], "nothing that is in use is damaged"
    workspace.remove_video("film 1.mp4")
    assert np.linalg.norm(raw_vectors(workspace), axis=1).sum() == pytest.approx(16)
    with workspace.parts.database.reading() as connection:
        unused = removal.unused_segments(connection, space.id)
    rows = shards.Shards(workspace.parts.folder.vectors(space.id), space.dimension, 32)
    assert [rows.checksum(s.first_row, s.row_count) for s in unused] == [s.crc32 for s in unused]


def test_the_doctor_finishes_a_removal(workspace: Workspace) -> None:
    steps = workspace.remove_steps("film 0.mp4")
    until_before_the_vectors(steps)
    steps.close()
    workspace.doctor(repair=True)
    assert np.linalg.norm(raw_vectors(workspace), axis=1).sum() == pytest.approx(24)
    assert complaints(workspace) == []


def test_damage_is_not_made_good_by_a_removal(tmp_path: Path) -> None:
    write_vectors(tmp_path / "clip.npz")
    with Workspace.open(tmp_path / "library", create=True) as workspace:
        workspace.import_vectors(tmp_path / "clip.npz")
        space = open_space(workspace.parts).space
        with (workspace.parts.folder.vectors(space.id) / "00000.f32").open("r+b") as file:
            file.write(b"noise")
        workspace.remove_video("film 1.mov")
        assert complaints(workspace) == ["30 of 40 rows damaged"]


def test_a_removal_that_lost_the_lease_changes_nothing(workspace: Workspace) -> None:
    steps = workspace.remove_steps("film 0.mp4")
    next(steps)
    next(steps)
    with workspace.parts.database.writing() as connection:
        connection.execute(sa.update(tables.lease).values(holder="another"))
    with pytest.raises(ConflictError, match="took this workspace over"):
        next(steps)
    assert len(workspace.videos()) == 4


def test_blanking_again_is_harmless(workspace: Workspace) -> None:
    before = raw_vectors(workspace)
    remove.blank_unused(workspace.parts)
    np.testing.assert_array_equal(raw_vectors(workspace), before)
    shutil.rmtree(workspace.parts.folder.cache, ignore_errors=True)
    assert complaints(workspace) == []
