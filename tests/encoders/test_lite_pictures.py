from __future__ import annotations

import numpy as np
import PIL.Image
import pytest

from shotseer.encoders.lite.pictures import squares


def ramp(height: int, width: int) -> np.ndarray:
    """Red grows to the right, green downwards; steps are exact."""
    y, x = np.indices((height, width))
    return np.stack([x % 256, y % 256, 0 * x], axis=2).astype(np.uint8)


def test_a_square_of_the_right_size_is_taken_as_it_is() -> None:
    picture = ramp(260, 260)
    np.testing.assert_array_equal(squares(picture, 260), picture[None])


def test_a_nearly_square_picture_is_seen_in_its_centre() -> None:
    (from_wide,) = squares(ramp(100, 120), 100)
    (from_tall,) = squares(ramp(120, 100), 100)
    assert from_wide[0, [0, -1], 0].tolist() == [10, 109]
    assert from_tall[[0, -1], 0, 1].tolist() == [10, 109]


def test_a_wide_or_tall_picture_is_seen_at_both_ends() -> None:
    left, right = squares(ramp(100, 240), 100)
    top, bottom = squares(ramp(240, 100), 100)
    assert left[0, [0, -1], 0].tolist() == [0, 99]
    assert right[0, [0, -1], 0].tolist() == [140, 239]
    assert top[[0, -1], 0, 1].tolist() == [0, 99]
    assert bottom[[0, -1], 0, 1].tolist() == [140, 239]


def test_resizing_is_pillow_bicubic() -> None:
    picture = ramp(400, 400)
    expected = PIL.Image.fromarray(picture).resize((260, 260), PIL.Image.Resampling.BICUBIC)
    np.testing.assert_array_equal(squares(picture, 260)[0], np.asarray(expected))


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 5000), (5000, 1), (3, 4)])
def test_a_tiny_or_narrow_picture_fills_its_squares(height: int, width: int) -> None:
    pixels = squares(np.full((height, width, 3), 77, np.uint8), 260)
    assert pixels.shape[1:] == (260, 260, 3)
    assert (pixels == 77).all()
