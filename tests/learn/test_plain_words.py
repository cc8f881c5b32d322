from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tests.learn.test_advice import evaluation

from shotseer.core.classifier import ClassifierVersion, Diversity, Evaluation, Metric, Recipe
from shotseer.learn import plain_words


def version(number: int, quality: Evaluation, *, calibrated: bool = True) -> ClassifierVersion:
    return ClassifierVersion(
        id="0" * 32,
        label="dog",
        number=number,
        dataset_digest="",
        annotations_to=0,
        space_id="",
        library_rows=0,
        library_digest="",
        recipe=Recipe("default", {}),
        threshold=0.5,
        is_calibrated=calibrated,
        evaluation=quality,
        notes=(),
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def test_numbers_in_plain_words() -> None:
    quality = evaluation(
        24,
        40,
        precision=Metric(0.872, 0.79, 0.931),
        recall=Metric(0.7, 0.6, 0.8),
        average_precision=Metric(0.81, 0.7, 0.9),
        calibration_error=0.034,
    )
    found = plain_words.explain(version(3, quality))
    assert found["precision"] == (
        "Of the shots it calls positive, about 87 in 100 are; between 79 and 93. "
        "Measured out of fold on 64 judged shots."
    )
    assert found["recall"] == (
        "Of the positive shots, it finds about 70 in 100; between 60 and 80. "
        "Measured out of fold on 64 judged shots."
    )
    assert found["average_precision"].startswith(
        "Average precision 0.81 (between 0.70 and 0.90): ranked by score, positives come before "
        "negatives mostly. 1 is a perfect order; 0.38 is what chance"
    )
    assert found["calibration"].startswith(
        "A score of 0.80 means that about 80 in 100 such shots are positive, closely: "
        "they were off by 3 in 100"
    )
    assert found["diversity"].startswith(
        "Data diversity 0.90 of 1: the verdicts cover the library widely; 10 of its 10 clusters"
    )
    assert "drawing the judged videos again" in found["intervals"]


def test_what_is_not_known_is_said() -> None:
    nothing = evaluation(
        1,
        0,
        average_precision=None,
        precision=None,
        recall=None,
        calibration_error=None,
        diversity=Diversity(0.01, (1,) + (0,) * 9, (0,) * 10),
    )
    found = plain_words.explain(version(1, nothing, calibrated=False))
    assert found["precision"].startswith(
        "Nobody can tell yet how much of what it finds is right, from 1 positive and 0 negatives"
    )
    assert found["calibration"].startswith("Its scores rank shots and are not probabilities yet")
    assert "narrowly; 1 of its 10" in found["diversity"]
    assert found["intervals"] == "There is no range yet, because nothing could be measured."


def test_figures_within_one_video_may_flatter() -> None:
    assert "They may flatter" in plain_words.intervals(evaluation(20, 20, grouped=False))


def test_a_change_in_one_sentence() -> None:
    old = version(6, evaluation(9, 9, average_precision=Metric(0.81, 0.7, 0.9)))
    new = version(7, evaluation(9, 9, average_precision=Metric(0.86, 0.76, 0.94)))
    assert plain_words.change(old, new, 14, 212, 180) == (
        "Since version 6: 14 new judgements; average precision from 0.81 to 0.86 "
        "(intervals overlap); 212 shots changed sides, 180 of them to yes."
    )
    worse = replace(new, evaluation=evaluation(9, 9, average_precision=Metric(0.5, 0.4, 0.6)))
    assert plain_words.change(old, worse, -1, 0, 0) == (
        "Since version 6: 1 fewer judgement; average precision from 0.81 to 0.50 "
        "(intervals do not overlap); no shot changed sides."
    )
    assert plain_words.change(old, new, 1, 1, 1).endswith("; 1 shot changed sides, to yes.")
    assert plain_words.change(old, new, 1, 2, 0).endswith("; 2 shots changed sides, to no.")
    easy = replace(old, evaluation=replace(old.evaluation, grouped=False))
    assert "a drop may be only that" in plain_words.change(easy, new, 1, 1, 1)
    unknown = replace(new, evaluation=evaluation(1, 0, average_precision=None))
    assert "cannot be measured yet" in plain_words.change(old, unknown, 1, 1, 1)
    assert "0.86, not measured before" in plain_words.change(unknown, new, 1, 1, 1)
