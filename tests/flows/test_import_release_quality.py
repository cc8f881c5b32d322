"""The random pool of a release tells of the whole library, hand-counted on sixty shots.

Shot 0 of each of fifteen clips looks up, and is what the label means. The annotators chose twelve
shots, six of them positive; the pool drew 34 of the sixty, of which two were chosen, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from shotseer import Judgement, Verdict, Workspace
from shotseer.core.classifier import Metric
from shotseer.datasets.videoannotator import Checkpoint, Pools, ShotTable, VoteRecord, Votes
from shotseer.datasets.videoannotator_writer import write

CLIPS, SHOTS, FRAMES = 15, 4, 40
CHOSEN = tuple((clip, shot) for clip in range(6) for shot in (0, 1))
DRAWN = (*CHOSEN[:2], *((clip, shot) for clip in range(8) for shot in (2, 3)))
DRAWN = (*DRAWN, *((clip, shot) for clip in range(8, 12) for shot in range(SHOTS)))


def key(place: tuple[int, int]) -> str:
    clip, shot = place
    return f"clip{clip:07}|{shot * FRAMES}"


def is_positive(place: tuple[int, int]) -> bool:
    return place[1] == 0


def make(folder: Path, *, pool: tuple[tuple[int, int], ...]) -> None:
    places = [(clip, shot) for clip in range(CLIPS) for shot in range(SHOTS)]
    frames_in = np.array([shot * FRAMES for _, shot in places])
    table = ShotTable(
        keys=tuple(map(key, places)),
        yt_ids=tuple(f"clip{clip:07}" for clip, _ in places),
        titles=("",) * len(places),
        genres=("",) * len(places),
        frames_in=frames_in,
        frames_out=frames_in + FRAMES,
        starts=frames_in / 25.0,
        ends=(frames_in + FRAMES) / 25.0,
        fps=np.full(len(places), 25.0),
        clusters=np.arange(len(places)) % 10,
    )
    rows = [
        (4.0 if is_positive((clip, shot)) else -4.0, 0.1 * clip, 0.3 * shot, 1.0)
        for clip, shot in places
    ]
    chosen = [VoteRecord(key(p), v := is_positive(p), {"B": v}, v, 2 * v) for p in CHOSEN]
    write(
        folder,
        shots=table,
        embeddings=[np.array(rows, dtype=np.float32)],
        texts={"day": np.array([1, 0, 0, 0], np.float32)},
        votes={"day": Votes("A", ("B",), tuple(chosen))},
        checkpoints={
            "day": [
                Checkpoint(
                    tuple(key(place) for place in some if is_positive(place)),
                    tuple(key(place) for place in some if not is_positive(place)),
                )
                for some in (CHOSEN[:10], CHOSEN)
            ]
        },
        pools={"day": Pools((), tuple((key(place), is_positive(place)) for place in pool))},
        ave={},
        queries={},
    )


@pytest.fixture
def imported(tmp_path: Path) -> Iterator[Workspace]:
    make(tmp_path / "data", pool=DRAWN)
    with Workspace.open(tmp_path / "library", create=True, annotator="ada") as workspace:
        workspace.import_videoannotator(tmp_path / "data")
        yield workspace


def test_what_was_drawn_counts_for_every_version(imported: Workspace) -> None:
    for number in (1, 2):
        found = imported.quality("day", number)
        library = found.library
        # 12 chosen and 32 more drawn; 6 + 4 of the judged are positive, 1 + 4 of the drawn.
        assert (library.shots, library.judged) == (60, 44)
        assert (library.drawn, library.drawn_positives) == (34, 5)
        assert (library.passed_over, library.needed, found.left_out) == (0, 0, 0)
        assert library.prevalence is not None
        # Of the sixty 15 are positive. The 23 % of the judged would make 13.6 of them.
        assert 10 / 60 <= library.prevalence.low <= library.prevalence.value
        assert library.prevalence.low <= 15 / 60 <= library.prevalence.high
    assert "the 34 of them that were drawn at random" in found.words["library"]


def test_a_library_that_is_judged_to_its_end_is_counted(imported: Workspace) -> None:
    page = imported.feed("day", "random", k=60).items
    assert len(page) == 16
    first = {video.name: imported.shots(video.name)[0].id for video in imported.videos()}
    up = set(first.values())
    verdicts = [
        Judgement(
            item.shot_id,
            Verdict.POSITIVE if item.shot_id in up else Verdict.NEGATIVE,
            rank=item.rank,
        )
        for item in page
    ]
    imported.annotate("day", verdicts[:6])
    library = imported.quality("day").library
    assert (library.judged, library.drawn, library.passed_over) == (50, 40, 0)
    imported.annotate("day", verdicts[6:])
    library = imported.quality("day").library
    assert (library.judged, library.drawn, library.drawn_positives) == (60, 50, 10)
    assert library.prevalence == Metric(15 / 60, 15 / 60, 15 / 60)
    assert library.precision == library.recall == Metric(1.0, 1.0, 1.0)
    # A version that learnt from all of them counts them as they were judged.
    imported.build("day")
    again = imported.quality("day").library
    assert (again.drawn, again.drawn_positives) == (50, 10)
    assert again.prevalence == library.prevalence


def test_a_shot_that_left_the_library_is_no_draw(imported: Workspace) -> None:
    imported.remove_video("clip0000008")
    library = imported.quality("day").library
    # Four of the drawn shots were there, one of them positive.
    assert (library.shots, library.judged) == (56, 40)
    assert (library.drawn, library.drawn_positives, library.passed_over) == (30, 4, 0)


def test_few_are_too_few(tmp_path: Path) -> None:
    make(tmp_path / "data", pool=DRAWN[:20])
    with Workspace.open(tmp_path / "library", create=True) as workspace:
        workspace.import_videoannotator(tmp_path / "data")
        library = workspace.quality("day").library
    assert (library.drawn, library.needed) == (20, 10)
    assert library.prevalence is None
