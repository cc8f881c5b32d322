"""A classifier card: what a version is, how good it is, and what it should not be used for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from shotseer.core.classifier import ClassifierVersion, Metric
from shotseer.core.label import Label
from shotseer.core.words import counted
from shotseer.flows import scores
from shotseer.flows.parts import Parts, find_label
from shotseer.learn import plain_words
from shotseer.store import annotation_log, artefacts, classifiers, deployments
from shotseer.store.labels import LabelRecord


@dataclass(frozen=True, slots=True)
class Card:
    """A version described for people, and the same as JSON data."""

    markdown: str
    data: Mapping[str, Any]


def card(parts: Parts, label: str, number: int | None = None) -> Card:
    """Return the card of a version, of the current one where no number is given.

    Raises:
        NotReadyError: the label has not been built.
        NotFoundError: there is no such label or version.
    """
    record = find_label(parts, label)
    version = scores.find_version(parts, record, number)
    made = artefacts.load(parts.folder.versions, version.id).card
    data = {
        "label": record.label.name,
        "version": version.number,
        "id": version.id,
        "question": record.label.description,
        "definition": record.label.guidelines,
        "texts": list(made["texts"]),
        "verdicts": _verdicts(parts, record, version),
        "skips": version.evaluation.skips,
        "videos": version.evaluation.videos,
        "encoder": made["space"],
        "library": {"shots": made["library"]["shots"], "digest": version.library_digest},
        "recipe": {**asdict(version.recipe), "params": dict(version.recipe.params)},
        "packages": made["packages"],
        "threshold": version.threshold,
        "calibrated": version.is_calibrated,
        "metrics": {
            name: _metric(getattr(version.evaluation, name))
            for name in ("average_precision", "precision", "recall")
        },
        "calibration_error": version.evaluation.calibration_error,
        "diversity": version.evaluation.diversity.score,
        "in_plain_words": plain_words.explain(version),
        "notes": list(version.notes),
        "deployed": _deployed(parts, record, version),
        "built_at": version.created_at.isoformat(),
        "built_by": version.created_by,
    }
    return Card("\n".join(_lines(record.label, data)) + "\n", data)


def _verdicts(
    parts: Parts, record: LabelRecord, version: ClassifierVersion
) -> dict[str, dict[str, int]]:
    """Count by annotator who gave the verdicts that the version learnt from."""
    with parts.database.reading() as connection:
        lines = annotation_log.standing(connection, record.id)
        dataset = classifiers.get_dataset(connection, version.dataset_digest)
        # A later Build may have given the same version, by the same joined verdicts.
        seen = classifiers.newest_build_of(connection, version.id).annotations_to
    assert dataset is not None
    learnt = {*dataset.positives, *dataset.negatives}
    counts: dict[str, Counter[str]] = {}
    for line in lines:
        if line.shot_id in learnt and line.seq <= seen:
            counts.setdefault(line.annotator, Counter())[str(line.verdict)] += 1
    return {name: dict(count) for name, count in sorted(counts.items())}


def _deployed(parts: Parts, record: LabelRecord, version: ClassifierVersion) -> bool:
    with parts.database.reading() as connection:
        newest = deployments.newest(connection, [record.id]).get(record.label.name)
    return newest is not None and newest.version_id == version.id


def _metric(metric: Metric | None) -> dict[str, float] | None:
    return None if metric is None else asdict(metric)


def _lines(label: Label, data: Mapping[str, Any]) -> Iterator[str]:
    space, recipe, library = data["encoder"], data["recipe"], data["library"]
    yield f"# {data['label']}, version {data['version']}"
    yield ""
    yield data["question"] or f"Is this shot: {label.name}?"
    if data["definition"]:
        yield from ("", "## Definition", "", data["definition"])
    yield from ("", "## Quality", "")
    yield from (f"- {sentence}" for sentence in data["in_plain_words"].values())
    yield f"- A shot counts as positive from a score of {data['threshold']:.2f} on."
    yield from ("", "## Learnt from", "")
    for name, counts in data["verdicts"].items():
        given = ", ".join(f"{count:,} {verdict}" for verdict, count in sorted(counts.items()))
        yield f"- {name}: {given}"
    yield (
        f"- {counted(data['skips'], 'shot was', 'shots were')} skipped; "
        f"the verdicts span {counted(data['videos'], 'video')}."
    )
    if data["texts"]:
        yield "- Texts: " + "; ".join(f"“{text}”" for text in data["texts"])
    yield from ("", "## Made of", "")
    numbers = f"weights {space['weights'][:12]}, {space['dimension']} numbers a shot"
    yield f"- Encoder: {space['encoder']} ({numbers})"
    yield f"- Recipe: {recipe['estimator']}, seed {recipe['seed']}"
    yield f"- Library: {counted(library['shots'], 'shot')} (digest {library['digest'][:12]})"
    yield "- Packages: " + ", ".join(f"{name} {one}" for name, one in data["packages"].items())
    yield f"- Built {data['built_at'][:10]} by {data['built_by'] or 'somebody'}; id {data['id']}"
    yield from ("", "## Limits", "")
    yield from (f"- {note}" for note in data["notes"])
    yield "- It was measured on shots that people chose to judge in this library, not on others."
    yield "- It works only with vectors of the encoder above."
