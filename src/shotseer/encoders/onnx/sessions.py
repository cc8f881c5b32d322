"""How the towers are run: on the best of what onnxruntime offers on this machine."""

from __future__ import annotations

import contextlib
import ctypes.util
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shotseer.core.errors import PluginError

if TYPE_CHECKING:
    import onnxruntime

CPU = "CPUExecutionProvider"

PREFERENCE = (
    "TensorrtExecutionProvider",
    "CUDAExecutionProvider",
    "MIGraphXExecutionProvider",
    "ROCMExecutionProvider",
    "CoreMLExecutionProvider",
    "OpenVINOExecutionProvider",
    "DmlExecutionProvider",
    CPU,
)
"""What is tried, fastest first. What onnxruntime offers beside these is left alone."""

COMPILING = frozenset(PREFERENCE) - {"CUDAExecutionProvider", "ROCMExecutionProvider", CPU}
"""Those that prepare themselves for one size of input, and again for every other."""


@dataclass(frozen=True, slots=True)
class Session:
    """A loaded network, what it runs on, and what did not start."""

    run: onnxruntime.InferenceSession
    provider: str
    notes: tuple[str, ...]


def offered() -> list[str]:
    """Return what onnxruntime can run networks on here, fastest first."""
    import onnxruntime

    available = set(onnxruntime.get_available_providers())
    if not ctypes.util.find_library("nvinfer"):
        # Builds for CUDA offer TensorRT too, and complain at length where it is not installed.
        available.discard("TensorrtExecutionProvider")
    return [name for name in PREFERENCE if name in available]


def open_session(
    path: Path, cache_dir: Path, threads: int | None, providers: Sequence[str]
) -> Session:
    """Load a network, on the first of the providers that starts.

    Args:
        path: its file.
        cache_dir: where providers may keep what they compiled.
        threads: for one run on the CPU; ``None`` is one for each core.
        providers: fastest first; the CPU takes over what they cannot do.

    Raises:
        PluginError: it cannot be loaded, even on the CPU.
    """
    import onnxruntime

    _find_cuda_libraries(providers)
    notes: list[str] = []
    left = [name for name in providers if name != CPU]
    while True:
        wanted = [(name, _options(name, cache_dir)) for name in left] + [(CPU, {})]
        try:
            session = onnxruntime.InferenceSession(
                str(path), _session_options(threads), providers=wanted, enable_fallback=0
            )
        except Exception as error:
            # The errors of onnxruntime share no base of their own.
            if not left:
                raise PluginError(
                    f"onnxruntime {onnxruntime.__version__} cannot load {path}: {error}",
                    hint="Fetch the model again, choose another variant of it, or update: "
                    "pip install --upgrade onnxruntime",
                ) from error
            notes.append(f"{_short(left.pop(0))} did not start: {_first_line(error)}")
            continue
        started = session.get_providers()
        silent = [name for name in left if name not in started]
        notes += [f"{_short(name)} is offered here but did not start" for name in silent]
        return Session(session, started[0], tuple(notes))


def _session_options(threads: int | None) -> onnxruntime.SessionOptions:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or _cores()
    options.log_severity_level = 3
    # Spinning threads would take the cores from the decoder that works beside them.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def _options(provider: str, cache_dir: Path) -> dict[str, Any]:
    if provider != "TensorrtExecutionProvider":
        return {}
    folder = str(cache_dir / "tensorrt")
    return {
        "trt_engine_cache_enable": True,
        "trt_engine_cache_path": folder,
        "trt_timing_cache_enable": True,
        "trt_timing_cache_path": folder,
    }


def _find_cuda_libraries(providers: Sequence[str]) -> None:
    """Let onnxruntime find CUDA where pip installed it. It prints what it misses: unheard."""
    import onnxruntime

    if "CUDAExecutionProvider" in providers and hasattr(onnxruntime, "preload_dlls"):
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):
            onnxruntime.preload_dlls()


def _short(provider: str) -> str:
    return provider.removesuffix("ExecutionProvider")


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
