"""Reading vectors that were made elsewhere, with what they belong to."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from shotseer.core.arrays import Floats, Ints, Matrix, Vector
from shotseer.core.errors import InputError
from shotseer.core.words import counted

_Arrays: TypeAlias = Mapping[str, NDArray[Any]]

_KNOWN = ("X", "shot", "video", "start", "end", "text", "names")
_FORM = (
    "The file needs X (n, d), and either shot (n,) or video, start and end (n,) each; "
    "text (c, d) with names (c,) is optional."
)


@dataclass(frozen=True, slots=True, eq=False)
class ImportedVectors:
    """The content of a vector file, checked.

    Rows are known either by their shot, or by their video and span; the other fields are ``None``.

    Attributes:
        raw: ``(n, d)`` float32, finite, no row zero, of the length they came with.
        shot: ``n`` shot ids, all different.
        video: ``n`` names of videos.
        start: ``(n,)`` seconds, none negative.
        end: ``(n,)`` seconds, each after its start.
        texts: for each text that the same model embedded, its ``(d,)`` float32 vector as it came.
        digest: 32 hexadecimal digits that follow from the file's bytes.
    """

    raw: Matrix
    shot: tuple[str, ...] | None
    video: tuple[str, ...] | None
    start: Floats | None
    end: Floats | None
    texts: Mapping[str, Vector]
    digest: str

    @property
    def rows(self) -> Matrix:
        """``(n, d)`` float32 unit rows, computed anew at each call."""
        # Scaled to about one first: squares of very small or large numbers leave float32.
        largest = np.maximum(self.raw.max(axis=1), -self.raw.min(axis=1))
        rows: Matrix = self.raw / largest[:, None]
        rows /= np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
        return rows


def read_vector_file(path: Path) -> ImportedVectors:
    """Read an ``.npz`` file of vectors.

    Its arrays: ``X`` ``(n, d)`` float16, float32 or float64; either ``shot`` ``(n,)`` shot ids,
    or ``video`` ``(n,)`` names with ``start`` and ``end`` ``(n,)`` in seconds; and optionally
    ``text`` ``(c, d)`` with ``names`` ``(c,)``. Other arrays are ignored, and pickled ones are
    never loaded.

    Raises:
        InputError: the file cannot be read, lacks an array, or holds values that no vector,
            span or name can have. The message says which.
    """
    try:
        arrays = _load(path)
        raw = _vectors(arrays, "X")
        shot, video, start, end = _identities(arrays, len(raw))
        texts = _texts(arrays, raw.shape[1])
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "blake2b").hexdigest()[:32]
    except (OSError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise InputError(f"{path} cannot be imported: {error}", hint=_FORM) from error
    return ImportedVectors(raw, shot, video, start, end, texts, digest)


# Every fault below is a ValueError that completes the sentence "... cannot be imported:".


def _load(path: Path) -> _Arrays:
    with path.open("rb") as file:
        if not zipfile.is_zipfile(file):
            raise ValueError("it is not an .npz file")
        file.seek(0)
        with np.load(file, allow_pickle=False) as loaded:
            return {name: loaded[name] for name in _KNOWN if name in loaded}


def _identities(
    arrays: _Arrays, count: int
) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None, Floats | None, Floats | None]:
    if ("shot" in arrays) == ("video" in arrays):
        raise ValueError("it needs either shot, or video with start and end")
    if "shot" in arrays:
        return _different(_names(arrays, "shot", count), "shot"), None, None, None
    video = _names(arrays, "video", count)
    start, end = _seconds(arrays, "start", count), _seconds(arrays, "end", count)
    _refuse(np.flatnonzero(start < 0), "start", "before 0")
    _refuse(np.flatnonzero(end <= start), "end", "not after their start")
    return None, video, start, end


def _texts(arrays: _Arrays, dimension: int) -> Mapping[str, Vector]:
    if "text" not in arrays and "names" not in arrays:
        return {}
    vectors = _vectors(arrays, "text")
    if vectors.shape[1] != dimension:
        raise ValueError(f"text has {vectors.shape[1]} columns, X has {dimension}")
    names = _different(_names(arrays, "names", len(vectors)), "names")
    return dict(zip(names, vectors, strict=True))


def _vectors(arrays: _Arrays, name: str) -> Matrix:
    given = _present(arrays, name)
    if given.ndim != 2 or given.dtype.kind != "f" or 0 in given.shape:
        raise ValueError(f"{name} is {given.dtype} of shape {given.shape}, not rows of floats")
    with np.errstate(over="ignore"):
        vectors = np.ascontiguousarray(given, dtype=np.float32)
    _refuse(np.flatnonzero(~np.isfinite(vectors).all(axis=1)), name, "not finite")
    _refuse(np.flatnonzero(~vectors.any(axis=1)), name, "zero")
    return vectors


def _names(arrays: _Arrays, name: str, count: int) -> tuple[str, ...]:
    given = _present(arrays, name)
    if given.dtype.kind != "U" or given.shape != (count,):
        raise ValueError(f"{name} is {given.dtype} of shape {given.shape}, not {count} strings")
    return tuple(given.tolist())


def _seconds(arrays: _Arrays, name: str, count: int) -> Floats:
    given = _present(arrays, name)
    if given.dtype.kind not in "fiu" or given.shape != (count,):
        raise ValueError(f"{name} is {given.dtype} of shape {given.shape}, not {count} numbers")
    _refuse(np.flatnonzero(~np.isfinite(given)), name, "not finite")
    return given.astype(np.float64)


def _present(arrays: _Arrays, name: str) -> NDArray[Any]:
    if name not in arrays:
        raise ValueError(f"it has no array {name}")
    return arrays[name]


def _different(names: tuple[str, ...], array: str) -> tuple[str, ...]:
    name, count = Counter(names).most_common(1)[0]
    if count > 1:
        raise ValueError(f"{array} holds {name!r} {count} times")
    return names


def _refuse(rows: Ints, array: str, fault: str) -> None:
    if len(rows):
        raise ValueError(
            f"{counted(len(rows), f'row of {array} is', f'rows of {array} are')} {fault}; "
            f"the first is row {rows[0]}, counted from 0"
        )
