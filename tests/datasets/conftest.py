"""A release of four shots, written by hand, and the synthetic one of 600."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from shotseer.datasets import synthetic

CSV = """key,yt_id,desc,genre,frame_in,frame_out,start,end,fps,cluster_index
gOJJm_cSRds|25,gOJJm_cSRds,"One, Two: ""Three"" - Four",Action,25,50,1.0,2.0,25.0,6
egB-SG97EcI|0,egB-SG97EcI,Fünf - Six,,0,10,0.0,0.4,25.0,0
gOJJm_cSRds|0,gOJJm_cSRds,"One, Two: ""Three"" - Four",Action,0,25,0.0,1.0,25.0,9
HnnBvemHrWA|0,HnnBvemHrWA,Seven,Comedy,0,82,0.0,4.1,20.0,8
"""
G25, E0, G0, H0 = "gOJJm_cSRds|25", "egB-SG97EcI|0", "gOJJm_cSRds|0", "HnnBvemHrWA|0"
VECTORS = [[1.0, 0.5], [0.0, 2.0], [-1.0, 0.25], [3.0, 4.0]]


def write_json(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def write_vectors(path: Path, vectors: Any, **options: Any) -> None:
    with h5py.File(path, "w") as file:
        file.create_dataset("embeddings", data=np.asarray(vectors), **options)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Return the folder of a release with the label wide, and what the reader overlooks."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "shot-data.csv").write_text(CSV, encoding="utf-8")
    write_vectors(folder / "embeddings.h5", np.array(VECTORS, dtype=np.float32))
    write_json(folder / "text-embeddings.json", {"wide": [0.5, 0.25], "fast-motion": [1, 0]})
    write_json(
        folder / "agg" / "wide.json",
        {
            "primary": "B",
            "secondaries": ["A", "C"],
            "data": [
                {
                    "key": G25,
                    "primary": True,
                    "secondaries": {"A": True, "C": False},
                    "agg": True,
                    "pos_cnt": 2,
                    "seconds": 1.5,
                },
                {"key": H0, "agg": False, "pos_cnt": 0},
            ],
        },
    )
    write_json(
        folder / "checkpoints" / "wide.json",
        [{"pos": [G25], "neg": []}, {"pos": [G25, E0], "neg": [H0], "at": "noon"}],
    )
    write_json(
        folder / "cmp" / "wide.json",
        {
            "zero_shot": [{"key": H0, "value": False, "rank": 0}, {"key": G25, "value": True}],
            "random": [{"key": E0, "value": True}],
        },
    )
    (folder / "agg" / "._wide.json").write_bytes(b"\x00\x05\x16\x07")
    return folder


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the default synthetic set. Tests must leave it as it is."""
    folder = tmp_path_factory.mktemp("synthetic") / "set"
    synthetic.make(folder)
    return folder
