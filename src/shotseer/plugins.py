"""Finds swappable parts by entry point. Built-in parts come through the same door as others."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from shotseer.core.arrays import Vector
from shotseer.core.embedding import EmbeddingSpace
from shotseer.core.errors import PluginError
from shotseer.core.ports import Encoder, ShotDetector

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


@cache
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


def cut_list(path: Path) -> ShotDetector:
    """Return the detector that takes its cuts from a CSV or EDL file."""
    from shotseer.shots.cutlist import CutList

    return CutList(path)


def imported_encoder(space: EmbeddingSpace, texts: Mapping[str, Vector]) -> Encoder:
    """Return the encoder of vectors that were made elsewhere."""
    from shotseer.encoders.precomputed import PrecomputedEncoder

    return PrecomputedEncoder(space, texts)
