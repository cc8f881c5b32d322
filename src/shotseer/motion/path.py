"""The camera's path through a shot: even in time, smoothed, and split into frequencies."""

from __future__ import annotations

import numpy as np

from shotseer.core.arrays import Bools, Floats

RATE = 30
"""Steps a second. Whatever the frame rate, the path is looked at in these."""

SMOOTHING = 0.5
"""Seconds. What lasts longer was meant, what does not is shake."""

BANDS = ((0.5, 2.0), (2.0, 6.0), (6.0, 15.0))
"""Hertz: walking and breathing; an unsteady hand; engines, impacts and rolling wheels."""


def velocities_of(times: Floats, gaps: Floats, shifts: Floats, is_known: Bools) -> Floats:
    """Return ``(steps, 4)`` velocities at `RATE`; none where no pair is known.

    Where a pair is unknown the camera is taken to move as before and after.

    Args:
        times: ``(n,)`` seconds, of the later frame of each pair.
        gaps: ``(n,)`` seconds between the frames.
        shifts: ``(n, 4)`` from frame to frame.
        is_known: ``(n,)``.
    """
    if not is_known.any():
        return np.zeros((0, shifts.shape[1]))
    middles, velocities = times - gaps / 2, shifts / gaps[:, None]
    filled = np.column_stack(
        [np.interp(middles, middles[is_known], column[is_known]) for column in velocities.T]
    )
    path = np.concatenate(
        [np.zeros((1, shifts.shape[1])), np.cumsum(filled * gaps[:, None], axis=0)]
    )
    moments = np.concatenate([times[:1] - gaps[:1], np.cumsum(gaps) + times[0] - gaps[0]])
    steps = max(1, round((moments[-1] - moments[0]) * RATE))
    even = np.linspace(moments[0], moments[-1], steps + 1)
    positions = np.column_stack([np.interp(even, moments, column) for column in path.T])
    velocity: Floats = np.diff(positions, axis=0) / (even[1] - even[0])
    return velocity


def smoothed(velocities: Floats) -> Floats:
    """Return the mean over `SMOOTHING` seconds around each step, or what there is of them."""
    half = round(SMOOTHING * RATE) // 2
    summed = np.pad(np.cumsum(velocities, axis=0), ((1, 0), (0, 0)))
    steps = np.arange(len(velocities))
    first, last = np.maximum(steps - half, 0), np.minimum(steps + half + 1, len(velocities))
    mean: Floats = (summed[last] - summed[first]) / (last - first)[:, None]
    return mean


def band_speeds(velocities: Floats) -> Floats:
    """Return the root mean square speed in each of `BANDS`, all columns together.

    A straight line is taken away first, and the spectrum seen through a Hann window.
    """
    from scipy import fft

    steps = len(velocities)
    if steps < 4:
        return np.zeros(len(BANDS))
    ramp = np.linspace(-1, 1, steps)[:, None]
    centred = velocities - velocities.mean(axis=0)
    centred = centred - ramp * (ramp * centred).sum(axis=0) / np.square(ramp).sum()
    window = np.hanning(steps)[:, None]
    power = np.square(np.abs(fft.rfft(centred * window, axis=0))).sum(axis=1)
    power *= 2 / (steps * np.square(window).sum())
    frequencies = fft.rfftfreq(steps, 1 / RATE)
    return np.array(
        [np.sqrt(power[(frequencies >= low) & (frequencies < high)].sum()) for low, high in BANDS]
    )
