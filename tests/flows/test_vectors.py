"""Libraries whose vectors were made elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
from tests.store.samples import unit_rows as drawn_rows

from shotseer import InputError, Judgement, NotReadyError, Verdict, Workspace
from shotseer.flows.parts import open_space
from shotseer.flows.vectors import unit_rows


def write(path: Path, changes: Mapping[str, object] | None = None) -> None:
    count = 40
    arrays: dict[str, np.ndarray] = {
        "X": 3 * drawn_rows(count, 16),
        "video": np.array([f"film {i // 10}.mov" for i in range(count)]),
        "start": np.arange(count) % 10 * 2.0,
        "end": np.arange(count) % 10 * 2.0 + 2,
        "text": drawn_rows(2, 16, seed=5),
        "names": np.array(["a dog", "cat"]),
    }
    arrays |= {name: np.asarray(value) for name, value in (changes or {}).items()}
    np.savez(path, **arrays)  # type: ignore[arg-type]


@pytest.fixture
def imported(tmp_path: Path) -> Iterator[Workspace]:
    write(tmp_path / "clip.npz")
    with Workspace.open(tmp_path / "library", create=True, annotator="ada") as workspace:
        done = workspace.import_vectors(tmp_path / "clip.npz")
        assert (done.vectors, done.dimension, done.new_videos, done.new_shots) == (40, 16, 4, 40)
        yield workspace


def test_they_can_be_searched_and_built_on(imported: Workspace, tmp_path: Path) -> None:
    arrays = np.load(tmp_path / "clip.npz")
    hits = imported.search("A dog ", k=40).hits
    expected = unit_rows(arrays["X"].astype(np.float32)) @ arrays["text"][0]
    order = np.argsort(-expected, kind="stable")
    opened = open_space(imported.parts)
    rows = opened.library.rows_of([hit.shot_id for hit in hits])
    np.testing.assert_allclose(expected[rows], expected[order], atol=1e-6)
    with pytest.raises(NotReadyError, match="'a horse'"):
        imported.search("a horse")
    imported.create_label("cat")
    version = imported.build("cat")
    assert version.notes, "here a label's name may be the key of a text"
    imported.create_label("horse")
    with pytest.raises(NotReadyError, match="neither a text nor a verdict"):
        imported.build("horse")
    imported.annotate("horse", [Judgement(hits[0].shot_id, Verdict.POSITIVE)])
    assert imported.build("horse").evaluation.positives == 1


def test_they_are_kept_as_they_came(imported: Workspace, tmp_path: Path) -> None:
    arrays = np.load(tmp_path / "clip.npz")
    folder = imported.folder.vectors(open_space(imported.parts).space.id)
    raw = np.fromfile(folder / "raw" / "00000.f32", dtype="<f4").reshape(-1, 16)
    np.testing.assert_array_equal(raw, arrays["X"].astype(np.float32))


def test_importing_again_adds_nothing(imported: Workspace, tmp_path: Path) -> None:
    done = imported.import_vectors(tmp_path / "clip.npz")
    assert (done.new_videos, done.new_shots) == (0, 0)
    assert len(open_space(imported.parts).library) == 40


def test_vectors_for_the_shots_of_a_library(workspace: Workspace, tmp_path: Path) -> None:
    ids = [shot.id for shot in workspace.shots()]
    np.savez(tmp_path / "v.npz", X=drawn_rows(32, 8), shot=np.array(ids))
    workspace.import_vectors(tmp_path / "v.npz", name="mine")
    opened = open_space(workspace.parts)
    assert (opened.space.encoder, opened.space.dimension) == ("mine", 8)
    found = workspace.search(like=[ids[0]], k=1).hits[0]
    assert found.shot_id != ids[0]
    with pytest.raises(NotReadyError):
        workspace.search("a dog")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"X": np.zeros((40, 16), np.float32)}, "zero"),
        ({"start": np.full(40, 1.0), "end": np.full(40, 2.0)}, "same video and span"),
        ({"end": np.zeros(40)}, "not after their start"),
        ({"X": np.full((40, 16), np.nan, np.float32)}, "not finite"),
    ],
)
def test_bad_files_change_nothing(
    tmp_path: Path, changes: dict[str, np.ndarray], message: str
) -> None:
    write(tmp_path / "bad.npz", changes)
    with Workspace.open(tmp_path / "library", create=True) as workspace:
        with pytest.raises(InputError, match=message):
            workspace.import_vectors(tmp_path / "bad.npz")
        assert workspace.videos() == []


def test_unknown_shots_and_other_spans_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    np.savez(tmp_path / "v.npz", X=drawn_rows(1, 8), shot=np.array(["0" * 16]))
    with pytest.raises(InputError, match="not in this library"):
        workspace.import_vectors(tmp_path / "v.npz")
    np.savez(
        tmp_path / "w.npz",
        X=drawn_rows(1, 8),
        video=np.array(["film 0.mp4"]),
        start=np.array([0.25]),
        end=np.array([0.75]),
    )
    with pytest.raises(InputError, match="not its shots"):
        workspace.import_vectors(tmp_path / "w.npz")
