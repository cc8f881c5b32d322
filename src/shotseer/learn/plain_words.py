"""What the numbers of a version mean, in sentences for people who do not work with them."""

from __future__ import annotations

from shotseer.core.classifier import ClassifierVersion, Evaluation, Metric
from shotseer.core.words import counted

DIVERSE, NARROW = 0.6, 0.25
GOOD, FAIR = 0.05, 0.15

STRICTER = (
    " From now on quality is measured on videos held out whole, which is stricter: a drop may be "
    "only that."
)


def explain(version: ClassifierVersion) -> dict[str, str]:
    """Return a sentence for each number of a version, by what it is about."""
    quality = version.evaluation
    return {
        "average_precision": average_precision(quality),
        "precision": precision(quality),
        "recall": recall(quality),
        "calibration": calibration(quality, version.is_calibrated),
        "diversity": diversity(quality),
        "intervals": intervals(quality),
    }


def average_precision(quality: Evaluation) -> str:
    """Say what average precision tells of a ranking."""
    metric = quality.average_precision
    if metric is None:
        return _unknown("how well it ranks", quality)
    return (
        f"Average precision {_range(metric)}: ranked by score, positives come before negatives "
        f"{_how_well(metric.value)}. 1 is a perfect order; {_by_chance(quality)} is what chance "
        f"would give among these shots. {_basis(quality)}"
    )


def precision(quality: Evaluation) -> str:
    """Say what precision tells of what is called positive."""
    metric = quality.precision
    if metric is None:
        return _unknown("how much of what it finds is right", quality)
    return (
        f"Of the shots it calls positive, about {_in_100(metric)} in 100 are; {_between(metric)}. "
        f"{_basis(quality)}"
    )


def recall(quality: Evaluation) -> str:
    """Say what recall tells of what is missed."""
    metric = quality.recall
    if metric is None:
        return _unknown("how many positives it misses", quality)
    return (
        f"Of the positive shots, it finds about {_in_100(metric)} in 100; {_between(metric)}. "
        f"{_basis(quality)}"
    )


def calibration(quality: Evaluation, is_calibrated: bool) -> str:
    """Say whether a score may be read as a probability."""
    error = quality.calibration_error
    if error is None:
        return (
            "Its scores rank shots and are not probabilities yet: too few verdicts, or scores that "
            "hardly tell yes from no."
        )
    off = f"they were off by {100 * error:.0f} in 100 on average"
    if not is_calibrated:
        return f"Its scores rank shots and are not probabilities: {off}."
    how = "closely" if error <= GOOD else "roughly" if error <= FAIR else "only loosely"
    return (
        f"A score of 0.80 means that about 80 in 100 such shots are positive, {how}: "
        f"{off}, on judged shots that it had not learnt from."
    )


def diversity(quality: Evaluation) -> str:
    """Say how well the verdicts cover the library."""
    covered = quality.diversity
    reached = sum(
        1 for yes, no in zip(covered.positives, covered.negatives, strict=True) if yes + no
    )
    how = (
        "widely" if covered.score >= DIVERSE else "narrowly" if covered.score < NARROW else "partly"
    )
    return (
        f"Data diversity {covered.score:.2f} of 1: the verdicts cover the library {how}; "
        f"{reached} of its {len(covered.positives)} clusters hold some. "
        "Clusters are groups of shots that look alike."
    )


def intervals(quality: Evaluation) -> str:
    """Say what a range beside a number means."""
    if quality.average_precision is None:
        return "There is no range yet, because nothing could be measured."
    kept = "videos" if quality.grouped else "shots"
    flattering = (
        ""
        if quality.grouped
        else " They may flatter: shots of one video were on both sides of the test."
    )
    return (
        "The ranges hold the true number in about 95 of 100 such cases. They come from drawing the "
        f"judged {kept} again and again, and shrink as more are judged.{flattering}"
    )


def change(
    before: ClassifierVersion, after: ClassifierVersion, new: int, changed: int, to_positive: int
) -> str:
    """Say in one sentence what changed from one version to another.

    Args:
        before: the version before.
        after: the version now.
        new: judgements that the second saw and the first did not; negative if it saw fewer.
        changed: shots that the two decide differently.
        to_positive: how many of them to yes.
    """
    fewer = "fewer" if new < 0 else "new"
    parts = [
        f"{counted(abs(new), f'{fewer} judgement')}",
        _ranking_change(before.evaluation.average_precision, after.evaluation.average_precision),
        _sides(changed, to_positive),
    ]
    stricter = after.evaluation.grouped and not before.evaluation.grouped
    return f"Since version {before.number}: {'; '.join(parts)}.{STRICTER if stricter else ''}"


def _sides(changed: int, to_positive: int) -> str:
    if changed == 0:
        return "no shot changed sides"
    if to_positive in (0, changed):
        return f"{counted(changed, 'shot')} changed sides, to {'yes' if to_positive else 'no'}"
    return f"{changed:,} shots changed sides, {to_positive:,} of them to yes"


def _ranking_change(before: Metric | None, after: Metric | None) -> str:
    if after is None:
        return "average precision cannot be measured yet"
    if before is None:
        return f"average precision {after.value:.2f}, not measured before"
    apart = after.low > before.high or before.low > after.high
    return (
        f"average precision from {before.value:.2f} to {after.value:.2f} "
        f"(intervals {'do not overlap' if apart else 'overlap'})"
    )


def _unknown(what: str, quality: Evaluation) -> str:
    return (
        f"Nobody can tell yet {what}, from {counted(quality.positives, 'positive')} and "
        f"{counted(quality.negatives, 'negative')}: judge more of both, in several videos."
    )


def _how_well(value: float) -> str:
    if value >= 0.9:
        return "almost always"
    if value >= 0.7:
        return "mostly"
    return "often" if value >= 0.5 else "not reliably"


def _by_chance(quality: Evaluation) -> str:
    judged = quality.positives + quality.negatives
    return f"{quality.positives / max(judged, 1):.2f}"


def _basis(quality: Evaluation) -> str:
    judged = quality.positives + quality.negatives
    return f"Measured out of fold on {counted(judged, 'judged shot')}."


def _range(metric: Metric) -> str:
    return f"{metric.value:.2f} (between {metric.low:.2f} and {metric.high:.2f})"


def _in_100(metric: Metric) -> str:
    return f"{100 * metric.value:.0f}"


def _between(metric: Metric) -> str:
    return f"between {100 * metric.low:.0f} and {100 * metric.high:.0f}"
