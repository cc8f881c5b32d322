"""The honest track, on shots that lie on a line; films are held out whole."""

from __future__ import annotations

import pytest
from tests.experiments.exp1_data import label_data

from shotseer.experiments import honest
from shotseer.experiments.cells import Cell
from shotseer.experiments.label_data import LabelData
from shotseer.learn.hash_split import in_validation

FILMS = [f"film{number}" for number in range(20)]
HELD_OUT = [film for film in FILMS if in_validation([film], 0)[0]]
KEPT = [film for film in FILMS if film not in HELD_OUT]
SHOTS = [f"{film}|{frame}" for film in FILMS for frame in range(10)]
PLACES = {key: (1.0 if int(key[-1]) < 5 else -1.0) + index / 1e3 for index, key in enumerate(SHOTS)}
"""In every film five shots lie high and five low."""
VOTES = [(key, PLACES[key] > 0) for key in SHOTS]


def first_of(films: list[str], per_film: int) -> tuple[list[str], list[str]]:
    """The first positives and negatives of each film."""
    yes = [f"{film}|{frame}" for film in films for frame in range(per_film)]
    return yes, [f"{film}|{frame + 5}" for film in films for frame in range(per_film)]


def cells(data: LabelData, method: str, *, head: str = "paper", seed: int = 0) -> list[Cell]:
    return [
        cell
        for cell in honest.cells_of(data)
        if (cell.method, cell.head, cell.seed, cell.test) == (method, head, seed, "selected")
    ]


def test_there_are_films_on_both_sides() -> None:
    assert 0 < len(HELD_OUT) < len(FILMS)


def test_va_is_the_last_checkpoint_of_at_most_n_judged_shots() -> None:
    yes, no = first_of(FILMS, 1)
    small = (yes[:13], no[:12])  # 25 judged
    large = (yes[:13], no[:13])  # 26 judged
    data = label_data(PLACES, votes=VOTES, checkpoints=[small, large])
    found = {cell.n: cell for cell in cells(data, "VA")}
    kept = sum(film in KEPT for film in FILMS[:13])
    assert found[25].train_size == kept + sum(film in KEPT for film in FILMS[:12])
    assert found[50].train_size == 2 * kept
    assert found[1000].train_size == 2 * kept


def test_a_worse_last_checkpoint_is_not_passed_over() -> None:
    yes, no = first_of(FILMS, 1)
    data = label_data(PLACES, votes=VOTES, checkpoints=[(yes[:10], no[:10]), (no, yes)])
    found = {cell.n: cell.mean for cell in cells(data, "VA")}
    assert found[25] == 1
    assert found[50] is not None
    assert found[50] < 0.5


def test_no_shot_of_a_held_out_film_is_trained_on() -> None:
    yes, no = first_of(FILMS, 2)
    judged = [(key, True) for key in yes] + [(key, False) for key in no]
    data = label_data(PLACES, votes=VOTES, checkpoints=[(yes, no)], random=judged)
    for method in ("VA", "RCC"):
        assert cells(data, method)[-1].train_size == 4 * len(KEPT)
    assert {cell.test_size for cell in cells(data, "VA")} == {10 * len(HELD_OUT)}


def test_n_is_what_was_judged_before_anything_is_held_out() -> None:
    yes, no = first_of(FILMS, 2)
    judged = [one for pair in zip(yes, no, strict=True) for one in (pair[0], pair[1])]
    random = [(key, PLACES[key] > 0) for key in judged]
    data = label_data(PLACES, votes=VOTES, checkpoints=[(yes, no)], random=random)
    expected = sum(key.partition("|")[0] in KEPT for key in judged[:25])
    assert cells(data, "RCC")[0].train_size == expected
    assert expected < 25


def test_random_shots_are_a_test_of_their_own() -> None:
    yes, no = first_of(FILMS, 1)
    random = [(key, PLACES[key] > 0) for key in SHOTS if int(key[-1]) in (0, 5, 6, 7)]
    data = label_data(PLACES, votes=VOTES, checkpoints=[(yes, no)], random=random)
    found = [cell for cell in honest.cells_of(data) if cell.test == "corpus" and cell.seed == 0]
    assert {(cell.test_size, cell.test_positives) for cell in found} == {
        (4 * len(HELD_OUT), len(HELD_OUT))
    }


def test_both_heads_learn_from_the_same_rows() -> None:
    yes, no = first_of(FILMS, 2)
    data = label_data(PLACES, votes=VOTES, checkpoints=[(yes, no)])
    ours, theirs = cells(data, "VA", head="default"), cells(data, "VA")
    assert [cell.train_size for cell in ours] == [cell.train_size for cell in theirs]
    assert ours[-1].mean == pytest.approx(1)
    assert theirs[-1].mean == pytest.approx(1)


def test_ours_needs_no_negative() -> None:
    yes, no = first_of(FILMS, 2)
    data = label_data(
        PLACES, votes=VOTES, checkpoints=[(yes, no)], random=[(key, True) for key in yes]
    )
    ours, theirs = cells(data, "RCC", head="default")[0], cells(data, "RCC")[0]
    assert ours.mean is not None
    assert theirs.mean is None
    assert "no negatives" in theirs.missing
    assert (ours.trained, theirs.trained) == (True, False)


def test_a_test_without_a_positive_is_missing_but_was_trained() -> None:
    yes, no = first_of(FILMS, 2)
    votes = [(key, value and key.partition("|")[0] in KEPT) for key, value in VOTES]
    data = label_data(PLACES, votes=votes, checkpoints=[(yes, no)])
    found = cells(data, "VA")[-1]
    assert found.mean is None
    assert found.missing == "no positive among the held-out selected shots"
    assert found.trained


def test_five_splits() -> None:
    yes, no = first_of(FILMS, 1)
    data = label_data(PLACES, votes=VOTES, checkpoints=[(yes, no)])
    assert sorted({cell.seed for cell in honest.cells_of(data)}) == [0, 1, 2, 3, 4]
