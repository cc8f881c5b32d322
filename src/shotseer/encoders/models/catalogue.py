"""The models worth choosing between, best first: ``data/models.json``.

What could not be verified is ``None`` there: a revision is then resolved when the model is pulled,
and kept beside it with the checksums that the hub reports.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources

from shotseer.core.errors import InputError, NotFoundError

FULL = "fp32"
"""What full precision is called, where it is not the usual one."""
_JOINT = "--"
_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")
_VARIANT = re.compile(r"[a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Model:
    """A model on a hub, and what is known of it before it is fetched.

    Attributes:
        name: what people call it, and the folder it is kept in.
        repository: ``owner/name`` on the hub.
        revision: a commit of 40 digits, ``None`` where none is pinned; a branch or tag if asked.
        layout: ``transformers.js``, ``immich``, ``renamed``, or empty: as its files say.
        variant: a precision such as ``quantized`` or ``fp16``; empty: full precision.
        megabytes: about how much there is to fetch.
        sha256: checksums of files that are known beforehand, by their names in the repository.
        renamed: for the layout ``renamed``, the name each network gets, by its name there.
        settings_from: for the layout ``renamed``, the repository with tokenizer and settings.
        in_catalogue: whether it is one of ours.
    """

    name: str
    repository: str
    title: str = ""
    good_at: str = ""
    revision: str | None = None
    layout: str = ""
    variant: str = ""
    licence: str | None = None
    megabytes: int | None = None
    dimension: int | None = None
    image_size: int | None = None
    languages: str | None = None
    speed: str | None = None
    sha256: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    settings_from: str = ""
    in_catalogue: bool = True


@cache
def models() -> tuple[Model, ...]:
    """Return the catalogue, best first."""
    text = resources.files("shotseer").joinpath("data/models.json").read_text("utf-8")
    return tuple(Model(**entry) for entry in json.loads(text)["models"])


def get(name: str) -> Model | None:
    """Return a model of the catalogue."""
    return next((model for model in models() if model.name == name), None)


def find(name: str, revision: str = "", variant: str | None = None) -> Model:
    """Return a model of the catalogue, or one for any repository ``owner/name``.

    Args:
        name: of the catalogue, or ``owner/name``.
        revision: a commit, tag or branch instead of the pinned one.
        variant: a precision instead of the usual one; ``None`` takes that.

    Raises:
        NotFoundError: there is no model of this name.
        InputError: the variant is not a word.
    """
    if variant is not None and not _VARIANT.fullmatch(variant):
        raise InputError(
            f"{variant!r} is no variant of a model", hint="Give one such as quantized, int8, fp16."
        )
    model = get(name)
    if model is None and not _REPOSITORY.fullmatch(name):
        raise unknown(name)
    if model is None:
        model = Model(name.replace("/", _JOINT), name, in_catalogue=False)
    wanted = model.variant if variant is None else variant.removesuffix(FULL)
    if wanted != model.variant:
        # Another precision is another model: it lies beside the usual one.
        named = f"{model.name}{_JOINT}{wanted or FULL}"
        model = replace(model, name=named, variant=wanted, megabytes=None)
    if revision and revision != model.revision:
        model = replace(model, revision=revision, sha256={}, megabytes=None)
    return model


def unknown(name: str) -> NotFoundError:
    """Return what to tell a person who named a model that nobody knows."""
    return NotFoundError(
        f"there is no model called {name!r}",
        hint=f"Known models: {', '.join(model.name for model in models())}. A repository is named "
        "as owner/name, a folder as onnx:FOLDER.",
    )


def base(name: str) -> Model | None:
    """Return the model of the catalogue that a folder's name means, in whatever precision."""
    return next((one for one in models() if f"{name}{_JOINT}".startswith(one.name + _JOINT)), None)


def is_known(name: str) -> bool:
    """Whether a folder's name is that of a model one could pull."""
    return base(name) is not None or _JOINT in name


def pull_command(name: str) -> str:
    """Return the command that brings a model of this folder name here."""
    known = base(name)
    start = known.name if known else _JOINT.join(name.split(_JOINT)[:2])
    variant = name.removeprefix(start).removeprefix(_JOINT)
    shown = start if known else start.replace(_JOINT, "/")
    return f"shotseer models pull {shown}" + (f" --variant {variant}" if variant else "")
