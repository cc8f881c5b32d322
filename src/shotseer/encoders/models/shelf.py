"""The models on this machine: one folder each, in ``models`` of the cache folder.

A folder counts as a model when its manifest is there; it is moved into place whole, so that what a
crash leaves behind is never taken for one. Folders and files whose names begin with a dot are
those of pulls under way.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from shotseer.core.errors import InputError, NotFoundError, StoreError
from shotseer.encoders.models.catalogue import pull_command
from shotseer.encoders.models.layouts import check_name

MANIFEST = "shotseer-model.json"
_IN_USE = ".in-use"


@dataclass(frozen=True, slots=True)
class Installed:
    """A model on this machine.

    Attributes:
        name: of its folder.
        repository: where it came from, at the commit ``revision``.
        revision: 40 hexadecimal digits.
        variant: the precision that was fetched; empty: full.
        licence: what the catalogue or the hub says.
        hub: the address it was fetched from.
        pulled_at: when, ISO 8601.
        files: size and SHA-256 of each file, and which checksum proved it: that of the
            ``catalogue`` or of the ``hub``.
    """

    name: str
    repository: str
    revision: str
    variant: str
    licence: str | None
    hub: str
    pulled_at: str
    files: Mapping[str, Mapping[str, Any]]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(int(file["size"]) for file in self.files.values())


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder with all models."""

    root: Path

    @classmethod
    def of(cls, cache_folder: Path) -> Shelf:
        """Return the shelf in the cache folder of the settings."""
        return cls(cache_folder / "models")

    def folder(self, name: str) -> Path:
        """Return where a model is, or would be."""
        return self.root / name

    def staging(self, name: str) -> Path:
        """Return where a model is gathered before it is whole."""
        return self.root / f".pull-{name}"

    def lock(self, name: str) -> Path:
        """Return the file whose lock the one pull of a model holds."""
        return self.root / f".lock-{name}"

    def get(self, name: str) -> Installed | None:
        """Return a model if it is here and its files have the sizes they should have."""
        try:
            check_name(name)
            text = (self.folder(name) / MANIFEST).read_text(encoding="utf-8")
            found = Installed(**{**json.loads(text), "name": name})
            for file in found.files:
                check_name(file)
            sizes = [(self.folder(name) / file).stat().st_size for file in found.files]
            return found if sizes == [of["size"] for of in found.files.values()] else None
        except (OSError, ValueError, TypeError, LookupError, AttributeError, InputError):
            return None  # not there, or not ours

    def require(self, name: str) -> Installed:
        """Return a model.

        Raises:
            NotFoundError: it is not here.
        """
        if (found := self.get(name)) is not None:
            return found
        here = ", ".join(model.name for model in self.all())
        raise NotFoundError(
            f"the model {name!r} is not on this machine",
            hint=f"Pull it first. Models here: {here or 'none'}.",
            command=pull_command(name),
        )

    def all(self) -> list[Installed]:
        """Return the models that are here, by name."""
        names = sorted(path.parent.name for path in self.root.glob(f"*/{MANIFEST}"))
        found = (self.get(name) for name in names if not name.startswith("."))
        return [model for model in found if model is not None]

    def install(self, model: Installed) -> None:
        """Move a model that was gathered into place, whole; an older one of its name goes.

        Raises:
            StoreError: the folder cannot be written.
        """
        staging, folder = self.staging(model.name), self.folder(model.name)
        with storing(self.root):
            for leftover in _others(staging, model.files):
                leftover.unlink()
            _write(staging / MANIFEST, json.dumps(asdict(model), indent=1))
            away = self.root / f".old-{model.name}-{uuid.uuid4().hex[:8]}"
            with suppress(FileNotFoundError):
                os.rename(folder, away)
            os.rename(staging, folder)
            shutil.rmtree(away, ignore_errors=True)

    def in_use(self) -> str:
        """Return the encoder that `use` named, empty if none was."""
        try:
            return (self.root / _IN_USE).read_text(encoding="utf-8").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            return ""

    def use(self, encoder: str) -> None:
        """Make an encoder that of new libraries; empty takes the best model that is here."""
        with storing(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            _write(self.root / _IN_USE, f"{encoder}\n")


@contextmanager
def storing(folder: Path, needed: int = 0) -> Iterator[None]:
    """Say in our words that a disk is full or not writable; ``needed`` is in bytes."""
    try:
        yield
    except (ConnectionError, TimeoutError):
        raise
    except OSError as error:
        raise disk_error(folder, error.strerror or str(error), needed) from error


def disk_error(folder: Path, reason: str, needed: int = 0) -> StoreError:
    """Return what to tell a person whose disk is full or not writable."""
    room = f" It needs {needed / 1e6:,.0f} MB." if needed else ""
    return StoreError(
        f"the model cannot be kept in {folder}: {reason}",
        hint=f"Free some space there, or make it writable, or set `cache` to another folder.{room} "
        "What was fetched so far is kept: pulling again goes on from there.",
    )


def damaged(model: Installed, shelf: Shelf) -> list[str]:
    """Read every file of a model again; return those that have changed since they were fetched."""
    folder = shelf.folder(model.name)
    with storing(shelf.root):
        found = {name: sha256(folder / name) for name in model.files}
    return [name for name, file in model.files.items() if found[name] != file["sha256"]]


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _others(folder: Path, names: Mapping[str, object]) -> list[Path]:
    """Return the files of a folder that have none of these names."""
    kept = {folder / name for name in names}
    return [path for path in folder.rglob("*") if path.is_file() and path not in kept]


def _write(path: Path, text: str) -> None:
    temporary = path.with_name(f".{uuid.uuid4().hex}.part")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
