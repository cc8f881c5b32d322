"""A tiny data set in the released layout, small enough to follow every verdict by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from shotseer.datasets.videoannotator import Checkpoint, Pools, ShotTable, VoteRecord, Votes
from shotseer.datasets.videoannotator_writer import write

CLIPS = ("HnnBvemHrWA", "mDViU8OSRkA", "gOJJm_cSRds", "egB-SG97EcI")
TITLES = ("Frankie, Again - Dinner", "Rain - The Call", "Rain - The Chase", "")
GENRES = ("Comedy", "", "Action", "Crime")
FRAME_RATES = (23.974427, 23.976024, 25.0, 23.976037)
SHOTS_A_CLIP = 6
FRAMES = 40


def key(clip: int, shot: int) -> str:
    """Return the key of a clip's shot, both from 0."""
    return f"{CLIPS[clip]}|{shot * FRAMES}"


def shuffled() -> list[tuple[int, int]]:
    """Return clip and shot of each row: the last shots of all clips first."""
    return [(clip, shot) for shot in reversed(range(SHOTS_A_CLIP)) for clip in (2, 0, 3, 1)]


def embeddings() -> np.ndarray:
    """Return ``(24, 4)`` rows: clips 0 and 1 look up, shots of one half look right."""
    rows = [
        (3.0 if clip < 2 else -3.0, 1.0 if shot < 3 else -1.0, 0.1 * shot, 0.2 * clip + 0.1)
        for clip, shot in shuffled()
    ]
    return np.array(rows, dtype=np.float32)


def make(folder: Path) -> None:
    """Write the data set: two labels, three annotators, checkpoints that grow and change."""
    places = shuffled()
    clips = np.array([clip for clip, _ in places])
    frames_in = np.array([shot * FRAMES for _, shot in places])
    fps = np.array(FRAME_RATES)[clips]
    table = ShotTable(
        keys=tuple(key(*place) for place in places),
        yt_ids=tuple(CLIPS[clip] for clip, _ in places),
        titles=tuple(TITLES[clip] for clip, _ in places),
        genres=tuple(GENRES[clip] for clip, _ in places),
        frames_in=frames_in,
        frames_out=frames_in + FRAMES,
        starts=frames_in / fps,
        ends=(frames_in + FRAMES) / fps,
        fps=fps,
        clusters=np.arange(24) % 10,
    )
    write(
        folder,
        shots=table,
        embeddings=[embeddings()],
        texts={
            "day": np.array([1, 0, 0, 0.1], np.float32),
            "car-chase": np.array([0, 2, 0, 0.1], np.float32),
            "fast-motion": np.array([0, 0, 1, 0], np.float32),
        },
        votes={"car-chase": _car_chase(), "day": _day()},
        checkpoints={
            "car-chase": [Checkpoint((key(0, 0),), (key(2, 4),))],
            "day": [
                # The second verdict is still wrong, and too few are known for the recipe.
                Checkpoint((key(0, 0), key(2, 0)), (key(2, 1),)),
                Checkpoint(_up(range(3)), _down(range(3))),
                Checkpoint(_up(range(4)), _down(range(4))),
            ],
        },
        pools={
            "car-chase": Pools(((key(1, 1), True),), ()),
            "day": Pools(
                # The first is among the votes, the third in both pools.
                ((key(0, 0), True), (key(0, 5), True), (key(1, 5), True)),
                ((key(1, 5), True), (key(3, 5), False)),
            ),
        },
        ave={},
        queries={"day": ("sun", "a bright sky")},
    )


def _up(shots: range) -> tuple[str, ...]:
    return tuple(key(clip, shot) for clip in (0, 1) for shot in shots)


def _down(shots: range) -> tuple[str, ...]:
    return tuple(key(clip, shot) for clip in (2, 3) for shot in shots)


def _car_chase() -> Votes:
    return Votes(
        "A",
        ("B", "C"),
        (
            VoteRecord(key(2, 4), False, {"B": False, "C": False}, False, 0),
            VoteRecord(key(0, 0), True, {"B": True, "C": True}, True, 3),
        ),
    )


def _day() -> Votes:
    """B, the primary annotator, is alone with one verdict; the newest shot is first in the file."""
    yes = [VoteRecord(one, True, {"A": True, "C": True}, True, 3) for one in _up(range(4))]
    no = [VoteRecord(one, False, {"A": False, "C": False}, False, 0) for one in _down(range(4))]
    no[-1] = VoteRecord(key(3, 3), True, {"A": False, "C": False}, False, 1)
    return Votes("B", ("A", "C"), tuple(reversed([*yes, *no])))
