from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.flows.conftest import scenes
from tests.world import write_video

from shotseer import (
    InputError,
    Judgement,
    NotReadyError,
    PluginError,
    Verdict,
    Workspace,
)
from shotseer.core.classifier import probability
from shotseer.flows import map as map_flow
from shotseer.flows import scores
from shotseer.flows.parts import open_space


def test_every_shot_has_a_place(workspace: Workspace) -> None:
    drawn = workspace.embedding_map()
    assert drawn.xy.shape == (32, 2)
    assert drawn.xy.dtype == np.float32
    np.testing.assert_array_equal(drawn.xy.min(axis=0), [0, 0])
    np.testing.assert_array_equal(drawn.xy.max(axis=0), [1, 1])
    assert drawn.rows.tolist() == list(range(32))
    assert drawn.note.startswith("PCA: the two directions of largest spread hold ")
    assert sorted(drawn.video_names) == [f"film {n}.mp4" for n in range(4)]


def test_a_map_is_kept_until_the_library_changes(workspace: Workspace, tmp_path: Path) -> None:
    first = workspace.embedding_map()
    workspace.parts.opened.clear()
    again = workspace.embedding_map()
    assert (again.id, again.note) == (first.id, first.note)
    np.testing.assert_array_equal(again.xy, first.xy)
    (kept,) = workspace.folder.cache.glob("map-*")
    kept.write_bytes(b"damaged")
    workspace.parts.opened.clear()
    np.testing.assert_array_equal(workspace.embedding_map().xy, first.xy)
    write_video(tmp_path / "film 9.mp4", scenes(9), size=(160, 90))
    workspace.ingest([tmp_path / "film 9.mp4"])
    larger = workspace.embedding_map()
    assert larger.id != first.id
    assert len(larger.rows) == 40
    assert len(list(workspace.folder.cache.glob("map-*"))) == 1


def test_colours(workspace: Workspace) -> None:
    workspace.create_label("circle", queries=["a ball"])
    with pytest.raises(NotReadyError, match="has not been built"):
        workspace.map_colours("pca", "score", "circle")
    version = workspace.build("circle")
    shots = workspace.shots()
    given = [Verdict.POSITIVE, Verdict.NEGATIVE, Verdict.SKIP]
    workspace.annotate("circle", [Judgement(s.id, v) for s, v in zip(shots, given, strict=False)])
    drawn, opened = workspace.embedding_map(), open_space(workspace.parts)
    rows = opened.library.rows_of([shot.id for shot in shots[:3]])
    verdicts = workspace.map_colours("pca", "verdict", "circle")
    assert verdicts.dtype == np.uint8
    assert verdicts[rows].tolist() == [1, 2, 3]
    assert np.count_nonzero(verdicts) == 3
    values = probability(scores.logits(workspace.parts, opened, version))
    np.testing.assert_allclose(
        workspace.map_colours("pca", "score", "circle") / 254, values, atol=0.5 / 254 + 1e-9
    )
    by_video = workspace.map_colours("pca", "video")
    assert by_video.dtype == np.uint16
    names = workspace.video_names(opened.library.video_ids)
    of_first = opened.library.video_ids[opened.library.videos[0]]
    assert drawn.video_names[by_video[0]] == names[of_first]


def test_the_nearest_point_and_what_is_inside(workspace: Workspace) -> None:
    drawn = workspace.embedding_map()
    library = open_space(workspace.parts).library
    x, y = drawn.xy[7].tolist()
    assert workspace.map_nearest("pca", x + 1e-6, y) == library.shot_id(7)
    assert workspace.map_nearest("pca", float("nan"), 0) is None
    around = [
        [x - 1e-3, y - 1e-3],
        [x + 1e-3, y - 1e-3],
        [x + 1e-3, y + 1e-3],
        [x - 1e-3, y + 1e-3],
    ]
    assert map_flow.inside(drawn, around).tolist() == [7]


def test_what_cannot_be_drawn_is_refused(workspace: Workspace) -> None:
    with pytest.raises(InputError, match="no map called 'tsne'"):
        workspace.embedding_map("tsne")
    with pytest.raises(InputError, match="cannot be coloured by 'mood'"):
        workspace.map_colours("pca", "mood")
    with pytest.raises(InputError, match="needs a label"):
        workspace.map_colours("pca", "score")
    # Without the package it cannot be made, with it it has not been made yet.
    with pytest.raises((PluginError, NotReadyError), match="UMAP map"):
        workspace.embedding_map("umap")


def test_an_empty_library_has_no_map(tmp_path: Path) -> None:
    with (
        Workspace.open(tmp_path / "empty", create=True) as workspace,
        pytest.raises(NotReadyError, match="no shots yet"),
    ):
        workspace.embedding_map()


def test_umap_is_made_step_by_step_where_it_is_installed(workspace: Workspace) -> None:
    if "umap" not in workspace.map_methods():
        with pytest.raises(PluginError, match="umap-learn"):
            list(workspace.map_steps("umap"))
        return
    progress = list(workspace.map_steps("umap"))
    assert progress[-1].done == progress[-1].total == 32
    assert workspace.embedding_map("umap").note.startswith("UMAP: shots that are close")
