"""Numbers in sentences."""

from __future__ import annotations

import pytest

from shotseer.core.words import counted


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 shots"), (1, "1 shot"), (2, "2 shots"), (1234, "1,234 shots")],
)
def test_a_noun_is_as_many(number: int, words: str) -> None:
    assert counted(number, "shot") == words


def test_so_is_a_verb() -> None:
    assert counted(1, "shot has", "shots have") == "1 shot has"
    assert counted(3, "shot has", "shots have") == "3 shots have"
