from __future__ import annotations

import io
import os
import pickle
import sys
import types
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from shotseer.core.errors import PluginError
from shotseer.encoders.lite.assets import VISION_WEIGHTS
from shotseer.networks.torch_file import read_tensors

MAGIC, PROTOCOL = 0x1950A86A20F9469CFC6C, 1001


class Storage:
    def __init__(self, key: str, kind: type, numbers: np.ndarray) -> None:
        self.key, self.kind, self.numbers = key, kind, numbers


class View:
    """Pickles as a tensor does: a call of `_rebuild_tensor_v2`."""

    def __init__(self, storage: Storage, offset: int, shape: Any, strides: Any) -> None:
        self.arguments: tuple[Any, ...] = (storage, offset, shape, strides, False, OrderedDict())

    def __reduce__(self) -> tuple[Any, ...]:
        return sys.modules["torch._utils"]._rebuild_tensor_v2, self.arguments


class TorchPickler(pickle.Pickler):
    def persistent_id(self, obj: Any) -> Any:
        if isinstance(obj, Storage):
            return ("storage", obj.kind, obj.key, "cpu", len(obj.numbers))
        return None


class LegacyPickler(TorchPickler):
    def persistent_id(self, obj: Any) -> Any:
        known = super().persistent_id(obj)
        return known and (*known, None)


@pytest.fixture
def torch(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """Stand in for the names that a legacy file refers to, while it is written."""

    def _rebuild_tensor_v2() -> None: ...

    def name_in(module: str, thing: Any, name: str) -> Any:
        thing.__module__, thing.__qualname__ = module, name
        return thing

    torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")
    for name in ("FloatStorage", "LongStorage", "CharStorage"):
        setattr(torch, name, name_in("torch", type(name, (), {}), name))
    rebuild = name_in("torch._utils", _rebuild_tensor_v2, "_rebuild_tensor_v2")
    utils._rebuild_tensor_v2 = rebuild  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "torch._utils", utils)
    return torch


def write(path: Path, state: dict[str, Any], storages: list[Storage]) -> Path:
    buffer = io.BytesIO()
    parts: list[Any] = [MAGIC, PROTOCOL, {}, OrderedDict(state), [s.key for s in storages]]
    for part in parts:
        LegacyPickler(buffer, protocol=2).dump(part)
    for storage in storages:
        buffer.write(len(storage.numbers).to_bytes(8, "little") + storage.numbers.tobytes())
    path.write_bytes(buffer.getvalue())
    return path


def test_tensors_of_shared_and_strided_storages(torch: Any, tmp_path: Path) -> None:
    floats = Storage("7", torch.FloatStorage, np.arange(12, dtype="<f4"))
    longs = Storage("9", torch.LongStorage, np.array([5], dtype="<i8"))
    state = {
        "rows": View(floats, 0, (2, 3), (3, 1)),
        "transposed": View(floats, 6, (3, 2), (1, 3)),
        "count": View(longs, 0, (), ()),
    }
    tensors = read_tensors(write(tmp_path / "w.pth", state, [longs, floats]))
    assert tensors["rows"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert tensors["transposed"].tolist() == [[6, 9], [7, 10], [8, 11]]
    assert tensors["transposed"].flags.c_contiguous
    assert tensors["count"].shape == ()
    assert tensors["count"].dtype == np.int64


def write_zip(path: Path, state: dict[str, Any], storages: list[Storage]) -> Path:
    pickled = io.BytesIO()
    TorchPickler(pickled, protocol=2).dump(OrderedDict(state))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("weights/data.pkl", pickled.getvalue())
        for storage in storages:
            archive.writestr(f"weights/data/{storage.key}", storage.numbers.tobytes())
    return path


def test_a_zip_file_holds_the_same(torch: Any, tmp_path: Path) -> None:
    floats = Storage("0", torch.FloatStorage, np.arange(12, dtype="<f4"))
    state = {
        "rows": View(floats, 0, (2, 3), (3, 1)),
        "transposed": View(floats, 6, (3, 2), (1, 3)),
    }
    tensors = read_tensors(write_zip(tmp_path / "w.pth", state, [floats]))
    assert tensors["rows"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert tensors["transposed"].tolist() == [[6, 9], [7, 10], [8, 11]]


def test_a_zip_file_without_a_storage_is_explained(torch: Any, tmp_path: Path) -> None:
    floats = Storage("0", torch.FloatStorage, np.arange(2, dtype="<f4"))
    state = {"row": View(floats, 0, (2,), (1,))}
    short = Storage("0", torch.FloatStorage, np.zeros(1, "<f4"))
    for storages in ([], [short]):
        path = write_zip(tmp_path / "w.pth", state, storages)
        with pytest.raises(PluginError, match=r"w\.pth cannot be read"):
            read_tensors(path)


def test_a_malicious_zip_file_is_refused_and_does_nothing(tmp_path: Path) -> None:
    target = tmp_path / "owned"
    path = write_zip(tmp_path / "w.pth", {"w": Malicious(target)}, [])
    with pytest.raises(PluginError, match="is not a plain weight file: it asks for"):
        read_tensors(path)
    assert not target.exists()


def test_a_view_outside_of_its_storage_is_refused(torch: Any, tmp_path: Path) -> None:
    storage = Storage("1", torch.FloatStorage, np.zeros(4, "<f4"))
    for offset, shape, strides in ((0, (5,), (1,)), (3, (2,), (1,)), (-1, (1,), (1,))):
        path = write(tmp_path / "w.pth", {"w": View(storage, offset, shape, strides)}, [storage])
        with pytest.raises(PluginError, match="outside of its storage"):
            read_tensors(path)


def test_other_storages_are_refused(torch: Any, tmp_path: Path) -> None:
    storage = Storage("1", torch.CharStorage, np.zeros(4, "<i1"))
    path = write(tmp_path / "w.pth", {"w": View(storage, 0, (4,), (1,))}, [storage])
    with pytest.raises(PluginError, match=r"asks for torch\.CharStorage"):
        read_tensors(path)


class Malicious:
    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.target),)


def test_a_malicious_pickle_is_refused_and_does_nothing(tmp_path: Path) -> None:
    target = tmp_path / "owned"
    path = write(tmp_path / "w.pth", {"w": Malicious(target)}, [])
    with pytest.raises(PluginError, match="is not a plain weight file: it asks for") as e:
        read_tensors(path)
    assert "trust" in e.value.hint
    assert not target.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"just text", pickle.dumps(1), b"PK\x03\x04", pickle.dumps(MAGIC) * 3],
)
def test_a_file_of_another_format_is_explained(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "w.pth"
    path.write_bytes(content)
    with pytest.raises(PluginError, match=r"w\.pth cannot be read") as caught:
        read_tensors(path)
    assert "reinstall" in caught.value.hint


def test_a_cut_weight_file_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "w.pth"
    path.write_bytes(VISION_WEIGHTS.path().read_bytes()[:-1000])
    with pytest.raises(PluginError, match="it ends early"):
        read_tensors(path)


def test_a_missing_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match="cannot be read"):
        read_tensors(tmp_path / "none.pth")


def test_the_real_weights() -> None:
    tensors = read_tensors(VISION_WEIGHTS.path())
    assert len(tensors) == 386
    assert tensors["_conv_stem.weight"].shape == (32, 3, 3, 3)
    assert tensors["_fc.weight"].shape == (1000, 1280)
    assert tensors["_fc.weight"].dtype == np.float32
