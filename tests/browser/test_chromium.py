"""How the tests come by a browser."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.browser import chromium
from tests.browser.chromium import NAMED

NOWHERE = """from tests.browser import chromium
chromium.PLACES = ()
chromium.main()
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the only folder in which programs are looked for."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(NAMED, raising=False)
    monkeypatch.setattr(chromium, "PLACES", (tmp_path / "Chromium.app",))
    return tmp_path


def program(path: Path) -> Path:
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_a_browser_on_the_path_is_found(folder: Path) -> None:
    assert chromium.find() is None
    chrome = program(folder / "google-chrome")
    assert chromium.find() == chrome
    better = program(folder / "chromium")
    assert chromium.find() == better
    assert chromium.ensure() == better


def test_a_browser_beside_the_path_is_found(folder: Path) -> None:
    application = program(folder / "Chromium.app")
    assert chromium.find() == application


def test_the_named_browser_comes_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(folder / "chromium")
    own = program(folder / "my browser")
    monkeypatch.setenv(NAMED, str(own))
    assert chromium.find() == own


def test_a_named_browser_that_is_not_there_is_an_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(folder / "chromium")
    monkeypatch.setenv(NAMED, str(folder / "typo"))
    with pytest.raises(chromium.NoBrowserError, match=r"SHOTSEER_TEST_BROWSER names .*typo"):
        chromium.ensure()


def test_where_nothing_can_be_done_it_says_what_to_do(tmp_path: Path) -> None:
    environment = {
        "PATH": str(tmp_path),
        "HOME": str(tmp_path),
        "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "browsers"),
        "PLAYWRIGHT_DOWNLOAD_HOST": "http://127.0.0.1:9",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, "-c", NOWHERE]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.endswith(chromium.ADVICE + "\n")
