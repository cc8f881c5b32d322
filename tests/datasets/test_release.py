from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.datasets.conftest import CSV, E0, G0, G25, H0, VECTORS, write_json, write_vectors

from shotseer.core.errors import InputError, NotFoundError
from shotseer.datasets.label_groups import ALL_LABELS, LABEL_GROUPS
from shotseer.datasets.videoannotator import Checkpoint, Pools, Release, VoteRecord, Votes


def test_the_shots_are_read_in_their_order(tiny: Path) -> None:
    shots = Release.open(tiny).shots
    assert shots.keys == (G25, E0, G0, H0)
    assert shots.yt_ids == ("gOJJm_cSRds", "egB-SG97EcI", "gOJJm_cSRds", "HnnBvemHrWA")
    assert shots.titles[:2] == ('One, Two: "Three" - Four', "Fünf - Six")
    assert shots.genres == ("Action", "", "Action", "Comedy")
    assert shots.frames_in.tolist() == [25, 0, 0, 0]
    assert shots.frames_out.tolist() == [50, 10, 25, 82]
    assert shots.starts.tolist() == [1.0, 0.0, 0.0, 0.0]
    assert shots.ends.tolist() == [2.0, 0.4, 1.0, 4.1]
    assert shots.fps.tolist() == [25.0, 25.0, 25.0, 20.0]
    assert shots.clusters.tolist() == [6, 0, 9, 8]
    assert shots.frames_in.dtype == np.int64
    assert shots.starts.dtype == np.float64
    assert shots.rows_of([H0, G25]).tolist() == [3, 0]
    assert shots.rows_of([]).tolist() == []
    with pytest.raises(InputError, match=r"no shot 'nobody\|7'"):
        shots.rows_of([G0, "nobody|7"])


def test_columns_are_found_by_their_names(tiny: Path) -> None:
    rows = [line.split(",") for line in CSV.replace("One, Two: ", "One Two ").splitlines()]
    turned = "\n".join(",".join(["more", *reversed(row)]) for row in rows)
    (tiny / "shot-data.csv").write_bytes(b"\xef\xbb\xbf" + turned.encode())
    shots = Release.open(tiny).shots
    assert shots.keys == (G25, E0, G0, H0)
    assert shots.clusters.tolist() == [6, 0, 9, 8]


def test_vectors_are_mapped_where_they_lie_in_one_piece(tiny: Path) -> None:
    release = Release.open(tiny)
    assert isinstance(release.embeddings.base, np.memmap)
    assert release.embeddings.dtype == np.float32
    assert release.embeddings.tolist() == VECTORS


@pytest.mark.parametrize(
    ("dtype", "options"),
    [
        ("<f4", {"chunks": (2, 2)}),
        ("<f4", {"compression": "gzip"}),
        (">f4", {}),
        ("<f2", {}),
        ("<f8", {}),
    ],
)
def test_other_vectors_are_read(tiny: Path, dtype: str, options: dict[str, Any]) -> None:
    write_vectors(tiny / "embeddings.h5", np.array(VECTORS, dtype=dtype), **options)
    embeddings = Release.open(tiny).embeddings
    assert embeddings.dtype == np.float32
    assert embeddings.tolist() == VECTORS


def test_labels_and_what_was_judged(tiny: Path) -> None:
    release = Release.open(tiny)
    assert release.labels == ("wide",)
    assert release.votes("wide") == Votes(
        primary="B",
        secondaries=("A", "C"),
        records=(
            VoteRecord(G25, True, {"A": True, "C": False}, True, 2),
            VoteRecord(H0, None, {}, False, 0),
        ),
    )
    assert release.checkpoints("wide") == (
        Checkpoint((G25,), ()),
        Checkpoint((G25, E0), (H0,)),
    )
    assert release.pools("wide") == Pools(((H0, False), (G25, True)), ((E0, True),))
    assert release.ave("wide") is None
    write_json(tiny / "ave" / "validation" / "wide.json", {"pos": [G0], "neg": [E0, H0]})
    assert release.ave("wide") == Checkpoint((G0,), (E0, H0))


