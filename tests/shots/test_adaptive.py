from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from tests import world

from shotseer.core.arrays import Image
from shotseer.core.video import Video, VideoId
from shotseer.media.cutting import cut_shots
from shotseer.media.probe import probe
from shotseer.shots.adaptive import AdaptiveShotDetector

RATE = Fraction(25)
SIZE = (256, 144)
RED, YELLOW, PURPLE = world.THREE_SCENES


def film(*stretches: tuple[world.Scene, float]) -> list[Image]:
    """Return the pictures of scenes, each for some seconds."""
    return [
        world.draw(scene, number / 25, SIZE)
        for scene, seconds in stretches
        for number in range(round(seconds * 25))
    ]


def cuts_of(pictures: Iterable[Image]) -> list[float]:
    video = Video(VideoId("0" * 32), Fraction(0), RATE, *SIZE, 0)
    finder = AdaptiveShotDetector().start(video)
    cuts: list[Fraction] = []
    end = Fraction(0)
    for number, picture in enumerate(pictures):
        cuts += finder.push(number / RATE, picture)
        end = (number + 1) / RATE
    return [float(cut) for cut in (*cuts, *finder.finish(end))]


def faded(picture: Image, level: float, towards: int = 0) -> Image:
    return (picture * level + towards * (1 - level)).astype(np.uint8)


def grey(picture: Image) -> Image:
    return np.repeat(picture.mean(axis=2, keepdims=True).astype(np.uint8), 3, axis=2)


def noisy(pictures: Iterable[Image], levels: int) -> list[Image]:
    """Add what compression and film grain add: small changes of each channel."""
    rng = np.random.default_rng(3)
    return [
        np.clip(picture + rng.integers(-levels, levels + 1, picture.shape), 0, 255).astype(np.uint8)
        for picture in pictures
    ]


THREE = film((RED, 1), (YELLOW, 1), (PURPLE, 1))


def test_sharp_cuts_in_colour() -> None:
    assert cuts_of(THREE) == [1, 2]


def test_sharp_cuts_in_black_and_white() -> None:
    assert cuts_of(noisy(map(grey, THREE), 4)) == [1, 2]


def test_sharp_cuts_in_dark_film() -> None:
    dark = [faded(picture, 0.3) for picture in THREE]
    assert cuts_of(noisy(dark, 3)) == [1, 2]


def test_colour_film_with_black_and_white_in_it() -> None:
    pictures = [*THREE, *map(grey, THREE), *THREE]
    assert cuts_of(noisy(pictures, 3)) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_noise_is_no_cut() -> None:
    assert cuts_of(noisy(film((RED, 2)), 6)) == []
    assert cuts_of(noisy([faded(picture, 0.05) for picture in film((RED, 2))], 4)) == []


def test_a_cut_in_two_steps_is_one() -> None:
    before, after = film((RED, 1)), film((PURPLE, 1))
    blended = faded(before[-1], 0.5) + faded(after[0], 0.5)
    cuts = cuts_of([*before, blended, *after])
    assert cuts[0] == 1
    assert all(cut < 1.1 for cut in cuts)


def test_a_flash_is_no_cut() -> None:
    pictures = film((RED, 2))
    for number in (12, 25, 26, 40, 41, 42):
        pictures[number] = faded(pictures[number], 0.3, 255)
    assert cuts_of(pictures) == []


def test_fast_movement_is_no_cut() -> None:
    pan = world.Scene("square", "white", "purple", speed=3)
    assert cuts_of(film((pan, 1))) == []


@pytest.mark.parametrize("towards", [0, 255])
def test_a_fade_out_and_in_is_one_cut_where_the_picture_returns(towards: int) -> None:
    levels = np.linspace(1, 0, 20)
    old, new = film((YELLOW, 1.8)), film((PURPLE, 1.8))
    old[25:] = map(faded, old[25:], levels, [towards] * 20)
    new[:20] = map(faded, new[:20], levels[::-1], [towards] * 20)
    (cut,) = cuts_of([*old, *new])
    assert 1.8 <= cut < 2.0


def test_short_black_belongs_to_the_shot_before() -> None:
    black = [np.zeros((144, 256, 3), np.uint8)] * 25
    assert cuts_of([*film((RED, 1)), *black, *film((PURPLE, 1))]) == [2]


def test_long_black_is_a_shot() -> None:
    black = [np.zeros((144, 256, 3), np.uint8)] * 75
    assert cuts_of([*film((RED, 1)), *black, *film((PURPLE, 1))]) == [1, 4]


def test_black_at_either_end_is_no_shot() -> None:
    black = [np.zeros((144, 256, 3), np.uint8)] * 25
    assert cuts_of([*black, *film((RED, 1)), *black]) == []


def test_plain_colours_are_shots_too() -> None:
    plain = [
        np.full((144, 256, 3), world.COLOURS[colour], np.uint8)
        for colour in ("red", "blue", "green")
        for _ in range(25)
    ]
    assert cuts_of(plain) == [1, 2]


def test_pictures_are_needed() -> None:
    video = Video(VideoId("0" * 32), Fraction(0), RATE, *SIZE, 0)
    with pytest.raises(ValueError, match="needs pictures"):
        AdaptiveShotDetector().start(video).push(Fraction(0), None)


def test_parameters_name_everything_the_cuts_follow_from() -> None:
    params = AdaptiveShotDetector(threshold=2.5, min_content=10, window=4).params
    assert params["threshold"] == 2.5
    assert params["min_content"] == 10
    assert params["window"] == 4
    assert {"picture_width", "pyscenedetect", "revision"} < set(params)


@pytest.mark.parametrize("is_grey", [False, True])
def test_cuts_of_an_encoded_film(tmp_path: Path, is_grey: bool) -> None:
    path = tmp_path / "film.mp4"
    cuts = world.write_video(path, world.THREE_SCENES, is_grey=is_grey)
    shots = cut_shots(
        path,
        probe(path),
        AdaptiveShotDetector(),
        frames_per_shot=1,
        image_size=90,
        min_duration=Fraction(2, 5),
        max_duration=Fraction(15),
    )
    assert [shot.shot.span.start for shot in shots] == [0, *cuts]
