from __future__ import annotations

from pathlib import Path

import pytest

from shotseer import InputError
from shotseer.flows.roots import ListedFile, confine, list_folder


@pytest.fixture
def footage(tmp_path: Path) -> Path:
    folder = tmp_path / "footage"
    (folder / "monday").mkdir(parents=True)
    (folder / ".trash").mkdir()
    (folder / "b.mp4").write_bytes(b"123")
    (folder / "A.mov").write_bytes(b"12345")
    (folder / "notes.txt").write_bytes(b"1")
    (folder / ".hidden.mp4").write_bytes(b"1")
    (tmp_path / "secret.mp4").write_bytes(b"1")
    (folder / "link.mp4").symlink_to(tmp_path / "secret.mp4")
    (folder / "loop").symlink_to(folder / "loop")
    return folder


def test_paths_stay_inside(footage: Path) -> None:
    assert confine(footage / "monday" / ".." / "b.mp4", [footage]) == footage / "b.mp4"
    assert confine(str(footage), [footage]) == footage
    assert confine(footage / "not yet there", [footage]) == footage / "not yet there"


@pytest.mark.parametrize("path", ["..", "../secret.mp4", "link.mp4", "monday/../../secret.mp4"])
def test_nothing_leads_outside(footage: Path, path: str) -> None:
    with pytest.raises(InputError, match="lies outside the folders"):
        confine(footage / path, [footage])


@pytest.mark.parametrize("path", ["", " ", "a\0b"])
def test_what_is_no_path_is_refused(footage: Path, path: str) -> None:
    with pytest.raises(InputError, match="is not a path"):
        confine(path, [footage])


def test_without_folders_nothing_may_be_read(footage: Path) -> None:
    with pytest.raises(InputError, match="lies outside") as caught:
        confine(footage, [])
    assert "there is none" in caught.value.hint
    with pytest.raises(InputError, match="no folder may be read here"):
        list_folder("", [])


def test_a_folder_shows_folders_and_possible_videos(footage: Path, tmp_path: Path) -> None:
    found = list_folder("", [footage, tmp_path / "other"])
    assert (found.path, found.parent) == (footage, None)
    assert found.folders == ("monday",)
    assert found.files == (ListedFile("A.mov", 5), ListedFile("b.mp4", 3))
    inner = list_folder(footage / "monday", [footage])
    assert (inner.parent, inner.folders, inner.files) == (footage, (), ())


def test_what_is_no_folder_is_refused(footage: Path) -> None:
    for name in ("b.mp4", "nowhere"):
        with pytest.raises(InputError, match="cannot list"):
            list_folder(footage / name, [footage])
