from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.store.samples import unit_rows

from shotseer.core.errors import InputError, StoreError
from shotseer.index.exact import ExactIndex
from shotseer.store import shards
from shotseer.store.shards import Shards
from shotseer.testing import check_index


def index_of(folder: Path, rows: np.ndarray) -> ExactIndex:
    shards.append(folder, rows.shape[1], 0, rows)
    return ExactIndex(Shards(folder, rows.shape[1], len(rows)))


def test_contract() -> None:
    check_index(ExactIndex)


def test_the_nearest_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "BLOCK_ROWS", 7)
    rows = unit_rows(100, 16)
    query = unit_rows(1, 16, seed=9)[0]
    found, similarities = index_of(tmp_path, rows).search(query, 10)
    expected = np.argsort(-(rows.astype(np.float64) @ query), kind="stable")[:10]
    np.testing.assert_array_equal(found, expected)
    np.testing.assert_allclose(similarities, rows[found] @ query, atol=1e-6)


def test_equal_rows_are_ordered_by_place(tmp_path: Path) -> None:
    rows = np.tile(unit_rows(3), (50, 1))
    found, _ = index_of(tmp_path, rows).search(rows[1], 20)
    assert found.tolist() == list(range(1, 60, 3))


def test_only_allowed_rows_are_found(tmp_path: Path) -> None:
    rows = unit_rows(20)
    allowed = np.zeros(20, dtype=bool)
    allowed[[3, 7]] = True
    index = index_of(tmp_path, rows)
    found, _ = index.search(rows[0], 5, allowed=allowed)
    assert sorted(found.tolist()) == [3, 7]
    assert len(index.search(rows[0], 5, allowed=np.zeros(20, dtype=bool))[0]) == 0


def test_a_search_repeats(tmp_path: Path) -> None:
    rows = unit_rows(1000, 32)
    index = index_of(tmp_path, rows)
    first, second = index.search(rows[5], 100), index.search(rows[5], 100)
    np.testing.assert_array_equal(first[0], second[0])
    np.testing.assert_array_equal(first[1], second[1])


@pytest.mark.parametrize("query", [np.ones(4, np.float64), np.ones(5, np.float32)])
def test_a_query_of_another_kind_is_refused(tmp_path: Path, query: np.ndarray) -> None:
    with pytest.raises(InputError, match="a query must be"):
        index_of(tmp_path, unit_rows(3)).search(query, 1)


def test_damaged_vectors_are_not_ranked(tmp_path: Path) -> None:
    rows = unit_rows(5)
    rows[2, 1] = np.nan
    with pytest.raises(StoreError, match="row 2 is damaged") as caught:
        index_of(tmp_path, rows).search(unit_rows(1)[0], 3)
    assert "doctor --repair" in caught.value.command
