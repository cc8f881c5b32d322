"""Digests of a model's files. Gigabytes are read once, not at every start."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from shotseer.networks.cache import cached
from shotseer.networks.installed import digest_of


def digest_of_files(folder: Path, files: Iterable[Path], cache_dir: Path) -> str:
    """Return 32 hexadecimal digits that follow from names and content of files in a folder.

    A file is read again where its place, size or time of change is not what it was.

    Raises:
        StoreError: the cache folder cannot be used.
    """
    whole = hashlib.blake2b(digest_size=16)
    for path in files:
        whole.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        whole.update(_digest(path, cache_dir))
    return whole.hexdigest()


def _digest(path: Path, cache_dir: Path) -> bytes:
    # Of what a link leads to: hubs keep files apart from their names.
    place, status = path.resolve(), path.stat()
    facts = (str(place), status.st_size, status.st_mtime_ns)
    source = hashlib.blake2b(repr(facts).encode()).hexdigest()
    return cached(cache_dir, "model-digest", ".txt", source, lambda: digest_of(path).encode())
