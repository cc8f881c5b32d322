"""Labels: making them, changing their words, and how they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import resources

from shotseer.core.errors import InputError
from shotseer.core.label import JoinRule, Label, Verdict
from shotseer.flows.parts import Parts, find_label
from shotseer.store import annotation_log, classifiers, labels
from shotseer.store.labels import LabelRecord

NAME = re.compile(r"[^\s/\\,][^/\\,\n\r\t]{0,98}[^\s/\\,]|[^\s/\\,]")


@dataclass(frozen=True, slots=True)
class LabelStatus:
    """A label with its counts: joined verdicts, versions, and judgements since the newest."""

    label: Label
    positives: int
    negatives: int
    skips: int
    versions: int
    last_build: datetime | None
    new_judgements: int
    average_precision: float | None


def create(parts: Parts, label: Label) -> Label:
    """Add a label.

    Raises:
        InputError: the name is empty, too long or holds a comma, slash or line break.
        ConflictError: there is one of this name.
    """
    check_name(label.name)
    with parts.database.writing() as connection:
        labels.create_label(connection, label)
    return label


def check_name(name: str) -> None:
    """Make sure that a label may have a name.

    Raises:
        InputError: it may not.
    """
    if not NAME.fullmatch(name):
        raise InputError(
            f"{name!r} cannot be the name of a label",
            hint="Use 1 to 100 characters without commas, slashes, line breaks or outer spaces; "
            "for example: establishing-shots",
        )


def edit(
    parts: Parts,
    name: str,
    *,
    description: str | None = None,
    guidelines: str | None = None,
    rule: JoinRule | None = None,
    queries: Iterable[str] = (),
) -> Label:
    """Change what is given of a label, and add queries to it."""
    record = find_label(parts, name)
    old = record.label
    label = replace(
        old,
        description=old.description if description is None else description,
        guidelines=old.guidelines if guidelines is None else guidelines,
        rule=rule or old.rule,
        queries=tuple(dict.fromkeys((*old.queries, *queries))),
    )
    with parts.database.writing() as connection:
        labels.update_label(connection, record.id, label)
    return label


def status(parts: Parts, name: str | None = None) -> list[LabelStatus]:
    """Return how one label stands, or all of them by name."""
    if name is not None:
        return [_status(parts, find_label(parts, name))]
    with parts.database.reading() as connection:
        records = labels.list_labels(connection)
    return [_status(parts, record) for record in records]


def _status(parts: Parts, record: LabelRecord) -> LabelStatus:
    with parts.database.reading() as connection:
        votes = annotation_log.verdicts(connection, record.id)
        versions = classifiers.list_versions(connection, record.id)
        build = classifiers.newest_build(connection, record.id)
    given = list(annotation_log.join(votes, record.label.rule).values())
    newest = next((v for v in versions if build and v.id == build.version_id), None)
    metric = None if newest is None else newest.evaluation.average_precision
    with parts.database.reading() as connection:
        built_to = 0 if build is None else build.annotations_to
        new = annotation_log.count_after(connection, record.id, built_to)
    return LabelStatus(
        label=record.label,
        positives=given.count(Verdict.POSITIVE),
        negatives=given.count(Verdict.NEGATIVE),
        skips=given.count(Verdict.SKIP),
        versions=len(versions),
        last_build=None if build is None else build.built_at,
        new_judgements=new,
        average_precision=None if metric is None else metric.value,
    )


def starter_labels() -> list[Label]:
    """Return the labels that come with shotseer: the paper's 56, described in our words."""
    text = resources.files("shotseer").joinpath("data/starter_labels.json").read_text("utf-8")
    return [
        Label(
            name=name,
            description=entry["description"],
            guidelines=entry["guidelines"],
            queries=tuple(entry["queries"]),
        )
        for name, entry in json.loads(text).items()
    ]


def create_starters(parts: Parts) -> list[str]:
    """Add the starter labels that are not there yet, and return their names."""
    with parts.database.writing() as connection:
        known = {record.label.name for record in labels.list_labels(connection)}
        fresh = [label for label in starter_labels() if label.name not in known]
        for label in fresh:
            labels.create_label(connection, label)
    return [label.name for label in fresh]
