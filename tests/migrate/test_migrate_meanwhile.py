"""A change of the encoder beside everything else: others work on, films go missing, power fails."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from tests.flows.conftest import scenes
from tests.migrate.conftest import judge
from tests.migrate.facts import encoder_in_use, vectors_of, verdict_log
from tests.world import write_video

from shotseer import (
    ConflictError,
    InputError,
    Judgement,
    NotReadyError,
    StoreError,
    Verdict,
    Workspace,
)
from shotseer.core.errors import CancelledError
from shotseer.core.job import JobState
from shotseer.core.migration import MigrationStage
from shotseer.flows.migrate import Action, Request
from shotseer.flows.migrate.work import refuse_full
from shotseer.flows.parts import open_space
from shotseer.store import lease, shards, spaces, tables

MIGRATE = """
import sys
from shotseer import StoreError, Workspace
from shotseer.store import tables
import sqlalchemy as sa
with Workspace.open(sys.argv[1], cache=sys.argv[2]) as workspace:
    def report(progress):
        with workspace.parts.database.reading() as connection:
            rows = connection.execute(
                sa.select(sa.func.count()).select_from(tables.segments)
            ).scalar()
        print(progress.stage, rows, flush=True)
    workspace.migrate(sys.argv[3], on_progress=report)
"""


def migrating(workspace: Workspace, colours: str) -> subprocess.Popen[str]:
    """Start a change of the encoder in a process of its own, which says how far it is."""
    command = [sys.executable, "-c", MIGRATE, str(workspace.folder.root)]
    command += [str(workspace.settings.cache_folder), colours]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def segments(workspace: Workspace) -> int:
    with workspace.parts.database.reading() as connection:
        found = connection.execute(sa.select(sa.func.count()).select_from(tables.segments))
        return int(found.scalar_one())


def test_a_killed_change_goes_on_as_if_nothing_had_happened(
    judged: Workspace, colours: str, ingested: Path, tmp_path: Path, model_cache: Path
) -> None:
    before = segments(judged)
    for wanted in ("Embedding with the new encoder", "Rebuilding labels"):
        process = migrating(judged, colours)
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(wanted) and int(line.split()[-1]) >= before + 2:
                break
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        half = judged.migration()
        assert half is not None
        assert half.stage is MigrationStage.EMBEDDING
        assert half.job is None, "the dead job does not look alive"
        assert encoder_in_use(judged) == "lite"
    done = judged.migrate(colours)
    assert (done.stage, done.embedded) == (MigrationStage.READY, 32)
    states = [job.state for job in judged.jobs() if job.kind == "migrate"]
    assert states == [JobState.DONE, JobState.INTERRUPTED, JobState.INTERRUPTED]
    assert all(finding.level == "ok" for finding in judged.doctor())
    shutil.copytree(ingested, tmp_path / "whole")
    with Workspace.open(tmp_path / "whole", cache=str(model_cache)) as whole:
        whole.migrate(colours)
        expected = vectors_of(whole, done.new.id)
    found = vectors_of(judged, done.new.id)
    assert found.keys() == expected.keys()
    for shot, row in expected.items():
        np.testing.assert_allclose(found[shot], row, atol=1e-6)


def test_closing_cancels_and_running_it_again_resumes(judged: Workspace, colours: str) -> None:
    asked = Request(Action.RUN, "ada", colours)
    steps = judged.migration_steps(asked)
    for progress in steps:
        if progress.stage == "Embedding with the new encoder" and progress.done >= 8:
            break
    steps.close()
    assert judged.jobs(1)[0].state is JobState.CANCELLED
    steps = judged.migration_steps(asked)
    next(steps)
    judged.control_job(judged.jobs(1)[0].id, "cancel")
    with pytest.raises(CancelledError):
        list(steps)
    assert judged.migrate(colours).embedded == 32


def test_two_processes_at_once_are_refused(judged: Workspace, colours: str) -> None:
    # The process above this one: another one that lives.
    other = {
        "kind": "migrate",
        "subject": "",
        "request": {},
        "state": "running",
        "wanted": "run",
        "owner": "other",
        "pid": os.getppid(),
        "host": socket.gethostname(),
        "stage": "",
        "done": 0.0,
        "unit": "",
        "note": "",
        "started_at": datetime.now(UTC),
        "updated_at": datetime.now(UTC),
    }
    with judged.parts.database.writing() as connection:
        connection.execute(sa.insert(tables.jobs).values(other))
    with pytest.raises(ConflictError, match="is being worked on"):
        judged.migrate(colours)
    assert judged.migration() is None


def test_films_ingested_and_removed_meanwhile(
    own: Workspace, own_films: Path, colours: str
) -> None:
    steps = own.migration_steps(Request(Action.RUN, "ada", colours))
    for progress in steps:
        if progress.stage == "Embedding with the new encoder" and progress.done > 0:
            break
    write_video(own_films / "film 8.mp4", scenes(8), size=(160, 90))
    added = own.ingest([own_films / "film 8.mp4"])
    assert (added.added, added.encoder) == (1, "lite")
    own.remove_video("film 3.mp4")
    assert {shot.video_id for shot in own.shots()} == {r.video.id for r in own.videos()}
    list(steps)
    ready = own.migration()
    assert ready is not None
    assert (ready.stage, ready.shots, ready.embedded) == (MigrationStage.READY, 32, 32)
    write_video(own_films / "film 9.mp4", scenes(9), size=(160, 90))
    own.ingest([own_films / "film 9.mp4"])
    own.remove_video("film 2.mp4")
    waiting = own.migration()
    assert waiting is not None
    assert (waiting.shots, waiting.embedded, waiting.left_out) == (32, 24, ())
    done = own.switch_migration()
    assert done.embedded == 32
    shots = {shot.id for shot in own.shots()}
    assert vectors_of(own, done.new.id).keys() == shots
    assert own.search("red", k=99).looked_at == 32
    assert all(finding.level == "ok" for finding in own.doctor())
    # What comes after the switch is caught up in the old space when going back.
    write_video(own_films / "film 7.mp4", scenes(7), size=(160, 90))
    assert own.ingest([own_films / "film 7.mp4"]).encoder == colours
    own.remove_video("film 1.mp4")
    back = own.roll_back_migration()
    assert (back.shots, back.embedded) == (32, 32)
    shots = {shot.id for shot in own.shots()}
    assert vectors_of(own, back.old.id).keys() == shots
    assert own.search("a ball", k=99).looked_at == 32
    assert all(finding.level == "ok" for finding in own.doctor())


def test_two_people_judge_and_build_meanwhile(judged: Workspace, colours: str) -> None:
    steps = judged.migration_steps(Request(Action.RUN, "ada", colours))
    shots = [shot.id for shot in judged.shots()]
    for number, _ in enumerate(steps):
        if number < 20:
            by = ("eve", "bob")[number % 2]
            judged.annotate("ball", [Judgement(shots[number], Verdict.POSITIVE)], by=by)
    log = verdict_log(judged)
    assert {item.annotation.annotator for item in judged.review("ball")} == {"ada", "bob", "eve"}
    judge(judged, "ball", by="eve")
    built = judged.build("ball")
    done = judged.switch_migration()
    current = [one for one in done.labels if one.roles == ("current",) and one.label == "ball"]
    assert [one.version for one in current] == [built.number], "rebuilt before the switch"
    carried = judged.version("ball")
    assert (carried.number, carried.dataset_digest) == (current[0].candidate, built.dataset_digest)
    assert carried.space_id == done.new.id
    assert judged.label("ball").new_judgements == 0
    assert verdict_log(judged).startswith(log[:-1])


def test_a_build_that_ends_after_the_switch_is_refused(judged: Workspace, colours: str) -> None:
    judged.migrate(colours)
    judge(judged, "ball", by="eve")
    building = judged.build_steps("ball")
    while next(building).done < 2:
        pass
    judged.switch_migration()
    with pytest.raises(ConflictError, match="vectors of this library were changed"):
        list(building)
    assert judged.version("ball").space_id == open_space(judged.parts).space.id
    judged.build("ball")


def test_the_switch_waits_for_an_ingest(judged: Workspace, colours: str) -> None:
    judged.migrate(colours)
    steps = judged.migration_steps(Request(Action.SWITCH, "ada"))
    with lease.held(judged.parts.database, "ingest"):
        waiting = next(progress for progress in steps if progress.stage == "Waiting")
        assert "is busy with this workspace (ingest)" in waiting.note
        assert encoder_in_use(judged) == "lite"
        judged.search("a ball")
    list(steps)
    assert encoder_in_use(judged) == colours


def test_films_whose_files_are_gone(own: Workspace, own_films: Path, colours: str) -> None:
    (own_films / "film 1.mp4").rename(own_films.parent / "elsewhere.mp4")
    plan = own.plan_migration(colours)
    assert (plan.videos, plan.shots) == (3, 24)
    (missing,) = plan.missing
    assert (missing.name, missing.shots) == ("film 1.mp4", 8)
    assert missing.reason == f"its file is gone: {own_films / 'film 1.mp4'}"
    with pytest.raises(InputError, match="1 video would have no vector of the new encoder"):
        own.migrate(colours)
    assert own.migration() is None
    ready = own.migrate(colours, without_missing=True)
    assert (ready.shots, ready.embedded) == (32, 24)
    assert [one.name for one in ready.left_out] == ["film 1.mp4"]
    own.relink([own_films.parent / "elsewhere.mp4"])
    assert own.switch_migration().embedded == 32, "found again, it is caught up"


def test_a_film_that_cannot_be_read_any_more(own: Workspace, own_films: Path, colours: str) -> None:
    victim = own_films / "film 2.mp4"
    facts = victim.stat()
    size = facts.st_size
    victim.write_bytes(b"\0" * size)
    os.utime(victim, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    ready = own.migrate(colours)
    assert (ready.stage, ready.embedded) == (MigrationStage.READY, 24)
    assert [one.name for one in ready.left_out] == ["film 2.mp4"]
    with pytest.raises(InputError, match=r"film 2\.mp4"):
        own.switch_migration()
    assert encoder_in_use(own) == "lite"
    done = own.switch_migration(without_missing=True)
    assert done.stage is MigrationStage.SWITCHED
    assert own.search("red", k=99).looked_at == 24


def test_touched_and_replaced_files(own: Workspace, own_films: Path, colours: str) -> None:
    (own_films / "film 0.mp4").touch()
    write_video(own_films / "film 1.mp4", scenes(6), size=(160, 90))
    plan = own.plan_migration(colours)
    assert [one.name for one in plan.missing] == ["film 1.mp4"]
    assert "holds another video by now" in plan.missing[0].reason


def test_nothing_at_all_can_be_embedded(own: Workspace, own_films: Path, colours: str) -> None:
    shutil.rmtree(own_films)
    with pytest.raises(NotReadyError, match="no shot could be embedded"):
        own.migrate(colours, without_missing=True)
    own.discard_migration(new=True)
    assert own.migration() is None


FULL_DISK = """
import resource, signal, sys
from shotseer import StoreError, Workspace
with Workspace.open(sys.argv[1], cache=sys.argv[2]) as workspace:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), resource.RLIM_INFINITY))
    try:
        workspace.migrate(sys.argv[3])
    except StoreError as error:
        print(error.message, error.hint)
