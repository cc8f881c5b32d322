from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shotseer import PluginError, Workspace
from shotseer.flows.parts import open_space
from shotseer.store import shards


@pytest.fixture
def quick(workspace: Workspace, model_cache: Path) -> Iterator[Workspace]:
    """Give the library opened once more, to be searched in eight bits."""
    with Workspace.open(workspace.folder.root, cache=str(model_cache), index="int8") as opened:
        yield opened


def copies(workspace: Workspace) -> list[str]:
    space = open_space(workspace.parts).space
    folder = workspace.folder.vectors(space.id) / shards.COPIES
    return sorted(path.name for path in folder.glob("*"))


def test_hits_are_the_same(workspace: Workspace, quick: Workspace) -> None:
    for words in ("a red circle", "a yellow square"):
        for k in (1, 2, 10):
            expected, found = workspace.search(words, k=k).hits, quick.search(words, k=k).hits
            assert [hit.shot_id for hit in found] == [hit.shot_id for hit in expected]
            assert [hit.score for hit in found] == pytest.approx([hit.score for hit in expected])


def test_nothing_of_a_removed_video_stays_in_copies(quick: Workspace) -> None:
    quick.search("a circle", k=2)
    assert copies(quick) == ["0000000000.int8"]
    quick.remove_video("film 1")
    assert copies(quick) == []
    rest = {shot.id for shot in quick.shots()}
    assert {hit.shot_id for hit in quick.search("a circle", k=24).hits} == rest
    assert copies(quick) == ["0000000000.int8"]


def test_an_index_that_is_not_there_is_told(workspace: Workspace) -> None:
    with pytest.raises(PluginError, match="no index called 'fast'") as caught:
        Workspace.open(workspace.folder.root, index="fast")
    assert "exact, int8" in caught.value.hint
