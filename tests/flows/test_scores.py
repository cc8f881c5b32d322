from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.flows.conftest import scenes
from tests.flows.test_build import judge_films
from tests.world import write_video

from shotseer import StoreError, Workspace
from shotseer.core.classifier import LinearHead
from shotseer.flows import features, scores
from shotseer.flows.parts import open_space
from shotseer.store import artefacts
from shotseer.store.shards import BLOCK_ROWS


@pytest.fixture
def built(workspace: Workspace) -> Workspace:
    """Give a library with two labels that were built."""
    for name in ("circle", "square"):
        workspace.create_label(name, queries=[f"a {name}"])
        judge_films(workspace, [0, 1], name)
        workspace.build(name)
    return workspace


def columns(workspace: Workspace) -> dict[str, np.ndarray]:
    return {path.stem: np.load(path) for path in workspace.folder.scores.glob("*.npy")}


def test_missing_columns_are_made_again(built: Workspace) -> None:
    before = columns(built)
    assert len(before) == 2
    assert built.score_all() == 0
    for path in built.folder.scores.glob("*.npy"):
        path.unlink()
    assert built.score_all() == 2
    after = columns(built)
    assert after.keys() == before.keys()
    for version, column in before.items():
        np.testing.assert_allclose(after[version], column, atol=1e-5)
    assert built.score_all() == 0


def test_the_deployed_version_is_scored_too(built: Workspace) -> None:
    built.deploy("circle", 1)
    judge_films(built, [2], "circle")
    assert built.build("circle").number == 2
    for path in built.folder.scores.glob("*.npy"):
        path.unlink()
    assert built.score_all() == 3


def test_new_videos_are_scored_as_they_arrive(built: Workspace, tmp_path: Path) -> None:
    for path in built.folder.scores.glob("*.npy"):
        marked = np.load(path)
        marked[3] = 77.0
        np.save(path, marked)
    write_video(tmp_path / "film 4.mp4", scenes(4), size=(160, 90))
    built.ingest([tmp_path / "film 4.mp4"])
    opened = open_space(built.parts)
    found = columns(built)
    assert len(found) == 2
    for version, column in found.items():
        assert len(column) == len(opened.rows)
        assert column.dtype == np.float32
        assert column[3] == 77.0, "what was there is kept"
        learnt = artefacts.load(built.folder.versions, version).head
        expected = features.logits(opened, learnt, np.arange(32, len(column)))
        np.testing.assert_allclose(column[32:], expected, atol=1e-4)


def test_a_table_of_several_labels_makes_what_is_missing(built: Workspace) -> None:
    page = built.table(["circle", "square"])
    for path in built.folder.scores.glob("*.npy"):
        path.unlink()
    again = built.table(["circle", "square"])
    for row, before in zip(again.rows, page.rows, strict=True):
        assert row.scores["circle"] == pytest.approx(before.scores["circle"], abs=1e-5)
        assert row.scores["square"] == pytest.approx(before.scores["square"], abs=1e-5)


def test_products_begin_anywhere(workspace: Workspace) -> None:
    opened = open_space(workspace.parts)
    size = opened.space.dimension
    heads = [
        LinearHead(np.eye(size, dtype=np.float32)[0], 10.0),
        LinearHead(np.eye(size, dtype=np.float32)[5], -1.0),
    ]
    blocks = list(scores.products(workspace.parts, opened, heads, 30))
    assert [block.shape for block in blocks] == [(2, 2)]
    last = opened.rows.take(np.array([30, 31]))
    np.testing.assert_allclose(blocks[0], [last[:, 0] + 10, last[:, 5] - 1], atol=1e-6)
    assert BLOCK_ROWS % scores.ROWS_AT_ONCE == 0


def test_columns_that_cannot_be_written_are_told(built: Workspace) -> None:
    before = columns(built)
    for path in built.folder.scores.glob("*.npy"):
        path.unlink()
    built.folder.scores.rmdir()
    built.folder.scores.write_text("not a folder")
    with pytest.raises(StoreError, match="could not write scores"):
        built.score_all()
    built.folder.scores.unlink()
    assert built.score_all() == len(before)
