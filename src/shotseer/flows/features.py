"""What a classifier sees of a shot: its vector and, beside it, how the shot moves.

The descriptor of motion is no part of any search: it has no text, and nobody looks for likeness in
it. A shot whose motion was not measured has zeros there.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from shotseer import motion
from shotseer.core.arrays import Ints, Matrix, Vector
from shotseer.core.classifier import LinearHead
from shotseer.flows.parts import OpenSpace


def take(opened: OpenSpace, rows: Ints, *, with_motion: bool) -> Matrix:
    """Return what a classifier sees of some rows: ``(len(rows), d)``, or ``(..., d + m)``."""
    vectors = opened.rows.take(rows)
    return beside(opened, vectors, rows) if with_motion else vectors


def beside(opened: OpenSpace, vectors: Matrix, rows: Ints) -> Matrix:
    """Return ``(len(rows), d + m)``: vectors of some rows, and the descriptors of their motion."""
    return np.concatenate([vectors, _motion_of(opened, rows)], axis=1)


def widened(text: Vector | None) -> Vector | None:
    """Return ``(d + m,)`` the vector of a text, which says nothing of motion."""
    if text is None:
        return None
    return np.pad(text, (0, motion.SPACE.dimension))


def logits(opened: OpenSpace, head: LinearHead, rows: Ints) -> Vector:
    """Return ``(len(rows),)`` logits of some rows."""
    sees_motion = len(head.weight) > opened.space.dimension
    return head.logits(take(opened, rows, with_motion=sees_motion))


def pieces(
    opened: OpenSpace, first_row: int, at_once: int, *, with_motion: bool
) -> Iterator[tuple[Matrix, Matrix]]:
    """Yield vectors and descriptors of all rows from one on, at most ``at_once``, in order.

    Vectors are views of the files. Without motion, descriptors have no columns.
    """
    for start, block in opened.rows.blocks():
        for place in range(max(0, first_row - start), len(block), at_once):
            vectors = block[place : place + at_once]
            if not with_motion:
                yield vectors, np.empty((len(vectors), 0), dtype=np.float32)
                continue
            rows = np.arange(start + place, start + place + len(vectors))
            yield vectors, _motion_of(opened, rows)


def _motion_of(opened: OpenSpace, rows: Ints) -> Matrix:
    found = np.zeros((len(rows), motion.SPACE.dimension), dtype=np.float32)
    if opened.motion is not None:
        places = opened.motion.places[rows]
        known = places >= 0
        found[known] = opened.motion.rows.take(places[known]) * np.float32(motion.WEIGHT)
    return found