"""


def test_a_full_disk_leaves_nothing_visible(judged: Workspace, colours: str) -> None:
    space = judged.plan_migration(colours).space
    folder = judged.folder.vectors(space.id)
    # A space that held many videos once: its file is longer than that of the database.
    rows = 131_000
    crc32 = shards.append(folder, space.dimension, 0, np.zeros((rows, 3), np.float32))
    with judged.parts.database.writing() as connection:
        spaces.save_space(connection, space)
        segment = {"space_id": space.id, "first_row": 0, "row_count": rows, "crc32": crc32}
        connection.execute(sa.insert(tables.segments).values(segment))
    shard = folder / "00000.f32"
    size = shard.stat().st_size
    assert judged.folder.database.stat().st_size < size
    hits = judged.search("a ball", k=5).hits
    # Half of the eight rows of the first film fit.
    arguments = [str(judged.folder.root), str(judged.settings.cache_folder), colours]
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, *arguments, str(size + 4 * 12)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "the disk is full: could not write vectors" in done.stdout, done.stderr
    assert shard.stat().st_size == size
    with judged.parts.database.reading() as connection:
        assert spaces.row_count(connection, space.id) == rows
        assert not spaces.has_rows(connection, space.id)
    assert judged.search("a ball", k=5).hits == hits
    assert judged.version_state("ball").current == 1
    assert judged.migrate(colours).embedded == 32


def test_too_little_room_is_said_beforehand(judged: Workspace, colours: str) -> None:
    plan = judged.plan_migration(colours)
    refuse_full(replace(plan, free_bytes=plan.bytes))
    with pytest.raises(StoreError, match="the new vectors need about 0 MB"):
        refuse_full(replace(plan, free_bytes=plan.bytes - 1))


def test_a_discard_that_was_stopped_is_finished(judged: Workspace, colours: str) -> None:
    new = judged.migrate(colours).new
    steps = judged.migration_steps(Request(Action.DISCARD, "ada", new=True))
    next(steps)
    steps.close()
    assert judged.migration() is None
    assert encoder_in_use(judged) == "lite"
    again = judged.migrate(colours)
    assert (again.new.id, again.embedded) == (new.id, 32)
    assert all(finding.level == "ok" for finding in judged.doctor())


def test_other_vectors_imported_meanwhile(own: Workspace, own_films: Path, colours: str) -> None:
    own.migrate(colours)
    shots = [shot.id for shot in own.shots()]
    vectors = np.random.default_rng(0).normal(size=(len(shots), 5)).astype(np.float32)
    given = own.folder.root / "given.npz"
    np.savez(given, X=vectors, shot=np.array(shots))
    own.import_vectors(given)
    with pytest.raises(ConflictError, match="got other vectors"):
        own.switch_migration()
    own.discard_migration(new=True)
    assert own.migration() is None
    # From vectors without an encoder to one, and back: only what came since stays behind.
    plan = own.plan_migration(colours)
    assert any("made elsewhere" in note for note in plan.notes)
    own.migrate(colours, switch=True)
    write_video(own_films / "film 9.mp4", scenes(9), size=(160, 90))
    own.ingest([own_films / "film 9.mp4"])
    back = own.roll_back_migration()
    assert (back.stage, back.shots, back.embedded) == (MigrationStage.ROLLED_BACK, 40, 40)
    assert encoder_in_use(own) == "given"
    (behind,) = back.left_out
    assert (behind.name, behind.shots) == ("film 9.mp4", 8)
    assert behind.reason == "it has no vector of given, which is in use again"
    assert own.search(like=[shots[0]], k=99).looked_at == 31, "all of the imported but itself"
    assert own.switch_migration().stage is MigrationStage.SWITCHED
    assert own.search("red", k=99).looked_at == 40
