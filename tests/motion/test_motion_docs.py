"""The numbers of a descriptor and their documentation name the same things, in the same order."""

import re
from pathlib import Path

from shotseer.motion import NAMES, SPACE

DOCS = Path(__file__).parents[2] / "docs" / "motion.md"


def test_every_number_is_documented_in_its_order() -> None:
    table = DOCS.read_text("utf-8").split("## What the numbers mean")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert re.findall(r"`(\w+)`", " ".join(rows)) == list(NAMES)


def test_the_count_that_is_told_is_the_count() -> None:
    assert f"descriptor: {len(NAMES)} numbers" in DOCS.read_text("utf-8")
    assert SPACE.dimension == len(NAMES) == len(set(NAMES))
