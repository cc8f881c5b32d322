from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.store.samples import unit_rows

from shotseer.core.arrays import Matrix
from shotseer.core.errors import InputError, StoreError
from shotseer.index.exact import ExactIndex
from shotseer.index.int8 import Int8Index
from shotseer.index.int8_block import Int8Block
from shotseer.store import shards
from shotseer.store.shards import Shards
from shotseer.testing import check_index
from shotseer.testing.indexes import RowsInMemory

HARD = ("even", "one long dimension", "uneven dimensions", "odd rows", "constant dimensions")


def hard_rows(kind: str, count: int = 4000, dimension: int = 24) -> Matrix:
    """Return unit rows that are hard to round."""
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(count, dimension))
    if kind == "one long dimension":
        rows[:, 3] += 30
    if kind == "uneven dimensions":
        rows *= rng.exponential(size=dimension) ** 2
    if kind == "odd rows":
        rows[::100] = rng.standard_t(1, size=rows[::100].shape)
    if kind == "constant dimensions":
        rows[:, [2, 5]] = 0.0
    unit: Matrix = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


def copies(folder: Path) -> list[Path]:
    return sorted((folder / shards.COPIES).iterdir())


def test_contract() -> None:
    check_index(Int8Index)


def test_rounding_by_hand() -> None:
    rows = np.array([[0.1, 2.0], [0.3, 2.0], [0.2, 2.0]], dtype=np.float32)
    block = Int8Block.of(rows)
    np.testing.assert_allclose(block.mean, [0.2, 2.0], rtol=1e-6)
    np.testing.assert_allclose(block.step[0], 0.1 / 127, rtol=1e-5)
    assert block.vectors.tolist() == [[-127, 0], [127, 0], [0, 0]]
    np.testing.assert_allclose(block.lengths, [127, 127, 0])
    np.testing.assert_allclose(block.errors, 0, atol=1e-6)


@pytest.mark.parametrize("kind", HARD)
def test_no_product_is_further_off_than_its_bound(kind: str) -> None:
    rows = hard_rows(kind)
    block = Int8Block.of(rows)
    for query in (rows[7] * np.float32(3), unit_rows(1, rows.shape[1], seed=5)[0]):
        products, bounds = block.products(query)
        error = np.abs(products - rows.astype(np.float64) @ query)
        assert (error <= bounds).all()
        assert np.median(bounds) < 0.1 * np.linalg.norm(query), "a bound should tell something"


@pytest.mark.parametrize("kind", HARD)
def test_the_hits_are_those_of_exact_search(kind: str) -> None:
    rows = hard_rows(kind)
    exact, quick = (make(RowsInMemory(rows, 900)) for make in (ExactIndex, Int8Index))
    allowed = np.random.default_rng(1).random(len(rows)) < 0.5
    for query in (*unit_rows(10, rows.shape[1], seed=3), *rows[:10]):
        for mask in (None, allowed):
            for k in (1, 25, 200, 3000):
                found, similarities = quick.search(query, k, allowed=mask)
                wanted, expected = exact.search(query, k, allowed=mask)
                np.testing.assert_array_equal(found, wanted)
                np.testing.assert_allclose(similarities, expected, atol=2e-6)


def test_nothing_to_go_by_is_searched_exactly() -> None:
    rows = np.tile(unit_rows(1, 16), (300, 1))
    found, _ = Int8Index(RowsInMemory(rows)).search(np.zeros(16, dtype=np.float32), 4)
    assert found.tolist() == [0, 1, 2, 3]


def test_no_rows() -> None:
    empty = RowsInMemory(np.empty((0, 4), dtype=np.float32))
    assert len(Int8Index(empty).search(unit_rows(1)[0], 3)[0]) == 0


def test_copies_are_kept_and_grow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "BLOCK_ROWS", 40)
    rows = unit_rows(150, 16)
    shards.append(tmp_path, 16, 0, rows[:100])
    Int8Index(Shards(tmp_path, 16, 100))
    made = {path.name: path.stat().st_mtime_ns for path in copies(tmp_path)}
    assert list(made) == ["0000000000.int8", "0000000040.int8", "0000000080.int8"]
    shards.append(tmp_path, 16, 100, rows[100:])
    grown = Int8Index(Shards(tmp_path, 16, 150))
    after = {path.name: path.stat().st_mtime_ns for path in copies(tmp_path)}
    assert len(after) == 4
    assert after["0000000000.int8"] == made["0000000000.int8"], "whole blocks are left as they are"
    assert after["0000000080.int8"] > made["0000000080.int8"]
    assert grown.search(rows[140], 1)[0].tolist() == [140]


@pytest.mark.parametrize("content", [b"", b"not an array", "other rows"])
def test_a_copy_of_something_else_is_made_again(tmp_path: Path, content: bytes | str) -> None:
    rows = unit_rows(200, 16)
    shards.append(tmp_path, 16, 0, rows)
    Int8Index(Shards(tmp_path, 16, 200))
    (path,) = copies(tmp_path)
    right = path.read_bytes()
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        Int8Block.of(unit_rows(200, 16, seed=1)).save(path)
    assert Int8Index(Shards(tmp_path, 16, 200)).search(rows[9], 1)[0].tolist() == [9]
    assert path.read_bytes() == right


def test_copies_that_cannot_be_kept_are_done_without(tmp_path: Path) -> None:
    rows = unit_rows(200, 16)
    shards.append(tmp_path, 16, 0, rows)
    (tmp_path / shards.COPIES).write_text("not a folder")
    assert Int8Index(Shards(tmp_path, 16, 200)).search(rows[9], 1)[0].tolist() == [9]


def test_damaged_vectors_are_told(tmp_path: Path) -> None:
    rows = unit_rows(200, 16)
    rows[2, 1] = np.nan
    shards.append(tmp_path, 16, 0, rows)
    with pytest.raises(StoreError, match="row 2 is damaged"):
        Int8Index(Shards(tmp_path, 16, 200))


def test_a_query_of_another_kind_is_refused() -> None:
    index = Int8Index(RowsInMemory(unit_rows(100)))
    with pytest.raises(InputError, match="a query must be"):
        index.search(np.ones(5, np.float32), 1)
