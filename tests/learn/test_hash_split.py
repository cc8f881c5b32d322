from __future__ import annotations

import pytest

from shotseer.learn.hash_split import in_validation

VECTORS = {
    "HnnBvemHrWA|0": (True, False),
    "gOJJm_cSRds|3987": (False, False),
    "mDViU8OSRkA|2222": (False, True),
    "egB-SG97EcI|805": (True, False),
    "uGsWYV2bWAc|1013": (False, False),
    "XhwgtlCns34|867": (True, False),
    "LxmnOxCk3dM|4393": (True, True),
}
"""For each key whether seed 0 and seed 1 put it into the validation set."""


@pytest.mark.parametrize("seed", [0, 1])
def test_the_published_keys_fall_where_they_should(seed: int) -> None:
    found = in_validation(list(VECTORS), seed)
    assert found.dtype == bool
    assert found.tolist() == [parts[seed] for parts in VECTORS.values()]


def test_a_fifth_is_validation_and_no_keys_are_no_trouble() -> None:
    keys = [f"film|{number}" for number in range(20_000)]
    assert in_validation(keys, 0).mean() == pytest.approx(0.2, abs=0.01)
    assert in_validation([], 0).tolist() == []
