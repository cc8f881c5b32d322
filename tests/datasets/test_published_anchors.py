"""What the published data is known by, with a made-up set in its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegressionCV
from sklearn.model_selection import StratifiedKFold
from tests.datasets.conftest import write_json, write_vectors

from shotseer.datasets import anchors, synthetic
from shotseer.datasets.anchors import PUBLISHED, Anchors, PrintedRow, PrintedScore
from shotseer.datasets.checks import Kind, LabelReport, check, kind_of
from shotseer.datasets.published import LABELS
from shotseer.datasets.videoannotator import Release, ShotTable
from shotseer.experiments.published import is_published

PRINTED = """key,yt_id,desc,genre,frame_in,frame_out,start,end,fps,cluster_index
HnnBvemHrWA|0,HnnBvemHrWA,One,Comedy,0,82,0.0,3.4203109,23.9744271,8
gOJJm_cSRds|3987,gOJJm_cSRds,Two,Action,3987,4007,166.3022030,167.1364251,23.9744268,6
mDViU8OSRkA|2222,mDViU8OSRkA,Three,,2222,2284,92.6759168,95.2618330,23.9760240,3
egB-SG97EcI|805,egB-SG97EcI,Four,Crime,805,825,33.5751896,34.4093571,23.9760371,0
uGsWYV2bWAc|1013,uGsWYV2bWAc,Five,Action,1013,1041,42.2505417,43.4183751,23.9760239,7
"""
TEXTS = "shot-data.csv", "agg/*.json", "cmp/*.json", "checkpoints/*.json", "ave/validation/*.json"


@pytest.fixture
def folder(made_up: Path, tmp_path: Path) -> Path:
    """Return the folder of a set that does not say that it is synthetic."""
    folder = tmp_path / "films"
    synthetic.make(folder)
    for pattern in TEXTS:
        for path in folder.glob(pattern):
            text = path.read_text(encoding="utf-8").replace(synthetic.ID_PREFIX, "films")
            path.write_text(text, encoding="utf-8")
    return folder


def known(folder: Path) -> Anchors:
    """Return what a set is known by: its own first rows and scores."""
    release = Release.open(folder)
    shots = release.shots
    return Anchors(
        600,
        512,
        tuple(row_of(shots, place) for place in range(5)),
        tuple(
            PrintedScore(label, key, anchors.score(release, label, key))
            for label, key in (("day", None), ("day", shots.keys[3]), ("aerial", shots.keys[4]))
        ),
    )


def row_of(shots: ShotTable, place: int) -> PrintedRow:
    return PrintedRow(
        shots.keys[place],
        shots.genres[place],
        int(shots.frames_in[place]),
        int(shots.frames_out[place]),
        round(float(shots.starts[place]), 6),
        round(float(shots.ends[place]), 6),
        round(float(shots.fps[place]), 6),
        int(shots.clusters[place]),
    )


def found(folder: Path, by: Anchors) -> tuple[Kind, tuple[str, ...]]:
    """Return what a set is whose labels have the published counts."""
    release = Release.open(folder)
    labels = [LabelReport(one, LABELS[one], LABELS[one], 1, 0) for one in release.labels]
    return kind_of(release, labels, by)


def vectors(folder: Path) -> Any:
    with h5py.File(folder / "embeddings.h5") as file:
        return file["embeddings"][...]


def shuffled(folder: Path, first: int) -> None:
    """Put the rows of the shots in another order, from one on."""
    path = folder / "shot-data.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    head, tail = lines[: 1 + first], lines[1 + first :]
    order = np.random.default_rng(1).permutation(len(tail))
    path.write_text("".join([*head, *(tail[row] for row in order)]), encoding="utf-8")


def test_what_is_as_published_is_a_part_of_it(folder: Path) -> None:
    assert found(folder, known(folder)) == (Kind.PART, ())
    assert check(folder).kind is Kind.OTHER
    assert not is_published(Release.open(folder))


def test_vectors_in_another_order_are_not_published(folder: Path) -> None:
    by = known(folder)
    order = np.random.default_rng(0).permutation(600)
    write_vectors(folder / "embeddings.h5", vectors(folder)[order])
    kind, (why,) = found(folder, by)
    assert kind is Kind.OTHER
    assert "embeddings.h5, shot-data.csv and text-embeddings.json do not belong together" in why


def test_vectors_that_are_one_row_off_are_not_published(folder: Path) -> None:
    by = known(folder)
    write_vectors(folder / "embeddings.h5", np.roll(vectors(folder), 1, axis=0))
    assert "do not belong together" in found(folder, by)[1][0]


@pytest.mark.parametrize(
    ("first", "why"), [(0, "does not begin as published: see row "), (5, "do not belong together")]
)
def test_shots_in_another_order_are_not_published(folder: Path, first: int, why: str) -> None:
    by = known(folder)
    shuffled(folder, first)
    kind, said = found(folder, by)
    assert kind is Kind.OTHER
    assert why in said[0]


def test_vectors_of_another_scale_give_other_scores(folder: Path) -> None:
    by = known(folder)
    write_vectors(folder / "embeddings.h5", vectors(folder) / np.float32(1e6))
    kind, (why,) = found(folder, by)
    assert kind is Kind.OTHER
    assert why.startswith("Classifiers do not give the scores that were published: day 0.")


def test_vectors_of_another_dimension_are_not_published(folder: Path) -> None:
    by = known(folder)
    write_vectors(folder / "embeddings.h5", vectors(folder)[:, :500])
    texts = json.loads((folder / "text-embeddings.json").read_text())
    cut = {label: vector[:500] for label, vector in texts.items()}
    write_json(folder / "text-embeddings.json", cut)
    why = "embeddings.h5 has 500 numbers a shot; 512 were published."
    assert found(folder, by) == (Kind.OTHER, (why,))


def test_the_number_of_shots_and_counts_come_first(folder: Path, made_up: Path) -> None:
    release = Release.open(folder)
    other = [LabelReport("wide", LABELS["day"], LABELS["wide"], 1, 0)]
    assert kind_of(release, other, known(folder)) == (Kind.OTHER, ("Not as published: wide.",))
    assert found(folder, PUBLISHED) == (Kind.OTHER, ())
    assert list(anchors.differences(release)) == [
        "shot-data.csv has 600 shots; 504,030 were published."
    ]
    assert found(made_up, known(folder)) == (Kind.SYNTHETIC, ())


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (("HnnBvemHrWA|0", "HnnBvemHrWA|0"), []),
        (("Three,,", "Three,Drama,"), [2]),
        (("4007,166", "4008,166"), [1]),
        (("34.4093571", "34.4093671"), [3]),
        (("23.9760239,7", "23.9760239,5"), [4]),
    ],
)
def test_the_rows_that_were_printed(
    tmp_path: Path, change: tuple[str, str], wrong: list[int]
) -> None:
    (tmp_path / "agg").mkdir()
    (tmp_path / "shot-data.csv").write_text(PRINTED.replace(*change), encoding="utf-8")
    shots = Release(tmp_path, ()).shots
    five = Anchors(5, 2, PUBLISHED.rows, ())
    write_vectors(tmp_path / "embeddings.h5", np.ones((5, 2), dtype=np.float32))
    assert len(shots) == 5
    said = list(anchors.differences(Release(tmp_path, ()), five))
    assert said == [
        f"shot-data.csv does not begin as published: see row {row}, counted from 0."
        for row in wrong
    ]


def test_a_score_is_that_of_scikit_learn(folder: Path) -> None:
    release = Release.open(folder)
    said = {record.key: record.aggregate for record in release.votes("day").records}
    keys = [*sorted(k for k in said if said[k]), *sorted(k for k in said if not said[k])]
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    theirs = LogisticRegressionCV(
        cv=folds,
        scoring="average_precision",
        max_iter=1000,
        l1_ratios=(0,),
        use_legacy_attributes=False,
    ).fit(release.embeddings[release.shots.rows_of(keys)], [said[key] for key in keys])
    np.random.seed(0)
    asked = np.random.rand(1, 512)
    expected = theirs.predict_proba(asked)[0, 1]
    assert anchors.score(release, "day", None) == pytest.approx(expected, abs=1e-4)
