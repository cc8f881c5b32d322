from __future__ import annotations

import resource
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from tests.store.samples import unit_rows

from shotseer.core.errors import StoreError
from shotseer.store import shards
from shotseer.store.shards import Shards


def test_rows_come_back_as_they_went_in(tmp_path: Path) -> None:
    rows = unit_rows(10)
    crc = shards.append(tmp_path, 4, 0, rows[:6])
    shards.append(tmp_path, 4, 6, rows[6:])
    opened = Shards(tmp_path, 4, 10)
    assert crc == zlib.crc32(rows[:6].tobytes()) == opened.checksum(0, 6)
    np.testing.assert_array_equal(opened.take(np.array([9, 0, 3])), rows[[9, 0, 3]])
    np.testing.assert_array_equal(np.concatenate([b for _, b in opened.blocks()]), rows)


def test_rows_cross_from_one_shard_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "ROWS_PER_SHARD", 4)
    monkeypatch.setattr(shards, "BLOCK_ROWS", 3)
    rows = unit_rows(11)
    shards.append(tmp_path, 4, 0, rows[:3])
    shards.append(tmp_path, 4, 3, rows[3:])
    opened = Shards(tmp_path, 4, 11)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "00000.f32",
        "00001.f32",
        "00002.f32",
    ]
    assert [start for start, _ in opened.blocks()] == [0, 3, 4, 7, 8]
    np.testing.assert_array_equal(opened.take(np.arange(11)), rows)


def test_what_a_crash_left_behind_is_overwritten(tmp_path: Path) -> None:
    rows = unit_rows(5)
    shards.append(tmp_path, 4, 0, rows[:2])
    with (tmp_path / "00000.f32").open("ab") as file:
        file.write(b"half a row")
    assert len(Shards(tmp_path, 4, 2)) == 2
    shards.append(tmp_path, 4, 2, rows[2:])
    np.testing.assert_array_equal(Shards(tmp_path, 4, 5).take(np.arange(5)), rows)


def test_no_rows(tmp_path: Path) -> None:
    assert list(Shards(tmp_path, 4, 0).blocks()) == []


def test_a_shard_cut_short_says_what_to_do(tmp_path: Path) -> None:
    shards.append(tmp_path, 4, 0, unit_rows(5))
    with (tmp_path / "00000.f32").open("r+b") as file:
        file.truncate(40)
    with pytest.raises(StoreError, match=r"00000\.f32 is damaged.*5 rows.*40 bytes") as caught:
        Shards(tmp_path, 4, 5)
    assert "doctor --repair" in caught.value.command
    shards.pad(tmp_path, 4, 5)
    assert len(Shards(tmp_path, 4, 5)) == 5
    crc = shards.blank(tmp_path, 4, 1, 3)
    assert Shards(tmp_path, 4, 5).checksum(1, 3) == crc
    assert Shards(tmp_path, 4, 5).take(np.array([0, 1, 3])).any(axis=1).tolist() == [1, 0, 0]


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from shotseer.core.errors import StoreError
from shotseer.store import shards
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
try:
    shards.append(Path(sys.argv[1]), 4, 2, np.ones((1000, 4), np.float32))
except StoreError as error:
    print(error.message, error.hint, sep="|")
"""


def test_a_full_disk_leaves_the_visible_rows(tmp_path: Path) -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)
    rows = unit_rows(2)
    shards.append(tmp_path, 4, 0, rows)
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert "the disk is full" in done.stdout
    assert "Free some space" in done.stdout
    np.testing.assert_array_equal(Shards(tmp_path, 4, 2).take(np.arange(2)), rows)
    assert (tmp_path / "00000.f32").stat().st_size == rows.nbytes


def copies(folder: Path, rows: int) -> list[Path]:
    """Make a file for the copy of each block of three rows."""
    opened = Shards(folder, 4, rows)
    paths = [opened.copy_path(start, "test") for start, _ in opened.blocks()]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.touch()
    return paths


def test_copies_go_when_their_rows_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "ROWS_PER_SHARD", 6)
    monkeypatch.setattr(shards, "BLOCK_ROWS", 3)
    shards.append(tmp_path, 4, 0, unit_rows(10))
    first, second, third, fourth = copies(tmp_path, 10)
    shards.append(tmp_path, 4, 10, unit_rows(1))
    assert all(path.exists() for path in (first, second, third, fourth)), "appending is no change"
    shards.blank(tmp_path, 4, 2, 2)
    assert [p.exists() for p in (first, second, third, fourth)] == [False, False, True, True]
    shards.append(tmp_path, 4, 8, unit_rows(1))
    assert [p.exists() for p in (third, fourth)] == [False, False], "rows were written again"
