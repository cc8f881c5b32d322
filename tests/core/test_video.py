from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shotseer.core.video import TimeSpan, VideoId, sample_times, shot_id, shots_of, timecode

VIDEO = VideoId("0" * 32)

seconds = st.fractions(min_value=0, max_value=1_000, max_denominator=100_000)


@st.composite
def spans(draw: st.DrawFn) -> TimeSpan:
    start = draw(seconds)
    return TimeSpan(start, start + draw(seconds.filter(bool)))


@pytest.mark.parametrize(("start", "end"), [(1, 1), (2, 1), (-1, 1)])
def test_a_span_has_a_length(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="a time span needs"):
        TimeSpan(Fraction(start), Fraction(end))


def test_overlap() -> None:
    a = TimeSpan(Fraction(0), Fraction(4))
    assert a.overlap(TimeSpan(Fraction(3), Fraction(9))) == 1
    assert a.overlap(TimeSpan(Fraction(4), Fraction(9))) == 0


@given(spans(), st.fractions(min_value=Fraction(1, 2), max_value=100, max_denominator=100))
def test_parts_are_even_and_cover_the_span(span: TimeSpan, longest: Fraction) -> None:
    parts = span.split(longest)
    assert parts[0].start == span.start
    assert parts[-1].end == span.end
    assert all(a.end == b.start for a, b in itertools.pairwise(parts))
    assert len({part.duration for part in parts}) == 1
    assert parts[0].duration <= longest
    assert len(parts) == 1 or span.duration / (len(parts) - 1) > longest


def test_long_takes_are_numbered_as_parts() -> None:
    made = list(
        shots_of(
            VIDEO,
            [TimeSpan(Fraction(0), Fraction(2)), TimeSpan(Fraction(2), Fraction(34))],
            Fraction(15),
        )
    )
    assert [(s.position, s.part, s.parts) for s in made] == [
        (0, 1, 1),
        (1, 1, 3),
        (2, 2, 3),
        (3, 3, 3),
    ]
    assert made[2].span == TimeSpan(Fraction(38, 3), Fraction(70, 3))


def test_ids_follow_from_video_and_span() -> None:
    span = TimeSpan(Fraction(1001, 24000), Fraction(2))
    assert shot_id(VIDEO, span) == shot_id(VIDEO, TimeSpan(Fraction(2002, 48000), Fraction(2)))
    assert shot_id(VIDEO, span) != shot_id(VideoId("1" * 32), span)
    assert len(shot_id(VIDEO, span)) == 16


def test_samples_are_the_middles_of_equal_slices() -> None:
    span = TimeSpan(Fraction(2), Fraction(6))
    assert list(sample_times(span, 4)) == [
        Fraction(5, 2),
        Fraction(7, 2),
        Fraction(9, 2),
        Fraction(11, 2),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0:00:00.000"),
        (Fraction(1001, 24000), "0:00:00.042"),
        (3661.5, "1:01:01.500"),
        (59.9996, "0:01:00.000"),
    ],
)
def test_timecodes(value: Fraction | float, text: str) -> None:
    assert timecode(value) == text
