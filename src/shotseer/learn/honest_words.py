"""What two figures mean side by side: on what people chose to judge, and over the whole library."""

from __future__ import annotations

from shotseer.core.classifier import Evaluation, Metric
from shotseer.core.words import counted
from shotseer.learn.honest import ENOUGH, READINESS, LibraryQuality


def explain(quality: Evaluation, library: LibraryQuality, left_out: int) -> dict[str, str]:
    """Return a sentence for each figure, by what it is about.

    Args:
        quality: what was measured on judged shots.
        library: what was estimated over the library.
        left_out: shots that were drawn when the library was too different a one.
    """
    said = {"judged": on_judged(quality), "library": over_library(library)}
    if library.passed_over:
        said["passed_over"] = passed_over(library)
    if left_out:
        said["left_out"] = (
            f"{counted(left_out, 'random judgement')} could not be used, because the library was "
            "much smaller then, or another one: judge some of the newest random feed."
        )
    return said


def on_judged(quality: Evaluation) -> str:
    """Say what the figure on judged shots is worth."""
    judged = counted(quality.positives + quality.negatives, "shot")
    if quality.average_precision is None:
        return (
            f"On the {judged} that people chose to judge, nothing can be measured yet: it takes "
            "at least two positives and two negatives to hold some out."
        )
    return (
        f"On the {judged} that people chose to judge, average precision is "
        f"{_range(quality.average_precision)}; over the library it may be better or worse, "
        "because searches put forward what is easy to tell, and feeds what is hard."
    )


def over_library(library: LibraryQuality) -> str:
    """Say what is known of the whole library."""
    if library.needed:
        return _not_enough(library)
    parts = [
        _share(library.precision, "of those it calls positive are"),
        _share(library.recall, "of all positives are found"),
        _share(library.prevalence, "of all shots are positive"),
    ]
    return (
        f"Over all {counted(library.shots, 'shot')}, {_joined([p for p in parts if p])}: the "
        f"{library.judged:,} judged shots are counted, and the rest is estimated from the "
        f"{library.drawn:,} of them that were drawn at random."
    )


def passed_over(library: LibraryQuality) -> str:
    """Say what is assumed of shots that were shown and not answered."""
    return (
        f"{counted(library.passed_over, 'shot')} drawn at random got neither yes nor no; the "
        f"ranges allow for positives among them being {READINESS:.0f} times as frequent as among "
        f"those answered, or {READINESS:.0f} times as rare."
    )


def _not_enough(library: LibraryQuality) -> str:
    if library.drawn >= ENOUGH:
        return (
            f"Not enough yet to say how good it is over the whole library: {library.passed_over:,} "
            f"of the random shots that were shown got neither yes nor no, more than the "
            f"{library.drawn:,} that did; answer {library.needed:,} more of them."
        )
    return (
        "Not enough yet to say how good it is over the whole library: judge "
        f"{library.needed:,} more of the random feed, in its order ({library.drawn:,} so far)."
    )


def _share(metric: Metric | None, what: str) -> str:
    if metric is None:
        return ""
    if metric.low == metric.high:
        return f"{_in_100(metric.value)} in 100 {what}, all of which were judged"
    return (
        f"about {_in_100(metric.value)} in 100 {what} "
        f"(between {_in_100(metric.low)} and {_in_100(metric.high)})"
    )


def _joined(parts: list[str]) -> str:
    return " and ".join([*([", ".join(parts[:-1])] if parts[1:] else []), parts[-1]])


def _in_100(share: float) -> str:
    """Write a share of 100; rare ones with two digits."""
    return f"{100 * share:.0f}" if share >= 0.0995 or share == 0 else f"{100 * share:.2g}"


def _range(metric: Metric) -> str:
    return f"{metric.value:.2f} (between {metric.low:.2f} and {metric.high:.2f})"
