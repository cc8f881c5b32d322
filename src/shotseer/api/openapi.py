"""Prints the OpenAPI document: ``python -m shotseer.api.openapi``. The app's types follow it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from shotseer.api.app import create_app
from shotseer.workspace import Workspace


def document() -> str:
    """Return the OpenAPI document as JSON."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Workspace.open(Path(folder) / "library", create=True) as workspace,
    ):
        return json.dumps(create_app(workspace).openapi(), indent=1, sort_keys=True)


if __name__ == "__main__":
    print(document())
