"""Every setting: name, type, default, range and one line of help.

A value comes from, in this order: an argument of the command or call, an environment variable
``SHOTSEER_<NAME>``, ``settings.toml`` in the workspace, the default. This is the only module that
reads the environment.
"""

from __future__ import annotations

import dataclasses
import getpass
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shotseer.core.errors import InputError

PREFIX = "SHOTSEER_"
FILE_NAME = "settings.toml"


def _setting(
    default: Any, help: str, *, low: float | None = None, high: float | None = None
) -> Any:
    return field(default=default, metadata={"help": help, "low": low, "high": high})


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force. Made once by a door and passed down."""

    database: str = _setting(
        "", "URL of a PostgreSQL database for the facts; empty: SQLite in the workspace."
    )
    cache: str = _setting("", "Folder for prepared models; empty: the user's cache folder.")
    encoder: str = _setting(
        "auto",
        "Encoder of a new library; an existing one keeps its own. auto: the best model here.",
    )
    hub: str = _setting(
        "", "Address that models are pulled from; empty: HF_ENDPOINT, or the public hub."
    )
    offline: bool = _setting(False, "Never fetch anything; HF_HUB_OFFLINE=1 says so too.")
    index: str = _setting(
        "exact", "How the nearest shots are found: exact, or int8 for libraries of millions."
    )
    prompts: str = _setting(
        "{}",
        "Texts that words of a search are put into, separated by bars; vectors are averaged.",
    )
    detector: str = _setting("adaptive", "How videos are cut: adaptive, transnet or fixed.")
    window: float = _setting(5.0, "Seconds in a window of the fixed detector.", low=0.1, high=3600)
    min_shot: float = _setting(
        0.3, "Seconds; a detected shot shorter than this joins its neighbour.", low=0, high=60
    )
    max_shot: float = _setting(
        15.0, "Seconds; a longer take is split evenly into parts.", low=0.5, high=86400
    )
    frames: int = _setting(4, "Frames embedded per shot, evenly spread.", low=1, high=64)
    motion: bool = _setting(
        True, "Describe how each shot moves, for classifiers of pans, zooms and the like."
    )
    previews: bool = _setting(True, "Make a poster and a looping preview for every shot.")
    proxies: bool = _setting(
        True, "Make a copy that browsers can play of every video that they cannot."
    )
    roots: str = _setting(
        "", f"Folders that the web app may read videos from, with {os.pathsep} between them."
    )
    upload_limit_gb: float = _setting(
        20.0, "Size of a video sent to the web app at most, in gigabytes.", low=0, high=100_000
    )
    threads: int = _setting(
        0, "Threads for encoding and previews; 0: one per core.", low=0, high=256
    )
    annotator: str = _setting("", "Who judges, where no name is given; empty: the login name.")

    @property
    def annotator_name(self) -> str:
        """Who judges, where no name is given."""
        return self.annotator or _login_name()

    @property
    def prompt_templates(self) -> tuple[str, ...]:
        """Texts into which words of a search are put.

        Raises:
            InputError: one has no place for the words, or several.
        """
        templates = tuple(text.strip() for text in self.prompts.split("|"))
        for text in templates:
            if text.count("{}") != 1:
                raise InputError(
                    f"the prompt {text!r} does not say where the words go",
                    hint='Write {} once in each, such as: "{}|a film still of {}".',
                )
        return templates

    @property
    def root_folders(self) -> tuple[Path, ...]:
        """Folders that the web app may read videos from."""
        names = (name.strip() for name in self.roots.split(os.pathsep))
        return tuple(Path(name).expanduser() for name in names if name)

    @property
    def upload_limit_bytes(self) -> int:
        """Size of an upload at most."""
        return int(self.upload_limit_gb * 10**9)

    @property
    def cache_folder(self) -> Path:
        """Where prepared models are kept."""
        if self.cache:
            return Path(self.cache).expanduser()
        base = os.environ.get("XDG_CACHE_HOME")
        return (Path(base) if base else Path("~/.cache").expanduser()) / "shotseer"

    @property
    def thread_count(self) -> int:
        """Threads for encoding and previews."""
        return self.threads or os.cpu_count() or 1


def load(folder: Path | None = None, arguments: Mapping[str, Any] | None = None) -> Settings:
    """Gather the settings of a workspace folder.

    Args:
        folder: the workspace; its ``settings.toml`` is read if there is one.
        arguments: values that win over all others; ``None`` means not given.

    Raises:
        InputError: a setting is unknown, of the wrong type or out of range.
    """
    known = {setting.name: setting for setting in dataclasses.fields(Settings)}
    values: dict[str, Any] = {}
    if folder is not None:
        values |= _read_file(folder / FILE_NAME, known)
    values |= _of_the_hub()
    for name, setting in known.items():
        if (text := os.environ.get(PREFIX + name.upper())) is not None:
            values[name] = _parse(setting, text, f"environment variable {PREFIX}{name.upper()}")
    for name, value in (arguments or {}).items():
        if value is not None:
            values[name] = _parse(known[name], value, f"--{name.replace('_', '-')}")
    return Settings(**values)


def _of_the_hub() -> dict[str, Any]:
    """Return what the variables that all clients of the hub know say."""
    values: dict[str, Any] = {}
    if address := os.environ.get("HF_ENDPOINT"):
        values["hub"] = address
    if any(os.environ.get(name, "").upper() in _TRUE for name in _OFFLINE):
        values["offline"] = True
    return values


def workspace_from_environment() -> Path | None:
    """Return the folder in ``SHOTSEER_WORKSPACE``, if it is set."""
    value = os.environ.get(PREFIX + "WORKSPACE")
    return Path(value) if value else None


def write_file(folder: Path, values: Mapping[str, str]) -> None:
    """Write a ``settings.toml`` with some text values."""
    lines = ["# Settings of this workspace; see docs/settings.md.\n"]
    for name, value in values.items():
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'{name} = "{escaped}"\n')
    path = folder / FILE_NAME
    path.write_text("".join(lines), encoding="utf-8")
    path.chmod(0o600)  # a database URL may hold a password


def _read_file(path: Path, known: Mapping[str, dataclasses.Field[Any]]) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path} is not valid TOML: {error}", hint="Mend the line, or delete the file."
        ) from error
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise InputError(
            f"{path} has an unknown setting {unknown[0]!r}",
            hint=f"Known settings: {', '.join(known)}.",
        )
    return {name: _parse(known[name], value, f"{path}: {name}") for name, value in table.items()}


def _parse(setting: dataclasses.Field[Any], value: Any, where: str) -> Any:
    kind: type = type(setting.default)
    try:
        parsed = _BOOLEANS[str(value).lower()] if kind is bool else kind(value)
    except (KeyError, TypeError, ValueError):
        raise InputError(
            f"{where} must be {_KINDS[kind]}, got {value!r}", hint=str(setting.metadata["help"])
        ) from None
    low, high = setting.metadata["low"], setting.metadata["high"]
    if low is not None and not low <= parsed <= high:
        raise InputError(
            f"{where} must be between {low:g} and {high:g}, got {parsed:g}",
            hint=str(setting.metadata["help"]),
        )
    return parsed


_OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
_TRUE = ("1", "ON", "YES", "TRUE")  # as huggingface_hub reads them
_BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_KINDS = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "someone"  # a container's user may have no name
