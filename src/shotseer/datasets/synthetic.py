"""A made-up data set in the layout of Video Annotator's, of any size, that says that it is one."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import numpy as np

from shotseer.core.arrays import Ints
from shotseer.core.errors import InputError
from shotseer.datasets import published
from shotseer.datasets.label_groups import ALL_LABELS
from shotseer.datasets.synthetic_people import LabelPlan, judge
from shotseer.datasets.synthetic_world import CLUSTERS, World
from shotseer.datasets.videoannotator import ShotTable
from shotseer.datasets.videoannotator_writer import write

ID_PREFIX = "synth"
"""Every clip's id begins so."""

SHOTS = 600
LEAST_SHOTS = 150
SHOTS_IN_FILM = 15
ALL_LABELS_FROM = 20_000
"""From so many shots on, a set has all 56 labels; a smaller one has three."""

SMALL_SHARES = {"day": 0.3, "aerial": 0.03, "smoking": 0.005}
"""Their share of the shots: common, rare, very rare."""

SMALL_VOTES = {"day": 200, "aerial": 160, "smoking": 120}
LEAST_SHARE = 0.0005
"""For labels of which the publication found none in 1,000 random shots."""

LEAST_OF_THREE, LEAST_OF_ALL = 3, 40
"""Positive shots of a label at least, so that four sides of splits get some."""

FRAME_RATES = (23.976024, 23.974427, 25.0, 29.97003)
GENRES = ("Action", "Comedy", "Crime", "Drama", "Horror", "Romance", "")
SCENES = ("The Chase", "Dinner, at Last", 'The "Quiet" Room', "A Long Way Home")

README = """THIS DATA SET IS SYNTHETIC.

shotseer made it up, with {shots:,} shots and seed {seed}: no film, no shot, no vector and no vote
in it is real, and no figure that is computed from it says anything about a method. It has the
layout of the data set that was released with Video Annotator (Ziai and Vartakavi, 2024), which
is linked from the README of github.com/Netflix/videoannotator.

Vectors are the sum of a cluster's centre, a film's offset, one hidden direction for each label
and noise. A shot is positive for a label where its vector reaches far along that direction. Three
simulated annotators err near the border, C more than A and B.
"""


def make(folder: Path, *, shots: int = SHOTS, seed: int = 0) -> None:
    """Write a synthetic data set into a new folder.

    Both hash splits, of seeds 0 and 1, have positives of every label on both sides. The same
    arguments give the same data set. The vectors are never in memory all at once: 504,030 shots
    need 0.7 GB of it.

    Args:
        folder: is made; it must not hold anything yet.
        shots: at least 150; below 20,000 there are three labels, from there on all 56.
        seed: of everything.

    Raises:
        InputError: there are too few shots, or it cannot be written.
        ConflictError: the folder holds something.
        PluginError: ``h5py`` or ``mmh3`` is not installed.
    """
    if shots < LEAST_SHOTS:
        raise InputError(
            f"{shots} shots are too few for a synthetic data set",
            hint=f"Ask for {LEAST_SHOTS} or more.",
        )
    plans = _plans(shots)
    for attempt in count():
        table, films = _table(shots, np.random.default_rng([seed, attempt, 0]))
        world = World.make(table.clusters, films, len(plans), [seed, attempt, 1])
        along, cosines = world.places()
        judged = {
            plan.name: judge(
                table,
                plan,
                along[:, number],
                cosines[:, number],
                np.random.default_rng([seed, attempt, 2, number]),
            )
            for number, plan in enumerate(plans)
        }
        if all(one.is_split_well() for one in judged.values()):
            break
    write(
        folder,
        shots=table,
        embeddings=world.blocks(),
        # A text that belongs to no label: the released set has such.
        texts=dict(zip([*(plan.name for plan in plans), "fast-motion"], world.texts, strict=True)),
        votes={label: one.votes for label, one in judged.items()},
        checkpoints={label: one.checkpoints for label, one in judged.items()},
        pools={label: one.pools for label, one in judged.items()},
        ave={label: one.ave for label, one in judged.items() if one.ave is not None},
        queries={plan.name: _queries(plan.name) for plan in plans},
    )
    (folder / "README.txt").write_text(README.format(shots=shots, seed=seed), encoding="utf-8")


def _plans(shots: int) -> tuple[LabelPlan, ...]:
    if shots < ALL_LABELS_FROM:
        shares, votes, least = SMALL_SHARES, SMALL_VOTES, LEAST_OF_THREE
    else:
        facts = published.LABELS
        shares = {label: facts[label].random_positives / 1000 for label in ALL_LABELS}
        votes = {label: facts[label].votes for label in ALL_LABELS}
        least = max(LEAST_OF_ALL, round(LEAST_SHARE * shots))
    return tuple(
        LabelPlan(
            name=label,
            positives=max(round(share * shots), least),
            votes=min(votes[label], shots // 3),
            in_ave=label in published.AVE_LABELS,
        )
        for label, share in shares.items()
    )


def _table(shots: int, rng: np.random.Generator) -> tuple[ShotTable, Ints]:
    """Return the shots in shuffled order, and the film of each."""
    films = np.arange(shots) // SHOTS_IN_FILM
    film_count = int(films[-1]) + 1
    lengths = rng.integers(20, 120, shots)
    ends = np.cumsum(lengths)
    frames_in = ends - lengths
    frames_in -= frames_in[films * SHOTS_IN_FILM]
    fps = rng.choice(FRAME_RATES, film_count)[films]
    # Half of a film's shots are of its own cluster.
    own = rng.integers(0, CLUSTERS, film_count)[films]
    clusters = np.where(rng.random(shots) < 0.5, own, rng.integers(0, CLUSTERS, shots))
    ids = [f"{ID_PREFIX}{number:06d}" for number in range(film_count)]
    titles = [_title(number) for number in range(film_count)]
    genres = [GENRES[number] for number in rng.integers(0, len(GENRES), film_count)]

    order = rng.permutation(shots)
    films, fps = films[order], fps[order]
    first, last = frames_in[order], (frames_in + lengths)[order]
    table = ShotTable(
        keys=tuple(f"{ids[f]}|{n}" for f, n in zip(films.tolist(), first.tolist(), strict=True)),
        yt_ids=tuple(ids[film] for film in films.tolist()),
        titles=tuple(titles[film] for film in films.tolist()),
        genres=tuple(genres[film] for film in films.tolist()),
        frames_in=first,
        frames_out=last,
        starts=first / fps,
        ends=last / fps,
        fps=fps,
        clusters=clusters[order],
    )
    return table, films


def _title(film: int) -> str:
    return f"Made-up Film {film // 4}, Part {film % 4 + 1} - {SCENES[film % len(SCENES)]}"


def _queries(label: str) -> tuple[str, str]:
    words = label.replace("-", " ")
    return words, f"a video of {words}"
