from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from shotseer.core.errors import InputError
from shotseer.store.vector_file import read_vector_file

X = np.array([[3, 4], [0, -2], [1e-30, 0]], np.float32)
SHOTS: dict[str, Any] = {"X": X, "shot": np.array(["a1", "b2", "c3"])}
SPANS: dict[str, Any] = {
    "X": X,
    "video": np.array(["one.mp4", "one.mp4", "zwei ü.mov"]),
    "start": np.array([0.0, 2.5, 0.0]),
    "end": np.array([2.5, 4.0, 1.0]),
}


def save(folder: Path, **arrays: Any) -> Path:
    path = folder / "vectors.npz"
    np.savez(path, **arrays)
    return path


def test_rows_known_by_shot(tmp_path: Path) -> None:
    vectors = read_vector_file(save(tmp_path, **SHOTS))
    np.testing.assert_array_equal(vectors.raw, X)
    np.testing.assert_allclose(vectors.rows, np.array([[0.6, 0.8], [0, -1], [1, 0]]), atol=1e-7)
    assert vectors.rows.dtype == np.float32
    assert vectors.shot == ("a1", "b2", "c3")
    assert (vectors.video, vectors.start, vectors.end, dict(vectors.texts)) == (None,) * 3 + ({},)


def test_rows_known_by_video_and_span(tmp_path: Path) -> None:
    vectors = read_vector_file(save(tmp_path, **SPANS))
    assert vectors.shot is None
    assert vectors.video == ("one.mp4", "one.mp4", "zwei ü.mov")
    assert vectors.start is not None
    assert vectors.end is not None
    assert (vectors.start.tolist(), vectors.end.tolist()) == ([0, 2.5, 0], [2.5, 4, 1])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_any_float_is_read_as_float32(tmp_path: Path, dtype: type) -> None:
    rows: Any = np.asfortranarray(np.ones((3, 2)), dtype=dtype)
    vectors = read_vector_file(save(tmp_path, **SHOTS | {"X": rows}))
    assert vectors.raw.dtype == np.float32
    assert vectors.raw.flags.c_contiguous


def test_texts_come_raw_and_unknown_arrays_are_ignored(tmp_path: Path) -> None:
    extra = {"text": np.array([[2, 0], [0, 3]], np.float16), "names": np.array(["Cat", "dog"])}
    vectors = read_vector_file(save(tmp_path, **SHOTS, **extra, y=np.array([{}], object)))
    assert list(vectors.texts) == ["Cat", "dog"]
    np.testing.assert_array_equal(vectors.texts["dog"], np.array([0, 3], np.float32))


def test_the_digest_follows_the_content(tmp_path: Path) -> None:
    first = read_vector_file(save(tmp_path, **SHOTS)).digest
    again = read_vector_file(save(tmp_path, **SHOTS)).digest
    other = read_vector_file(save(tmp_path, **SHOTS | {"X": X + 1})).digest
    assert first == again != other
    assert len(first) == 32


TEXTS = {"text": np.ones((2, 2), np.float32), "names": np.array(["cat", "dog"])}


@pytest.mark.parametrize(
    ("arrays", "complaint"),
    [
        ({"shot": SHOTS["shot"]}, "it has no array X"),
        ({"X": X}, "either shot, or video"),
        (SHOTS | SPANS, "either shot, or video"),
        (SHOTS | {"X": X[0]}, r"X is float32 of shape \(2,\)"),
        (SHOTS | {"X": X[:0]}, r"X is float32 of shape \(0, 2\)"),
        (SHOTS | {"X": X.astype(np.int64)}, "X is int64"),
        (SHOTS | {"X": np.array([[1, 1], [0, 0], [0, 0]], float)}, "2 rows of X are zero.* row 1,"),
        (SHOTS | {"X": np.array([[1, 1], [1, 1], [np.nan, 1]])}, "1 row of X is not finite.* 2,"),
        (SHOTS | {"X": np.array([[1, 1], [1e300, 1], [1, 1]])}, "X is not finite.* row 1,"),
        (SHOTS | {"X": X.astype(object)}, "[Oo]bject arrays cannot be loaded"),
        (SHOTS | {"shot": np.array(["a", "b"])}, "not 3 strings"),
        (SHOTS | {"shot": np.array([1, 2, 3])}, "shot is int64"),
        (SHOTS | {"shot": np.array(["a", "b", "a"])}, "shot holds 'a' 2 times"),
        (SPANS | {"start": np.array([0.0, -1, 0])}, "start is before 0.* row 1,"),
        (SPANS | {"end": np.array([1.0, 2.5, 1])}, "end is not after their start.* row 1,"),
        (SPANS | {"end": np.array([1.0, np.inf, 1])}, "end is not finite.* row 1,"),
        (SPANS | {"end": np.array(["1", "2", "3"])}, "not 3 numbers"),
        ({k: v for k, v in SPANS.items() if k != "end"}, "it has no array end"),
        (SHOTS | {"text": TEXTS["text"]}, "it has no array names"),
        (SHOTS | {"names": TEXTS["names"]}, "it has no array text"),
        (SHOTS | TEXTS | {"text": np.ones((2, 3))}, "text has 3 columns, X has 2"),
        (SHOTS | TEXTS | {"names": np.array(["cat", "cat"])}, "names holds 'cat' 2 times"),
        (SHOTS | TEXTS | {"text": np.zeros((2, 2))}, "2 rows of text are zero"),
    ],
)
def test_every_fault_is_named(tmp_path: Path, arrays: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InputError, match=complaint) as caught:
        read_vector_file(save(tmp_path, **arrays))
    assert "vectors.npz cannot be imported" in caught.value.message
    assert "needs X (n, d)" in caught.value.hint


@pytest.mark.parametrize("content", [b"", b"shot,x,y\na1,3,4\n", b"PK\x03\x04 and no more"])
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vectors.npz"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"not an \.npz file"):
        read_vector_file(path)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vectors.npz"
    np.savez_compressed(path, X=np.random.default_rng(0).random((500, 8)), shot=np.arange(500))
    data = bytearray(path.read_bytes())
    data[1000:1100] = bytes(100)
    path.write_bytes(data)
    with pytest.raises(InputError, match="cannot be imported"):
        read_vector_file(path)


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.npz", tmp_path):
        with pytest.raises(InputError, match="cannot be imported"):
            read_vector_file(path)
