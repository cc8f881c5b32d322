"""What the meter says of pictures whose motion is known exactly."""

import tracemalloc
from collections.abc import Callable, Iterator
from fractions import Fraction

import cv2
import numpy as np
import pytest

from shotseer.core.arrays import Image, Vector
from shotseer.core.video import TimeSpan
from shotseer.motion import NAMES, PICTURE_WIDTH, SPACE, MotionMeter

HEIGHT = 90
CENTRE = np.array([PICTURE_WIDTH - 1, HEIGHT - 1]) / 2
DIAGONAL = float(np.hypot(PICTURE_WIDTH, HEIGHT))

Numbers = dict[str, float]
Camera = Callable[[float], tuple[float, float, float, float]]
"""At a time in seconds: pixels to the right and down, scale, and degrees clockwise."""


def scenery(size: int = 700, seed: int = 0) -> Image:
    """Return a square picture with edges of all sizes, in colour."""
    rng = np.random.default_rng(seed)
    picture = np.zeros((size, size, 3))
    for cell in (7, 17, 43):
        noise = rng.uniform(0, 85, (size // cell + 2, size // cell + 2, 3))
        grown = cv2.resize(noise, None, fx=cell, fy=cell, interpolation=cv2.INTER_CUBIC)
        picture += np.clip(grown[:size, :size], 0, 85)
    return picture.round().astype(np.uint8)


def seen(picture: Image, right: float, down: float, scale: float = 1, turn: float = 0) -> Image:
    """Return what a camera sees that looks at a place of the picture off its middle.

    ``scale`` enlarges the picture and ``turn`` turns it clockwise, in degrees.
    """
    angle = np.radians(turn)
    matrix = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]) / scale
    place = np.array(picture.shape[1::-1]) / 2 + (right, down) - matrix @ CENTRE
    return cv2.warpAffine(
        picture,
        np.column_stack([matrix, place]),
        (PICTURE_WIDTH, HEIGHT),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
    ).astype(np.uint8, copy=False)


def film(camera: Camera, seconds: float = 3, fps: int = 25, seed: int = 0) -> Iterator[Image]:
    picture = scenery(seed=seed)
    for number in range(round(seconds * fps)):
        yield seen(picture, *camera(number / fps))


def described(pictures: Iterator[Image] | list[Image], fps: Fraction | int = 25) -> Numbers:
    meter, end = MotionMeter(), Fraction(0)
    for number, picture in enumerate(pictures):
        meter.push(Fraction(number) / fps, picture)
        end = Fraction(number + 1) / fps
    return named(meter.describe(TimeSpan(Fraction(0), end)))


def named(vector: Vector) -> Numbers:
    assert vector.dtype == np.float32
    assert vector.shape == (SPACE.dimension,)
    assert np.abs(vector).max() <= 3
    return dict(zip(NAMES, vector.tolist(), strict=True))


def speed(number: float, unit: float = 0.01) -> float:
    """Undo the curve: return diagonals a second, for which 100 units are 3."""
    return float(np.sign(number) * unit * (101 ** (abs(number) / 3) - 1))


def still(_: float) -> tuple[float, float, float, float]:
    return 0, 0, 1, 0


@pytest.mark.parametrize("pixels", [5.0, 31.7, -60.0, 120.0])
def test_pans_are_told_with_their_direction_and_speed(pixels: float) -> None:
    numbers = described(film(lambda t: (pixels * t - 1.5 * pixels, 0, 1, 0)))
    assert speed(numbers["pan_velocity"]) == pytest.approx(pixels / DIAGONAL, rel=0.06)
    assert abs(speed(numbers["tilt_velocity"])) < 0.002
    assert abs(speed(numbers["zoom_velocity"])) < 0.002
    assert numbers["pan_steadiness"] > 1.5
    assert numbers["pan_share"] > 1.5


@pytest.mark.parametrize("pixels", [8.3, -44.0])
def test_tilts_are_positive_downwards(pixels: float) -> None:
    numbers = described(film(lambda t: (0, pixels * t - 1.5 * pixels, 1, 0)))
    assert speed(numbers["tilt_velocity"]) == pytest.approx(pixels / DIAGONAL, rel=0.06)
    assert abs(speed(numbers["pan_velocity"])) < 0.002


@pytest.mark.parametrize("rate", [0.03, 0.2, -0.15])
def test_zooms_are_positive_inwards(rate: float) -> None:
    numbers = described(film(lambda t: (0, 0, float(np.exp(rate * t)), 0)))
    # A corner is half a diagonal from the centre.
    assert speed(numbers["zoom_velocity"]) == pytest.approx(rate / 2, rel=0.08)
    assert abs(speed(numbers["pan_velocity"])) < 0.002
    assert numbers["zoom_share"] > 1.3


