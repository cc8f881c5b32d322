from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from shotseer.core.classifier import LinearHead
from shotseer.core.errors import StoreError
from shotseer.core.video import ShotId
from shotseer.store import artefacts
from shotseer.store.artefacts import Artefact

HEAD = LinearHead(np.array([0.5, -1.25, 3.0], dtype=np.float32), -0.75)
EVIDENCE = {ShotId("00000000000000ff"): 0.25, ShotId("8000000000000001"): math.nan}


def test_it_comes_back_as_it_was(tmp_path: Path) -> None:
    identity = artefacts.save(tmp_path, Artefact(HEAD, {"label": "dög"}, EVIDENCE))
    found = artefacts.load(tmp_path, identity)
    np.testing.assert_array_equal(found.head.weight, HEAD.weight)
    assert found.head.bias == HEAD.bias
    assert found.card["label"] == "dög"
    assert found.out_of_fold[ShotId("00000000000000ff")] == 0.25
    assert math.isnan(found.out_of_fold[ShotId("8000000000000001")])


def test_the_same_gives_the_same_bytes(tmp_path: Path) -> None:
    card = {"b": 1, "a": [1, 2]}
    first = artefacts.save(tmp_path / "1", Artefact(HEAD, card, EVIDENCE))
    evidence = dict(reversed(EVIDENCE.items()))
    again = artefacts.save(tmp_path / "2", Artefact(HEAD, {"a": [1, 2], "b": 1}, evidence))
    assert first == again
    for suffix in (".json", ".safetensors"):
        ours, theirs = (tmp_path / n / f"{first}{suffix}" for n in "12")
        assert ours.read_bytes() == theirs.read_bytes()
    other = artefacts.save(tmp_path, Artefact(HEAD.scaled(1.0, 1e-9), card, EVIDENCE))
    assert other != first


@pytest.mark.parametrize("suffix", [".json", ".safetensors"])
def test_damage_is_noticed(tmp_path: Path, suffix: str) -> None:
    identity = artefacts.save(tmp_path, Artefact(HEAD, {}))
    path = tmp_path / f"{identity}{suffix}"
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)
    with pytest.raises(StoreError, match="is damaged") as caught:
        artefacts.load(tmp_path, identity)
    assert "every verdict is still there" in caught.value.hint
    path.unlink()
    with pytest.raises(StoreError, match="is damaged"):
        artefacts.load(tmp_path, identity)
