"""The files of the Video Annotator data set, one by one, as plain values.

A fault inside a file is a ValueError that completes the sentence "... cannot be used:";
``faults_of`` makes it an error that names the file.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shotseer.core.arrays import Matrix, Vector
from shotseer.core.errors import InputError, PluginError

COLUMNS = (
    "key",
    "yt_id",
    "desc",
    "genre",
    "frame_in",
    "frame_out",
    "start",
    "end",
    "fps",
    "cluster_index",
)
"""Of ``shot-data.csv``, in their order."""

TEXT_COLUMNS = COLUMNS[:4]
WHOLE_COLUMNS = ("frame_in", "frame_out", "cluster_index")
DATASET = "embeddings"
"""The name of the one dataset in ``embeddings.h5``."""

LIMIT = 2**53
"""All numbers of ``shot-data.csv`` are below."""

LINES_AT_ONCE = 256
"""Of the CSV file: so few stay in the processor's cache, which halves the time."""

ROWS_AT_ONCE = 16_384
"""Of the matrix, when it is looked through."""


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """Name the file in whatever goes wrong with it."""
    try:
        yield
    except (OSError, ValueError, csv.Error) as error:
        raise InputError(
            f"{path} cannot be used: {error}",
            hint="Unpack the data set again, or mend that file.",
        ) from error


def stems(folder: Path) -> tuple[str, ...]:
    """Return the names of a folder's JSON files without their ending, sorted."""
    return tuple(sorted(p.stem for p in folder.glob("*.json") if not p.name.startswith(".")))


def read_columns(path: Path) -> list[Any]:
    """Return the columns of ``shot-data.csv`` in the order of ``COLUMNS``.

    The first four are tuples of strings, the others ``(n,)`` int64 or float64.

    Raises:
        InputError: a column is missing, or a value is not what its column holds.
    """
    with faults_of(path), path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header = next(reader, [])
        missing = [name for name in COLUMNS if name not in header]
        if missing:
            raise ValueError(f"it has no column {', '.join(missing)}")
        places = [header.index(name) for name in COLUMNS]
        parts: list[list[Any]] = [[] for _ in COLUMNS]
        # One copy of each clip's id, title and genre: there are many shots to a clip.
        known: dict[str, str] = {}
        done = 0
        while rows := list(islice(reader, LINES_AT_ONCE)):
            _refuse_ragged(rows, len(header), done)
            columns = list(zip(*rows, strict=True))
            for part, name, place in zip(parts, COLUMNS, places, strict=True):
                part.append(_converted(columns[place], name, done, known))
            done += len(rows)
        return [_joined(part, name) for part, name in zip(parts, COLUMNS, strict=True)]


def read_matrix(path: Path) -> Matrix:
    """Return the ``(n, d)`` float32 matrix of ``embeddings.h5``, all finite.

    It is mapped into memory, read only, where the file holds it in one piece.

    Raises:
        InputError: there is none, or it holds something else than finite numbers.
        PluginError: the package ``h5py`` is not installed.
    """
    try:
        import h5py
    except ModuleNotFoundError as error:
        raise PluginError(
            f"reading {path.name} needs the package h5py",
            hint='Install it: pip install "shotseer[research]"',
        ) from error
    with faults_of(path):
        with h5py.File(path, "r") as file:
            dataset = file.get(DATASET)
            if not isinstance(dataset, h5py.Dataset):
                raise ValueError(f"it has no dataset {DATASET!r}")
            shape, dtype, offset = dataset.shape, dataset.dtype, dataset.id.get_offset()
            if len(shape) != 2 or 0 in shape or dtype.kind != "f":
                raise ValueError(f"{DATASET} is {dtype} of shape {shape}, not rows of floats")
            if offset is None or dtype != np.dtype("<f4"):
                matrix: Matrix = dataset.astype(np.float32)[...]
        if offset is not None and dtype == np.dtype("<f4"):
            matrix = np.asarray(np.memmap(path, "<f4", mode="r", offset=offset, shape=shape))
        for start in range(0, len(matrix), ROWS_AT_ONCE):
            finite = np.isfinite(matrix[start : start + ROWS_AT_ONCE])
            refuse_rows(np.logical_not(finite.all(axis=1)), start)
        return matrix


def read_texts(path: Path, dimension: int) -> Mapping[str, Vector]:
    """Return the ``(d,)`` float32 vector of each text.

    Raises:
        InputError: a vector is of another length, or not finite.
    """
    with faults_of(path):
        content = an_object(read_json(path))
        found = {}
        for name, numbers in content.items():
            vector = np.array(numbers, dtype=np.float32)
            if vector.shape != (dimension,):
                raise ValueError(
                    f"{name!r} has shape {vector.shape}, but the embeddings are {dimension} wide"
                )
            if not np.isfinite(vector).all():
                raise ValueError(f"{name!r} has numbers that are not finite")
            found[name] = vector
        return found


