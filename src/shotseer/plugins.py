"""Finds swappable parts by entry point. Built-in parts come through the same door as others."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from shotseer.core.arrays import Vector
from shotseer.core.embedding import EmbeddingSpace
from shotseer.core.errors import InputError, NotFoundError, PluginError
from shotseer.core.ports import Encoder, ShotDetector
from shotseer.encoders.models import catalogue, choice, opening
from shotseer.encoders.models.choice import Choice

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


def choose_encoder(setting: str, cache_folder: Path) -> Choice:
    """Return which encoder a new library gets, by the setting ``encoder``; opens none."""
    return choice.choose(setting, cache_folder, names("encoder"))


def open_encoder(name: str, cache_folder: Path, threads: int | None = None) -> Encoder:
    """Return an encoder by its full name: that of a part, or ``PART:WHICH``.

    The part of a name with a colon is called with what follows it, and then as any other.

    Raises:
        InputError: the part needs a model behind a colon, or takes none.
        PluginError: there is no such part, or it cannot work.
        NotFoundError: its model is not on this machine.
    """
    part, colon, which = choice.full_name(name, names("encoder")).partition(":")
    make = load("encoder", part)
    arguments = (which, cache_folder) if colon else (cache_folder,)
    try:
        inspect.signature(make).bind(*arguments, threads=threads)
    except TypeError:
        meant = part if colon else f"{part}:MODEL"
        raise InputError(
            f"{name!r} names no encoder: {part} {'takes no' if colon else 'needs a'} model",
            hint=f"Name it as {meant}.",
        ) from None
    encoder: Encoder = make(*arguments, threads=threads)
    return encoder


def check_encoder_name(name: str, cache_folder: Path) -> str:
    """Return an encoder's full name, with the path of a folder made absolute; opens none.

    Raises:
        PluginError: there is no such part.
        NotFoundError: its model is not on this machine.
    """
    full = choice.full_name(name, names("encoder"))
    part, _, which = full.partition(":")
    if part == choice.ONNX:
        return opening.name_of(which, cache_folder)
    load("encoder", part)
    return full


def encoder_note(name: str) -> str:
    """Return what an encoder is good for, and how to get a better one."""
    return choice.note(name)


def another_edition(wanted: EmbeddingSpace, found: EmbeddingSpace) -> NotFoundError:
    """Return what to tell a person whose library was embedded by an encoder that is not here."""
    part, _, which = wanted.encoder.partition(":")
    is_pulled = part == choice.ONNX and "/" not in which
    pull = f"{catalogue.pull_command(which)} --revision COMMIT" if is_pulled else ""
    return NotFoundError(
        f"this library was embedded by another edition of {wanted.encoder} "
        f"(weights {wanted.weights[:12]}, here {found.weights[:12]})",
        hint="Bring back the model as it was: the same commit and precision, in the same place."
        if part != choice.LITE
        else "Install the versions that it was made with: see constraints.txt.",
        command=pull,
    )


def imported_encoder(space: EmbeddingSpace, texts: Mapping[str, Vector]) -> Encoder:
    """Return the encoder of vectors that were made elsewhere."""
    from shotseer.encoders.precomputed import PrecomputedEncoder

    return PrecomputedEncoder(space, texts)
