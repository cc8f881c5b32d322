from __future__ import annotations

import numpy as np
import pytest

from shotseer.core.embedding import EmbeddingSpace
from shotseer.core.errors import InputError, NotReadyError
from shotseer.encoders import PrecomputedEncoder

SPACE = EmbeddingSpace("imported", "0123abcd", "unknown", "unknown", 2)
RED_CAR = np.array([3, 4], np.float32)


def test_known_texts_are_found_whatever_their_case_and_at_unit_length() -> None:
    encoder = PrecomputedEncoder(SPACE, {"Red Car": RED_CAR})
    rows = encoder.embed_texts(["red car", "  RED CAR\n"])
    np.testing.assert_allclose(rows, [[0.6, 0.8], [0.6, 0.8]], atol=1e-7)
    assert encoder.space.has_text


def test_an_unknown_text_names_some_known_ones() -> None:
    texts = {f"text {number}": RED_CAR for number in range(9)}
    with pytest.raises(NotReadyError, match=r"'a boat' .* with 9 texts") as caught:
        PrecomputedEncoder(SPACE, texts).embed_texts(["text 1", "a boat"])
    assert "text 0, text 1, text 2, text 3, text 4." in caught.value.hint


def test_without_texts_the_space_has_none() -> None:
    encoder = PrecomputedEncoder(SPACE, {})
    assert not encoder.space.has_text
    assert encoder.space.id == SPACE.id
    with pytest.raises(NotReadyError, match="without any text") as caught:
        encoder.embed_texts(["a boat"])
    assert "by example" in caught.value.hint


def test_pictures_are_refused() -> None:
    picture = np.zeros((4, 4, 3), np.uint8)
    with pytest.raises(NotReadyError, match=r"were imported \(imported\)") as caught:
        PrecomputedEncoder(SPACE, {}).embed_images([picture])
    assert caught.value.hint


@pytest.mark.parametrize("vector", [np.zeros(2), np.ones(3), np.array([1, np.nan])])
def test_a_vector_that_does_not_fit_is_named(vector: np.ndarray) -> None:
    with pytest.raises(InputError, match="vector of the text 'boat'"):
        PrecomputedEncoder(SPACE, {"boat": vector.astype(np.float32)})
