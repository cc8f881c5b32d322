from collections.abc import Callable
from pathlib import Path

import pytest

from shotseer.core.ports import ShotDetector
from shotseer.shots.adaptive import AdaptiveShotDetector
from shotseer.shots.cutlist import CutList
from shotseer.shots.fixed import FixedWindows
from shotseer.testing.detectors import check_detector


@pytest.mark.parametrize(
    "make",
    [AdaptiveShotDetector, FixedWindows, lambda: FixedWindows(0.7)],
    ids=["adaptive", "fixed", "fixed-short"],
)
def test_built_in_detectors_keep_the_contract(make: Callable[[], ShotDetector]) -> None:
    check_detector(make)


def test_cut_lists_keep_the_contract(tmp_path: Path) -> None:
    path = tmp_path / "cuts.csv"
    path.write_text("time\n1.5\n3.003\n4.99\n99\n")
    check_detector(lambda: CutList(path))


class Forgetful(FixedWindows):
    """Breaks the contract: its cuts are not inside the video."""

    def start(self, video: object, file_name: str = "") -> "Forgetful":  # type: ignore[override]
        return self

    def push(self, time: object, image: object) -> list[object]:
        return []

    def finish(self, end: object) -> list[object]:
        return [end]


def test_a_broken_promise_is_named() -> None:
    with pytest.raises(AssertionError, match="inside the video"):
        check_detector(Forgetful)  # type: ignore[arg-type]
