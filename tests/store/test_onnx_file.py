from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from tests.learn.concepts import concept

from shotseer.core.classifier import LinearHead, probability
from shotseer.core.errors import PluginError
from shotseer.estimators.text_prior import TextPriorEstimator
from shotseer.store import onnx_file

METADATA = {"label": "Küste & Meer", "version": "ab12", "space": "cd34", "threshold": "0.5"}


def open_model(path: Path) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(path.read_bytes(), providers=["CPUExecutionProvider"])


def test_onnxruntime_gives_the_same_scores(tmp_path: Path) -> None:
    task = concept()
    head = TextPriorEstimator().fit(task.examples(20, 40))
    path = tmp_path / "coast.onnx"
    onnx_file.write(path, head, METADATA)
    session = open_model(path)
    for X in (task.X, task.X[:1], task.X[:0]):
        said, logits = session.run(["probability", "logit"], {"embedding": X})
        np.testing.assert_allclose(said, probability(head.logits(X)), atol=1e-6)
        np.testing.assert_allclose(logits, head.logits(X), atol=1e-5)
    assert session.get_modelmeta().custom_metadata_map == METADATA
    assert session.get_modelmeta().producer_name == "shotseer"


def test_a_head_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "head.onnx"
    onnx_file.write(path, LinearHead(np.array([2, -1], dtype=np.float32), -1.0), {})
    X = np.array([[1, 0], [0.5, 0], [0, 1]], dtype=np.float32)
    said, logits = open_model(path).run(["probability", "logit"], {"embedding": X})
    assert logits.tolist() == [1, 0, -2]
    np.testing.assert_allclose(said, [0.731059, 0.5, 0.119203], atol=1e-6)


def test_the_same_head_gives_the_same_bytes(tmp_path: Path) -> None:
    head = LinearHead(np.arange(8, dtype=np.float32), 0.25)
    backwards = dict(reversed(METADATA.items()))
    for name, metadata in (("a", METADATA), ("b", backwards)):
        onnx_file.write(tmp_path / name, head, metadata)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_without_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(PluginError, match="onnx") as caught:
        onnx_file.write(tmp_path / "a.onnx", LinearHead(np.ones(2, np.float32), 0.0), {})
    assert "shotseer[lite]" in caught.value.hint
