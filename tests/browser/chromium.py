"""Finds a browser for the tests, or installs one: ``python -m tests.browser.chromium``.

An installed Chromium or Chrome is best. Where it may, Debian's package is installed. Playwright's
own download is the last resort: it cannot play H.264, which previews are made of.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMED = "SHOTSEER_TEST_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
ADVICE = (
    "The browser tests need Chromium or Chrome, and none could be found or installed.\n"
    "Install one, for example: sudo apt-get install chromium\n"
    f"or name one in {NAMED}, and run make test again."
)


class NoBrowserError(Exception):
    """There is no browser, and none could be installed."""


def find() -> Path | None:
    """Return the browser that is named in the environment, else an installed Chromium or Chrome.

    Raises:
        NoBrowserError: what the environment names is no file.
    """
    named = os.environ.get(NAMED)
    if named:
        if Path(named).is_file():
            return Path(named)
        raise NoBrowserError(f"{NAMED} names {named}, and there is no such file")
    found = [shutil.which(name) for name in NAMES]
    paths = [Path(path) for path in found if path] + list(PLACES)
    return next((path for path in paths if path.is_file()), None)


def ensure() -> Path:
    """Return a browser, installing one where none is there.

    Raises:
        NoBrowserError: there is none, and none could be installed; the text says what to do.
    """
    found = find()
    if found is None:
        _install_with_apt()
        found = find()
    return found or _download()


def _install_with_apt() -> None:
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (("update",), ("install", "-y", "--no-install-recommends", "chromium")):
        subprocess.run(["apt-get", *command], env=environment, check=False, stdout=sys.stderr)


def _download() -> Path:
    from playwright.sync_api import sync_playwright

    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    subprocess.run(command, check=False, stdout=sys.stderr)
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    if not path.is_file():
        raise NoBrowserError(ADVICE)
    return path


def main() -> None:
    """Print the path of a browser, or what to do where there is none."""
    try:
        print(ensure())
    except NoBrowserError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
