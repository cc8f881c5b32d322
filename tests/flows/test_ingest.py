from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from tests.flows.conftest import scenes
from tests.world import Scene, truncate, write_sound, write_still, write_video

from shotseer import ConflictError, InputError, StoreError, Workspace
from shotseer.core.job import JobState
from shotseer.flows import scan
from shotseer.flows.parts import open_space
from shotseer.store import jobs, lease


def open_new(folder: Path, cache: Path, **settings: object) -> Workspace:
    return Workspace.open(folder, create=True, cache=str(cache), **settings)


def content(workspace: Workspace) -> tuple[list[Any], np.ndarray]:
    """Return everything that an ingest makes, in a form that can be compared."""
    opened = open_space(workspace.parts)
    rows = [opened.library.shot_id(row) for row in range(len(opened.library))]
    return (
        [workspace.shots(), [r.video for r in workspace.videos()], rows],
        opened.rows.take(np.arange(len(rows))),
    )


def test_films_become_shots_with_unit_vectors(workspace: Workspace, films: Path) -> None:
    records = workspace.videos()
    assert [record.name for record in records] == [f"film {n}.mp4" for n in range(4)]
    assert {record.shot_count for record in records} == {8}
    assert {float(record.video.duration) for record in records} == {8.0}
    shots = workspace.shots("film 0")
    assert [float(shot.span.start) for shot in shots] == [0, 1, 2, 3, 4, 5, 6, 7]
    vectors = content(workspace)[1]
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert records[0].detector == "adaptive"


def test_every_shot_has_a_poster_and_a_preview(workspace: Workspace) -> None:
    for shot in workspace.shots():
        poster, preview = workspace.media(shot.id)
        assert poster.stat().st_size > 500
        with av.open(str(preview)) as clip:
            (stream,) = clip.streams
            assert stream.codec_context.name == "h264"
            assert isinstance(stream, av.VideoStream)
            assert stream.height <= 320
            assert clip.duration is not None
            assert clip.duration <= 4.5e6


def test_running_it_again_does_nothing(workspace: Workspace, films: Path) -> None:
    before = content(workspace)
    summary = workspace.ingest([films])
    assert (summary.added, summary.known, summary.parts, summary.previews) == (0, 4, 0, 0)
    after = content(workspace)
    assert before[0] == after[0]
    np.testing.assert_array_equal(before[1], after[1])


def test_the_same_content_is_one_video(tmp_path: Path, films: Path, workspace: Workspace) -> None:
    moved = tmp_path / "été\n 映画"
    moved.mkdir()
    shutil.copy(films / "film 0.mp4", moved / "renamed 'ü.mp4")
    summary = workspace.ingest([moved])
    assert (summary.added, summary.known) == (0, 1)
    (record,) = [r for r in workspace.videos() if r.name == "film 0.mp4"]
    assert set(record.paths) == {str(films / "film 0.mp4"), str(moved / "renamed 'ü.mp4")}


def test_bad_files_are_reported_and_the_rest_goes_on(tmp_path: Path, model_cache: Path) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    write_video(folder / "good.mp4", scenes(0)[:2], size=(160, 90))
    (folder / "empty.mp4").touch()
    (folder / "text.mp4").write_text("this is not a video at all\n" * 20)
    (folder / "notes.txt").write_text("beside the videos")
    (folder / ".hidden.mp4").write_text("x")
    write_still(folder / "picture.mp4")
    write_sound(folder / "song.m4a")
    write_video(folder / "short.mkv", scenes(1)[:4], size=(160, 90))
    truncate(folder / "short.mkv", 0.5)
    with open_new(tmp_path / "library", model_cache, previews=False) as workspace:
        summary = workspace.ingest([folder, folder / "missing.mp4"])
        failed = {Path(failure.path).name: failure for failure in summary.failures}
        assert set(failed) == {"empty.mp4", "text.mp4", "picture.mp4", "song.m4a", "missing.mp4"}
        assert "empty" in failed["empty.mp4"].reason
        assert "still" in failed["picture.mp4"].reason
        assert "only sound" in failed["song.m4a"].reason
        assert "no such file" in failed["missing.mp4"].reason
        assert all(failure.hint for failure in summary.failures)
        assert summary.skipped == 2
        assert {r.name for r in workspace.videos()} == {"good.mp4", "short.mkv"}
        (warning,) = summary.warnings
        assert Path(warning.path).name == "short.mkv"
        assert "ends early" in warning.reason
        assert {Path(f.path).name for f in workspace.failures()} == set(failed) - {"missing.mp4"}
        write_video(folder / "empty.mp4", scenes(2)[:1], size=(160, 90))
        workspace.ingest([folder / "empty.mp4"])
        assert "empty.mp4" not in {Path(f.path).name for f in workspace.failures()}


