"""What networks run on, and what is said when it is second best."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import onnxruntime
import pytest
from tests.encoders.onnx_models import image_graph, save_graph

from shotseer.core.errors import PluginError
from shotseer.encoders.onnx.sessions import CPU, PREFERENCE, offered, open_session


def test_what_is_offered_here_ends_with_the_cpu() -> None:
    names = offered()
    assert names[-1] == CPU
    assert set(names) <= set(onnxruntime.get_available_providers())
    assert names == [name for name in PREFERENCE if name in names]


@pytest.mark.filterwarnings("ignore:Specified provider")
def test_what_does_not_start_is_noted_and_the_cpu_takes_over(tmp_path: Path) -> None:
    path = tmp_path / "tower.onnx"
    save_graph(path, image_graph())
    session = open_session(path, tmp_path, 1, ["CUDAExecutionProvider", CPU])
    assert session.provider == CPU
    (note,) = session.notes
    assert note.startswith("CUDA ")
    assert "not start" in note


def test_a_network_that_nothing_can_load_is_named(tmp_path: Path) -> None:
    path = tmp_path / "tower.onnx"
    path.write_bytes(image_graph().SerializeToString()[:-30])
    with pytest.raises(PluginError, match=r"cannot load .*tower.onnx") as caught:
        open_session(path, tmp_path, 1, [CPU])
    assert "another variant" in caught.value.hint


def test_importing_the_encoder_loads_no_model_library() -> None:
    code = (
        "import sys, shotseer.encoders.onnx;"
        "names = ('onnx', 'onnxruntime', 'tokenizers', 'ftfy', 'PIL');"
        "print([name for name in names if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (result.stdout.strip(), result.returncode) == ("[]", 0), result.stderr
