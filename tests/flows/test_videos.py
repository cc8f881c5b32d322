from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from tests.store.samples import video
from tests.world import THREE_SCENES, write_sound, write_video

from shotseer import ConflictError, InputError, NotFoundError, Workspace
from shotseer.flows.relink import FoundAgain
from shotseer.store import lease, videos
from shotseer.store.catalogue import _spread


def test_pages_follow_each_other(workspace: Workspace) -> None:
    first = workspace.videos_page(k=3)
    assert [one.record.name for one in first.videos] == ["film 0.mp4", "film 1.mp4", "film 2.mp4"]
    second = workspace.videos_page(after=first.cursor, k=3)
    assert [one.record.name for one in second.videos] == ["film 3.mp4"]
    assert second.cursor is None
    assert workspace.videos_page("FILM 2").videos[0].record.name == "film 2.mp4"
    assert workspace.videos_page("100%").videos == ()
    workspace.import_fields_text(b"video,rights\nfilm 1.mp4,cleared\nfilm 3.mp4,cleared\n")
    cleared = workspace.videos_page(where="rights = cleared and duration > 0.5", k=1)
    assert [one.record.name for one in cleared.videos] == ["film 1.mp4"]
    rest = workspace.videos_page(where="rights = cleared", after=cleared.cursor)
    assert [one.record.name for one in rest.videos] == ["film 3.mp4"]
    assert rest.cursor is None
    with pytest.raises(InputError, match="not a cursor"):
        workspace.videos_page(after="nonsense")


def test_videos_of_one_name_are_all_paged(workspace: Workspace) -> None:
    with workspace.parts.database.writing() as connection:
        for number in range(20, 25):
            videos.save_video(connection, video(number), "same.mp4")
    found, after = [], None
    while True:
        page = workspace.videos_page("same", after=after, k=2)
        found += [one.record.video.id for one in page.videos]
        after = page.cursor
        if after is None:
            break
    assert found == [f"{number:032x}" for number in range(20, 25)]


def test_a_video_tells_how_it_stands(workspace: Workspace, films: Path) -> None:
    found = workspace.video("film 0.mp4")
    shots = [shot.id for shot in workspace.shots("film 0.mp4")]
    assert (found.is_missing, found.is_playable, found.fields) == (False, True, {})
    assert (list(found.strip), found.has_posters) == (shots, True)
    with pytest.raises(NotFoundError):
        workspace.video("film 9.mp4")


def test_strips_are_spread_evenly() -> None:
    assert _spread(0, 8) == []
    assert _spread(3, 8) == [0, 1, 2]
    assert _spread(8, 8) == [0, 1, 2, 3, 4, 5, 6, 7]
    assert _spread(80, 8) == [5, 15, 25, 35, 45, 55, 65, 75]


def test_moved_files_are_found_again(
    tmp_path: Path, films: Path, model_cache: Path, workspace: Workspace
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    write_video(here / "a.mp4", THREE_SCENES[:2], size=(160, 90))
    workspace.ingest([here])
    here.rename(there)
    (there / "a.mp4").rename(there / "b.mp4")
    write_video(there / "new.mp4", THREE_SCENES[1:], size=(160, 90))
    (there / "notes.txt").write_text("not looked at")
    assert workspace.video("a.mp4").is_missing
    assert not workspace.video("a.mp4").is_playable
    done = workspace.relink([there])
    known = workspace.video("a.mp4")
    assert done.found == [FoundAgain(known.record.video.id, "a.mp4", str(there / "b.mp4"))]
    assert (done.known, done.unknown, done.failures) == (0, [str(there / "new.mp4")], [])
    assert (known.is_missing, known.is_playable) == (False, True)
    again = workspace.relink([there, films])
    assert (again.found, again.known) == ([], 5)
    assert workspace.jobs()[0].result == {
        "found": [],
        "known": 5,
        "unknown": [str(there / "new.mp4")],
        "failures": [],
    }


def test_what_cannot_be_looked_at_is_told(workspace: Workspace, tmp_path: Path) -> None:
    size = os.path.getsize(workspace.videos()[0].paths[0])
    (tmp_path / "same size.mp4").write_bytes(bytes(size))
    done = workspace.relink([tmp_path / "nowhere", tmp_path / "same size.mp4"])
    assert [failure.reason for failure in done.failures] == ["there is no such file or folder"]
    assert done.unknown == [str(tmp_path / "same size.mp4")]
    assert workspace.failures() == [], "a look is no ingest"
    assert workspace.relink([]).found == []
    assert workspace.relink(tmp_path / "same size.mp4").unknown == done.unknown
    with pytest.raises(InputError, match="a path is empty"):
        workspace.relink([""])
    with lease.held(workspace.parts.database, "ingest"), pytest.raises(ConflictError):
        workspace.relink([tmp_path])


def test_ingest_makes_copies_of_what_browsers_cannot_play(
    tmp_path: Path, model_cache: Path
) -> None:
    films = tmp_path / "films"
    films.mkdir()
    write_video(films / "a.avi", THREE_SCENES, codec="mpeg4", size=(160, 90))
    write_video(films / "b.mp4", THREE_SCENES[:1], size=(160, 90))
    write_sound(films / "c.m4a")
    with Workspace.open(
        tmp_path / "library", create=True, cache=str(model_cache), previews=False
    ) as workspace:
        steps = workspace.ingest_steps([films])
        stages = [progress.stage for progress in steps]
        assert stages[-1] == "Making playable copies"
        proxy = workspace.playable_file("a.avi")
        assert proxy is not None
        assert proxy.parent.name == "proxies"
        assert workspace.playable_file("b.mp4") == films / "b.mp4"
        assert workspace.video("a.avi").is_playable
        assert workspace.ingest([films]).proxies == 0
        workspace.remove_video("a.avi")
        assert not proxy.exists()


def test_copies_can_be_made_on_demand(tmp_path: Path, model_cache: Path) -> None:
    film = tmp_path / "a.mov"
    write_video(film, THREE_SCENES, codec="prores_ks", pixel_format="yuv422p10le", size=(160, 90))
    settings = {"cache": str(model_cache), "previews": False, "proxies": False}
    with Workspace.open(tmp_path / "library", create=True, **settings) as workspace:
        workspace.ingest([film])
        assert workspace.playable_file("a.mov") is None
        assert not workspace.video("a.mov").is_playable
        proxy = workspace.make_proxy("a.mov")
        assert workspace.playable_file("a.mov") == proxy
        assert workspace.make_proxy("a.mov") == proxy
        proxy.unlink()
        shutil.move(film, tmp_path / "b.mov")
        with pytest.raises(NotFoundError, match=r"file of a\.mov is gone"):
            workspace.make_proxy("a.mov")
