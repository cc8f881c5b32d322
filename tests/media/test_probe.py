import hashlib
import os
from fractions import Fraction
from pathlib import Path

import pytest
from tests import world

from shotseer.core.errors import MediaError
from shotseer.media.probe import fingerprint, probe


@pytest.mark.parametrize(
    "name", ["two words.mp4", "line\nbreak.mp4", "фильм-映画.mp4", "50%03d.mp4"]
)
def test_facts_of_a_video(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    world.write_video(path, world.THREE_SCENES, fps=Fraction(30_000, 1001), has_audio=True)
    video = probe(path)
    assert video.id == hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
    assert video.frame_rate == Fraction(30_000, 1001)
    assert video.duration == Fraction(112 * 1001, 30_000)
    assert (video.width, video.height) == (320, 180)
    assert (video.frame_count, video.rotation) == (112, 0)
    assert (video.codec, video.has_audio) == ("h264", True)
    assert "mp4" in video.container
    assert video.size_bytes == path.stat().st_size


@pytest.mark.parametrize(
    ("rotation", "pixel_shape", "size"),
    [
        (0, Fraction(4, 3), (427, 180)),
        (90, Fraction(1), (180, 320)),
        (180, Fraction(1), (320, 180)),
        (270, Fraction(4, 3), (180, 427)),
    ],
)
def test_size_is_upright_with_square_pixels(
    tmp_path: Path, rotation: int, pixel_shape: Fraction, size: tuple[int, int]
) -> None:
    path = tmp_path / "film.mp4"
    scenes = [world.Scene(seconds=0.5)]
    world.write_video(path, scenes, rotation=rotation, pixel_shape=pixel_shape)
    video = probe(path)
    assert (video.width, video.height) == size
    assert video.rotation == rotation


@pytest.mark.parametrize(
    ("name", "codec", "pixel_format"),
    [
        ("film.mkv", "libx264", "yuv420p10le"),
        ("film.webm", "libvpx-vp9", "yuva420p"),
        ("film.avi", "mpeg4", "yuv420p"),
        ("film.ts", "mpeg2video", "yuv420p"),
        ("film.mov", "prores_ks", "yuv422p10le"),
        ("film.m2v", "mpeg2video", "yuv420p"),
    ],
)
def test_containers_and_codecs(tmp_path: Path, name: str, codec: str, pixel_format: str) -> None:
    path = tmp_path / name
    world.write_video(
        path, [world.Scene()], fps=Fraction(25), codec=codec, pixel_format=pixel_format
    )
    video = probe(path)
    assert video.frame_rate == 25
    assert (video.width, video.height) == (320, 180)


def test_odd_sizes(tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    world.write_video(path, [world.Scene()], size=(161, 91), codec="ffv1", pixel_format="bgr0")
    assert (probe(path).width, probe(path).height) == (161, 91)


def write_empty(path: Path) -> None:
    path.touch()


def write_text(path: Path) -> None:
    path.write_text("This is not a film.\n" * 200)


def write_header_only(path: Path) -> None:
    world.write_video(path, [world.Scene()])
    world.truncate(path, 0.5)


@pytest.mark.parametrize(
    ("write", "reason"),
    [
        (write_empty, "the file is empty"),
        (write_text, "not a media file"),
        (write_header_only, "not a media file, or broken"),
        (world.write_sound, "it has only sound"),
        (world.write_cover_sound, "only sound and a cover picture"),
        (world.write_still, "it is a still image"),
        (Path.mkdir, "it is a folder"),
        (lambda path: None, "No such file"),
        (os.mkfifo, "not a regular file"),
    ],
)
def test_what_is_not_a_video(tmp_path: Path, write: object, reason: str) -> None:
    path = tmp_path / "film.mp4"
    assert callable(write)
    write(path)
    with pytest.raises(MediaError, match=reason) as error:
        probe(path)
    assert repr(str(path)) in error.value.message
    assert error.value.hint


def test_text_is_never_taken_for_pictures(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    write_text(path)
    with pytest.raises(MediaError, match="it is a text file"):
        probe(path)


def test_nothing_is_printed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "film.mp4"
    write_header_only(path)
    with pytest.raises(MediaError):
        probe(path)
    assert capfd.readouterr() == ("", "")


def test_fingerprint_depends_on_content_alone(tmp_path: Path) -> None:
    one, copy, other = tmp_path / "one", tmp_path / "copy.mp4", tmp_path / "other"
    one.write_bytes(b"content")
    copy.write_bytes(b"content")
    other.write_bytes(b"Content")
    assert fingerprint(one) == fingerprint(copy) != fingerprint(other)
    with pytest.raises(MediaError, match="No such file"):
        fingerprint(tmp_path / "missing")