@pytest.mark.parametrize("degrees", [6.0, -20.0])
def test_rolls_follow_the_camera_and_not_the_picture(degrees: float) -> None:
    numbers = described(film(lambda t: (0, 0, 1, -degrees * t)))
    assert speed(numbers["roll_velocity"]) == pytest.approx(np.radians(degrees) / 2, rel=0.06)
    assert abs(speed(numbers["zoom_velocity"])) < 0.002


def test_a_pan_there_and_back_has_a_speed_and_no_velocity() -> None:
    numbers = described(film(lambda t: (40 * abs(t - 1.5), 0, 1, 0)))
    assert abs(speed(numbers["pan_velocity"])) < 0.01
    assert speed(numbers["pan_speed"]) == pytest.approx(40 / DIAGONAL, rel=0.15)
    assert numbers["pan_steadiness"] < 0.2


def test_a_fixed_camera_rests_in_spite_of_noise() -> None:
    noise = np.random.default_rng(1)
    pictures = [
        np.clip(picture + noise.normal(0, 3, picture.shape), 0, 255).round().astype(np.uint8)
        for picture in film(still)
    ]
    numbers = described(pictures)
    assert numbers["camera_rest"] == 2
    assert speed(numbers["camera_speed"]) < 0.002
    assert numbers["camera_known"] == 1
    assert numbers["frames_frozen"] == numbers["frames_repeated"] == 0


@pytest.mark.parametrize(
    ("hertz", "band"), [(1.2, "shake_slow"), (4.0, "shake_middle"), (8.7, "shake_fast")]
)
def test_shake_is_told_in_the_band_of_its_frequency(hertz: float, band: str) -> None:
    def camera(time: float) -> tuple[float, float, float, float]:
        return 2 * float(np.sin(2 * np.pi * hertz * time)), 0, 1, 0

    numbers = described(film(camera, seconds=4, fps=30), fps=30)
    bands = {name: speed(numbers[name], 0.005) for name in NAMES if name.startswith("shake_")}
    true = 2 * 2 * np.pi * hertz / np.sqrt(2) / DIAGONAL
    # Between two frames, fast swings are cut short.
    assert bands[band] == pytest.approx(true, rel=0.35)
    others = {"shake_slow", "shake_middle", "shake_fast"} - {band}
    assert max(bands[other] for other in others) < 0.2 * bands[band]


def test_the_frame_rate_makes_no_difference() -> None:
    def camera(time: float) -> tuple[float, float, float, float]:
        return 30 * time, 12 * time, float(np.exp(0.05 * time)), 0

    slow, usual, fast = (described(film(camera, fps=fps), fps) for fps in (12, 25, 60))
    for name in ("pan_velocity", "tilt_velocity", "zoom_velocity", "pan_share"):
        assert slow[name] == pytest.approx(usual[name], abs=0.08), name
        assert fast[name] == pytest.approx(usual[name], abs=0.08), name


def test_the_size_of_the_pictures_makes_no_difference() -> None:
    pictures = list(film(lambda t: (30 * t, 12 * t, float(np.exp(0.05 * t)), 0)))
    small = [cv2.resize(p, (96, 54), interpolation=cv2.INTER_AREA) for p in pictures]
    whole = described(pictures)
    half = described([picture.astype(np.uint8, copy=False) for picture in small])
    for name in ("pan_velocity", "tilt_velocity", "zoom_velocity", "pan_share"):
        assert half[name] == pytest.approx(whole[name], abs=0.12), name


def test_something_large_that_passes_is_no_pan() -> None:
    background, thing = scenery(), scenery(seed=1)
    pictures = []
    for number in range(75):
        picture = seen(background, 0, 0)
        left = round(number * 1.2)
        picture[20:85, left : left + 60] = thing[20:85, :60]
        pictures.append(picture)
    numbers = described(pictures)
    assert numbers["camera_rest"] > 1.5
    assert abs(speed(numbers["pan_velocity"])) < 0.002
    assert speed(numbers["object_right"], 0.02) > 0.02
    assert abs(speed(numbers["object_down"], 0.02)) < 0.01
    assert numbers["object_sideways"] > 1.2


def test_a_car_on_an_empty_road_is_no_pan() -> None:
    rng = np.random.default_rng(4)
    road = cv2.GaussianBlur(rng.normal(0, 20, (90, 160, 3)), (0, 0), 1.2) + 100
    pictures = []
    car = scenery(seed=5)[:60, :60]
    for number in range(75):
        picture = (road + rng.normal(0, 0.7, road.shape)).round().clip(0, 255).astype(np.uint8)
        top = 90 - 2 * number
        shown = car[max(-top, 0) : 90 - top]
        picture[max(top, 0) : max(top, 0) + len(shown), 40:100] = shown
        pictures.append(picture)
    assert described(pictures)["picture_rest"] > 1.2


def test_a_slow_pan_leaves_nothing_as_it_was() -> None:
    assert described(film(lambda t: (4 * t, 0, 1, 0)))["picture_rest"] < 0.4


