"""What previews and proxies share: files that are there whole or not at all, and the clock."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

TICK = Fraction(1, 90_000)
"""Seconds. Every usual frame rate, and uneven ones, are counted in these without drifting."""


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a name to write to; the file takes its own name only when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
