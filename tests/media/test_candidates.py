from collections.abc import Iterator
from contextlib import closing
from fractions import Fraction

import av
import numpy as np
import pytest

from shotseer.core.arrays import Image
from shotseer.core.video import TimeSpan
from shotseer.media.candidates import IN_MEMORY, Candidates
from shotseer.media.pictures import Scaler
from shotseer.media.reading import Frame

RATE = 20
PER_SECOND = 10
"""Levels of grey by which the drawn frames grow brighter in a second."""


@pytest.fixture
def candidates() -> Iterator[Candidates]:
    made = Candidates(Scaler((32, 18), 0), 4, shortest=Fraction(2, 5), longest=Fraction(1))
    with closing(made):
        yield made


def add(candidates: Candidates, start: int, end: int) -> None:
    for number in range(start * RATE, end * RATE):
        time = Fraction(number, RATE)
        grey = np.full((18, 32, 3), 10 + int(time % 20 * PER_SECOND), np.uint8)
        candidates.add(Frame(time, av.VideoFrame.from_ndarray(grey, format="rgb24")))


def seconds_of(image: Image) -> float:
    return (float(image.mean()) - 10) / PER_SECOND


def span(start: float, end: float) -> TimeSpan:
    return TimeSpan(Fraction(start), Fraction(end))


def test_old_frames_of_a_long_take_wait_on_disk(candidates: Candidates) -> None:
    add(candidates, 0, 20)
    assert len(candidates._kept) > 2 * IN_MEMORY
    in_memory = [
        one for one in candidates._kept if one.image is not None or one.picture is not None
    ]
    assert len(in_memory) <= IN_MEMORY + 20
    for start in range(20):
        times = [seconds_of(image) for image in candidates.pick(span(start, start + 1))]
        assert times == pytest.approx([start + i / 8 for i in (1, 3, 5, 7)], abs=0.2)


def test_frames_of_a_closed_shot_are_let_go(candidates: Candidates) -> None:
    add(candidates, 0, 20)
    candidates.start_shot(Fraction(19))
    assert len(candidates._kept) <= RATE + 1
    times = [seconds_of(image) for image in candidates.pick(span(19, 20))]
    assert times == pytest.approx([19.125, 19.375, 19.625, 19.875], abs=0.2)
    add(candidates, 20, 40)
    times = [seconds_of(image) for image in candidates.pick(span(19, 20))]
    assert times == pytest.approx([19.125, 19.375, 19.625, 19.875], abs=0.2)


def test_a_span_between_two_frames_takes_the_one_on_display(candidates: Candidates) -> None:
    add(candidates, 0, 1)
    candidates.start_shot(Fraction(81, 100))
    (image,) = candidates.pick(span(0.81, 0.84))
    assert seconds_of(image) == pytest.approx(0.8, abs=0.1)


def test_a_cut_that_is_told_late_finds_the_frames_of_a_short_shot() -> None:
    """A shot of half a second, after a long take, that is known three seconds later."""
    patient = Candidates(
        Scaler((32, 18), 0), 4, Fraction(2, 5), longest=Fraction(15), lag=Fraction(4)
    )
    with closing(patient):
        add(patient, 0, 16)
        patient.start_shot(Fraction(12))
        times = [seconds_of(image) for image in patient.pick(span(12, 12.5))]
        assert times == pytest.approx([12.0625, 12.1875, 12.3125, 12.4375], abs=0.06)
        patient.start_shot(Fraction(25, 2))
        add(patient, 16, 30)
        old = [one.time for one in patient._kept if one.time < 25]
        assert len(old) < 30  # frames that are old enough are thinned out, as ever
