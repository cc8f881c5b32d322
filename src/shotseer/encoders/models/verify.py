"""Checks a model that is on this machine: every byte, and that it does what it should."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from shotseer.core.errors import ShotseerError
from shotseer.core.job import Progress
from shotseer.encoders.models.opening import open_onnx
from shotseer.encoders.models.shelf import Installed, Shelf, damaged


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found: ``problems`` make a model useless, ``warnings`` do not.

    ``hint`` says what to do about the problems.
    """

    name: str
    files: int
    problems: tuple[str, ...]
    warnings: tuple[str, ...]
    hint: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether it can be used."""
        return not self.problems


def verify(model: Installed, cache_folder: Path) -> Generator[Progress, None, Verdict]:
    """Read every file of a model again, then open it and let it check itself."""
    files = len(model.files)
    yield Progress(f"checking {model.name}", 0, files, "", "files")
    changed = damaged(model, Shelf.of(cache_folder))
    yield Progress(f"checking {model.name}", files, files, "", "files")
    if changed:
        problems = tuple(f"{name} has changed since it was fetched" for name in changed)
        return Verdict(model.name, files, problems, (), "Pull it again: only these are fetched.")
    yield Progress(f"opening {model.name}", 0)
    try:
        notes = open_onnx(model.name, cache_folder).check()
    except ShotseerError as error:
        return Verdict(model.name, files, (error.message,), (), error.hint)
    return Verdict(model.name, files, (), tuple(notes))
