from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from shotseer.core.errors import StoreError
from shotseer.encoders import LiteEncoder
from shotseer.networks.cache import cached

GREY = np.full((260, 260, 3), 127, np.uint8)


class Maker:
    """Counts how often it had to work."""

    def __init__(self, data: bytes = b"the bytes") -> None:
        self.data = data
        self.calls = 0

    def __call__(self) -> bytes:
        self.calls += 1
        return self.data


def test_made_once_and_then_read(tmp_path: Path) -> None:
    make = Maker()
    folder = tmp_path / "new" / "folder"
    results = [cached(folder, "thing", ".bin", "0" * 32, make) for _ in range(3)]
    assert results == [b"the bytes"] * 3
    assert make.calls == 1
    (only,) = folder.iterdir()
    assert only.name.startswith("thing-0000000000000000-")
    assert only.suffix == ".bin"


def test_another_source_is_another_file(tmp_path: Path) -> None:
    old, new = Maker(b"old"), Maker(b"new")
    assert cached(tmp_path, "thing", ".bin", "0" * 32, old) == b"old"
    assert cached(tmp_path, "thing", ".bin", "1" * 32, new) == b"new"
    assert cached(tmp_path, "thing", ".bin", "0" * 32, old) == b"old"
    assert (old.calls, new.calls) == (1, 1)


@pytest.mark.parametrize("damage", [b"", b"the byteS", b"the bytes and more"])
def test_a_damaged_file_is_made_again(tmp_path: Path, damage: bytes) -> None:
    make = Maker()
    cached(tmp_path, "thing", ".bin", "0" * 32, make)
    (only,) = tmp_path.iterdir()
    only.write_bytes(damage)
    assert cached(tmp_path, "thing", ".bin", "0" * 32, make) == b"the bytes"
    assert make.calls == 2
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"the bytes"]


def test_a_failed_make_leaves_nothing(tmp_path: Path) -> None:
    def make() -> bytes:
        raise RuntimeError("no luck")

    with pytest.raises(RuntimeError, match="no luck"):
        cached(tmp_path, "thing", ".bin", "0" * 32, make)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_explained(tmp_path: Path) -> None:
    folder = tmp_path / "taken"
    folder.write_text("not a folder")
    with pytest.raises(StoreError, match=r"cache folder .*taken cannot be used") as caught:
        cached(folder, "thing", ".bin", "0" * 32, Maker())
    assert caught.value.hint


def test_many_at_once_agree(tmp_path: Path) -> None:
    results: list[bytes] = []
    make = Maker(b"x" * 100_000)
    threads = [
        threading.Thread(target=lambda: results.append(cached(tmp_path, "t", ".b", "0" * 32, make)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [make.data] * 8
    assert len(list(tmp_path.iterdir())) == 1


def test_the_encoder_rebuilds_its_damaged_cache(lite: LiteEncoder, lite_cache: Path) -> None:
    expected = lite.embed_images([GREY])
    kept = {path.name: path.read_bytes() for path in lite_cache.iterdir()}
    assert len(kept) == 2
    for name, data in kept.items():
        (lite_cache / name).write_bytes(data[: len(data) // 2])
    np.testing.assert_array_equal(LiteEncoder(lite_cache).embed_images([GREY]), expected)
    assert {path.name: path.read_bytes() for path in lite_cache.iterdir()} == kept


def test_a_text_needs_no_cache(tmp_path: Path) -> None:
    LiteEncoder(tmp_path / "never made").embed_texts(["a cat"])
    assert list(tmp_path.iterdir()) == []
