"""The numbers that describe a shot, each brought between -3 and 3 by a fixed curve.

What each means is in ``docs/motion.md``.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from shotseer.core.arrays import Bools, Floats, Vector
from shotseer.core.video import TimeSpan
from shotseer.motion.looks import Look
from shotseer.motion.moves import CAMERA, Move
from shotseer.motion.path import (
    band_speeds,
    smoothed,
    velocities_of,
)

LIMIT = 3.0

AXES = ("pan", "tilt", "zoom", "roll")
CAMERA_NAMES = (
    *(f"{axis}_velocity" for axis in AXES),
    *(f"{axis}_speed" for axis in AXES),
    *(f"{axis}_share" for axis in AXES),
    *(f"{axis}_steadiness" for axis in AXES),
    "camera_speed",
    "camera_rest",
    "camera_known",
    "picture_rest",
)
SHAKE_NAMES = ("shake_slow", "shake_middle", "shake_fast", "shake_turn", "shake_share")
OBJECT_NAMES = ("object_speed", "object_share", "object_right", "object_down", "object_sideways")
FRAME_NAMES = ("frame_change", "frames_repeated", "frames_frozen", "length")
LOOK_NAMES = (
    *("brightness", "contrast", "saturation", "warmth", "greenness", "dark", "bright"),
    *("brightness_trend", "contrast_trend", "brightness_changes", "flicker"),
)
NAMES = CAMERA_NAMES + SHAKE_NAMES + OBJECT_NAMES + FRAME_NAMES + LOOK_NAMES

SPEED_UNIT = 0.01
SHAKE_UNIT = 0.005
OBJECT_UNIT = 0.02
"""Diagonals a second: what is slower is as good as at rest."""

REST = 0.01
"""Diagonals a second up to which the camera rests."""

FROZEN = 0.3
"""Seconds. Frames that are repeated for longer are frozen; for shorter, slowed down."""


Logged: TypeAlias = tuple[Floats, Floats]
"""``(n,)`` times and ``(n, k)`` rows."""


def describe(span: TimeSpan, looks: Logged, seen: Logged, rests: Logged) -> Vector:
    """Return ``(M,)`` float32, in the order of `NAMES`.

    Args:
        span: the shot.
        looks: rows of `Look` of its frames.
        seen: rows of `Move` of the pairs that end in it.
        rests: what `RestMeter` found at the frames of it.
    """
    times, rows = _inside(span, seen)
    _, resting = _inside(span, rests)
    values = np.concatenate(
        [
            _camera(times, rows, resting[:, 1]),
            _objects(rows),
            _frames(span, *looks),
            _looks(looks[1]),
        ]
    )
    vector: Vector = np.clip(np.nan_to_num(values), -LIMIT, LIMIT).astype(np.float32)
    return vector


def curve(value: ArrayLike, unit: float) -> Floats:
    """Return a signed logarithm: near 0 it is straight, and 100 units are 3."""
    number = np.asarray(value, dtype=np.float64)
    bent: Floats = np.sign(number) * np.log1p(np.abs(number) / unit) * (LIMIT / np.log(101))
    return bent


def _inside(span: TimeSpan, logged: Logged) -> Logged:
    """Leave out what was compared with a frame before the cut; gaps stand first in the rows."""
    times, rows = logged
    inside = times - rows[:, 0] >= float(span.start) - 1e-6
    return times[inside], rows[inside]


def _camera(times: Floats, rows: Floats, resting: Floats) -> Floats:
    """Return `CAMERA_NAMES` and `SHAKE_NAMES`."""
    known = rows[:, Move.IS_KNOWN] > 0
    velocities = velocities_of(times, rows[:, Move.GAP], rows[:, CAMERA], known)
    if not len(velocities):
        velocities = np.zeros((1, len(AXES)))
    steady = smoothed(velocities)
    net, speed = velocities.mean(axis=0), np.abs(steady).mean(axis=0)
    jitter = np.sqrt(np.square(velocities - steady).sum(axis=1).mean())
    share = speed / (speed.sum() + jitter + SPEED_UNIT / 2)
    steadiness = np.abs(net) / (np.abs(velocities).mean(axis=0) + SPEED_UNIT / 2)
    total = np.sqrt(np.square(steady).sum(axis=1))
    seconds = rows[:, Move.GAP].sum()
    still = (total < REST).mean()
    trust = float(rows[known, Move.GAP].sum() / seconds) if seconds else 0.0
    shift, turn = band_speeds(velocities[:, :2]), band_speeds(velocities[:, 2:])
    return np.concatenate(
        [
            curve(net, SPEED_UNIT),
            curve(speed, SPEED_UNIT),
            2 * share,
            2 * steadiness,
            [curve(total.mean(), SPEED_UNIT), 2 * still, trust],
            # Too short a shot for a moment: the camera's own rest stands in.
            [2 * (resting.mean() if len(resting) else still)],
            curve(shift, SHAKE_UNIT),
            [curve(np.sqrt(np.square(turn).sum()), SHAKE_UNIT)],
            [2 * jitter / (jitter + speed.sum() + SPEED_UNIT / 2)],
        ]
    )


def _objects(rows: Floats) -> Floats:
    """Return `OBJECT_NAMES`."""
    rows = rows[rows[:, Move.IS_KNOWN] > 0]
    if not len(rows):
        return np.zeros(len(OBJECT_NAMES))
    weights = rows[:, Move.GAP]
    own, share, right, down, sideways = np.average(
        rows[:, Move.OWN : Move.OWN_SIDEWAYS + 1], axis=0, weights=weights
    )
    right, down = right * share, down * share
    return np.concatenate(
        [
            [curve(own, OBJECT_UNIT), 3 * np.sqrt(share)],
            curve(np.array([right, down]), OBJECT_UNIT),
            [4 * (sideways - 0.5)],
        ]
    )


def _frames(span: TimeSpan, times: Floats, rows: Floats) -> Floats:
    """Return `FRAME_NAMES`."""
    length = np.log2(float(span.duration) / 4)
    if len(rows) < 2:
        return np.array([0, 0, 0, length])
    # The first frame is compared with one of the shot before.
    change, repeated = rows[1:, Look.CHANGE], rows[1:, Look.IS_REPEATED] > 0
    frozen = _in_long_runs(times, repeated)
    return np.array(
        [
            curve(change.mean(), 0.25),
            3 * (repeated & ~frozen).mean(),
            3 * frozen.mean(),
            length,
        ]
    )


def _in_long_runs(times: Floats, repeated: Bools) -> Bools:
    """Tell for each frame but the first whether it is repeated for longer than `FROZEN`."""
    edges = np.flatnonzero(np.diff(repeated.astype(np.int8), prepend=0, append=0))
    frozen = np.zeros_like(repeated)
    for first, last in edges.reshape(-1, 2):
        frozen[first:last] = times[last] - times[first] > FROZEN
    return frozen


def _looks(rows: Floats) -> Floats:
    """Return `LOOK_NAMES`."""
    if not len(rows):
        return np.zeros(len(LOOK_NAMES))
    brightness, contrast = rows[:, Look.BRIGHTNESS], rows[:, Look.CONTRAST]
    mean = rows[:, Look.BRIGHTNESS :].mean(axis=0)
    tenth = max(1, len(rows) // 10)
    trends = [part[-tenth:].mean() - part[:tenth].mean() for part in (brightness, contrast)]
    flicker = np.abs(np.diff(brightness, n=2)).mean() if len(rows) > 2 else 0.0
    return np.concatenate(
        [
            [4 * (mean[0] - 0.4), 8 * (mean[1] - 0.2), 6 * (mean[2] - 0.2)],
            6 * mean[3:5],
            2 * mean[5:],
            6 * np.tanh(np.array(trends) / 0.5) * 0.5,
            [curve(brightness.std(), 0.02), curve(flicker, 0.002)],
        ]
    )
