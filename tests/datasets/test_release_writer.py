from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.datasets.conftest import E0, G25, H0, write_json

from shotseer.core.errors import ConflictError, InputError
from shotseer.datasets.videoannotator import Release
from shotseer.datasets.videoannotator_writer import blocks_of, write


def rewrite(release: Release, folder: Path) -> None:
    ave = {label: release.ave(label) for label in release.labels}
    write(
        folder,
        shots=release.shots,
        embeddings=blocks_of(release.embeddings),
        texts=release.texts,
        votes={label: release.votes(label) for label in release.labels},
        checkpoints={label: release.checkpoints(label) for label in release.labels},
        pools={label: release.pools(label) for label in release.labels},
        ave={label: found for label, found in ave.items() if found is not None},
        queries=release.queries,
    )


def content(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != "README.txt"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_what_was_read_is_written_again_byte_for_byte(made_up: Path, tmp_path: Path) -> None:
    rewrite(Release.open(made_up), tmp_path / "again")
    written = content(tmp_path / "again")
    assert written == content(made_up)
    assert sorted(written) == [
        "agg/aerial.json",
        "agg/day.json",
        "agg/smoking.json",
        "ave/validation/aerial.json",
        "checkpoints/aerial.json",
        "checkpoints/day.json",
        "checkpoints/smoking.json",
        "cmp/aerial.json",
        "cmp/day.json",
        "cmp/smoking.json",
        "embeddings.h5",
        "queries.json",
        "shot-data.csv",
        "text-embeddings.json",
    ]


def test_the_form_of_every_file(tiny: Path, tmp_path: Path) -> None:
    write_json(tiny / "queries.json", {"wide": ["far"]})
    rewrite(Release.open(tiny), tmp_path / "again")
    written = {
        name: data.decode() for name, data in content(tmp_path / "again").items() if "5" not in name
    }
    assert written["shot-data.csv"] == (tiny / "shot-data.csv").read_text(encoding="utf-8")
    assert written["agg/wide.json"] == (
        '{"primary": "B", "secondaries": ["A", "C"], "data": [{"key": "gOJJm_cSRds|25", '
        '"primary": true, "secondaries": {"A": true, "C": false}, "agg": true, "pos_cnt": 2}, '
        '{"key": "HnnBvemHrWA|0", "primary": null, "secondaries": {}, "agg": false, '
        '"pos_cnt": 0}]}'
    )
    assert written["checkpoints/wide.json"] == (
        f'[{{"pos": ["{G25}"], "neg": []}}, {{"pos": ["{G25}", "{E0}"], "neg": ["{H0}"]}}]'
    )
    assert written["cmp/wide.json"] == (
        f'{{"zero_shot": [{{"key": "{H0}", "value": false}}, {{"key": "{G25}", "value": true}}], '
        f'"random": [{{"key": "{E0}", "value": true}}]}}'
    )
    assert written["text-embeddings.json"] == '{"wide": [0.5, 0.25], "fast-motion": [1.0, 0.0]}'
    assert written["queries.json"] == '{"wide": ["far"]}'


def test_a_folder_that_holds_something_is_left_alone(tiny: Path) -> None:
    before = content(tiny)
    with pytest.raises(ConflictError, match="is there already"):
        rewrite(Release.open(tiny), tiny)
    assert content(tiny) == before


@pytest.mark.parametrize(
    "blocks",
    [
        [],
        [np.ones((3, 2), dtype=np.float32)],
        [np.ones((5, 2), dtype=np.float32)],
        [np.ones((2, 2), dtype=np.float32), np.ones((2, 3), dtype=np.float32)],
    ],
)
def test_rows_that_fit_no_shots_are_refused(
    tiny: Path, tmp_path: Path, blocks: list[np.ndarray[tuple[int, int], np.dtype[np.float32]]]
) -> None:
    with pytest.raises(InputError, match="needs 4 rows of one width"):
        write(
            tmp_path / "again",
            shots=Release.open(tiny).shots,
            embeddings=blocks,
            texts={},
            votes={},
            checkpoints={},
            pools={},
            ave={},
            queries={},
        )