@pytest.fixture
def _plain_rights() -> Iterator[None]:
    """Take root's right to read everything from this process, as far as files go."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    yield
    if is_root:
        os.seteuid(0)


@pytest.mark.usefixtures("_plain_rights")
def test_an_unreadable_folder_is_reported() -> None:
    with tempfile.TemporaryDirectory() as given:
        closed = Path(given) / "closed"
        closed.mkdir(mode=0)
        found = scan.Findings()
        assert list(scan.walk(Path(given), found)) == []
        closed.chmod(0o700)
        (failure,) = found.failures
        assert failure.path == str(closed)
        assert failure.reason == "the folder cannot be read: Permission denied"
        assert failure.hint


def test_long_takes_are_split_and_counted_whole(tmp_path: Path, model_cache: Path) -> None:
    write_video(tmp_path / "take.mp4", [Scene(seconds=10.0)], size=(160, 90))
    with open_new(
        tmp_path / "library", model_cache, previews=False, max_shot=4, detector="adaptive"
    ) as workspace:
        summary = workspace.ingest([tmp_path / "take.mp4"])
        shots = workspace.shots()
    assert (summary.shots, summary.parts) == (1, 3)
    assert [(shot.part, shot.parts) for shot in shots] == [(1, 3), (2, 3), (3, 3)]


def test_fixed_windows_and_cut_lists(tmp_path: Path, model_cache: Path) -> None:
    write_video(tmp_path / "film.mp4", scenes(0)[:4], size=(160, 90))
    (tmp_path / "cuts.csv").write_text("time\n0.5\n0:00:03.250\n")
    with open_new(
        tmp_path / "fixed", model_cache, previews=False, detector="fixed", window=1.5
    ) as workspace:
        workspace.ingest([tmp_path / "film.mp4"])
        assert [float(s.span.start) for s in workspace.shots()] == [0, 1.5, 3]
    with open_new(tmp_path / "given", model_cache, previews=False) as workspace:
        workspace.ingest([tmp_path / "film.mp4"], cuts=tmp_path / "cuts.csv")
        assert [float(s.span.start) for s in workspace.shots()] == [0, 0.5, 3.25]
        assert workspace.videos()[0].detector not in ("adaptive", "fixed")
        with pytest.raises(InputError):
            workspace.ingest([tmp_path / "film.mp4"], cuts=tmp_path / "missing.csv")


def test_missing_vectors_are_made_again_for_the_same_shots(
    workspace: Workspace, films: Path
) -> None:
    before = content(workspace)
    folder = workspace.folder.vectors(open_space(workspace.parts).space.id)
    shard = folder / "00000.f32"
    data = bytearray(shard.read_bytes())
    data[100] ^= 0xFF
    shard.write_bytes(data)
    assert any(f.level == "error" and "damaged" in f.text for f in workspace.doctor())
    assert any("taken out of use" in f.text for f in workspace.doctor(repair=True))
    assert any("no vector" in f.text for f in workspace.doctor())
    workspace.ingest([films])
    assert all(f.level == "ok" for f in workspace.doctor())
    after = content(workspace)
    assert before[0][0] == after[0][0], "the shots did not change"
    assert len(after[0][2]) == len(before[0][2]) + 8, "one film's rows were written again"


INGEST = """
import sys
from shotseer import Workspace
with Workspace.open(sys.argv[1], create=True, cache=sys.argv[2]) as workspace:
    def report(progress):
        print(progress.stage, progress.done, flush=True)
    workspace.ingest([sys.argv[3]], on_progress=report)
