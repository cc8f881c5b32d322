"""Files that are there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO


@contextlib.contextmanager
def whole(path: Path, *, sync: bool = True) -> Iterator[BinaryIO]:
    """Give a file to write; it takes its name only when the block ends well.

    With ``sync`` it is on disk by then, and a power cut cannot leave an empty file of that name.

    Raises:
        OSError: it cannot be written; what was there before is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        with temporary.open("wb") as file:
            yield file
            if sync:
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def sync(paths: Iterable[Path]) -> None:
    """Have files on disk that were written without that; many at once take less time than each.

    Raises:
        OSError: one cannot be written.
    """
    for path in paths:
        with path.open("rb") as file:
            os.fsync(file.fileno())


def replace_older(path: Path, pattern: str) -> None:
    """Remove the files beside ``path`` that match ``pattern``, but not ``path`` itself."""
    for other in path.parent.glob(pattern):
        if other != path:
            other.unlink(missing_ok=True)