def test_texts_may_be_more_than_the_labels(tiny: Path) -> None:
    texts = Release.open(tiny).texts
    assert {name: text.tolist() for name, text in texts.items()} == {
        "wide": [0.5, 0.25],
        "fast-motion": [1.0, 0.0],
    }
    assert texts["wide"].dtype == np.float32


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"wide": ["a wide shot", "far"]}', {"wide": ("a wide shot", "far")}),
        ('{"wide": ["far"], "more": {"a": 1}, "other": [1]}', {"wide": ("far",)}),
        ('["far"]', {}),
        ("not JSON", {}),
        (None, {}),
    ],
)
def test_queries_of_any_shape(
    tiny: Path, content: str | None, expected: dict[str, tuple[str, ...]]
) -> None:
    if content is not None:
        (tiny / "queries.json").write_text(content, encoding="utf-8")
    assert Release.open(tiny).queries == expected


@pytest.mark.parametrize(
    "missing", ["shot-data.csv", "embeddings.h5", "text-embeddings.json", "agg"]
)
def test_a_folder_that_lacks_something_is_told_where_the_real_one_is(
    tiny: Path, missing: str
) -> None:
    if missing == "agg":
        shutil.rmtree(tiny / missing)
    else:
        (tiny / missing).unlink()
    with pytest.raises(InputError, match=f"lacks {re.escape(missing)}") as caught:
        Release.open(tiny)
    assert "github.com/Netflix/videoannotator" in caught.value.hint


def test_the_folder_above_is_told_to_go_down(tiny: Path) -> None:
    with pytest.raises(InputError) as caught:
        Release.open(tiny.parent)
    assert caught.value.hint == f"It seems to be inside: give {tiny}."


def test_an_unknown_label_and_missing_files(tiny: Path) -> None:
    release = Release.open(tiny)
    with pytest.raises(NotFoundError, match="no label 'closeup'") as caught:
        release.votes("closeup")
    assert caught.value.hint == "It has wide."
    for kind, read in (("checkpoints", release.checkpoints), ("cmp", release.pools)):
        (tiny / kind / "wide.json").unlink()
        with pytest.raises(InputError, match=rf"{kind}/wide\.json is missing"):
            read("wide")


def replaced(old: str, new: str) -> str:
    assert old in CSV
    return CSV.replace(old, new, 1)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (replaced(H0, G0), r"shot 'gOJJm_cSRds\|0' occurs more than once"),
        (replaced(",cluster_index", ""), "no column cluster_index"),
        (replaced(",20.0,8", ",20.0"), "row 3, counted from 0, has 9 fields, the header 10"),
        (replaced(",0.4,", ",nan,"), "row 1, counted from 0, has 'nan' for end"),
        (replaced(",0,82,", ",0,82.5,"), "row 3, counted from 0, has '82.5' for frame_out"),
        (replaced(",25.0,6", ",25.0,-6"), "row 0, counted from 0, has '-6' for cluster_index"),
        (replaced(",25.0,6", ",25.0,99999999999999999999"), "row 0, counted from 0, has '999"),
        ("", "no column key, yt_id"),
    ],
)
def test_damaged_shots_are_refused(tiny: Path, content: str, fault: str) -> None:
    (tiny / "shot-data.csv").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=fault) as caught:
        assert Release.open(tiny).shots
    assert "shot-data.csv" in caught.value.message
    assert caught.value.hint