"""


def test_a_killed_ingest_goes_on_as_if_nothing_had_happened(
    tmp_path: Path, films: Path, model_cache: Path, ingested: Path
) -> None:
    command = [
        sys.executable,
        "-c",
        INGEST,
        str(tmp_path / "library"),
        str(model_cache),
        str(films),
    ]
    for wanted in ("Cutting and embedding 16", "Making previews 3"):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(wanted):
                break
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    with Workspace.open(tmp_path / "library", cache=str(model_cache)) as workspace:
        summary = workspace.ingest([films])
        assert summary.added == 0, "the second run had finished every video"
        assert summary.previews > 0
        found = content(workspace)
        with workspace.parts.database.reading() as connection:
            states = [job.state for job in jobs.list_jobs(connection)]
    assert states == [JobState.DONE, JobState.INTERRUPTED, JobState.INTERRUPTED]
    with Workspace.open(ingested, cache=str(model_cache)) as whole:
        expected = content(whole)
    assert found[0] == expected[0]
    np.testing.assert_allclose(found[1], expected[1], atol=1e-6)


def test_two_at_once_are_kept_apart(workspace: Workspace, films: Path) -> None:
    with lease.held(workspace.parts.database, "ingest"):
        with pytest.raises(ConflictError, match="is busy with this workspace"):
            workspace.ingest([films])
        assert workspace.search("a circle").hits, "searching goes on"


def test_closing_the_generator_cancels(tmp_path: Path, films: Path, model_cache: Path) -> None:
    with open_new(tmp_path / "library", model_cache, previews=False) as workspace:
        steps = workspace.ingest_steps([films])
        for progress in steps:
            if progress.stage == "Cutting and embedding" and progress.done >= 9:
                break
        started = time.monotonic()
        steps.close()
        assert time.monotonic() - started < 10
        with workspace.parts.database.reading() as connection:
            (job,) = jobs.list_jobs(connection)
        assert job.state is JobState.CANCELLED
        summary = workspace.ingest([films])
        assert summary.added + summary.known == 4


FULL_DISK = """
import resource, signal, sys
from shotseer import StoreError, Workspace
with Workspace.open(sys.argv[1], cache=sys.argv[2], previews=False) as workspace:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), resource.RLIM_INFINITY))
    try:
        workspace.ingest([sys.argv[3]])
    except StoreError as error:
        print(error.message, error.hint)
