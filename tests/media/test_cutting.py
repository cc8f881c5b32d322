import itertools
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests import world

from shotseer.core.arrays import Image
from shotseer.core.errors import MediaError
from shotseer.core.ports import Params
from shotseer.core.video import TimeSpan, Video, shots_of
from shotseer.media.cutting import SampledShot, cut_shots, sample_shots
from shotseer.media.probe import probe


class GivenCuts:
    """A detector for tests of the sampler: the cuts are known."""

    name = "given"
    picture_width: int | None = None
    lag = Fraction(1)

    def __init__(self, *cuts: float | Fraction, is_exact: bool = True) -> None:
        self.params: Params = {}
        self.cuts = [Fraction(cut) for cut in cuts]
        self.is_exact = is_exact
        self.seen: list[Fraction] = []

    def start(self, video: Video, file_name: str = "") -> "GivenCuts":
        return self

    def push(self, time: Fraction, image: Image | None) -> Sequence[Fraction]:
        assert image is None
        self.seen.append(time)
        return [cut for cut in self.cuts if self.seen[-2:][0] < cut <= time]

    def finish(self, end: Fraction) -> Sequence[Fraction]:
        return [cut for cut in self.cuts if self.seen[-1] < cut < end]


class LookingOn(GivenCuts):
    """Wants pictures, and finds nothing in them."""

    picture_width = 64

    def push(self, time: Fraction, image: Image | None) -> Sequence[Fraction]:
        assert image is not None
        assert image.shape == (36, 64, 3)
        return []

    def finish(self, end: Fraction) -> Sequence[Fraction]:
        return []


def cut(
    path: Path, detector: Any, *, video: Video | None = None, **changes: Any
) -> tuple[list[SampledShot], Video]:
    arguments: dict[str, Any] = {
        "frames_per_shot": 4,
        "image_size": 90,
        "min_duration": Fraction(2, 5),
        "max_duration": Fraction(15),
    } | changes
    shots = cut_shots(path, video or probe(path), detector, **arguments)
    found = []
    while True:
        try:
            found.append(next(shots))
        except StopIteration as end:
            return found, end.value


def spans(shots: list[SampledShot]) -> list[tuple[float, float]]:
    return [(float(s.shot.span.start), float(s.shot.span.end)) for s in shots]


def colour_of(image: Image) -> str:
    """Name the scene of the test film that an image shows, by the colour of its shape."""
    names = [scene.colour for scene in world.THREE_SCENES]
    return max(names, key=lambda name: share_of(image, name))


def share_of(image: Image, colour: str) -> float:
    distance = np.abs(image.astype(int) - world.COLOURS[colour]).max(axis=2)
    return float((distance < 30).mean())


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("films") / "film.mp4"
    world.write_video(path, world.THREE_SCENES)
    return path


def test_shots_come_with_their_own_frames(film: Path) -> None:
    shots, video = cut(film, GivenCuts(1, Fraction(5, 2)))
    assert spans(shots) == [(0, 1), (1, 2.5), (2.5, 3.75)]
    assert [shot.shot.position for shot in shots] == [0, 1, 2]
    assert [len(shot.images) for shot in shots] == [4, 4, 4]
    assert [{colour_of(image) for image in shot.images} for shot in shots] == [
        {"red"},
        {"yellow"},
        {"purple"},
    ]
    assert {image.shape for shot in shots for image in shot.images} == {(90, 160, 3)}
    assert (video.duration, video.frame_count) == (Fraction(15, 4), 90)
    assert not video.is_variable_rate
    assert video.warning == ""


def test_a_shot_is_given_as_soon_as_it_is_certain(film: Path) -> None:
    detector = GivenCuts(1, is_exact=False)
    shots = cut_shots(
        film,
        probe(film),
        detector,
        frames_per_shot=1,
        image_size=90,
        min_duration=Fraction(2, 5),
        max_duration=Fraction(15),
    )
    next(shots)
    assert 1.4 <= detector.seen[-1] < 1.5
    shots.close()


def test_long_takes_are_split_evenly_into_parts(film: Path) -> None:
    shots, _ = cut(film, GivenCuts(1), max_duration=Fraction(1))
    edges = [shot.shot.span.start for shot in shots]
    assert edges == [0, 1, 1 + Fraction(11, 12), 1 + Fraction(22, 12)]
    assert [(shot.shot.part, shot.shot.parts) for shot in shots] == [(1, 1), (1, 3), (2, 3), (3, 3)]
    assert [len(shot.images) for shot in shots] == [4, 4, 4, 4]


def test_cuts_too_near_to_the_last_one_or_the_end_are_ignored(film: Path) -> None:
    shots, _ = cut(film, GivenCuts(0.25, 1, 1.25, 1.5, 3.5, is_exact=False))
    assert spans(shots) == [(0, 1), (1, 1.5), (1.5, 3.75)]


def test_cuts_made_by_hand_all_count_and_every_shot_has_a_frame(film: Path) -> None:
    frame = Fraction(1, 24)
    cuts = [frame * Fraction(number) for number in (24, 26, 27, 27.25, 27.5, 89.5)]
    shots, _ = cut(film, GivenCuts(*cuts))
    assert [len(shot.images) for shot in shots] == [4, 2, 1, 1, 1, 4, 1]
    assert colour_of(shots[1].images[0]) == "yellow"