def test_damaged_vectors_are_refused(tiny: Path) -> None:
    path = tiny / "embeddings.h5"
    for vectors, fault in (
        (np.array(VECTORS[:3], dtype=np.float32), "has 3 rows, shot-data.csv has 4 shots"),
        (np.array([[0, 1], [np.inf, 1], [1, 1], [1, 1]], dtype=np.float32), "row 1, counted"),
        (np.ones(4, dtype=np.float32), r"float32 of shape \(4,\)"),
        (np.ones((4, 2), dtype=np.int64), r"int64 of shape \(4, 2\)"),
    ):
        write_vectors(path, vectors)
        with pytest.raises(InputError, match=fault):
            assert len(Release.open(tiny).embeddings)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(InputError, match=r"embeddings\.h5 cannot be used"):
        assert len(Release.open(tiny).embeddings)


@pytest.mark.parametrize(
    ("texts", "fault"),
    [
        ({"wide": [1, 2, 3]}, r"'wide' has shape \(3,\), but the embeddings are 2 wide"),
        ({"wide": [1, float("nan")]}, "'wide' has numbers that are not finite"),
        ({"wide": ["a", "b"]}, "could not convert"),
        ([1, 2], "stands where an object should"),
    ],
)
def test_damaged_texts_are_refused(tiny: Path, texts: object, fault: str) -> None:
    write_json(tiny / "text-embeddings.json", texts)
    with pytest.raises(InputError, match=fault):
        assert Release.open(tiny).texts


def votes(release: Release) -> object:
    return release.votes("wide")


def checkpoints(release: Release) -> object:
    return release.checkpoints("wide")


def pools(release: Release) -> object:
    return release.pools("wide")


RECORD = {"key": G0, "agg": True, "pos_cnt": 3}


@pytest.mark.parametrize(
    ("kind", "read", "content", "fault"),
    [
        ("agg", votes, {"primary": "B", "data": [RECORD, RECORD]}, "occurs 2 times in data"),
        ("agg", votes, {"primary": "B", "data": [{**RECORD, "key": "x|1"}]}, r"no shot 'x\|1'"),
        ("agg", votes, {"primary": "B", "data": [{**RECORD, "agg": "yes"}]}, "'agg' of"),
        ("agg", votes, {"primary": "B", "data": [{**RECORD, "pos_cnt": -1}]}, "not a count"),
        ("agg", votes, {"primary": "B"}, "no list 'data'"),
        ("checkpoints", checkpoints, [{"pos": [G0], "neg": [G0]}], "2 times in pos and neg"),
        ("checkpoints", checkpoints, [{"pos": ["x|1"], "neg": []}], r"no shot 'x\|1'"),
        ("checkpoints", checkpoints, [{"pos": [G0]}], "no list of keys 'neg'"),
        ("checkpoints", checkpoints, [], "not a list of checkpoints, or has none"),
        ("cmp", pools, {"zero_shot": []}, "no list 'random'"),
        ("cmp", pools, {"zero_shot": [{"key": G0}], "random": []}, "'value' of"),
        ("cmp", pools, {"zero_shot": [{"key": G0, "value": True}] * 2, "random": []}, "2 times"),
    ],
)
def test_damaged_files_of_a_label_are_refused(
    tiny: Path, kind: str, read: Callable[[Release], object], content: object, fault: str
) -> None:
    write_json(tiny / kind / "wide.json", content)
    with pytest.raises(InputError, match=fault) as caught:
        read(Release.open(tiny))
    assert f"{kind}/wide.json" in caught.value.message
    assert caught.value.hint


def test_a_file_that_is_no_json_is_refused(tiny: Path) -> None:
    (tiny / "agg" / "wide.json").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match=r"agg/wide\.json cannot be used"):
        Release.open(tiny).votes("wide")


def test_56_labels_in_eight_groups() -> None:
    assert {group: len(labels) for group, labels in LABEL_GROUPS.items()} == {
        "shot_types": 22,
        "sensitivities": 7,
        "genres": 6,
        "motion": 6,
        "emotions": 5,
        "events_actions": 4,
        "focus": 3,
        "time_location": 3,
    }
    assert len(set(ALL_LABELS)) == len(ALL_LABELS) == 56
