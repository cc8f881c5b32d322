"""The embedding map: every shot of the library as a point, to look at and to select from."""

from __future__ import annotations

import contextlib
import hashlib
import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shotseer.core.arrays import Floats, Ints, Matrix
from shotseer.core.classifier import probability
from shotseer.core.errors import InputError, NotReadyError, PluginError
from shotseer.core.job import Progress
from shotseer.core.video import ShotId
from shotseer.flows import scores
from shotseer.flows.parts import OpenSpace, Parts, find_label, open_space
from shotseer.flows.standing import standing, verdict_codes
from shotseer.learn import projection
from shotseer.store import files, videos

PCA, UMAP = "pca", "umap"
UNSCORED = 255
CORNERS = 5_000


@dataclass(frozen=True, eq=False)
class EmbeddingMap:
    """Where each shot lies on a map.

    Attributes:
        id: follows from the vectors, the shots and the method: equal ids are equal maps.
        method: ``pca`` or ``umap``.
        xy: ``(n, 2)`` float32 in [0, 1].
        rows: ``(n,)`` the row of the library behind each point.
        note: what the picture shows of the space, in words.
        video_names: the name of each video; a colour by video is an index into it.
    """

    id: str
    method: str
    xy: Matrix
    rows: Ints
    note: str
    video_names: tuple[str, ...]


def methods() -> list[str]:
    """Return the methods that can be used here."""
    return [PCA, UMAP] if find_spec("umap") else [PCA]


def find_map(parts: Parts, method: str = PCA) -> EmbeddingMap:
    """Return a map of the library as it is now. PCA is made where it is missing.

    Raises:
        InputError: there is no such method.
        NotReadyError: the library is empty, or the UMAP map has not been made.
        PluginError: umap-learn is not installed.
    """
    _check_method(method)
    opened = open_space(parts)
    found = _known(parts, opened, method)
    if found is None and method == UMAP:
        if UMAP not in methods():
            raise PluginError(
                "a UMAP map needs the package umap-learn",
                hint='Install it: pip install "shotseer[umap]"; the PCA map needs nothing.',
            )
        raise NotReadyError(
            "the UMAP map of this library has not been made yet",
            hint="Start it on the Map page; it takes minutes, and judging goes on meanwhile.",
        )
    if found is None:
        found = opened.recent.get(("map", PCA), lambda: _pca(parts, opened))
    return found


def make_map(parts: Parts, method: str) -> Generator[Progress, None, EmbeddingMap]:
    """Make a map and keep it; one that is there already is returned at once.

    Raises:
        InputError: there is no such method.
        NotReadyError: the library is empty.
        PluginError: umap-learn is not installed.
    """
    _check_method(method)
    opened = open_space(parts)
    found = _known(parts, opened, method)
    if found is None:
        yield Progress("Drawing the map", 0, opened.library.count, unit="shots")
        if method == PCA:
            found = _pca(parts, opened)
        else:
            found = yield from _umap(parts, opened)
        yield Progress("Drawing the map", len(found.rows), len(found.rows), unit="shots")
    return found


def colours(
    parts: Parts, drawn: EmbeddingMap, by: str, label: str | None = None
) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """Return ``(n,)`` a colour a point.

    ``score``: uint8, 0 to 254 for probabilities 0 to 1, 255 where there is none. ``verdict``:
    uint8, 0 none, 1 positive, 2 negative, 3 skip. ``video``: uint16, an index into the map's names,
    which begins again behind 65,535.

    Raises:
        InputError: there is no such colour, or it needs a label.
        NotReadyError: the label has not been built on the present vectors.
    """
    opened = open_space(parts)
    rows = drawn.rows[drawn.rows < len(opened.library)]
    if by == "video":
        return (opened.library.videos[rows] % 2**16).astype(np.uint16)
    if by not in ("score", "verdict"):
        raise InputError(f"a map cannot be coloured by {by!r}", hint="Use score, verdict or video.")
    if label is None:
        raise InputError(f"a map coloured by {by} needs a label", hint="Name one.")
    record = find_label(parts, label)
    if by == "verdict":
        return verdict_codes(opened, standing(parts, record))[rows]
    version = scores.find_version(parts, record)
    values = probability(scores.logits(parts, opened, version)[rows])
    return np.rint(values * (UNSCORED - 1)).astype(np.uint8)


def nearest(parts: Parts, drawn: EmbeddingMap, x: float, y: float) -> ShotId | None:
    """Return the shot whose point is nearest to a place, ``None`` on an empty map."""
    if not len(drawn.rows) or not (math.isfinite(x) and math.isfinite(y)):
        return None
    away = drawn.xy - np.array([x, y], dtype=np.float32)
    return open_space(parts).library.shot_id(
        int(drawn.rows[np.einsum("ij,ij->i", away, away).argmin()])
    )


