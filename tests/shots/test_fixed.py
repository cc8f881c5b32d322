from fractions import Fraction

import pytest

from shotseer.core.errors import InputError
from shotseer.core.video import Video, VideoId
from shotseer.shots.fixed import FixedWindows


def cuts_of(seconds: float, end: Fraction) -> list[Fraction]:
    video = Video(VideoId("0" * 32), end, Fraction(10), 64, 36, 0)
    finder = FixedWindows(seconds).start(video)
    cuts: list[Fraction] = []
    for number in range(int(end * 10)):
        cuts += finder.push(Fraction(number, 10), None)
    return [*cuts, *finder.finish(end)]


def test_windows_of_equal_length() -> None:
    assert cuts_of(2, Fraction(7)) == [2, 4, 6]
    assert cuts_of(2, Fraction(6)) == [2, 4]
    assert cuts_of(0.7, Fraction(2)) == [Fraction(7, 10), Fraction(7, 5)]


def test_a_tiny_rest_joins_the_last_window() -> None:
    assert cuts_of(5, Fraction(60095, 1000))[-1] == 55


def test_a_video_shorter_than_a_window() -> None:
    assert cuts_of(5, Fraction(3)) == []


def test_windows_shorter_than_a_frame() -> None:
    assert cuts_of(0.05, Fraction(1, 5)) == [Fraction(1, 20), Fraction(1, 10), Fraction(3, 20)]


def test_the_length_must_be_positive() -> None:
    with pytest.raises(InputError, match="0 seconds"):
        FixedWindows(0)
