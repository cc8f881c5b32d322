"""Numbers of the lite encoder that must not move.

Logits and features were computed apart from our code: a float64 forward pass in plain numpy, with
the batch norms as they are in the weight file.
"""

from __future__ import annotations

import numpy as np
import pytest

from shotseer.core.arrays import Image
from shotseer.encoders import LiteEncoder
from shotseer.encoders.lite import assets
from shotseer.encoders.lite.vision import VisionTower

Y, X = np.indices((260, 260))
CHECKS = (X // 20 + Y // 20) % 2
PICTURES: dict[str, Image] = {
    "ramps": np.stack([X * 255 // 259, Y * 255 // 259, (X + Y) * 255 // 518], 2).astype(np.uint8),
    "checks": np.stack([CHECKS * 255, CHECKS * 255, CHECKS * 200], 2).astype(np.uint8),
    "grey": np.full((260, 260, 3), 127, np.uint8),
}


@pytest.mark.parametrize(
    ("picture", "classes"),
    [
        ("ramps", {499: 5.3034, 782: 4.4623, 149: 4.3061, 534: 4.0433, 409: 3.6901}),
        ("checks", {904: 4.4974, 632: 4.3749, 677: 4.2594, 539: 4.0220, 650: 3.9554}),
        ("grey", {473: 3.4942, 499: 3.3742, 623: 3.3435, 902: 3.0225, 662: 2.9383}),
    ],
)
def test_logits(lite: LiteEncoder, picture: str, classes: dict[int, float]) -> None:
    _, logits = lite._vision.run(PICTURES[picture][None])
    assert list(np.argsort(-logits[0])[:5]) == list(classes)
    np.testing.assert_allclose(logits[0, list(classes)], list(classes.values()), atol=2e-4)


@pytest.mark.parametrize(
    ("picture", "meaning", "look"),
    [
        ("ramps", [-0.0412, 0.0024, 0.0130], [-0.2623, 0.0142, -0.0539]),
        ("checks", [-0.0650, 0.0450, -0.0074], [-0.1752, 0.0894, -0.0635]),
        ("grey", [-0.0375, -0.0003, 0.0012], [-0.2032, 0.1204, -0.1502]),
    ],
)
def test_picture_vectors(
    lite: LiteEncoder, picture: str, meaning: list[float], look: list[float]
) -> None:
    row = lite.embed_images([PICTURES[picture]])[0]
    np.testing.assert_allclose(row[:3], meaning, atol=5e-4)
    np.testing.assert_allclose(row[384:387], look, atol=5e-4)
    halves = np.linalg.norm(row[:384]), np.linalg.norm(row[384:])
    np.testing.assert_allclose(halves, np.sqrt(0.5), atol=1e-6)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("cat", [0.0337, 0.0510, 0.0001, 0.0579, -0.1172, -0.0137]),
        ("a car on a road at night", [-0.0150, 0.0388, -0.0104, 0.1042, -0.0645, -0.0538]),
        ("", [-0.1274, 0.0409, -0.0014, -0.0160, 0.0539, 0.0089]),
    ],
)
def test_text_vectors(lite: LiteEncoder, text: str, numbers: list[float]) -> None:
    row = lite.embed_texts([text])[0]
    np.testing.assert_allclose(row[:6], numbers, atol=5e-4)
    assert not row[384:].any()


def test_texts_of_like_meaning_are_near(lite: LiteEncoder) -> None:
    cat, kitten, car, truck = lite.embed_texts(["cat", "kitten", "car", "truck"])
    assert cat @ kitten > cat @ car
    assert car @ truck > car @ cat
    assert car @ truck > kitten @ truck


def test_case_and_lone_surrogates_do_not_matter_to_texts(lite: LiteEncoder) -> None:
    lower, upper, broken = lite.embed_texts(["a red car", "A RED CAR", "a red car \udcff"])
    np.testing.assert_array_equal(lower, upper)
    assert lower @ broken > 0.8


def test_the_space_remembers_its_maker(lite: LiteEncoder) -> None:
    assert lite.space.encoder == "lite"
    assert lite.space.dimension == 512
    assert lite.space.has_text
    assert lite.space.weights == assets.digest_of_all()
    assert lite.space.id == "eccf5db59ae10221"


def test_carried_data() -> None:
    names, pieces = assets.class_names(), assets.vocabulary()
    assert (len(names), names[0], names[999]) == (1000, "tench", "toilet tissue")
    assert (len(pieces), pieces["[CLS]"], pieces["[SEP]"], pieces["cat"]) == (30522, 101, 102, 4937)
    mean, directions = assets.projection()
    assert (mean.shape, directions.shape) == ((1280,), (1280, 128))


def test_one_thread_gives_the_same_rows(lite: LiteEncoder) -> None:
    tower = VisionTower(lite._cache_dir, threads=1)
    pixels = np.stack(list(PICTURES.values()))
    for ours, theirs in zip(tower.run(pixels), lite._vision.run(pixels), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-4)