def read_queries(path: Path) -> Mapping[str, tuple[str, ...]]:
    """Return the queries of each label; empty where the file has no such thing.

    Nothing depends on the file, and nobody has written down what it looks like.
    """
    try:
        content = read_json(path)
    except (OSError, ValueError):
        return {}
    if not isinstance(content, dict):
        return {}
    return {
        label: tuple(queries)
        for label, queries in content.items()
        if isinstance(queries, list) and all(isinstance(query, str) for query in queries)
    }


def read_json(path: Path) -> object:
    """Return what a JSON file holds; ValueError where it is none."""
    content: object = json.loads(path.read_bytes())
    return content


def an_object(content: object) -> Mapping[str, Any]:
    """Return a JSON object."""
    if not isinstance(content, dict):
        raise ValueError(f"{str(content)[:40]!r} stands where an object should")
    return content


def objects(content: Mapping[str, object], name: str) -> list[Mapping[str, Any]]:
    """Return the list of objects under a name."""
    found = content.get(name)
    if not isinstance(found, list):
        raise ValueError(f"it has no list {name!r}")
    return [an_object(one) for one in found]


def keys(content: Mapping[str, object], name: str) -> tuple[str, ...]:
    """Return the list of keys under a name."""
    found = content.get(name)
    if not isinstance(found, list) or not all(isinstance(key, str) for key in found):
        raise ValueError(f"it has no list of keys {name!r}")
    return tuple(found)


def a_string(content: Mapping[str, object], name: str) -> str:
    """Return the string under a name."""
    found = content.get(name)
    if not isinstance(found, str):
        raise ValueError(f"{name!r} of {_short(content)} is not a string")
    return found


def a_bool(content: Mapping[str, object], name: str) -> bool:
    """Return the truth value under a name."""
    found = content.get(name)
    if not isinstance(found, bool):
        raise ValueError(f"{name!r} of {_short(content)} is neither true nor false")
    return found


def a_count(content: Mapping[str, object], name: str) -> int:
    """Return the whole number under a name."""
    found = content.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise ValueError(f"{name!r} of {_short(content)} is not a count")
    return found


def refuse_repeats(given: Sequence[str], name: str) -> None:
    """Refuse a key that occurs twice."""
    if len(set(given)) < len(given):
        key, count = Counter(given).most_common(1)[0]
        raise ValueError(f"the shot {key!r} occurs {count} times in {name}")


def refuse_rows(bad: NDArray[np.bool_], start: int) -> None:
    """Refuse rows with numbers that are not finite."""
    if bad.any():
        raise ValueError(f"row {start + int(bad.argmax())}, counted from 0, is not finite")


def _refuse_ragged(rows: Sequence[Sequence[str]], width: int, done: int) -> None:
    widths = list(map(len, rows))
    if widths.count(width) < len(rows):
        place = next(place for place, found in enumerate(widths) if found != width)
        raise ValueError(
            f"row {done + place}, counted from 0, has {widths[place]} fields, the header {width}"
        )


def _converted(texts: tuple[str, ...], name: str, done: int, known: dict[str, str]) -> Any:
    if name == "key":
        return texts
    if name in TEXT_COLUMNS:
        return list(map(known.setdefault, texts, texts))
    kind, dtype = (int, np.int64) if name in WHOLE_COLUMNS else (float, np.float64)
    try:
        values = np.array(list(map(kind, texts)), dtype=dtype)
        if ((values >= 0) & (values < LIMIT)).all():
            return values
    except (ValueError, OverflowError):
        pass
    place = next(i for i, text in enumerate(texts) if not _is_number(text, kind))
    raise ValueError(
        f"row {done + place}, counted from 0, has {texts[place]!r} for {name}; "
        f"it must be {'a whole' if kind is int else 'a finite'} number from 0"
    )


def _is_number(text: str, kind: type[int] | type[float]) -> bool:
    try:
        return 0 <= kind(text) < LIMIT
    except ValueError:
        return False


def _joined(parts: list[Any], name: str) -> Any:
    if name in TEXT_COLUMNS:
        return tuple(chain.from_iterable(parts))
    dtype = np.int64 if name in WHOLE_COLUMNS else np.float64
    return np.concatenate([*parts, np.empty(0, dtype)])


def _short(content: Mapping[str, object]) -> str:
    return json.dumps(content)[:80]
