"""Weights that lie inside installed packages, which are never imported."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from shotseer.core.errors import PluginError


@dataclass(frozen=True, slots=True)
class WeightFile:
    """A file inside an installed package.

    Attributes:
        package: the name of its distribution.
        file: where it is, from the folder that packages are installed in.
        user: what needs it, as messages call it.
        hint: what to do where it is missing.
    """

    package: str
    file: str
    user: str
    hint: str

    def path(self) -> Path:
        """Return where the file is.

        Raises:
            PluginError: the package is not installed, or lacks the file.
        """
        try:
            distribution = metadata.distribution(self.package)
        except metadata.PackageNotFoundError:
            raise PluginError(
                f"{self.user} needs the package {self.package}, which is not installed",
                hint=self.hint,
            ) from None
        path = Path(str(distribution.locate_file(self.file)))
        if not path.is_file():
            raise PluginError(
                f"the package {self.package} {distribution.version} lacks its file {self.file}",
                hint=f"Reinstall it: pip install --force-reinstall --no-deps {self.package}",
            )
        return path


def require(libraries: Iterable[str], user: str, hint: str) -> None:
    """Check that libraries are there, without importing them.

    Raises:
        PluginError: one is missing.
    """
    missing = [name for name in libraries if importlib.util.find_spec(name) is None]
    if missing:
        raise PluginError(
            f"{user} needs {' and '.join(missing)}, which cannot be imported", hint=hint
        )


def digest_of(*files: Path) -> str:
    """Return 32 hexadecimal digits that follow from the content of the files, in order."""
    whole = hashlib.blake2b(digest_size=16)
    for path in files:
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "blake2b").digest())
    return whole.hexdigest()
