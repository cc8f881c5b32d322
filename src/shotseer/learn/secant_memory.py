"""What L-BFGS remembers of the curvature: the last steps, and how the gradient changed over them.

The direction is that of the compact form (Byrd, Nocedal and Schnabel 1994). Its triangular factor
is kept inverted: as the slots rotate, dropping the oldest pair is clearing a row and a column, and
the newest adds one column.
"""

from __future__ import annotations

import numpy as np

from shotseer.core.arrays import Bools, Floats

PAIRS = 10
EPSILON = float(np.finfo(np.float64).eps)


class SecantMemory:
    """The memory of several columns, each of which may forget on its own.

    ``_history`` holds the steps, and after them the changes, both in the same rotating slots;
    ``_products`` its products with the gradient. ``_inverse`` is that of the upper triangle of
    (step i) . (change j), ``_curvatures`` its diagonal, ``_overlaps`` (change i) . (change j), and
    ``_scale`` the first guess at the inverse Hessian. A slot whose row and column of ``_inverse``
    are zero is out of use: whatever else it holds has no effect.
    """

    def __init__(self, count: int, size: int) -> None:
        self._history = np.zeros((count, 2 * PAIRS, size))
        self._products = np.zeros((count, 2 * PAIRS))
        self._inverse = np.zeros((count, PAIRS, PAIRS))
        self._curvatures = np.zeros((count, PAIRS))
        self._overlaps = np.zeros((count, PAIRS, PAIRS))
        self._scale = np.ones(count)
        self._slot = 0

    def keep(self, live: Bools) -> SecantMemory:
        """Return the memory of the columns that are marked."""
        kept = SecantMemory(0, 0)
        kept._history, kept._products = self._history[live], self._products[live]
        kept._inverse, kept._scale = self._inverse[live], self._scale[live]
        kept._curvatures, kept._overlaps = self._curvatures[live], self._overlaps[live]
        kept._slot = self._slot
        return kept

    def forget(self, where: Bools) -> None:
        """Start the marked columns anew."""
        self._inverse[where] = 0
        self._scale[where] = 1

    def direction(self, gradient: Floats) -> Floats:
        """Return minus the inverse Hessian times the ``(c, p)`` gradient that was last put."""
        scale, inverse = self._scale[:, None], self._inverse
        along, across = self._products[:, :PAIRS], self._products[:, PAIRS:]
        inner = _apply(inverse, along)
        outer = self._curvatures * inner + scale * (_apply(self._overlaps, inner) - across)
        shares = np.concatenate((_apply(inverse.swapaxes(1, 2), outer), -scale * inner), axis=1)
        direction = np.matmul(shares[:, None, :], self._history)[:, 0]
        direction += scale * gradient
        return np.asarray(np.negative(direction, out=direction))

    def put(self, step: Floats, change: Floats, gradient: Floats, promised: Floats) -> None:
        """Remember a step instead of the oldest one.

        Args:
            step: ``(c, p)`` how far each column went.
            change: ``(c, p)`` how its gradient changed.
            gradient: ``(c, p)`` its gradient now.
            promised: ``(c,)`` the decrease that the slope before would have given.
        """
        slot, history, inverse = self._slot, self._history, self._inverse
        self._slot = (slot + 1) % PAIRS
        history[:, slot], history[:, PAIRS + slot] = step, change
        self._products = _apply(history, gradient)
        products = _apply(history, change)
        along, across = products[:, :PAIRS], products[:, PAIRS:]
        curvature = along[:, slot]
        # A pair that is not convex to the last digit is left out of use.
        used = curvature > EPSILON * promised
        share = np.divide(1, curvature, out=np.zeros_like(curvature), where=used)
        inverse[:, slot] = inverse[:, :, slot] = 0
        inverse[:, :, slot] = -share[:, None] * _apply(inverse, along)
        inverse[:, slot, slot] = share
        self._curvatures[:, slot] = curvature
        self._overlaps[:, slot] = self._overlaps[:, :, slot] = across
        np.divide(curvature, across[:, slot], out=self._scale, where=used)


def _apply(matrices: Floats, vectors: Floats) -> Floats:
    return np.asarray(np.matmul(matrices, vectors[:, :, None])[:, :, 0])
