from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.datasets.conftest import CSV, G0, G25, write_json, write_vectors

from shotseer.datasets import published
from shotseer.datasets.checks import Kind, LabelReport, check
from shotseer.datasets.published import LABELS, LabelFacts


def test_the_numbers_of_a_small_one(tiny: Path) -> None:
    report = check(tiny)
    assert (report.kind, report.shots, report.dimension) == (Kind.OTHER, 4, 2)
    (label,) = report.labels
    assert label.name == "wide"
    # Of the two records, one is 2 of 3 and one 0 of 3; the three lists hold G25, H0 and E0.
    assert label.facts == LabelFacts(2, 1, 1, 1, 0.5, 3)
    assert label.published == LabelFacts(298, 168, 565, 179, 0.889, 2280)
    assert (label.checkpoints, label.ave, label.is_published) == (2, 0, False)
    assert report.totals == {
        "shots": (4, 504_030),
        "votes": (2, 43_686),
        "positives": (1, 12_711),
        "pairs": (3, 152_579),
        "distinct_shots": (3, 70_852),
    }
    assert report.faults == ()
    assert report.notes == (
        "wide: the validation set of split 0 has no positive.",
        "wide: the validation set of split 1 has no positive.",
    )


def test_all_that_is_wrong_is_said_at_once(tiny: Path) -> None:
    text = CSV.replace("egB-SG97EcI|0,", "egB-SG97EcI|1,").replace(",0,82,", ",0,0,")
    (tiny / "shot-data.csv").write_text(text, encoding="utf-8")
    vectors = np.array([[1, 0], [0, 0], [0, 0], [1, 1]], dtype=np.float32)
    write_vectors(tiny / "embeddings.h5", vectors)
    write_json(tiny / "text-embeddings.json", {"close": [1, 2]})
    votes = {"A": True, "C": True}
    record = {"key": G25, "primary": True, "secondaries": votes, "agg": True, "pos_cnt": 2}
    write_json(
        tiny / "agg" / "wide.json", {"primary": "B", "secondaries": ["A", "C"], "data": [record]}
    )
    value = {"key": G25, "value": False}
    write_json(tiny / "cmp" / "wide.json", {"zero_shot": [value], "random": []})
    write_json(tiny / "checkpoints" / "wide.json", [{"pos": [G0], "neg": [G0]}])
    faults = check(tiny).faults
    assert faults[:5] == (
        "1 row of shot-data.csv has a key that is not yt_id|frame_in; the first is row 1, "
        "counted from 0.",
        "1 row of shot-data.csv ends before it begins; the first is row 3, counted from 0.",
        "1 row of shot-data.csv has a start or end that is not frame / fps; the first is row "
        "3, counted from 0.",
        "2 rows of embeddings.h5 are zero; the first is row 1, counted from 0.",
        "text-embeddings.json has no vector for wide.",
    )
    assert "checkpoints/wide.json cannot be used" in faults[5]
    assert faults[6:] == (
        "agg/wide.json: 'gOJJm_cSRds|25' has 3 of 3 votes, but pos_cnt 2 and agg True.",
        "cmp/wide.json: 1 of zero_shot have another value than in agg, such as 'gOJJm_cSRds|25'.",
    )


def test_without_shots_nothing_else_can_be_told(tiny: Path) -> None:
    (tiny / "shot-data.csv").write_text("key\n", encoding="utf-8")
    report = check(tiny)
    assert (report.shots, report.labels, len(report.faults)) == (0, (), 1)


def test_a_synthetic_one_is_known_and_in_order(made_up: Path) -> None:
    report = check(made_up)
    assert (report.kind, report.faults, report.notes) == (Kind.SYNTHETIC, (), ())
    assert [label.facts.votes for label in report.labels] == [160, 200, 120]
    assert [label.checkpoints for label in report.labels] == [6, 6, 6]
    assert [label.ave for label in report.labels] == [200, 0, 0]


def test_the_published_numbers_add_up() -> None:
    facts = list(LABELS.values())
    assert len(facts) == 56
    assert sum(one.votes for one in facts) == published.VOTES == 43_686
    assert sum(one.positives for one in facts) == published.POSITIVES == 12_711
    assert sum(one.shots for one in facts) == published.PAIRS == 152_579
    assert all(one.votes <= one.shots <= one.votes + 2000 for one in facts)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, True),
        ({"agreement": 0.890}, True),
        ({"agreement": 0.891}, False),
        ({"votes": 297}, False),
    ],
)
def test_a_label_is_as_published_to_the_last_digit(
    changed: dict[str, float], expected: bool
) -> None:
    wide = LABELS["wide"]
    report = LabelReport("wide", wide._replace(**changed), wide, 1, 0)  # type: ignore[arg-type]
    assert report.is_published == expected
    assert not LabelReport("wide", wide, None, 1, 0).is_published
