"""What the package promises about itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import shotseer
from shotseer.cli import main
from shotseer.core import errors

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))


def test_public_names_are_sorted_and_there() -> None:
    assert shotseer.__all__ == sorted(shotseer.__all__)
    for name in shotseer.__all__:
        assert getattr(shotseer, name) is not None


def test_importing_it_loads_nothing_heavy() -> None:
    heavy = ["torch", "av", "onnxruntime", "fastapi", "ray", "cv2", "scenedetect", "sqlalchemy"]
    code = f"import shotseer, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("room", ["core", "flows", "store", "index", "learn", "encoders", "media"])
def test_hints_hold_at_every_door(room: str) -> None:
    """A person in a browser cannot type a command: those go into ``command``."""
    for path in (ROOT / "src" / "shotseer" / room).rglob("*.py"):
        if path.name in ("doctor.py", "folder.py", "vectors.py"):
            continue  # only the command line gets there
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "hint":
                assert not re.search(r"shotseer (-|[a-z]+ )", ast.unparse(node)), path.name


def test_only_settings_reads_the_environment() -> None:
    reading = [
        path.name
        for path in SOURCES
        if re.search(r"os\.environ|getenv", path.read_text(encoding="utf-8"))
    ]
    assert reading == ["settings.py"]


def test_every_error_has_an_exit_code() -> None:
    def tree(kind: type[errors.ShotseerError]) -> set[type[errors.ShotseerError]]:
        return {kind}.union(*(tree(child) for child in kind.__subclasses__()))

    assert set(main.EXIT_CODES) == tree(errors.ShotseerError)


def test_no_marks_are_left() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    assert [path.name for path in SOURCES if marks.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_links_in_documents_resolve(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?://|#)([^)#]+)", text):
        assert (ROOT / link).exists(), link