def inside(drawn: EmbeddingMap, polygon: Sequence[Sequence[float]]) -> Ints:
    """Return the rows of the points inside an outline, in order.

    Raises:
        InputError: the outline is not a list of at least three points ``[x, y]``.
    """
    corners = _corners(polygon)
    return drawn.rows[projection.inside(drawn.xy, corners)]


def _corners(polygon: Sequence[Sequence[float]]) -> Floats:
    if 3 <= len(polygon) <= CORNERS and all(len(point) == 2 for point in polygon):
        corners = np.array(polygon, dtype=np.float64)
        if np.isfinite(corners).all():
            return corners
    raise InputError(
        "an outline is not made of points",
        hint=f"Give 3 to {CORNERS:,} points [x, y], such as [[0, 0], [1, 0], [1, 1]].",
    )


def _check_method(method: str) -> None:
    if method not in (PCA, UMAP):
        raise InputError(f"there is no map called {method!r}", hint="Use pca or umap.")


def _pca(parts: Parts, opened: OpenSpace) -> EmbeddingMap:
    fitted = projection.Pca(opened.rows.take(_sample(opened, projection.SAMPLE)))
    places = fitted.project(opened.rows.blocks(), len(opened.rows))
    share = f"{sum(fitted.explained):.0%}"
    note = f"PCA: the two directions of largest spread hold {share} of all variance."
    rows = np.flatnonzero(opened.library.present)
    return _keep(parts, opened, PCA, projection.scaled(places[rows]), note)


def _umap(parts: Parts, opened: OpenSpace) -> Generator[Progress, None, EmbeddingMap]:
    count = opened.library.count
    laid = _sample(opened, projection.SAMPLE)
    sample = opened.rows.take(laid)
    yield Progress("Drawing the map", 0, count, f"laying out {len(laid):,} shots", "shots")
    places = np.full((len(opened.rows), 2), np.nan)
    places[laid] = projection.umap(sample)
    rows = np.flatnonzero(opened.library.present)
    others = rows[np.isnan(places[rows, 0])]
    done = len(laid)
    for some, found in projection.place_others(sample, places[laid], others, opened.rows.take):
        places[some] = found
        done += len(some)
        yield Progress("Drawing the map", done, count, "placing the others", "shots")
    note = "UMAP: shots that are close here look alike; distances between groups mean little."
    if len(others):
        note += f" {len(laid):,} shots were laid out, the others put beside the most similar ones."
    return _keep(parts, opened, UMAP, projection.scaled(places[rows]), note)


def _sample(opened: OpenSpace, count: int) -> Ints:
    """Return rows drawn from the library, the same in whatever order it was ingested."""
    rows = opened.library.by_shot
    if len(rows) > count:
        rows = rows[np.sort(np.random.default_rng(0).choice(len(rows), count, replace=False))]
    return rows


def _known(parts: Parts, opened: OpenSpace, method: str) -> EmbeddingMap | None:
    kept: EmbeddingMap | None = opened.recent.peek(("map", method))
    if kept is None:
        with contextlib.suppress(OSError, ValueError, KeyError):
            with np.load(_path(parts, opened, method)) as file:
                kept = _map(parts, opened, method, file["xy"], str(file["note"]))
            opened.recent.put(("map", method), kept)
    return kept


def _keep(parts: Parts, opened: OpenSpace, method: str, xy: Matrix, note: str) -> EmbeddingMap:
    path = _path(parts, opened, method)
    # Only a copy for speed: a full disk must not stop the map.
    with contextlib.suppress(OSError):
        with files.whole(path, sync=False) as file:
            np.savez(file, xy=xy, note=np.array(note))
        files.replace_older(path, f"map-{opened.space.id}-{method}-*.npz")
    made = _map(parts, opened, method, xy, note)
    opened.recent.put(("map", method), made)
    return made


def _map(parts: Parts, opened: OpenSpace, method: str, xy: Matrix, note: str) -> EmbeddingMap:
    rows = np.flatnonzero(opened.library.present)
    if xy.shape != (len(rows), 2):
        raise ValueError("the copy is not of this library")
    with parts.database.reading() as connection:
        names = videos.video_names(connection, opened.library.video_ids)
    ordered = tuple(names.get(video, "") for video in opened.library.video_ids)
    return EmbeddingMap(f"{method}-{_state(opened)}", method, xy, rows, note, ordered)


def _state(opened: OpenSpace) -> str:
    """Return a hash of which shot is in which row."""

    def digest() -> str:
        content: Any = hashlib.blake2b(opened.space.id.encode(), digest_size=8)
        content.update(np.ascontiguousarray(opened.library.shots).tobytes())
        content.update(opened.library.present.tobytes())
        return str(content.hexdigest())

    return opened.recent.get("rows digest", digest)


def _path(parts: Parts, opened: OpenSpace, method: str) -> Path:
    return parts.folder.cache / f"map-{opened.space.id}-{method}-{_state(opened)}.npz"
