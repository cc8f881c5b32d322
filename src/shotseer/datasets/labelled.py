"""Labelled sets: vectors whose true classes are known, for experiments with simulated annotators.

One ``.npz`` file: ``X`` ``(n, d)`` unit rows, ``y`` ``(n,)`` the class name of each, ``names``
``(c,)`` the classes, ``text`` ``(c, d)`` the vector of each class name in the same space.
"""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from shotseer.core.arrays import Ints, Matrix
from shotseer.core.errors import InputError
from shotseer.core.words import counted

TOLERANCE = 0.01
"""How far from 1 the length of a row may be: float16 numbers miss it by less."""

_Arrays: TypeAlias = Mapping[str, NDArray[Any]]
_KNOWN = ("X", "y", "names", "text")
_FORM = (
    "A labelled set is an .npz file with X (rows of unit length), y (a class name for each row), "
    "names (the classes) and text (a vector for each class)."
)


@dataclass(frozen=True, slots=True, eq=False)
class LabelledSet:
    """Vectors and their true classes.

    Attributes:
        name: that of the file, without its ending.
        X: ``(n, d)`` unit rows, as exact as the file has them.
        classes: ``(n,)`` the class of each row, a place in ``names``.
        names: ``(c,)`` all different.
        text: ``(c, d)`` unit rows.
    """

    name: str
    X: Matrix
    classes: Ints
    names: tuple[str, ...]
    text: Matrix


def read(path: Path) -> LabelledSet:
    """Read a labelled set. Pickled arrays are never loaded; other arrays are ignored.

    Raises:
        InputError: the file cannot be read, lacks an array, or its arrays do not fit together. The
            message says which.
    """
    try:
        arrays = _load(path)
        X, text = _unit_rows(arrays, "X"), _unit_rows(arrays, "text")
        if text.shape[1] != X.shape[1]:
            raise ValueError(f"text has {text.shape[1]} columns, X has {X.shape[1]}")
        names = _strings(arrays, "names", len(text))
        classes = _classes(_strings(arrays, "y", len(X)), names)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise InputError(f"{path} is not a labelled set: {_reason(error)}", hint=_FORM) from error
    return LabelledSet(path.stem, X, classes, names, text)


# Every fault below is a ValueError that completes the sentence "... is not a labelled set:".


def _load(path: Path) -> _Arrays:
    with path.open("rb") as file:
        if not zipfile.is_zipfile(file):
            raise ValueError("it is not an .npz file")
        file.seek(0)
        with np.load(file, allow_pickle=False) as loaded:
            return {name: loaded[name] for name in _KNOWN if name in loaded}


def _unit_rows(arrays: _Arrays, name: str) -> Matrix:
    given = _present(arrays, name)
    if given.ndim != 2 or given.dtype.kind != "f" or 0 in given.shape:
        raise ValueError(f"{name} is {given.dtype} of shape {given.shape}, not rows of floats")
    rows = np.ascontiguousarray(given, dtype=np.float32)
    # Written so that a length that is not a number is refused too.
    strange = np.flatnonzero(~(np.abs(np.linalg.norm(rows, axis=1) - 1) <= TOLERANCE))
    if len(strange):
        raise ValueError(
            f"{counted(len(strange), f'row of {name} is', f'rows of {name} are')} not of unit "
            f"length; the first is row {strange[0]}, counted from 0"
        )
    return rows


def _strings(arrays: _Arrays, name: str, count: int) -> tuple[str, ...]:
    given = _present(arrays, name)
    if given.dtype.kind != "U" or given.shape != (count,):
        raise ValueError(f"{name} is {given.dtype} of shape {given.shape}, not {count} strings")
    return tuple(given.tolist())


def _classes(y: tuple[str, ...], names: tuple[str, ...]) -> Ints:
    name, count = Counter(names).most_common(1)[0]
    if count > 1:
        raise ValueError(f"names holds {name!r} {count} times")
    places = {name: place for place, name in enumerate(names)}
    unknown = next((name for name in y if name not in places), None)
    if unknown is not None:
        raise ValueError(f"y holds {unknown!r}, which is not in names")
    return np.array([places[name] for name in y], dtype=np.int64)


def _present(arrays: _Arrays, name: str) -> NDArray[Any]:
    if name not in arrays:
        raise ValueError(f"it has no array {name}")
    return arrays[name]


def _reason(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)
