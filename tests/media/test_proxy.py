from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from tests.world import THREE_SCENES, damage, truncate, write_video

from shotseer.core.errors import MediaError
from shotseer.media.playable import is_playable
from shotseer.media.probe import probe
from shotseer.media.proxy import make_proxy
from shotseer.media.reading import open_video

FORMS = [
    ("film.mov", "prores_ks", "yuv422p10le", False),
    ("film.avi", "mpeg4", "yuv420p", False),
    ("film.mkv", "libx265", "yuv420p10le", False),
    ("film.mkv", "libx264", "yuv420p", True),
    ("film.mp4", "libx264", "yuv444p", False),
]


def times_and_cuts(path: Path) -> tuple[list[Fraction], list[Fraction]]:
    """Return the times of all frames, and those at which the picture changes as a whole."""
    with open_video(path) as source:
        frames = [
            (f.time, f.picture.to_ndarray(format="gray").astype(int)) for f in source.frames()
        ]
    cuts = [
        time
        for (_, before), (time, after) in pairwise(frames)
        if np.abs(after - before).mean() > 10
    ]
    return [time for time, _ in frames], cuts


def run(path: Path, proxy: Path) -> list[float]:
    return list(make_proxy(path, probe(path), proxy))


@pytest.mark.parametrize(("name", "codec", "pixel_format", "variable"), FORMS)
def test_a_proxy_plays_and_keeps_every_time(
    tmp_path: Path, name: str, codec: str, pixel_format: str, variable: bool
) -> None:
    path, proxy = tmp_path / name, tmp_path / "proxies" / "p.mp4"
    write_video(path, THREE_SCENES, codec=codec, pixel_format=pixel_format, variable_rate=variable)
    assert not is_playable(probe(path))
    done = run(path, proxy)
    assert done == sorted(done)
    assert 3.5 < done[-1] <= 3.75
    made = probe(proxy)
    assert is_playable(made)
    assert (made.codec, made.pixel_format, made.width, made.height) == (
        "h264",
        "yuv420p",
        320,
        180,
    )
    times, cuts = times_and_cuts(path)[0], times_and_cuts(proxy)[1]
    copied = times_and_cuts(proxy)[0]
    assert max(abs(a - b) for a, b in zip(times, copied, strict=True)) < Fraction(1, 1000)
    assert [round(float(cut), 2) for cut in cuts] == [1.0, 2.5]
    assert [path.name for path in proxy.parent.iterdir()] == ["p.mp4"]


def test_there_is_a_key_frame_a_second_and_the_index_comes_first(tmp_path: Path) -> None:
    path, proxy = tmp_path / "film.mov", tmp_path / "p.mp4"
    write_video(path, THREE_SCENES, codec="prores_ks", pixel_format="yuv422p10le")
    run(path, proxy)
    with av.open(str(proxy)) as container:
        stream = container.streams.video[0]
        keys = [
            p.pts * p.time_base
            for p in container.demux(stream)
            if p.is_keyframe and p.pts is not None
        ]
    assert keys[0] == 0
    assert all(b - a <= 1 for a, b in pairwise(keys))
    head = proxy.read_bytes()
    assert head.index(b"moov") < head.index(b"mdat")


def test_large_videos_shrink_and_turned_ones_stand_upright(tmp_path: Path) -> None:
    path, proxy = tmp_path / "film.avi", tmp_path / "p.mp4"
    write_video(path, THREE_SCENES[:1], size=(1600, 900), codec="mpeg4")
    run(path, proxy)
    assert (probe(proxy).width, probe(proxy).height) == (1280, 720)
    turned = tmp_path / "turned.mp4"
    write_video(turned, THREE_SCENES[:1], pixel_format="yuv444p", rotation=90)
    run(turned, proxy)
    made = probe(proxy)
    assert (made.width, made.height, made.rotation) == (180, 320, 0)


def test_sound_is_kept_and_in_step(tmp_path: Path) -> None:
    path, proxy = tmp_path / "film.mkv", tmp_path / "p.mp4"
    write_video(path, THREE_SCENES, has_audio=True, start=Fraction(2))
    run(path, proxy)
    made = probe(proxy)
    assert (made.has_audio, made.audio_codec) == (True, "aac")
    with av.open(str(proxy)) as container:
        sound = np.concatenate([f.to_ndarray()[0] for f in container.decode(audio=0)])
    loud = np.flatnonzero(np.abs(sound) > 0.5)
    # The tone of the file begins two seconds before its picture.
    assert loud[0] / 48_000 < 0.1
    assert 1.4 < loud[-1] / 48_000 < 2.0


@pytest.mark.parametrize("harm", [lambda p: truncate(p, 0.6), lambda p: damage(p, 0.5, 0.55)])
def test_what_can_be_read_of_a_broken_file_is_kept(tmp_path: Path, harm: object) -> None:
    path, proxy = tmp_path / "film.mkv", tmp_path / "p.mp4"
    write_video(path, THREE_SCENES, has_audio=True)
    video = probe(path)
    assert callable(harm)
    harm(path)
    done = list(make_proxy(path, video, proxy))
    assert done[-1] > 1
    assert len(times_and_cuts(proxy)[0]) == len(done)


def test_a_cancelled_proxy_leaves_nothing(tmp_path: Path) -> None:
    path, proxy = tmp_path / "film.avi", tmp_path / "proxies" / "p.mp4"
    write_video(path, THREE_SCENES, codec="mpeg4")
    steps = make_proxy(path, probe(path), proxy)
    next(steps)
    steps.close()
    assert list(proxy.parent.iterdir()) == []


def test_a_file_that_is_gone_leaves_nothing(tmp_path: Path) -> None:
    path, proxy = tmp_path / "film.avi", tmp_path / "proxies" / "p.mp4"
    write_video(path, THREE_SCENES, codec="mpeg4")
    video = probe(path)
    path.unlink()
    with pytest.raises(MediaError):
        list(make_proxy(path, video, proxy))
    assert list(proxy.parent.iterdir()) == []
