"""What every encoder refuses, and how it says so."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shotseer.core.arrays import Image
from shotseer.core.errors import InputError


def check_pictures(images: Sequence[Image]) -> None:
    """Check that pictures are what the type says.

    Raises:
        InputError: a picture is not ``(height, width, 3)`` uint8, or is empty.
    """
    for number, image in enumerate(images):
        if (found := _misfit(image)) is not None:
            raise InputError(
                f"picture {number} cannot be embedded: it is {found}",
                hint="Give pictures as uint8 arrays of shape (height, width, 3), in RGB order.",
            )


def check_texts(texts: Sequence[str]) -> None:
    """Check that texts are a sequence of strings, and not one string.

    Raises:
        InputError: they are not.
    """
    if isinstance(texts, str) or not all(isinstance(text, str) for text in texts):
        raise InputError(
            f"texts cannot be embedded: they are {texts!r:.60}",
            hint='Give a list of strings, also for one text: ["a red car"].',
        )


def _misfit(image: object) -> str | None:
    if not isinstance(image, np.ndarray):
        return f"of type {type(image).__name__}"
    is_picture = image.dtype == np.uint8 and image.ndim == 3 and image.shape[2] == 3
    return None if is_picture and image.size else f"{image.dtype} of shape {image.shape}"
