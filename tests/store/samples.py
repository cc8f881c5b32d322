"""Small made-up rows for store tests."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sqlalchemy.engine import Connection

from shotseer.core.arrays import Matrix
from shotseer.core.embedding import EmbeddingSpace
from shotseer.core.video import Shot, TimeSpan, Video, VideoId, shots_of
from shotseer.store import spaces, videos
from shotseer.store.spaces import Segment
from shotseer.store.videos import Cutting

SPACE = EmbeddingSpace("test", "w", "p", "mean", 4)


def video(number: int = 1, seconds: int = 9) -> Video:
    return Video(VideoId(f"{number:032x}"), Fraction(seconds), Fraction(24000, 1001), 640, 360, 216)


def shots(of: Video, count: int = 3) -> list[Shot]:
    step = of.duration / count
    return list(shots_of(of.id, [TimeSpan(step * i, step * (i + 1)) for i in range(count)]))


def add_video(connection: Connection, number: int = 1, count: int = 3) -> list[Shot]:
    made = video(number)
    cut = shots(made, count)
    videos.save_video(connection, made, f"video {number}.mp4")
    videos.replace_shots(connection, made.id, Cutting("adaptive", {"threshold": 3.0}), cut)
    return cut


def add_rows(connection: Connection, cut: list[Shot], first_row: int = 0) -> None:
    spaces.save_space(connection, SPACE)
    segment = Segment(first_row, len(cut), 0)
    spaces.save_rows(connection, SPACE.id, segment, [shot.id for shot in cut])


def unit_rows(count: int, dimension: int = 4, seed: int = 0) -> Matrix:
    rows = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows
