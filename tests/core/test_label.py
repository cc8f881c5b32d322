from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shotseer.core.errors import InputError
from shotseer.core.label import LabeledDataset
from shotseer.core.query import Query, ShotFilter, ShotTerm, TextTerm, parse_words
from shotseer.core.video import ShotId

ids = st.lists(st.sampled_from([ShotId(f"{i:016x}") for i in range(20)]))


@given(ids, ids)
def test_a_dataset_is_known_by_its_content(positives: list[ShotId], others: list[ShotId]) -> None:
    negatives = [shot for shot in others if shot not in positives]
    made = LabeledDataset("dog", tuple(positives), tuple(negatives))
    again = LabeledDataset("dog", tuple(reversed(positives)), tuple(sorted(negatives)))
    assert made == again
    assert made.digest == again.digest
    assert LabeledDataset.from_json(made.to_json()) == made
    assert len(made) == len(set(positives)) + len(set(negatives))
    assert made.digest != LabeledDataset("cat", made.positives, made.negatives).digest


def test_a_shot_cannot_be_both() -> None:
    shot = ShotId("0" * 16)
    with pytest.raises(ValueError, match="both positive and negative"):
        LabeledDataset("dog", (shot,), (shot,))


@pytest.mark.parametrize(
    ("words", "terms"),
    [
        ("a car", [("a car", 1.0)]),
        ("a car, not night", [("a car", 1.0), ("night", -0.5)]),
        ("a car, red, Not  rain, not fog", [("a car, red", 1.0), ("rain", -0.5), ("fog", -0.5)]),
        ("knots in a rope", [("knots in a rope", 1.0)]),
        ("not night", [("night", -0.5)]),
        (" , ", []),
        (
            "a car^2, headlights, not night^0.8, red",
            [("headlights, red", 1.0), ("a car", 2.0), ("night", -0.8)],
        ),
        ("a dog ^ .5", [("a dog", 0.5)]),
        ("rain^-1", [("rain", -1.0)]),
        ("x^y, 2^", [("x^y, 2^", 1.0)]),
        ("^2", []),
    ],
)
def test_words_are_read(words: str, terms: list[tuple[str, float]]) -> None:
    assert parse_words(words) == [TextTerm(text, weight) for text, weight in terms]


def test_a_query_looks_for_something() -> None:
    with pytest.raises(InputError, match="something to look for"):
        Query((TextTerm("night", -0.5),))
    with pytest.raises(InputError, match="not a number"):
        Query((TextTerm("night", float("nan")),))
    assert Query((ShotTerm(ShotId("0" * 16)),)).filter == ShotFilter()
