from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from shotseer.core.classifier import LinearHead, probability
from shotseer.core.errors import PluginError, StoreError
from shotseer.estimators.onnx_export import export_onnx
from shotseer.estimators.text_prior import TextPriorEstimator
from tests.learn.concepts import concept

METADATA = {"label": "Küste & Meer", "version": "ab12", "space": "cd34", "threshold": "0.5"}


def open_model(path: Path) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(path.read_bytes(), providers=["CPUExecutionProvider"])


def test_onnxruntime_gives_the_same_scores(tmp_path: Path) -> None:
    task = concept()
    head = TextPriorEstimator().fit(task.examples(20, 40))
    path = tmp_path / "coast.onnx"
    export_onnx(head, path, metadata=METADATA)
    session = open_model(path)
    for X in (task.X, task.X[:1], task.X[:0]):
        said, logits = session.run(["probability", "logit"], {"embedding": X})
        np.testing.assert_allclose(said, probability(head.logits(X)), atol=1e-6)
        np.testing.assert_allclose(logits, head.logits(X), atol=1e-5)
    assert session.get_modelmeta().custom_metadata_map == METADATA
    assert session.get_modelmeta().producer_name == "shotseer"


def test_a_head_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "head.onnx"
    export_onnx(LinearHead(np.array([2, -1], dtype=np.float32), -1.0), path, metadata={})
    X = np.array([[1, 0], [0.5, 0], [0, 1]], dtype=np.float32)
    said, logits = open_model(path).run(["probability", "logit"], {"embedding": X})
    assert logits.tolist() == [1, 0, -2]
    np.testing.assert_allclose(said, [0.731059, 0.5, 0.119203], atol=1e-6)


def test_the_same_head_gives_the_same_bytes(tmp_path: Path) -> None:
    head = LinearHead(np.arange(8, dtype=np.float32), 0.25)
    backwards = dict(reversed(METADATA.items()))
    for name, metadata in (("a", METADATA), ("b", backwards)):
        export_onnx(head, tmp_path / name, metadata=metadata)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="missing") as caught:
        export_onnx(
            LinearHead(np.ones(2, np.float32), 0.0), tmp_path / "missing" / "a.onnx", metadata={}
        )
    assert "folder" in caught.value.hint


def test_without_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(PluginError, match="onnx") as caught:
        export_onnx(LinearHead(np.ones(2, np.float32), 0.0), tmp_path / "a.onnx", metadata={})
    assert "shotseer[lite]" in caught.value.hint
