"""What a version learnt, on disk: numbers as safetensors, and a card as JSON. Never pickle.

    versions/<id>.safetensors   weight (d,), bias (1,), and what was said out of fold
    versions/<id>.json          the card: how it was made, and the digest of the numbers

The id is a hash of both, without times and row numbers: the same inputs give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from shotseer.core.classifier import LinearHead
from shotseer.core.errors import StoreError
from shotseer.core.video import ShotId
from shotseer.store import files

FORMAT = 1
SUFFIXES = (".safetensors", ".json")


@dataclass(frozen=True, eq=False)
class Artefact:
    """A version's numbers and card.

    ``out_of_fold`` maps judged shots to the probability that a classifier gave them that had not
    learnt from them; NaN where there was none.
    """

    head: LinearHead
    card: Mapping[str, Any]
    out_of_fold: Mapping[ShotId, float] = field(default_factory=dict)


def save(folder: Path, artefact: Artefact, *, sync: bool = True) -> str:
    """Write an artefact and return its id. Without ``sync`` it is on disk only after `sync_all`.

    Raises:
        StoreError: it cannot be written.
    """
    numbers = _numbers(artefact)
    card = _json({**artefact.card, "format": FORMAT, "numbers": _digest(numbers)})
    identity = _digest(numbers + card)
    with _writing_to(folder):
        # The card last: a version is there when its card is.
        for suffix, data in zip(SUFFIXES, (numbers, card), strict=True):
            with files.whole(folder / f"{identity}{suffix}", sync=sync) as file:
                file.write(data)
    return identity


def sync_all(folder: Path, identities: Iterable[str]) -> None:
    """Have artefacts on disk that were saved without that.

    Raises:
        StoreError: one cannot be written.
    """
    with _writing_to(folder):
        files.sync(folder / f"{one}{suffix}" for one in identities for suffix in SUFFIXES)


@contextmanager
def _writing_to(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"could not write the classifier to {folder}: {error.strerror}",
            hint="Free some disk space and build again.",
        ) from error


def load(folder: Path, identity: str) -> Artefact:
    """Read an artefact and check that it is what was written.

    Raises:
        StoreError: a file is missing or damaged.
    """
    from safetensors.numpy import load as read_tensors

    try:
        numbers = (folder / f"{identity}.safetensors").read_bytes()
        card = (folder / f"{identity}.json").read_bytes()
    except OSError as error:
        raise _damaged(folder, identity, f"{error.strerror}") from error
    if _digest(numbers + card) != identity:
        raise _damaged(folder, identity, "its files were changed")
    arrays = read_tensors(numbers)
    shots = [ShotId(f"{int(number):016x}") for number in arrays["shots"]]
    return Artefact(
        LinearHead(arrays["weight"], float(arrays["bias"][0])),
        json.loads(card),
        dict(zip(shots, arrays["out_of_fold"].tolist(), strict=True)),
    )


def _numbers(artefact: Artefact) -> bytes:
    from safetensors.numpy import save as write_tensors

    shots = sorted(artefact.out_of_fold)
    return bytes(
        write_tensors(
            {
                "weight": np.ascontiguousarray(artefact.head.weight, dtype=np.float32),
                "bias": np.array([artefact.head.bias], dtype=np.float64),
                "shots": np.array([int(shot, 16) for shot in shots], dtype=np.uint64),
                "out_of_fold": np.array([artefact.out_of_fold[s] for s in shots], dtype=np.float64),
            }
        )
    )


def _json(card: Mapping[str, Any]) -> bytes:
    text = json.dumps(card, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False)
    return (text + "\n").encode()


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _damaged(folder: Path, identity: str, why: str) -> StoreError:
    return StoreError(
        f"the classifier {identity} in {folder} is damaged: {why}",
        hint="Build the label again; every verdict is still there.",
    )
