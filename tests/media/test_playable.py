from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from tests.world import THREE_SCENES, write_video

from shotseer.core.video import Video, VideoId
from shotseer.media.playable import MP4, is_playable
from shotseer.media.probe import probe

PLAYABLE = [
    ("a.mp4", "libx264", "yuv420p"),
    ("a.mov", "libx264", "yuv420p"),
    ("a.webm", "libvpx-vp9", "yuv420p"),
]
NOT_PLAYABLE = [
    ("a.mkv", "libx264", "yuv420p"),
    ("a.mkv", "libvpx-vp9", "yuv420p"),
    ("a.mp4", "libx264", "yuv422p"),
    ("a.mp4", "libx264", "yuv420p10le"),
    ("a.mp4", "libx265", "yuv420p"),
    ("a.avi", "mpeg4", "yuv420p"),
]


@pytest.mark.parametrize(("name", "codec", "pixel_format"), PLAYABLE)
def test_playable_as_it_is(tmp_path: Path, name: str, codec: str, pixel_format: str) -> None:
    write_video(tmp_path / name, THREE_SCENES[:1], codec=codec, pixel_format=pixel_format)
    assert is_playable(probe(tmp_path / name))


@pytest.mark.parametrize(("name", "codec", "pixel_format"), NOT_PLAYABLE)
def test_needs_a_proxy(tmp_path: Path, name: str, codec: str, pixel_format: str) -> None:
    write_video(tmp_path / name, THREE_SCENES[:1], codec=codec, pixel_format=pixel_format)
    assert not is_playable(probe(tmp_path / name))


def test_sound_counts_too(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    write_video(path, THREE_SCENES[:1], has_audio=True)
    assert probe(path).audio_codec == "aac"
    assert is_playable(probe(path))
    facts = (VideoId("0"), Fraction(1), Fraction(25), 64, 64, 25)
    surround = Video(*facts, codec="h264", container=MP4, audio_codec="ac3")
    assert not is_playable(surround)


def test_videos_from_before_are_judged_by_what_is_known() -> None:
    facts = (VideoId("0"), Fraction(1), Fraction(25), 64, 64, 25)
    assert is_playable(Video(*facts, codec="h264", container=MP4, has_audio=True))
    assert not is_playable(Video(*facts, codec="prores", container=MP4))
    assert not is_playable(Video(*facts))
