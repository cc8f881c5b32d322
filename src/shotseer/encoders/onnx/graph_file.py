"""What an ONNX file says about itself, read without loading its weights.

A file may hold gigabytes of weights; the libraries that parse it copy all of them. Its inputs,
outputs and the names of further files are a few kilobytes, and protocol buffers let a reader step
over the rest. Field numbers are those of onnx.proto3, which never change.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from shotseer.core.errors import PluginError
from shotseer.encoders.onnx.json_file import HINT

Bytes: TypeAlias = "memoryview | int"
Dims: TypeAlias = "tuple[int | None, ...] | None"
"""Sizes of an array; ``None`` for one that is open, and for all where nothing is said."""

DTYPES = {1: "float32", 2: "uint8", 6: "int32", 7: "int64", 10: "float16", 11: "float64"}
"""Types of numbers that we give to a network or take from it, by their number in ONNX."""

_VARINT, _FIXED64, _CHUNK, _FIXED32 = 0, 1, 2, 5


@dataclass(frozen=True, slots=True)
class Port:
    """An input or output: its name, its type as numpy calls it ("" if another), its sizes."""

    name: str
    dtype: str
    dims: Dims

    def size(self, axis: int) -> int | None:
        """Return a fixed size of one axis, ``None`` where it is open."""
        return self.dims[axis] if self.dims is not None and axis < len(self.dims) else None

    @property
    def rank(self) -> int | None:
        """The number of axes."""
        return None if self.dims is None else len(self.dims)


@dataclass(frozen=True, slots=True)
class GraphFile:
    """A network on disk. ``operators`` are the kinds of its nodes."""

    path: Path
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    operators: frozenset[str]
    data_files: tuple[Path, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """The file itself and those that hold weights of its."""
        return (self.path, *self.data_files)


def read_graph(path: Path) -> GraphFile:
    """Read what a file says about itself.

    Raises:
        PluginError: it is missing or no ONNX file, or a file with weights of its is missing.
    """
    found = _Found()
    try:
        with path.open("rb") as file:
            # Not closed by hand: it goes with the last of the views into it.
            _visit(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)), found)
    except FileNotFoundError:
        raise PluginError(f"the model lacks its file {path}", hint=HINT) from None
    except (OSError, ValueError, IndexError, RecursionError) as error:
        raise PluginError(f"{path} is not a whole ONNX file", hint=HINT) from error
    if not found.outputs:
        raise PluginError(f"{path} is not a whole ONNX file: it has no outputs", hint=HINT)
    inputs = tuple(port for port in found.inputs if port.name not in found.weights)
    data_files = tuple(_data_file(path, name) for name in sorted(found.locations))
    operators = frozenset(found.operators)
    return GraphFile(path, inputs, tuple(found.outputs), operators, data_files)


@dataclass(slots=True)
class _Found:
    inputs: list[Port] = field(default_factory=list)
    outputs: list[Port] = field(default_factory=list)
    weights: set[str] = field(default_factory=set)
    operators: set[str] = field(default_factory=set)
    locations: set[str] = field(default_factory=set)


def _visit(data: memoryview, found: _Found) -> None:
    for number, value in _fields(data):
        if number == 7:
            _visit_graph(_chunk(value), found, is_main=True)
        elif number == 25:  # a function of the model's own
            for inner, node in _fields(_chunk(value)):
                if inner == 7:
                    _visit_node(_chunk(node), found)


def _visit_graph(data: memoryview, found: _Found, *, is_main: bool) -> None:
    for number, value in _fields(data):
        if number == 1:
            _visit_node(_chunk(value), found)
        elif number == 5:
            _visit_tensor(_chunk(value), found)
        elif number == 15:
            for _, tensor in _fields(_chunk(value)):
                if isinstance(tensor, memoryview):
                    _visit_tensor(tensor, found)
        elif is_main and number == 11:
            found.inputs.append(_port(_chunk(value)))
        elif is_main and number == 12:
            found.outputs.append(_port(_chunk(value)))


def _visit_node(data: memoryview, found: _Found) -> None:
    for number, value in _fields(data):
        if number == 4:
            found.operators.add(_text(value))
        elif number == 5:
            for kind, inner in _fields(_chunk(value)):
                if kind in (5, 10):
                    _visit_tensor(_chunk(inner), found)
                elif kind in (6, 11):
                    _visit_graph(_chunk(inner), found, is_main=False)


def _visit_tensor(data: memoryview, found: _Found) -> None:
    for number, value in _fields(data):
        if number == 8:
            found.weights.add(_text(value))
        elif number == 13:
            entry = {inner: _text(part) for inner, part in _fields(_chunk(value))}
            if entry.get(1) == "location":
                found.locations.add(entry.get(2, ""))


def _port(data: memoryview) -> Port:
    name, dtype, dims = "", "", None
    for number, value in _fields(data):
        if number == 1:
            name = _text(value)
        elif number == 2:
            for kind, tensor in _fields(_chunk(value)):
                if kind == 1:
                    dtype, dims = _tensor_type(_chunk(tensor))
    return Port(name, dtype, dims)


def _tensor_type(data: memoryview) -> tuple[str, Dims]:
    dtype, dims = "", None
    for number, value in _fields(data):
        if number == 1 and isinstance(value, int):
            dtype = DTYPES.get(value, "")
        elif number == 2:
            dims = tuple(_dim(_chunk(dim)) for _, dim in _fields(_chunk(value)))
    return dtype, dims


def _dim(data: memoryview) -> int | None:
    sizes = [value for number, value in _fields(data) if number == 1 and isinstance(value, int)]
    return sizes[0] if sizes and sizes[0] > 0 else None


def _fields(data: memoryview) -> Iterator[tuple[int, Bytes]]:
    """Yield the number and the value of each field of a message."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        if kind == _VARINT:
            value, at = _varint(data, at)
            yield key >> 3, value
            continue
        if kind == _CHUNK:
            size, at = _varint(data, at)
        elif kind in (_FIXED64, _FIXED32):
            size = 8 if kind == _FIXED64 else 4
        else:
            raise ValueError("no protocol buffer")
        if at + size > len(data):
            raise ValueError("the file ends early")
        yield key >> 3, data[at : at + size]
        at += size


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
        if shift > 63:
            raise ValueError("no protocol buffer")


def _chunk(value: Bytes) -> memoryview:
    if isinstance(value, int):
        raise ValueError("no ONNX file")
    return value


def _text(value: Bytes) -> str:
    return bytes(_chunk(value)).decode("utf-8")


def _data_file(graph: Path, location: str) -> Path:
    # By name alone: in the cache of a hub, every file is a link to somewhere else.
    inner = PurePosixPath(location.replace("\\", "/"))
    if not location or inner.is_absolute() or ".." in inner.parts or ":" in location:
        raise PluginError(
            f"{graph} keeps weights in {location!r}, outside of its folder",
            hint="Use an export that keeps its weights beside the graph.",
        )
    path = graph.parent / inner
    if not path.is_file():
        raise PluginError(f"{graph} keeps weights in {path}, which is missing", hint=HINT)
    return path
