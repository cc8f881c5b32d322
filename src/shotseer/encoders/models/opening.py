"""Opens the encoder of a model on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from shotseer.core.errors import InputError, NotFoundError
from shotseer.encoders.models import catalogue
from shotseer.encoders.models.choice import ONNX
from shotseer.encoders.models.shelf import Shelf

if TYPE_CHECKING:
    from shotseer.encoders.onnx import OnnxEncoder

_LONGEST_NAME = 190
"""A library keeps 200 characters of an encoder's name."""


def open_onnx(which: str, cache_dir: Path, *, threads: int | None = None) -> OnnxEncoder:
    """Return the encoder of a model in ONNX format.

    Args:
        which: the name of a model that was pulled, or a folder with one in a known layout.
        cache_dir: where models are kept, and what is prepared of them.
        threads: for one run of a network; ``None`` is one for each core.

    Raises:
        NotFoundError: it is not on this machine.
        PluginError: it is damaged, or fails its check.
    """
    from shotseer.encoders.onnx import OnnxEncoder

    folder, variant = locate(which, cache_dir)
    name = name_of(which, cache_dir).removeprefix(f"{ONNX}:")
    return OnnxEncoder(folder, cache_dir, name=name, variant=variant, threads=threads)


def name_of(which: str, cache_dir: Path) -> str:
    """Return the name that a library knows the encoder by.

    Raises:
        NotFoundError: it is not on this machine.
        InputError: the folder's path is too long.
    """
    folder, _ = locate(which, cache_dir)
    name = folder.name if folder.parent == Shelf.of(cache_dir).root else str(folder)
    if len(name) > _LONGEST_NAME:
        raise InputError(
            f"the path of the model is longer than {_LONGEST_NAME} characters: {folder}",
            hint="Move the folder to a place with a shorter path.",
        )
    return f"{ONNX}:{name}"


def locate(which: str, cache_dir: Path) -> tuple[Path, str]:
    """Return the folder of a model, and which of its precisions was fetched (empty: any).

    Raises:
        NotFoundError: it is not on this machine.
    """
    shelf = Shelf.of(cache_dir)
    if (model := shelf.get(which) if _is_a_name(which) else None) is not None:
        return shelf.folder(which), model.variant
    folder = Path(which).expanduser()
    if which and folder.is_dir():
        return folder.resolve(), ""
    if _is_a_name(which) and not catalogue.is_known(which):
        raise catalogue.unknown(which)
    if _is_a_name(which):
        raise NotFoundError(
            f"the model {which!r} is not on this machine",
            hint="Pull it, or name a folder with a model as onnx:FOLDER.",
            command=catalogue.pull_command(which),
        )
    raise NotFoundError(
        f"there is no folder {folder} with a model",
        hint="Put it back there, or name another as onnx:FOLDER.",
    )


def _is_a_name(which: str) -> bool:
    return (
        bool(which) and "/" not in which and "\\" not in which and not which.startswith((".", "~"))
    )
