from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.world import THREE_SCENES, write_sound, write_video

from shotseer import InputError, MediaError, StoreError, Workspace
from shotseer.flows import uploads
from shotseer.flows.uploads import receive_upload, safe_name


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("upload") / "a.mp4"
    write_video(path, THREE_SCENES[:1], size=(160, 90))
    return path.read_bytes()


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "library", create=True) as opened:
        yield opened


def pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), 1000):
        yield content[start : start + 1000]


def left(workspace: Workspace) -> list[str]:
    folder = workspace.folder.uploads
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_video_arrives_whole(workspace: Workspace, film: bytes) -> None:
    path = workspace.receive_upload("../../etc/my film.mp4", pieces(film))
    assert path == workspace.folder.uploads / "my film.mp4"
    assert path.read_bytes() == film
    second = workspace.receive_upload("my film.mp4", pieces(film))
    assert second.name == "my film (2).mp4"
    assert left(workspace) == ["my film (2).mp4", "my film.mp4"]
    assert workspace.confine(path, []) == path.resolve()


def test_what_is_no_video_leaves_nothing(workspace: Workspace, tmp_path: Path) -> None:
    write_sound(tmp_path / "a.m4a")
    for content in (b"", b"not a video", (tmp_path / "a.m4a").read_bytes()):
        with pytest.raises(MediaError, match=r"cannot read 'clip\.mp4'"):
            workspace.receive_upload("clip.mp4", [content])
    assert left(workspace) == []


def test_too_much_is_refused(workspace: Workspace, film: bytes) -> None:
    taken: list[bytes] = []

    def endless() -> Iterator[bytes]:
        while True:
            taken.append(film)
            yield film

    with pytest.raises(InputError, match=r"a\.mp4 is larger than"):
        receive_upload(workspace.parts, "a.mp4", endless(), 10 * len(film))
    assert len(taken) == 11
    assert left(workspace) == []


def test_a_connection_that_breaks_leaves_nothing(workspace: Workspace, film: bytes) -> None:
    def broken() -> Iterator[bytes]:
        yield film[:1000]
        raise RuntimeError("gone")

    with pytest.raises(RuntimeError):
        workspace.receive_upload("a.mp4", broken())
    assert left(workspace) == []


def test_what_a_killed_server_left_is_swept_up(workspace: Workspace, film: bytes) -> None:
    workspace.folder.uploads.mkdir()
    old, new = (workspace.folder.uploads / f".{name}.part.mp4" for name in ("old", "new"))
    for part in (old, new):
        part.write_bytes(film[:100])
    two_days_ago = old.stat().st_mtime - 2 * 24 * 3600
    os.utime(old, (two_days_ago, two_days_ago))
    sent = workspace.receive_upload("sent.mp4", [film])
    assert sorted(workspace.folder.uploads.iterdir()) == sorted([new, sent])


def test_a_playlist_is_refused(workspace: Workspace, film: bytes, tmp_path: Path) -> None:
    (tmp_path / "secret.mp4").write_bytes(film)
    lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:10", "#EXTINF:8.0,", str(tmp_path / "secret.mp4")]
    playlist = "\n".join([*lines, "#EXT-X-ENDLIST", ""])
    with pytest.raises(MediaError, match="playlist"):
        workspace.receive_upload("harmless.m3u8", [playlist.encode()])
    assert left(workspace) == []
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "list.m3u8").write_text(playlist)
    steps = workspace.ingest_steps([tmp_path / "root"], roots=[str(tmp_path / "root")])
    with contextlib.suppress(StopIteration):
        while True:
            next(steps)
    assert workspace.videos() == []


def test_a_full_disk_is_told_before_it_is_full(
    workspace: Workspace, film: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "RESERVE_BYTES", 2**62)
    with pytest.raises(StoreError, match="the disk is full"):
        workspace.receive_upload("a.mp4", pieces(film))
    assert left(workspace) == []


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a.mp4", "a.mp4"),
        ("C:\\films\\a.mp4", "a.mp4"),
        ("../..", "video"),
        ("", "video"),
        (".hidden.mov", "hidden.mov"),
        ("a\0\n\u202eb?.mp4 ", "ab_.mp4"),
        ("été 映画.mkv", "été 映画.mkv"),
        ("\udcff.mp4", "video.mp4"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_long_names_keep_their_ending() -> None:
    assert safe_name("é" * 300 + ".mp4") == "é" * 98 + ".mp4"
