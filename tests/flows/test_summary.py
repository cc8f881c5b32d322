"""The library at a glance."""

from __future__ import annotations

from pathlib import Path

from shotseer import Workspace


def test_what_there_is(workspace: Workspace) -> None:
    workspace.create_label("ball")
    found = workspace.summary()
    assert (found.videos, found.shots, found.labels, found.encoder) == (4, 32, 1, "lite")
    assert round(found.hours * 3600) == 32
    assert "Stronger models can be fetched" in found.encoder_note


def test_an_empty_library_names_the_encoder_to_come(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "new", create=True, cache=str(tmp_path)) as empty:
        found = empty.summary()
    assert (found.videos, found.shots, found.space, found.encoder) == (0, 0, None, "lite")
    assert found.hours == 0
