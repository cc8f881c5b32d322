"""The contract of every encoder. A plugin's whole test can be ``check_encoder(MyEncoder())``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from shotseer.core.arrays import Image, Matrix
from shotseer.core.errors import InputError, NotReadyError
from shotseer.core.ports import Encoder

TOLERANCE = 1e-5
"""How far a number of a unit row may be from what it is in another batch."""

_TEXTS = ("a cat on a sofa", "", "  ", "naïve café, 東京の夜, 🎬", "A CAT!")
_LONG_TEXT = "a boat in the harbour " * 1_000


def check_encoder(
    encoder: Encoder, *, known_texts: Sequence[str] | None = None, has_images: bool = True
) -> None:
    """Check that an encoder keeps the promises of `shotseer.core.ports.Encoder`.

    Args:
        encoder: the encoder to check.
        known_texts: the only texts that it can embed, at least two; ``None`` if it can embed any.
        has_images: false for an encoder that knows no pictures and raises `NotReadyError`.

    Raises:
        AssertionError: a promise is broken; the message says which.
    """
    space = encoder.space
    _check_space(encoder)
    if has_images:
        _check_images(encoder)
    else:
        _expect(NotReadyError, partial(encoder.embed_images, _pictures(encoder)[:1]))
    if encoder.space.has_text:
        _check_texts(encoder, known_texts)
    else:
        _expect(NotReadyError, partial(encoder.embed_texts, _TEXTS[:1]))
    assert encoder.space.id == space.id, "the space must not change"


def _check_space(encoder: Encoder) -> None:
    space = encoder.space
    assert space.encoder, "the space must name its encoder"
    assert space.weights, "the space must have a digest of the weights"
    assert space.dimension > 0, "the space must have dimensions"
    assert encoder.image_size > 0, "the size of pictures must be positive"


def _check_images(encoder: Encoder) -> None:
    pictures = _pictures(encoder)
    _check_rows(encoder, encoder.embed_images, pictures)
    view = pictures[0][::-1]
    of_view, of_copy = encoder.embed_images([view, view.copy()])
    assert np.allclose(of_view, of_copy, rtol=0, atol=TOLERANCE), "a view must equal its copy"
    for fault, wrong in _wrong_pictures(pictures[0]).items():
        _expect(InputError, partial(encoder.embed_images, [pictures[0], wrong]), fault)


def _check_texts(encoder: Encoder, known_texts: Sequence[str] | None) -> None:
    _check_rows(encoder, encoder.embed_texts, known_texts or _TEXTS)
    if known_texts is None:
        _check_unit(encoder.embed_texts([_LONG_TEXT]))
    else:
        _expect(NotReadyError, partial(encoder.embed_texts, [_LONG_TEXT]))
    one_text: Any = "a text that is not in a list"
    _expect(InputError, partial(encoder.embed_texts, one_text))
    not_texts: Any = [None]
    _expect(InputError, partial(encoder.embed_texts, not_texts))


def _check_rows(encoder: Encoder, embed: Callable[[Any], Matrix], items: Sequence[Any]) -> None:
    rows = embed(items)
    dimension = encoder.space.dimension
    for count, given in ((len(items), rows), (0, embed([]))):
        assert given.shape == (count, dimension), f"{given.shape} is not {(count, dimension)}"
        assert given.dtype == np.float32, f"rows must be float32, not {given.dtype}"
    _check_unit(rows)
    assert np.array_equal(embed(items), rows), "the same input must give the same rows"
    first, again = np.split(embed([*items, *reversed(items)]), 2)
    for what, others in (
        ("alone", np.concatenate([embed([item]) for item in items])),
        ("in a larger batch", first),
        ("in reverse", again[::-1]),
    ):
        error = float(np.abs(others - rows).max())
        assert error <= TOLERANCE, f"a row must not depend on its batch: {error} off {what}"


def _check_unit(rows: Matrix) -> None:
    lengths = np.linalg.norm(rows, axis=1)
    assert np.allclose(lengths, 1, rtol=0, atol=TOLERANCE), f"rows must be unit, not {lengths}"


def _pictures(encoder: Encoder) -> list[Image]:
    """Return different pictures: square, wide, tall, large and tiny."""
    size = encoder.image_size
    shapes = [(size, size), (size, 2 * size + 1), (3 * size, size - 1), (1, 1), (2, 4 * size)]
    return [_picture(height, width, number) for number, (height, width) in enumerate(shapes)]


def _picture(height: int, width: int, number: int) -> Image:
    y, x = np.mgrid[0:height, 0:width] / max(height, width)
    waves = [np.sin((number + 1) * (2 + c) * x + 5 * y) * np.cos(7 * y + c) for c in range(3)]
    return np.stack([127.5 + 127.5 * wave for wave in waves], axis=2).astype(np.uint8)


def _wrong_pictures(picture: Image) -> dict[str, Any]:
    return {
        "float32": picture.astype(np.float32) / 255,
        "greyscale": picture[:, :, 0],
        "with alpha": np.concatenate([picture, picture[:, :, :1]], axis=2),
        "a batch": picture[None],
        "empty": picture[:0],
        "a list": picture.tolist(),
        "nothing": None,
    }


def _expect(error: type[Exception], call: Callable[[], object], fault: str = "") -> None:
    try:
        call()
    except error:
        return
    raise AssertionError(f"{error.__name__} must be raised" + (fault and f" for {fault}"))
