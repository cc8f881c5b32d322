"""Reading tensors from a PyTorch file, without PyTorch and without running its pickle.

The legacy format (``torch.save`` before version 1.6) is five pickles: a magic number, the
protocol, facts on the machine, the state dict, and the keys of the storages. Then follow the
storages, in the order of the keys: an int64 count and that many raw little-endian numbers.

The format since then is an uncompressed ZIP file of one folder: ``data.pkl`` with the state dict,
and a file ``data/KEY`` with the raw numbers of each storage.
"""

from __future__ import annotations

import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import numpy as np
from numpy.typing import NDArray

from shotseer.core.errors import PluginError

Tensors: TypeAlias = Mapping[str, NDArray[Any]]

_MAGIC = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001


def read_tensors(path: Path) -> Tensors:
    """Return the tensors of a state dict by name.

    Only tensors, their storages and ordered dicts are ever built; a file that names anything else
    is refused before it can run a single call.

    Raises:
        PluginError: the file is missing, damaged, of another format, or asks for more than tensors.
    """
    try:
        with path.open("rb") as file:
            return _read(file)
    except _RefusedError as error:
        raise PluginError(
            f"{path.name} is not a plain weight file: {error}",
            hint="Reinstall the package it came with from a source you trust.",
        ) from error
    except Exception as error:
        # A damaged pickle raises whatever its first wrong byte happens to mean.
        raise PluginError(
            f"the weight file {path} cannot be read: {error or type(error).__name__}",
            hint="The installation is damaged: reinstall the package that brought the file.",
        ) from error


class _RefusedError(Exception):
    """The pickle names something that a weight file has no need of."""


@dataclass(frozen=True, slots=True)
class _Storage:
    """A run of ``count`` numbers outside of the pickle; several tensors may share it."""

    key: str
    dtype: np.dtype[Any]
    count: int


@dataclass(frozen=True, slots=True)
class _TensorView:
    """What `torch._utils._rebuild_tensor_v2` is called with: a strided view of a storage."""

    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    requires_grad: bool = False
    hooks: object = None

    def of(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """Return the tensor as a contiguous copy."""
        reach = sum((n - 1) * step for n, step in zip(self.shape, self.strides, strict=True))
        if min((self.offset, *self.strides)) < 0 or self.offset + reach >= len(numbers):
            raise ValueError("a tensor lies outside of its storage")
        steps = [step * numbers.itemsize for step in self.strides]
        view = np.lib.stride_tricks.as_strided(numbers[self.offset :], self.shape, steps)
        return np.array(view, order="C")


_ALLOWED: Mapping[tuple[str, str], Any] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _TensorView,
    ("torch", "FloatStorage"): np.dtype("<f4"),
    ("torch", "LongStorage"): np.dtype("<i8"),
}


class _TensorUnpickler(pickle.Unpickler):
    """Builds nothing but what `_ALLOWED` names."""

    def find_class(self, module: str, name: str) -> Any:
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise _RefusedError(f"it asks for {module}.{name}") from None

    def persistent_load(self, pid: Any) -> _Storage:
        # Only the legacy format has a sixth part: a view, for storages inside of others.
        kind, dtype, key, _location, count, *views = pid
        if kind != "storage" or any(view is not None for view in views):
            raise _RefusedError(f"it holds a {kind} that is not a plain storage")
        return _Storage(key, dtype, count)


def _read(file: BinaryIO) -> Tensors:
    is_zip = file.read(4) == b"PK\x03\x04"
    file.seek(0)
    return _read_zip(file) if is_zip else _read_legacy(file)


def _read_zip(file: BinaryIO) -> Tensors:
    with zipfile.ZipFile(file) as archive:
        folder = archive.namelist()[0].split("/")[0]
        with archive.open(f"{folder}/data.pkl") as state:
            views: dict[str, _TensorView] = dict(_TensorUnpickler(state).load())
        storages = {view.storage.key: view.storage for view in views.values()}
        numbers = {
            key: _of_length(storage, archive.read(f"{folder}/data/{key}"))
            for key, storage in storages.items()
        }
    return {name: view.of(numbers[view.storage.key]) for name, view in views.items()}


def _read_legacy(file: BinaryIO) -> Tensors:
    magic, protocol, _machine = (_TensorUnpickler(file).load() for _ in range(3))
    if (magic, protocol) != (_MAGIC, _PROTOCOL):
        raise ValueError("not in a format of PyTorch")
    views: dict[str, _TensorView] = dict(_TensorUnpickler(file).load())
    keys: list[str] = _TensorUnpickler(file).load()
    storages = {view.storage.key: view.storage for view in views.values()}
    numbers = {key: _read_storage(file, storages[key]) for key in keys}
    return {name: view.of(numbers[view.storage.key]) for name, view in views.items()}


def _read_storage(file: BinaryIO, storage: _Storage) -> NDArray[Any]:
    count = int.from_bytes(file.read(8), "little")
    if count != storage.count:
        raise EOFError("it ends early")
    return _of_length(storage, file.read(count * storage.dtype.itemsize))


def _of_length(storage: _Storage, data: bytes) -> NDArray[Any]:
    if len(data) != storage.count * storage.dtype.itemsize:
        raise EOFError("it ends early")
    return np.frombuffer(data, storage.dtype)
