"""Films with known cuts, and how what is found in them counts."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests import world

from shotseer.cli.main import run
from shotseer.core.errors import InputError
from shotseer.experiments.shot_bench import Played, match
from shotseer.experiments.shot_detectors import ContentShotDetector
from shotseer.experiments.shot_effects import dissolve, interlaced, through, wipe
from shotseer.experiments.shot_films import Stretch, assemble
from shotseer.experiments.shot_sources import SIZE, Source, read_source
from shotseer.experiments.shot_summary import summarise
from shotseer.shots.adaptive import AdaptiveShotDetector
from shotseer.testing.detectors import check_detector

WIDTH, HEIGHT = SIZE


def plain(level: int) -> np.ndarray:
    return np.full((HEIGHT, WIDTH, 3), level, np.uint8)


def sources(*levels: int) -> list[Source]:
    """Return clips of one stretch each, which shows one level of grey."""
    return [Source(str(level), (np.stack([plain(level)] * 30),)) for level in levels]


def test_a_dissolve_a_fade_and_a_wipe() -> None:
    old, new = plain(200), plain(100)
    assert dissolve(old, new, 0.25)[0, 0].tolist() == [175] * 3
    assert through(0)(old, new, 0.225)[0, 0].tolist() == [100] * 3
    assert through(0)(old, new, 0.5).max() == 0
    assert through(255)(old, new, 0.5).min() == 255
    wiped = wipe(old, new, 0.25)
    assert (wiped[:, :64] == 100).all()
    assert (wiped[:, 64:] == 200).all()


def test_an_interlaced_picture_shows_two_moments() -> None:
    first, second, third = interlaced([plain(10), plain(20), plain(30)])
    assert first[:4, 0, 0].tolist() == [10, 20, 10, 20]
    assert second[:2, 0, 0].tolist() == [20, 30]
    assert third[:2, 0, 0].tolist() == [30, 30]


def test_a_film_has_every_join_where_it_says() -> None:
    film = assemble(sources(200, 100), 0, seed=3)
    kinds = [join.kind for join in film.joins]
    counts = {kind: kinds.count(kind) for kind in kinds}
    assert counts == {"cut": 5, "dissolve": 4, "fade": 3, "wipe": 2}
    assert sum(join.end - join.first for join in film.joins) == 8 + 16 + 32 + 48 + 16 + 40 + 24 + 32
    happened = [one.kind for one in film.effects]
    assert {kind for kind in happened if happened.count(kind) == 1} == {
        *("flash", "shake", "fast pan", "fast zoom", "light", "crossing", "titles")
    }
    assert len(film.images) == 15 * 36 + 216
    for join, before, after in zip(film.joins, film.effects, film.effects[1:], strict=False):
        assert (before.end, join.end) == (join.first, after.first)
        if {before.kind, after.kind} == {"nothing"} and join.kind in ("cut", "dissolve"):
            sides = {int(film.images[join.first - 1].max()), int(film.images[join.end].max())}
            assert sides == {200, 100}
            between = [int(image.max()) for image in film.images[join.first : join.end]]
            assert between in (sorted(between), sorted(between)[::-1])
            assert all(100 < level < 200 for level in between)


def test_the_same_seed_gives_the_same_film() -> None:
    given = sources(200, 100, 50)
    one, same, other = (assemble(given, 1, seed) for seed in (4, 4, 5))
    assert (one.joins, one.effects) == (same.joins, same.effects)
    assert np.array_equal(one.images, same.images)
    assert one.joins != other.joins


def test_one_shot_alone_makes_no_film() -> None:
    with pytest.raises(InputError, match="only one shot"):
        assemble(sources(200), 0, seed=0)


CUT, LONG = Stretch("cut", 100, 100), Stretch("dissolve", 200, 220)


@pytest.mark.parametrize(
    ("cuts", "found", "false"),
    [
        ([], [], []),
        ([98], [CUT], []),
        ([102], [CUT], []),
        ([97, 103], [], [97, 103]),
        ([99, 101], [CUT], [101]),
        ([198], [LONG], []),
        ([222], [LONG], []),
        ([197, 210, 223], [LONG], [197, 223]),
        ([100, 205, 215], [CUT, LONG], [215]),
    ],
)
def test_each_cut_is_for_one_transition(
    cuts: list[int], found: list[Stretch], false: list[int]
) -> None:
    assert match([CUT, LONG], cuts) == (found, false)


def played(clip: str, cuts: int, dissolves: int, false: int) -> Played:
    return Played(
        clip,
        "colour",
        frames=100,
        seconds=2.0,
        joins={"cut": 10, "dissolve": 10},
        found={"cut": cuts, "dissolve": dissolves},
        false={"flash": false},
    )


def test_precision_recall_and_f1() -> None:
    summary = summarise([played("one", 10, 4, 3), played("two", 8, 0, 1)])
    cuts, gradual = summary.quality["cuts"], summary.quality["gradual"]
    assert cuts.recall.value == pytest.approx(18 / 20)
    assert cuts.precision.value == pytest.approx(18 / 22)
    assert cuts.f1.value == pytest.approx(36 / 42)
    assert gradual.precision.value == pytest.approx(4 / 8)
    assert gradual.recall.value == pytest.approx(4 / 20)
    assert summary.quality["all"].f1.value == pytest.approx(44 / 66)
    assert cuts.f1.low is None  # two clips are too few
    assert summary.recall["wipe"] == (0, 0)
    assert summary.false["flash"] == 4
    assert summary.frames_per_second == 50


def test_intervals_draw_whole_clips() -> None:
    same = summarise([played(name, 8, 2, 1) for name in "abcde"])
    assert same.quality["cuts"].f1.low == same.quality["cuts"].f1.high == pytest.approx(16 / 19)
    other = summarise([*(played(name, 8, 2, 1) for name in "abcd"), played("e", 0, 2, 9)])
    low, high = other.quality["cuts"].f1.low, other.quality["cuts"].f1.high
    assert low is not None
    assert high is not None
    assert low < 0.7 < high


def test_no_cut_at_all_has_no_precision() -> None:
    quality = summarise([played("one", 0, 0, 0)]).quality["cuts"]
    assert quality.precision.value is None
    assert quality.recall.value == 0


def test_the_detector_that_is_compared_keeps_the_contract() -> None:
    check_detector(ContentShotDetector)


SCENES = [
    world.Scene(shape, colour, background, seconds=3)
    for shape, colour, background in (
        ("circle", "red", "blue"),
        ("square", "yellow", "green"),
        ("circle", "white", "purple"),
    )
]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clips") / "scenes.mp4"
    world.write_video(path, SCENES)
    return path


def test_stretches_keep_away_from_cuts(clip: Path) -> None:
    source = read_source(clip, [AdaptiveShotDetector()])
    assert source.name == "scenes.mp4"
    frames = [len(stretch) for stretch in source.stretches]
    # Three seconds of 24 frames each; half a second is left out on either side of a cut.
    assert frames == [60, 48, 60]
    colours = [stretch[:, 2, 2].astype(int) for stretch in source.stretches]
    assert all(np.ptp(colour, axis=0).max() < 10 for colour in colours)


def test_footage_without_a_long_shot_is_refused(clip: Path) -> None:
    path = clip.with_name("short.mp4")
    world.write_video(path, [replace(scene, seconds=1) for scene in SCENES])
    with pytest.raises(InputError, match="no second without a cut"):
        read_source(path, [AdaptiveShotDetector()])


def test_the_command(clip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["bench", "shots", str(clip), "--detectors", "adaptive"]
    assert run([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["clips"], told["films"]) == (["scenes.mp4"], 4)
    adaptive = told["detectors"]["adaptive"]
    assert set(adaptive) == {
        *("quality", "recall", "false_alarms", "f1_by_look", "frames_per_second")
    }
    assert adaptive["recall"]["cut"]["there"] == 20
    assert adaptive["recall"]["cut"]["found"] >= 18
    assert set(adaptive["f1_by_look"]) == {
        *("colour", "black and white", "interlaced", "low bit rate")
    }
    assert adaptive["quality"]["all"]["f1"]["value"] > 0.5


def test_an_unknown_detector_is_named(clip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "shots", str(clip), "--detectors", "clever"]) == 1
    assert "'clever'" in capsys.readouterr().err