"""


def test_a_full_disk_keeps_what_was_there(
    tmp_path: Path, workspace: Workspace, model_cache: Path
) -> None:
    before = content(workspace)
    shard = workspace.folder.vectors(open_space(workspace.parts).space.id) / "00000.f32"
    write_video(tmp_path / "more.mp4", scenes(5), size=(160, 90))
    limit = max(shard.stat().st_size, workspace.folder.database.stat().st_size + 2**20)
    # The limit is one row above what is there, or above the database, whichever is more.
    arguments = [str(workspace.folder.root), str(model_cache), str(tmp_path / "more.mp4")]
    with shard.open("ab") as file:
        file.truncate(limit)
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, *arguments, str(64 * 1024)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Free some" in done.stdout, done.stderr
    assert content(workspace)[0] == before[0]
    workspace.ingest([tmp_path / "more.mp4"])
    assert len(workspace.videos()) == 5


def test_real_film_gives_the_shots_that_one_counts(tmp_path: Path, model_cache: Path) -> None:
    from shotseer.demo.clips import sample_clips

    clips = {clip.name: clip for clip in sample_clips()}
    with open_new(tmp_path / "library", model_cache, previews=False) as workspace:
        workspace.ingest([clips["bikes.mp4"], clips["cityCC0.mpg"], clips["carphone_pristine.mp4"]])
        counted = {record.name: record.shot_count for record in workspace.videos()}
    assert counted["cityCC0.mpg"] == 2
    assert counted["carphone_pristine.mp4"] == 1
    assert counted["bikes.mp4"] == 6


def test_one_path_is_one_path(tmp_path: Path, films: Path, model_cache: Path) -> None:
    with open_new(tmp_path / "library", model_cache, previews=False) as workspace:
        assert workspace.ingest(str(films / "film 0.mp4")).added == 1
        assert workspace.ingest(films / "film 1.mp4").added == 1
        with pytest.raises(InputError, match="a path is empty"):
            workspace.ingest([""])


def test_a_workspace_among_the_footage_is_passed_over(
    tmp_path: Path, films: Path, model_cache: Path
) -> None:
    shutil.copy(films / "film 0.mp4", tmp_path / "film 0.mp4")
    with open_new(tmp_path / "library", model_cache) as workspace:
        for _ in range(2):
            summary = workspace.ingest([tmp_path])
            assert summary.failures == []
        assert len(workspace.videos()) == 1


@pytest.mark.parametrize("change", ["removed", "replaced"])
def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, films: Path, model_cache: Path, change: str
) -> None:
    folder = tmp_path / "films"
    shutil.copytree(films, folder)
    with open_new(tmp_path / "library", model_cache, previews=False) as workspace:
        steps = workspace.ingest_steps([folder])
        for progress in steps:
            if progress.stage == "Cutting and embedding":
                break
        victim = folder / "film 3.mp4"
        victim.unlink()
        if change == "replaced":
            write_video(victim, scenes(7), size=(160, 90))
        list(steps)
        assert [record.name for record in workspace.videos()] == [f"film {n}.mp4" for n in range(3)]
        assert workspace.ingest([folder]).added == (1 if change == "replaced" else 0)


def test_strange_names_are_ingested_whole(tmp_path: Path, model_cache: Path) -> None:
    names = ["two words.mp4", "line\nbreak.mp4", "映画 фильм.mp4", "50% 'quote\".mp4"]
    for number, name in enumerate(names):
        write_video(tmp_path / name, scenes(number)[:2], size=(160, 90))
    invalid = os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.mp4")
    shutil.copy(tmp_path / names[0], invalid)
    with open_new(tmp_path / "library", model_cache) as workspace:
        summary = workspace.ingest([tmp_path / name for name in names] + [invalid])
        assert {record.name for record in workspace.videos()} == set(names)
        (failure,) = summary.failures
        assert "not valid UTF-8" in failure.reason
        assert summary.previews == 8


def test_a_shard_cut_short_stops_nothing_but_is_never_hidden(
    workspace: Workspace, films: Path, tmp_path: Path
) -> None:
    workspace.create_label("ball", queries=["a ball"])
    shard = workspace.folder.vectors(open_space(workspace.parts).space.id) / "00000.f32"
    with shard.open("r+b") as file:
        file.truncate(shard.stat().st_size // 2)
    workspace.parts.opened.clear()
    write_video(tmp_path / "more.mp4", scenes(6), size=(160, 90))
    for use in (
        lambda: workspace.search("a ball"),
        lambda: workspace.build("ball"),
        lambda: workspace.ingest(tmp_path / "more.mp4"),
    ):
        with pytest.raises(StoreError, match="is damaged") as caught:
            use()
        assert "doctor --repair" in caught.value.command
    workspace.doctor(repair=True)
    workspace.ingest([films, tmp_path / "more.mp4"])
    assert all(finding.level == "ok" for finding in workspace.doctor())
    assert workspace.search("a ball", k=99).looked_at == 40


def test_a_lost_database_is_not_replaced_by_an_empty_one(workspace: Workspace) -> None:
    root = workspace.folder.root
    workspace.close()
    for path in root.glob("shotseer.db*"):
        path.unlink()
    with pytest.raises(StoreError, match="the database is empty, and the workspace"):
        Workspace.open(root)
