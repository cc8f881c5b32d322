"""Which encoder a new library gets, and what is good to know of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from shotseer.encoders.models import catalogue
from shotseer.encoders.models.shelf import Shelf

AUTO, LITE, ONNX = "auto", "lite", "onnx"

_LITE_NOTE = (
    "knows objects, animals and scenes, and little beyond them. It needs no download. Stronger "
    "models can be fetched: see “models” in the documents."
)


@dataclass(frozen=True, slots=True)
class Choice:
    """An encoder by its full name, such as ``lite`` or ``onnx:clip-vit-b-32``, and why it is it."""

    encoder: str
    reason: str

    @property
    def line(self) -> str:
        """What a person should know, in one line."""
        return f"Encoder: {self.encoder}, {self.reason}."


def choose(setting: str, cache_folder: Path, parts: Collection[str]) -> Choice:
    """Return the encoder of a new library. Nothing is opened, and nothing fetched.

    Args:
        setting: ``encoder`` of the settings; empty or ``auto`` takes what `models use` named, else
            the best model that is here, else ``lite``.
        cache_folder: where models are kept.
        parts: names of the installed encoders.
    """
    if setting.strip() not in ("", AUTO):
        return Choice(full_name(setting.strip(), parts), "as it was named")
    shelf = Shelf.of(cache_folder)
    if named := shelf.in_use():
        return Choice(full_name(named, parts), "as `shotseer models use` says")
    here = sorted((_rank(model.name), model.name) for model in shelf.all())
    if here:
        return Choice(
            f"{ONNX}:{here[0][1]}",
            "the best model on this machine; `shotseer models list` shows others",
        )
    return Choice(
        LITE,
        "as no model is on this machine; `shotseer models list` shows better ones",
    )


def full_name(name: str, parts: Collection[str]) -> str:
    """Return an encoder's full name: that of a part, ``PART:WHICH``, or ``onnx:MODEL``."""
    if ":" in name or name in parts:
        return name
    return f"{ONNX}:{name}"


def note(encoder: str) -> str:
    """Return what an encoder is good for, and how to get a better one; empty if nobody knows."""
    if encoder == LITE:
        return _LITE_NOTE
    model = catalogue.base(encoder.removeprefix(f"{ONNX}:"))
    return "" if model is None else f"{model.title}: {model.good_at}."


def _rank(name: str) -> int:
    """Return the place of a model in the catalogue; those that are not in it come last."""
    model = catalogue.base(name)
    return len(catalogue.models()) if model is None else catalogue.models().index(model)
