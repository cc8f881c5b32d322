"""How networks are run on the CPU."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from shotseer.core.errors import PluginError

if TYPE_CHECKING:
    import onnxruntime


def open_session(
    model: bytes | str, name: str, threads: int | None, hint: str
) -> onnxruntime.InferenceSession:
    """Open a network, given as bytes or as a path, on the CPU.

    ``name`` is what messages call it. ``threads`` is the number of threads for one run; ``None``
    is one for each core. ``hint`` says what to do where it cannot be loaded.

    Raises:
        PluginError: onnxruntime cannot load it.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or _cores()
    options.log_severity_level = 3
    # Spinning threads would take the cores from the decoder that works beside them.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        # The errors of onnxruntime share no base of their own.
        raise PluginError(
            f"onnxruntime {onnxruntime.__version__} cannot load {name}: {error}",
            hint=hint,
        ) from error


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
