"""What is measured of a pair of frames: the camera's motion, and what moved by itself."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from shotseer.core.arrays import Floats
from shotseer.motion.camera import fit_similarities

OWN_SPEED = 0.05
"""Diagonals a second, from which on a point moves by itself rather than by an error."""


class Move(IntEnum):
    """What is measured of each pair, in diagonals of the picture unless it says otherwise.

    The camera moves against the picture: it pans right where the picture goes left. Growth and
    turn are given as what they shift a corner by, which makes them comparable with the others.
    """

    GAP = 0
    """Seconds between the two frames."""
    PAN = 1
    TILT = 2
    ZOOM = 3
    ROLL = 4
    IS_KNOWN = 5
    OWN = 6
    """Mean shift of the points against the camera's motion, a second."""
    OWN_SHARE = 7
    """Share of the points that move by themselves."""
    OWN_RIGHT = 8
    OWN_DOWN = 9
    """Mean of the shift of those points, a second."""
    OWN_SIDEWAYS = 10
    """Part of their shifts that is to the left or right, from 0 to 1; one half where none moves."""


CAMERA = slice(Move.PAN, Move.ROLL + 1)


def moves(points: Floats, shifts: Floats, weights: Floats, gaps: Floats, diagonal: float) -> Floats:
    """Return ``(n, 11)`` rows of `Move`.

    Args:
        points: ``(n, p, 2)`` places in pixels from the centre of the picture.
        shifts: ``(n, p, 2)`` how far each went, in pixels.
        weights: ``(n, p)`` how far each is to be trusted.
        gaps: ``(n,)`` seconds between the two frames.
        diagonal: of the picture, in pixels.
    """
    fits = fit_similarities(points, shifts, weights)
    camera = fits.motion / (-diagonal, -diagonal, 2, -2)
    velocities = fits.residual / (gaps * diagonal)[:, None, None]
    whole = np.maximum(weights.sum(axis=1), 1e-9)
    speeds = np.hypot(velocities[..., 0], velocities[..., 1])
    moving = weights * (speeds > OWN_SPEED)
    own_share = moving.sum(axis=1) / whole
    own = (weights * np.minimum(speeds, 4)).sum(axis=1) / whole
    mover = np.maximum(moving.sum(axis=1), 1e-9)[:, None]
    direction = (moving[..., None] * np.clip(velocities, -4, 4)).sum(axis=1) / mover
    sides = np.abs(velocities).sum(axis=2)
    sideways = (moving * np.abs(velocities[..., 0])).sum(axis=1)
    sideways = np.where(
        own_share > 0, sideways / np.maximum((moving * sides).sum(axis=1), 1e-9), 0.5
    )
    return np.column_stack([gaps, camera, fits.is_known, own, own_share, direction, sideways])
