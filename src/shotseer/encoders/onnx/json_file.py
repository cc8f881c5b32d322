"""A model's own JSON files: what they say, and errors that name the file and the key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shotseer.core.errors import PluginError

HINT = "Fetch the model again, whole, or export it again; docs/encoders.md lists its files."


@dataclass(frozen=True, slots=True)
class JsonFile:
    """One JSON object on disk."""

    path: Path
    values: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> JsonFile:
        """Read a file.

        Raises:
            PluginError: it is missing, or is no JSON object.
        """
        try:
            values = json.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            raise PluginError(f"the model lacks its file {path}", hint=HINT) from None
        except (OSError, ValueError) as error:
            raise PluginError(f"{path} cannot be read: {error}", hint=HINT) from error
        if not isinstance(values, dict):
            raise PluginError(f"{path} holds no JSON object", hint=HINT)
        return cls(path, values)

    @classmethod
    def read_if_there(cls, path: Path) -> JsonFile:
        """Read a file that a model may lack: then it says nothing."""
        return cls.read(path) if path.exists() else cls(path, {})

    def get(self, *keys: str) -> Any:
        """Return a value, of an object inside of objects for several keys; ``None`` if absent."""
        value: Any = self.values
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def integer(self, *keys: str) -> int | None:
        """Return a positive whole number; ``None`` if absent.

        Raises:
            PluginError: it is something else.
        """
        value = self.get(*keys)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 1:
            raise self.fault(f"says {'.'.join(keys)} = {value!r}, which is no positive number")
        return int(value)

    def fault(self, message: str) -> PluginError:
        """Return the error that this file ``message``: "does not say ...", "asks for ..."."""
        return PluginError(f"{self.path} {message}", hint=HINT)
