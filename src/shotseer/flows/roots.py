"""Keeping file paths inside the folders that the web app may read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shotseer.core.errors import InputError
from shotseer.flows.scan import SIDECARS, is_inside


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file that may be a video."""

    name: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in a folder. ``parent`` is ``None`` where it is one of the roots."""

    path: Path
    parent: Path | None
    folders: tuple[str, ...]
    files: tuple[ListedFile, ...]


def confine(path: str | Path, roots: Sequence[Path]) -> Path:
    """Return a path, resolved, if it lies in one of some folders.

    Links and ``..`` are followed first, so that nothing leads outside.

    Raises:
        InputError: it lies elsewhere, or is no path.
    """
    try:
        if not str(path).strip():
            raise ValueError
        resolved = Path(path).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise InputError(f"{str(path)[:200]!r} is not a path", hint="Name a file.") from error
    if is_inside(resolved, roots):
        return resolved
    allowed = ", ".join(str(root) for root in roots) or "there is none"
    raise InputError(
        f"{path} lies outside the folders that may be read here",
        hint=f"Folders: {allowed}. They are named where the server is started: --root FOLDER.",
    )


def list_folder(path: str | Path, roots: Sequence[Path]) -> Listing:
    """Return the folders and the possible videos in a folder; hidden ones are left out.

    An empty path means the first root.

    Raises:
        InputError: it lies outside the roots, is no folder, or cannot be read.
    """
    if not str(path) and not roots:
        raise InputError(
            "no folder may be read here",
            hint="Start the server with --root FOLDER, or send files to it.",
        )
    folder = confine(path or roots[0], roots)
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name.casefold())
    except OSError as error:
        raise InputError(
            f"cannot list {folder}: {error.strerror}", hint="Name a folder that you may read."
        ) from error
    shown = [entry for entry in entries if _is_shown(entry, roots)]
    is_root = any(folder == root.resolve() for root in roots)
    return Listing(
        folder,
        None if is_root else folder.parent,
        tuple(entry.name for entry in shown if entry.is_dir()),
        tuple(
            ListedFile(entry.name, entry.stat().st_size)
            for entry in shown
            if entry.is_file() and Path(entry.name).suffix.lower() not in SIDECARS
        ),
    )


def _is_shown(entry: os.DirEntry[str], roots: Sequence[Path]) -> bool:
    """Tell whether an entry is there, not hidden, and does not lead outside."""
    try:
        entry.name.encode()
        if entry.name.startswith("."):
            return False
        entry.stat()
        confine(entry.path, roots)
    except (InputError, OSError, UnicodeEncodeError):
        return False
    return True
