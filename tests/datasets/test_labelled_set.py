"""Labelled sets are read, and what is wrong with a file is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from shotseer.core.errors import InputError
from shotseer.datasets import labelled

ROWS = np.array([[1, 0], [0, 1], [0.6, 0.8]])
GOOD: dict[str, np.ndarray] = {
    "X": ROWS.astype(np.float16),
    "y": np.array(["cat", "dog", "cat"]),
    "names": np.array(["dog", "cat"]),
    "text": ROWS[:2].astype(np.float16),
}


def write(path: Path, changes: dict[str, np.ndarray | None]) -> Path:
    arrays = {name: one for name, one in {**GOOD, **changes}.items() if one is not None}
    np.savez(path, **arrays)  # type: ignore[arg-type]
    return path


def test_a_set_is_read(tmp_path: Path) -> None:
    found = labelled.read(write(tmp_path / "pets.npz", {"other": np.arange(3)}))
    assert found.name == "pets"
    assert found.names == ("dog", "cat")
    assert found.classes.tolist() == [1, 0, 1]
    assert found.X.dtype == found.text.dtype == np.float32
    np.testing.assert_array_equal(found.X, GOOD["X"].astype(np.float32))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"X": None}, "it has no array X"),
        ({"y": None}, "it has no array y"),
        ({"X": ROWS.astype(int)}, "X is int64 of shape (3, 2), not rows of floats"),
        ({"X": 2 * ROWS}, "3 rows of X are not of unit length; the first is row 0"),
        ({"X": np.array([[1, 0], [np.nan, 1], [0, 1]])}, "1 row of X is not of unit length"),
        ({"text": np.eye(3)[:2]}, "text has 3 columns, X has 2"),
        ({"names": np.array(["dog"])}, "names is <U3 of shape (1,), not 2 strings"),
        ({"names": np.array(["dog", "dog"])}, "names holds 'dog' 2 times"),
        ({"y": np.array(["cat", "cow", "cat"])}, "y holds 'cow', which is not in names"),
        ({"y": np.array([1, 0, 1])}, "y is int64 of shape (3,), not 3 strings"),
    ],
)
def test_what_is_wrong_is_said(
    tmp_path: Path, changes: dict[str, np.ndarray | None], fault: str
) -> None:
    path = write(tmp_path / "pets.npz", changes)
    with pytest.raises(InputError) as error:
        labelled.read(path)
    assert fault in error.value.message
    assert "is not a labelled set" in error.value.message
    assert "names (the classes)" in error.value.hint


def test_pickles_are_never_loaded(tmp_path: Path) -> None:
    path = write(tmp_path / "pets.npz", {"y": np.array(["cat", "dog", "cat"], dtype=object)})
    with pytest.raises(InputError, match="allow_pickle=False"):
        labelled.read(path)


def test_what_is_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        labelled.read(tmp_path / "none.npz")
    (tmp_path / "text.npz").write_text("words", encoding="utf-8")
    with pytest.raises(InputError, match=r"it is not an \.npz file"):
        labelled.read(tmp_path / "text.npz")
    whole = write(tmp_path / "pets.npz", {}).read_bytes()
    damaged = tmp_path / "damaged.npz"
    damaged.write_bytes(whole[:60] + b"\xff" * 40 + whole[100:])
    with pytest.raises(InputError, match="is not a labelled set"):
        labelled.read(damaged)
