import pickle
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import av
import numpy as np
import PIL.Image
import pytest
from tests import world

from shotseer.core.errors import MediaError
from shotseer.core.video import TimeSpan
from shotseer.media.previews import make_preview
from shotseer.media.probe import probe


def make(tmp_path: Path, start: float, end: float, **changes: Any) -> tuple[Path, Path]:
    path = tmp_path / "film.mp4"
    arguments = {"scenes": world.THREE_SCENES} | changes
    world.write_video(path, **arguments)
    poster, preview = tmp_path / "posters" / "a.jpg", tmp_path / "previews" / "a.mp4"
    span = TimeSpan(Fraction(start), Fraction(end))
    work = partial(make_preview, path, probe(path), span, poster=poster, preview=preview)
    pickle.loads(pickle.dumps(work))()
    assert [file.name for file in poster.parent.iterdir()] == ["a.jpg"]
    assert [file.name for file in preview.parent.iterdir()] == ["a.mp4"]
    return poster, preview


def read(path: Path) -> tuple[list[float], Any]:
    """Return the times of a preview's frames, and its stream's facts."""
    with av.open(str(path)) as container:
        (stream,) = container.streams
        assert isinstance(stream, av.VideoStream)
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        size = stream.width, stream.height
        frames = list(container.decode(stream))
        times = [float(frame.time) for frame in frames]
        return times, (size, frames[len(frames) // 2].to_ndarray(format="rgb24"))


def test_poster_and_preview_show_the_shot(tmp_path: Path) -> None:
    poster, preview = make(tmp_path, 1, 2.5)
    with PIL.Image.open(poster) as image:
        assert (image.format, image.size) == ("JPEG", (320, 180))
        assert np.allclose(np.asarray(image)[90, 160], world.COLOURS["yellow"], atol=25)
    times, (size, middle) = read(preview)
    assert size == (320, 180)
    assert times == pytest.approx([number / 24 for number in range(36)], abs=0.001)
    assert np.allclose(middle[90, 160], world.COLOURS["yellow"], atol=25)
    content = preview.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_a_preview_is_small_and_short(tmp_path: Path) -> None:
    scenes = [world.Scene(seconds=5, speed=0.05)]
    poster, preview = make(
        tmp_path, 0, 5, scenes=scenes, size=(1000, 562), fps=Fraction(5), has_audio=True
    )
    with PIL.Image.open(poster) as image:
        assert image.size == (854, 480)
    times, (size, _) = read(preview)
    assert size == (568, 320)
    assert len(times) == 20


def test_a_preview_of_a_phone_video_is_upright(tmp_path: Path) -> None:
    poster, preview = make(tmp_path, 0, 1, rotation=90, size=(322, 182))
    with PIL.Image.open(poster) as image:
        assert image.size == (182, 322)
    _, (size, _) = read(preview)
    assert size == (180, 320)


def test_uneven_frames_keep_their_times(tmp_path: Path) -> None:
    _, preview = make(tmp_path, 1, 2.5, variable_rate=True)
    times, _ = read(preview)
    assert times[:4] == pytest.approx([0, 2 / 24, 3 / 24, 5 / 24], abs=0.001)


def test_fast_frames_are_thinned_out(tmp_path: Path) -> None:
    _, preview = make(tmp_path, 0, 1, fps=Fraction(120), size=(64, 36))
    times, _ = read(preview)
    assert times == pytest.approx([number / 30 for number in range(30)], abs=0.001)


def test_a_shot_shorter_than_a_frame(tmp_path: Path) -> None:
    poster, preview = make(tmp_path, 1.01, 1.02)
    assert poster.exists()
    times, _ = read(preview)
    assert times == [0]


def test_nothing_is_left_of_a_preview_that_fails(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    world.write_video(path, world.THREE_SCENES)
    video = probe(path)
    path.write_bytes(b"gone")
    poster, preview = tmp_path / "a.jpg", tmp_path / "a.mp4"
    with pytest.raises(MediaError):
        make_preview(
            path, video, TimeSpan(Fraction(0), Fraction(1)), poster=poster, preview=preview
        )
    assert list(tmp_path.iterdir()) == [path]
