"""Taking a classifier out, to be used without shotseer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shotseer.core.classifier import ClassifierVersion
from shotseer.core.errors import InputError
from shotseer.flows import scores
from shotseer.flows.parts import Parts, find_label
from shotseer.store import artefacts, files, onnx_file


def export(parts: Parts, name: str, path: Path, number: int | None = None) -> ClassifierVersion:
    """Write a version as ``.onnx``, or as ``.json`` with its card and numbers.

    Raises:
        InputError: the file's name ends otherwise, or it cannot be written.
        NotReadyError: the label has not been built.
    """
    if path.suffix.lower() not in (".onnx", ".json"):
        raise InputError(
            f"cannot write a classifier as {path.suffix or path.name!r}",
            hint="Name the file .onnx or .json.",
        )
    version = scores.find_version(parts, find_label(parts, name), number)
    artefact = artefacts.load(parts.folder.versions, version.id)
    try:
        if path.suffix.lower() == ".onnx":
            onnx_file.write(path, artefact.head, _properties(version, artefact.card))
        else:
            numbers = {"weight": artefact.head.weight.tolist(), "bias": artefact.head.bias}
            content = json.dumps({**artefact.card, "version": version.number, **numbers}, indent=1)
            with files.whole(path) as file:
                file.write(content.encode())
    except OSError as error:
        raise InputError(
            f"cannot write {path}: {error.strerror}", hint="Name another file with --output."
        ) from error
    return version


def _properties(version: ClassifierVersion, card: Mapping[str, Any]) -> dict[str, str]:
    """Return what a file says of its version; ``motion`` is what the input holds after a vector."""
    return {
        "motion": json.dumps(card.get("motion")),
        "label": version.label,
        "version": str(version.number),
        "version_id": version.id,
        "embedding_space": version.space_id,
        "threshold": repr(version.threshold),
        "calibrated": str(version.is_calibrated).lower(),
    }
