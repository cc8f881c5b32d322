"""Builds the web app into the package: what `pip install .` and `python -m build` run first."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebAppBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the page where its sources are newer; a source distribution brings it along."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node from PyPI only where the page must be built and there is none here."""
        web = self._web()
        return [web.NODE_WHEEL] if self._is_needed(web) and web.node_folder() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build the page before files are gathered. Runs for the metadata and for the wheel."""
        web = self._web()
        if self._is_needed(web):
            web.build()

    def _is_needed(self, web: ModuleType) -> bool:
        is_unpacked_sdist = (Path(self.root) / "PKG-INFO").exists()
        return not is_unpacked_sdist and bool(web.is_stale())

    def _web(self) -> ModuleType:
        path = Path(self.root) / "ui" / "npm.py"
        spec = importlib.util.spec_from_file_location("shotseer_ui_npm", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
