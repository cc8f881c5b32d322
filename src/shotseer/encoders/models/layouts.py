"""Which files of a repository an encoder needs, in the two layouts that are in wide use.

The transformers.js layout keeps networks in ``onnx/``, one file for each tower and precision;
Immich's keeps one folder a tower. Networks over 2 GB have their weights in files beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from shotseer.core.errors import InputError
from shotseer.encoders.models.catalogue import FULL, Model

TRANSFORMERS_JS, IMMICH, RENAMED = "transformers.js", "immich", "renamed"

_TOWERS = ("vision_model", "text_model")
_IMMICH_TOWERS = ("visual", "textual")
_VISUAL = re.compile(r"visual/model(?:_(\w+))?\.onnx")
_NETWORK = re.compile(r"onnx/(?:vision|text)_model(?:_(\w+))?\.onnx")
_SETTINGS = (
    "config.json",
    "preprocessor_config.json",
    "processor_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "LICENSE",
    "LICENSE.txt",
    "LICENSE.md",
)
# What other runtimes need, in Immich's repositories.
_OTHER_RUNTIMES = (".armnn", ".rknn")


def needed(names: Iterable[str], model: Model) -> dict[str, str]:
    """Return where each file that is needed goes, by its name in the repository.

    Args:
        names: every file of the repository.
        model: says the layout, if it is known, and the variant.

    Raises:
        InputError: the repository has neither layout, or not this variant; or a name leads out of
            the folder.
    """
    names = sorted(names)
    layout = model.layout or _layout(names)
    if layout == TRANSFORMERS_JS:
        chosen = _transformers_js(names, model)
    elif layout == IMMICH:
        chosen = _immich(names, model)
    elif layout == RENAMED:
        chosen = _renamed(names, model)
    else:
        raise InputError(
            f"{model.repository} has no model that can be read here",
            hint="It must hold onnx/vision_model.onnx and onnx/text_model.onnx, or "
            "visual/model.onnx and textual/model.onnx.",
        )
    for name in chosen.values():
        check_name(name)
    return chosen


def settings_of(names: Iterable[str]) -> dict[str, str]:
    """Return the files with tokenizer and settings of a repository; its licence is not meant."""
    found = set(names).intersection(_SETTINGS)
    return {name: name for name in sorted(found) if not name.startswith("LICENSE")}


def check_name(name: str) -> None:
    """Check that a file's name stays inside the folder it is put into.

    Raises:
        InputError: it does not.
    """
    parts = PurePosixPath(name).parts
    odd = not parts or name.startswith("/") or "\\" in name or ":" in name or "\0" in name
    if odd or any(part in ("..", ".") for part in name.split("/")) or not name.isprintable():
        raise InputError(
            f"the file name {name!r:.80} leads out of the model's folder",
            hint="Nothing was fetched. Do not trust where it comes from.",
        )


def _layout(names: list[str]) -> str:
    if any(_NETWORK.fullmatch(name) for name in names):
        return TRANSFORMERS_JS
    return IMMICH if any(_VISUAL.fullmatch(name) for name in names) else ""


def _transformers_js(names: list[str], model: Model) -> dict[str, str]:
    suffix = f"_{model.variant}" if model.variant else ""
    networks = [f"onnx/{tower}{suffix}.onnx" for tower in _TOWERS]
    if networks[0] not in names:
        there = {found[1] or FULL for name in names if (found := _NETWORK.fullmatch(name))}
        raise _no_variant(model, there)
    wanted = {*_SETTINGS, *(name for name in names if _belongs(name, networks))}
    return {name: name for name in names if name in wanted}


def _immich(names: list[str], model: Model) -> dict[str, str]:
    suffix = f"_{model.variant}" if model.variant else ""
    network = f"model{suffix}.onnx"
    if f"visual/{network}" not in names:
        there = {found[1] or FULL for name in names if (found := _VISUAL.fullmatch(name))}
        raise _no_variant(model, there)
    return {name: name for name in names if name in _SETTINGS or _of_a_tower(name, network)}


def _of_a_tower(name: str, network: str) -> bool:
    folder, _, rest = name.rpartition("/")
    is_other = rest.endswith(".onnx") and rest != network
    return folder in _IMMICH_TOWERS and not is_other and not rest.endswith(_OTHER_RUNTIMES)


def _renamed(names: list[str], model: Model) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for remote, local in model.renamed.items():
        if remote not in names:
            raise _no_variant(model, set())
        chosen[remote] = local
        folder = PurePosixPath(local).parent
        # Weights beside a network keep the name that it knows them by.
        beside = (name for name in names if name != remote and _belongs(name, [remote]))
        chosen |= {name: str(folder / PurePosixPath(name).name) for name in beside}
    return chosen | {name: name for name in names if name.startswith("LICENSE")}


def _belongs(name: str, networks: Iterable[str]) -> bool:
    """Whether a file is one of some networks, or has weights of one: ``.onnx_data`` and alike."""
    return any(
        re.fullmatch(re.escape(network) + r"([._]data(_\d+)?)?", name) for network in networks
    )


def _no_variant(model: Model, there: Iterable[str]) -> InputError:
    listed = ", ".join(sorted(there)) or "none"
    wanted = f"the variant {model.variant!r}" if model.variant else "networks of full precision"
    return InputError(
        f"{model.repository} has not {wanted}", hint=f"Variants there: {listed}. Name one of them."
    )
