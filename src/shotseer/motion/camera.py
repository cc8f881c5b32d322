"""How the camera moved between two pictures, from points that were followed from one to the other.

A similarity (translation, scale, rotation) is fitted by iteratively reweighted least squares with
Geman and McClure's weights and a narrowing tolerance, as in robust global motion estimation (Odobez
and Bouthemy 1995): what does not move with the picture as a whole ends up with no weight. The fits
of many pairs are made at once, in closed form.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from shotseer.core.arrays import Bools, Floats

TOLERANCES = (3.0, 2.0, 1.4, 1.0, 0.6, 0.4, 0.25, 0.25)
"""Pixels: how far off the model a point may be before it counts for less, pass after pass."""

NEAR_REST = (0.7, 0.7, 0.5, 0.4, 0.3, 0.3, 0.25, 0.25)
"""The same where the fit starts from a camera at rest and is to find what is near that."""

REST_BONUS = 1.25
"""A part of the picture that rests is the scenery unless another part is so much larger."""

SUPPORT_TOLERANCE = 0.4
"""Pixels: how far off a point may be that still speaks for a model."""

FEWEST_POINTS = 6.0
LEAST_SUPPORT = 0.2
"""Points, or the share of them, that a fit needs behind it before it is believed."""

_STEADYING = 200.0
"""Square pixels added to the spread of the points: few of them cannot tell of scale or turn."""


class Fits(NamedTuple):
    """Camera motion of ``n`` pairs, and what is left at each of ``p`` points.

    Attributes:
        motion: ``(n, 4)``: shift right and down of the picture's content at its centre in pixels,
            growth (the logarithm of the scale), and clockwise turn in radians.
        residual: ``(n, p, 2)`` shifts in pixels that the motion does not explain.
        support: ``(n,)`` share of the points, by weight, that move with the picture.
        is_known: ``(n,)`` whether enough points agree.
    """

    motion: Floats
    residual: Floats
    support: Floats
    is_known: Bools


def fit_similarities(points: Floats, shifts: Floats, weights: Floats) -> Fits:
    """Fit the motion of the picture as a whole.

    Args:
        points: ``(n, p, 2)`` places in pixels from the centre of the picture.
        shifts: ``(n, p, 2)`` how far each went, in pixels.
        weights: ``(n, p)`` how far each is to be trusted, 0 where it was lost.
    """
    total = weights.sum(axis=1)
    moving = _refine(points, shifts, weights, _typical(shifts, weights), TOLERANCES)
    resting = _refine(points, shifts, weights, np.zeros((len(points), 4)), NEAR_REST)
    supports = [_support(points, shifts, weights, model) for model in (moving, resting)]
    is_resting = supports[1] * REST_BONUS > supports[0]
    model = np.where(is_resting[:, None], resting, moving)
    support = np.where(is_resting, supports[1], supports[0]) / np.maximum(total, 1e-9)
    is_known = (total >= FEWEST_POINTS) & (support >= LEAST_SUPPORT)
    grown, turned = 1 + model[:, 2], model[:, 3]
    growth = np.log(np.maximum(np.hypot(grown, turned), 1e-3))
    motion = np.column_stack([model[:, :2], growth, np.arctan2(turned, grown)])
    return Fits(motion, shifts - _predicted(points, model), support, is_known)


def _typical(shifts: Floats, weights: Floats) -> Floats:
    """Return ``(n, 4)`` models that shift by the median of the points that were not lost."""
    kept = weights > 0
    ordered = np.sort(np.where(kept[..., None], shifts, np.inf), axis=1)
    count = kept.sum(axis=1)
    middle = ordered[np.arange(len(shifts)), np.minimum(count // 2, shifts.shape[1] - 1)]
    return np.pad(np.where(count[:, None] > 0, middle, 0), ((0, 0), (0, 2)))


def _refine(
    points: Floats, shifts: Floats, weights: Floats, model: Floats, tolerances: tuple[float, ...]
) -> Floats:
    for tolerance in tolerances:
        error = np.square(shifts - _predicted(points, model)).sum(axis=2)
        model = _solve(points, shifts, weights / np.square(1 + error / tolerance**2))
    return model


def _solve(points: Floats, shifts: Floats, weights: Floats) -> Floats:
    """Return the ``(n, 4)`` weighted least squares: two shifts, and the numbers of the turn."""
    whole = np.maximum(weights.sum(axis=1), 1e-9)[:, None]
    centre = (weights[..., None] * points).sum(axis=1) / whole
    shift = (weights[..., None] * shifts).sum(axis=1) / whole
    x, y = np.moveaxis(points - centre[:, None], 2, 0)
    u, v = np.moveaxis(shifts - shift[:, None], 2, 0)
    spread = (weights * (x**2 + y**2)).sum(axis=1) + _STEADYING
    grown = (weights * (x * u + y * v)).sum(axis=1) / spread
    turned = (weights * (x * v - y * u)).sum(axis=1) / spread
    right = shift[:, 0] - grown * centre[:, 0] + turned * centre[:, 1]
    down = shift[:, 1] - turned * centre[:, 0] - grown * centre[:, 1]
    return np.column_stack([right, down, grown, turned])


def _predicted(points: Floats, model: Floats) -> Floats:
    right, down, grown, turned = model.T[..., None]
    x, y = points[..., 0], points[..., 1]
    return np.stack([right + grown * x - turned * y, down + turned * x + grown * y], axis=2)


def _support(points: Floats, shifts: Floats, weights: Floats, model: Floats) -> Floats:
    error = np.square(shifts - _predicted(points, model)).sum(axis=2)
    agreed: Floats = (weights / (1 + error / SUPPORT_TOLERANCE**2)).sum(axis=1)
    return agreed
