"""Every command, option of the settings table, decision and part is written down."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from typer.main import get_command

from shotseer import plugins
from shotseer.cli.main import app
from shotseer.settings import Settings

DOCS = Path(__file__).parents[2] / "docs"


def commands() -> list[str]:
    found = []
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", {})
        found += [f"{name} {sub}" for sub in inner] or [name]
    return found


def test_every_command_is_documented() -> None:
    text = (DOCS / "cli.md").read_text(encoding="utf-8")
    assert len(commands()) >= 20
    for command in commands():
        assert f"`{command}" in text, command


def test_every_command_has_an_example() -> None:
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        for one in getattr(command, "commands", {name: command}).values():
            assert one.epilog, one.name
            assert "shotseer" in one.epilog
            assert one.help


def test_every_setting_is_documented() -> None:
    text = (DOCS / "settings.md").read_text(encoding="utf-8")
    for setting in dataclasses.fields(Settings):
        row = f"| `{setting.name}` | `{setting.default!r}` | {setting.metadata['help']} |"
        assert row in text, row


def test_every_decision_is_listed() -> None:
    listed = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    for path in (DOCS / "decisions").glob("0*.md"):
        assert f"({path.name})" in listed


def test_every_built_in_part_is_documented() -> None:
    text = (DOCS / "parts.md").read_text(encoding="utf-8")
    for kind in plugins.GROUPS:
        for name in plugins.names(kind):
            assert re.search(rf"\| `{name}` \|", text), name