def test_repeated_frames_are_slow_motion_and_a_stopped_picture_is_frozen() -> None:
    moving = list(film(lambda t: (30 * t, 0, 1, 0), seconds=2))
    thrice = [picture for picture in moving for _ in range(3)]
    slowed = described(thrice)
    assert slowed["frames_repeated"] == pytest.approx(3 * 2 / 3, abs=0.05)
    assert slowed["frames_frozen"] == 0
    # Frames that stand thrice as long show a third of the speed, and evenly.
    assert speed(slowed["pan_velocity"]) == pytest.approx(10 / DIAGONAL, rel=0.08)
    assert slowed["shake_share"] < 0.3
    stopped = described(moving + moving[-1:] * 50)
    assert stopped["frames_frozen"] == pytest.approx(1.5, abs=0.05)
    assert stopped["frames_repeated"] == 0


def test_a_flash_is_not_a_move_of_the_camera() -> None:
    pictures = list(film(lambda t: (20 * t, 0, 1, 0)))
    for number in (30, 31):
        pictures[number] = np.clip(pictures[number] * 0.3 + 170, 0, 255).astype(np.uint8)
    numbers = described(pictures)
    assert speed(numbers["pan_velocity"]) == pytest.approx(20 / DIAGONAL, rel=0.06)
    assert numbers["shake_share"] < 0.3


def test_frames_of_uneven_lengths_are_weighed_by_them() -> None:
    meter, picture = MotionMeter(), scenery()
    rng, time = np.random.default_rng(2), Fraction(0)
    while time < 3:
        meter.push(time, seen(picture, 30 * float(time), 0))
        time += Fraction(int(rng.integers(8, 80)), 1000)
    numbers = named(meter.describe(TimeSpan(Fraction(0), time)))
    assert speed(numbers["pan_velocity"]) == pytest.approx(30 / DIAGONAL, rel=0.06)
    assert numbers["shake_share"] < 0.4


def test_what_crosses_a_cut_belongs_to_no_shot() -> None:
    meter = MotionMeter()
    shots = [list(film(still, 1)), list(film(lambda t: (30 * t, 0, 1, 0), 1, seed=3))]
    for number, picture in enumerate(shots[0] + shots[1]):
        meter.push(Fraction(number, 25), picture)
    first = named(meter.describe(TimeSpan(Fraction(0), Fraction(1))))
    second = named(meter.describe(TimeSpan(Fraction(1), Fraction(2))))
    assert first["camera_rest"] == 2
    assert second["camera_known"] == 1
    assert speed(second["pan_velocity"]) == pytest.approx(30 / DIAGONAL, rel=0.08)
    alone = MotionMeter()
    for number, picture in enumerate(shots[1], 25):
        alone.push(Fraction(number, 25), picture)
    expected = named(alone.describe(TimeSpan(Fraction(1), Fraction(2))))
    assert second == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("size", [(1, 1), (2, 160), (3, 5), (16, 9), (90, 160), (284, 160)])
@pytest.mark.parametrize("level", [0, 255])
def test_plain_pictures_of_any_size_are_described(size: tuple[int, int], level: int) -> None:
    numbers = described([np.full((*size, 3), level, np.uint8)] * 10)
    assert numbers["pan_velocity"] == 0
    assert numbers["dark"] == (2 if level == 0 else 0)


@pytest.mark.parametrize("size", [(1, 1), (2, 160), (3, 5), (16, 9), (91, 151), (90, 160)])
def test_noise_of_any_size_is_described(size: tuple[int, int]) -> None:
    rng = np.random.default_rng(0)
    described([rng.integers(0, 256, (*size, 3), dtype=np.uint8) for _ in range(40)])


def test_a_shot_of_one_frame_and_one_of_none_are_described() -> None:
    assert described([scenery()[:90, :160]])["camera_known"] == 0
    nothing = named(MotionMeter().describe(TimeSpan(Fraction(0), Fraction(4))))
    assert set(nothing.values()) == {0.0, 2.0}


def test_colours_are_told() -> None:
    flat = np.zeros((90, 160, 3), np.uint8)
    red, blue = flat.copy(), flat.copy()
    red[..., 0] = blue[..., 2] = 255
    assert described([red] * 5)["warmth"] == 3
    assert described([blue] * 5)["warmth"] == -3
    fading = [np.full((90, 160, 3), level, np.uint8) for level in range(0, 250, 5)]
    assert described(fading)["brightness_trend"] > 1.5
    assert described(fading[::-1])["brightness_trend"] < -1.5


def test_a_long_video_takes_little_memory() -> None:
    meter = MotionMeter()
    pictures = list(film(lambda t: (30 * t, 0, 1, 0), seconds=2))
    sizes = []
    tracemalloc.start()
    for number in range(3000):
        meter.push(Fraction(number, 25), pictures[number % 50])
        if number % 500 == 499:
            end = Fraction(number + 1, 25)
            meter.describe(TimeSpan(end - 20, end))
            sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert max(sizes[1:]) < sizes[0] + 20_000
