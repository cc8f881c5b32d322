"""Bytes that can be made again, kept in a folder under names that prove what they are.

A name carries two digests: of what the file was made from, so that a stale one is never found,
and of its content, so that a damaged one is never used.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable
from pathlib import Path

from shotseer.core.errors import StoreError


def cached(folder: Path, stem: str, suffix: str, source: str, make: Callable[[], bytes]) -> bytes:
    """Return ``make()``, or what an earlier call with the same ``source`` kept in the folder.

    Any number of processes may call this at once: a file appears whole or not at all.

    Args:
        folder: made if it is missing.
        stem: the start of the file's name.
        suffix: the end of it, with its dot.
        source: a digest of everything that the bytes follow from.
        make: called when there is no sound file.

    Raises:
        StoreError: the folder cannot be read or written.
    """
    prefix = f"{stem}-{source[:16]}-"
    try:
        for path in folder.glob(f"{prefix}*{suffix}"):
            data = path.read_bytes()
            if path.name == f"{prefix}{_digest(data)}{suffix}":
                return data
            path.unlink(missing_ok=True)
        data = make()
        _write(folder / f"{prefix}{_digest(data)}{suffix}", data)
    except OSError as error:
        raise StoreError(
            f"the cache folder {folder} cannot be used: {error.strerror or error}",
            hint="Free some space there, or make it writable; what is in it can be deleted.",
        ) from error
    return data


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        temporary.write_bytes(data)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=8).hexdigest()
