"""Finds swappable parts by entry point. Built-in parts come through the same door as others."""

from __future__ import annotations

from importlib import metadata
from typing import Any

from shotseer.core.errors import PluginError

GROUPS = {
    "detector": "shotseer.detectors",
    "encoder": "shotseer.encoders",
    "index": "shotseer.indexes",
    "estimator": "shotseer.estimators",
    "executor": "shotseer.executors",
}


def names(kind: str) -> list[str]:
    """Return the names of the installed parts of a kind, sorted."""
    return sorted({point.name for point in metadata.entry_points(group=GROUPS[kind])})


def load(kind: str, name: str) -> Any:
    """Return the factory of a part.

    Raises:
        PluginError: no such part is installed, or what it needs is missing.
    """
    for point in metadata.entry_points(group=GROUPS[kind], name=name):
        try:
            return point.load()
        except ModuleNotFoundError as error:
            raise PluginError(
                f"the {kind} {name!r} needs the package {error.name}",
                hint=f"Install it: pip install {error.name}",
            ) from error
    raise PluginError(
        f"there is no {kind} called {name!r}", hint=f"Installed: {', '.join(names(kind))}."
    )
