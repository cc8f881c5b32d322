from fractions import Fraction

import pytest

from shotseer.media.timeline import Timeline

TICK, STEP = Fraction(1, 1000), Fraction(1, 25)


def place_all(timestamps: list[int | None], tick: Fraction = TICK) -> list[Fraction | None]:
    timeline = Timeline(tick, STEP)
    return [timeline.place(pts) for pts in timestamps]


def test_times_count_from_the_first_frame() -> None:
    assert place_all([5000, 5040, 5080]) == [0, Fraction(1, 25), Fraction(2, 25)]


def test_missing_timestamps_follow_at_the_declared_rate() -> None:
    assert place_all([None, None, None]) == [0, Fraction(1, 25), Fraction(2, 25)]


def test_a_repeated_or_late_timestamp_is_never_shown() -> None:
    assert place_all([0, 40, 40, 20, 80]) == [0, Fraction(1, 25), None, None, Fraction(2, 25)]


def test_timestamps_that_start_anew_go_on_where_they_were() -> None:
    assert place_all([0, 40, 4000, 0, 40]) == [
        0,
        Fraction(1, 25),
        4,
        Fraction(101, 25),
        Fraction(102, 25),
    ]


def test_the_end_is_when_the_last_frame_stops_being_shown() -> None:
    timeline = Timeline(TICK, STEP)
    assert timeline.end == 0
    timeline.place(0, 40)
    timeline.place(40, 500)
    assert timeline.end == Fraction(540, 1000)
    timeline.place(540, None)
    assert timeline.end == Fraction(580, 1000)
    assert timeline.frame_count == 3


@pytest.mark.parametrize(
    ("timestamps", "is_variable"),
    [
        ([0], False),
        ([0, 42, 83, 125, 167, 208], False),  # 24 a second in milliseconds
        ([0, 40, 80, 160, 200, 280], True),
    ],
)
def test_a_rate_is_variable_beyond_rounding(timestamps: list[int], is_variable: bool) -> None:
    timeline = Timeline(TICK, STEP)
    for pts in timestamps:
        timeline.place(pts)
    assert timeline.is_variable is is_variable


def test_gaps_in_a_steady_rate_are_missing() -> None:
    timeline = Timeline(TICK, STEP)
    steady = [40 * number for number in range(200)]
    for pts in steady:
        timeline.place(pts)
    assert timeline.missing == 0
    timeline.place(steady[-1] + 2000)
    assert timeline.missing == 2
    assert not timeline.is_variable


def test_slides_are_not_missing_frames() -> None:
    timeline = Timeline(TICK, STEP)
    for pts in (0, 2000, 5000, 5040, 9000):
        timeline.place(pts)
    assert timeline.missing == 0
