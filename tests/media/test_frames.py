from fractions import Fraction
from pathlib import Path

import pytest
from tests import world

from shotseer.media.frames import frames_at, frames_between
from shotseer.media.reading import open_video

SECONDS = 24


@pytest.fixture(
    scope="module",
    params=[
        ("film.mp4", "libx264"),
        ("film.mkv", "libx264"),
        ("film.ts", "mpeg2video"),
        ("film.m2v", "mpeg2video"),
    ],
    ids=lambda param: param[0],
)
def film(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    name, codec = request.param
    path: Path = tmp_path_factory.mktemp("films") / name
    world.write_video(
        path,
        [world.Scene(seconds=SECONDS, speed=0.02)],
        fps=Fraction(25),
        size=(64, 36),
        codec=codec,
        key_every=50,
    )
    return path


def test_the_frame_on_display_by_reading_on_and_by_seeking(film: Path) -> None:
    near = [Fraction(second, 10) + Fraction(1, 100) for second in range(1, 40, 5)]
    far = [Fraction(5), Fraction(1, 3), Fraction(23), Fraction(10), Fraction(31, 3), Fraction(90)]
    times = [*near, *far]
    with open_video(film) as source:
        shown = [frame.time for frame in frames_at(source, times)]
    step = Fraction(1, 25)
    wanted = [min(time // step * step, SECONDS - step) for time in times]
    assert shown == pytest.approx(wanted, abs=0.001)


def test_frames_between_two_times(film: Path) -> None:
    with open_video(film) as source:
        times = [frame.time for frame in frames_between(source, Fraction(15), Fraction(78, 5))]
    assert times == pytest.approx([15 + number / 25 for number in range(15)], abs=0.001)


def test_times_are_those_of_reading_through(film: Path) -> None:
    with open_video(film) as source:
        through = {frame.time for frame in source.frames()}
    with open_video(film) as source:
        assert {frame.time for frame in frames_between(source, Fraction(9), Fraction(20))} < through