def test_frames_are_spread_over_long_shots(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    world.write_video(path, [world.Scene(seconds=40, speed=0.01)], fps=Fraction(5), size=(160, 90))
    shots, _ = cut(path, GivenCuts())
    assert spans(shots) == [(0, 40 / 3), (40 / 3, 80 / 3), (80 / 3, 40)]
    positions = [shape_position(image) for shot in shots for image in shot.images]
    moves = np.diff(positions)
    assert len(moves) == 11
    assert moves.min() > 0.5 * moves.mean()
    assert moves.max() < 1.5 * moves.mean()


def shape_position(image: Image) -> float:
    return float(np.nonzero(image[..., 0] > 150)[1].mean())


def test_plain_frames_stand_for_a_shot_only_where_there_are_no_others(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    black = world.Scene("none", background="black")
    world.write_video(path, [world.Scene(), black])
    shots, video = cut(path, GivenCuts())
    assert [colour_of(image) for image in shots[0].images] == ["red", "red"]
    (sampled,) = sample_shots(path, video, [shots[0].shot], frames_per_shot=4, image_size=90)
    assert len(sampled.images) == 2
    shots, _ = cut(path, GivenCuts(1))
    assert [len(shot.images) for shot in shots] == [4, 4]


def test_frames_are_never_enlarged(film: Path) -> None:
    shots, _ = cut(film, GivenCuts(), image_size=500)
    assert shots[0].images[0].shape == (180, 320, 3)


def test_rotated_video_is_cut_upright(tmp_path: Path) -> None:
    path = tmp_path / "phone.mp4"
    world.write_video(path, [world.Scene(background="black", colour="red")], rotation=90)
    shots, video = cut(path, GivenCuts())
    assert (video.width, video.height) == (180, 320)
    image = shots[0].images[0]
    assert image.shape == (160, 90, 3)
    # The shape stands left of the middle at first; turned counterclockwise, that is below it.
    assert np.nonzero(image[..., 0] > 150)[0].mean() > 80


def test_variable_rate_keeps_real_times(tmp_path: Path) -> None:
    path = tmp_path / "phone.mp4"
    world.write_video(path, world.THREE_SCENES, variable_rate=True)
    detector = GivenCuts()
    _, video = cut(path, detector)
    assert video.is_variable_rate
    assert detector.seen[:4] == [0, Fraction(2, 24), Fraction(3, 24), Fraction(5, 24)]
    assert video.duration == Fraction(15, 4)


def test_a_first_timestamp_other_than_zero(tmp_path: Path) -> None:
    path = tmp_path / "late.mkv"
    world.write_video(path, world.THREE_SCENES, start=Fraction(3))
    detector = GivenCuts(1)
    shots, _ = cut(path, detector)
    assert detector.seen[0] == 0
    assert spans(shots)[0] == (0, 1)


def test_a_detector_gets_pictures_of_the_width_it_wants(film: Path) -> None:
    shots, _ = cut(film, LookingOn())
    assert len(shots) == 1


def test_a_truncated_file_gives_what_is_there_and_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    scenes = [replace(scene, seconds=4.0) for scene in world.THREE_SCENES]
    world.write_video(path, scenes, fast_start=True, size=(160, 90))
    world.truncate(path, 0.6)
    shots, video = cut(path, GivenCuts(4))
    assert 4 < video.duration < 11
    assert shots[-1].shot.span.end == video.duration
    assert f"ends early: {float(video.duration):.1f} of 12.0 s could be read" in video.warning


def test_a_damaged_place_does_not_end_the_video(tmp_path: Path) -> None:
    path = tmp_path / "film.ts"
    scenes = [replace(scene, seconds=3.0) for scene in world.THREE_SCENES]
    world.write_video(path, scenes, codec="mpeg2video", size=(160, 90))
    world.damage(path, 0.4, 0.5)
    shots, video = cut(path, GivenCuts(8))
    assert video.duration > 8.5
    assert colour_of(shots[-1].images[-1]) == "purple"
    assert "s are missing in between" in video.warning


def test_decoding_errors_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    world.write_video(path, world.THREE_SCENES, size=(160, 90), fast_start=True)
    world.damage(path, 0.6, 0.7)
    shots, video = cut(path, GivenCuts(1))
    assert colour_of(shots[0].images[0]) == "red"
    assert "damaged in" in video.warning


def test_a_file_without_one_whole_frame(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    world.write_video(path, world.THREE_SCENES, fast_start=True)
    video = probe(path)
    index_end = path.read_bytes().index(b"mdat") + 4
    world.damage(path, index_end / path.stat().st_size, 1)
    with pytest.raises(MediaError, match="no picture of it can be decoded"):
        cut(path, GivenCuts(), video=video)


def test_progress_is_told_in_seconds_of_video(film: Path) -> None:
    told: list[float] = []
    cut(film, GivenCuts(), on_time=told.append)
    assert [int(seconds) for seconds in told] == [0, 1, 2, 3]


def test_given_shots_get_the_frames_on_display(film: Path) -> None:
    video = probe(film)
    edges = [Fraction(0), Fraction(1), Fraction(49, 48), Fraction(5, 2), Fraction(15, 4)]
    shots = list(shots_of(video.id, itertools.starmap(TimeSpan, itertools.pairwise(edges))))
    told: list[float] = []
    sampling = sample_shots(
        film, video, shots, frames_per_shot=4, image_size=90, on_time=told.append
    )
    sampled = list(sampling)
    assert [shot.shot for shot in sampled] == shots
    assert [len(shot.images) for shot in sampled] == [4, 1, 4, 4]
    assert [{colour_of(image) for image in shot.images} for shot in sampled] == [
        {"red"},
        {"yellow"},
        {"yellow"},
        {"purple"},
    ]
    assert told == [1, 49 / 48, 2.5, 3.75]


def test_no_given_shots(film: Path) -> None:
    video = probe(film)
    assert list(sample_shots(film, video, [], frames_per_shot=4, image_size=90)) == []
