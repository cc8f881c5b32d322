"""Labels: making them, changing their words, and how they stand."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import resources
from typing import NamedTuple

from sqlalchemy.engine import Connection

from shotseer.core.classifier import Metric
from shotseer.core.errors import InputError, NotFoundError
from shotseer.core.label import JoinRule, Label, LabeledDataset, Verdict
from shotseer.core.video import ShotId
from shotseer.flows.annotate import CONTROL
from shotseer.flows.parts import Parts, find_label
from shotseer.store import annotation_log, classifiers, deployments, labels
from shotseer.store import standing as log
from shotseer.store.labels import LabelRecord

COUNTS = "counts of labels"
NAME = re.compile(r"[^\s/\\,][^/\\,]{0,98}[^\s/\\,]|[^\s/\\,]")


@dataclass(frozen=True, slots=True)
class LabelStatus:
    """A label with its counts: joined verdicts, versions, and what is new since the newest Build.

    ``new_judgements`` counts everything that was said since, by everybody; ``new_shots`` the shots
    whose joined yes or no is not the one that the Build learnt from.
    ``quality`` is the average precision of the current version with its interval, ``diversity`` its
    data diversity score.
    """

    label: Label
    positives: int
    negatives: int
    skips: int
    versions: int
    last_build: datetime | None
    new_judgements: int
    new_shots: int
    average_precision: float | None
    quality: Metric | None
    diversity: float | None
    current_version: int | None
    deployed_version: int | None


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
    # A dot or two in an address mean a folder, and browsers leave them out.
    if not NAME.fullmatch(name) or CONTROL.search(name) or name in (".", ".."):
        raise InputError(
            f"{name!r} cannot be the name of a label",
            hint="Use 1 to 100 characters without commas, slashes, line breaks or outer spaces, "
            "and not only dots; for example: establishing-shots",
        )


def remove(parts: Parts, name: str) -> None:
    """Remove a label that was neither judged nor built, with its queries.

    Raises:
        ConflictError: it was.
        NotFoundError: there is none of this name.
    """
    record = find_label(parts, name)
    with parts.database.writing() as connection:
        classifiers.lock(connection, record.id)
        labels.remove_label(connection, record.id, name)


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
    return _change(
        parts, name, (description, guidelines, rule), lambda old: dict.fromkeys((*old, *queries))
    )


def remove_query(parts: Parts, name: str, text: str) -> Label:
    """Take a saved query away from a label.

    Raises:
        NotFoundError: it has no such query.
    """
    record = find_label(parts, name)
    if text not in record.label.queries:
        raise NotFoundError(
            f"{name} has no query {text!r}",
            hint="Look at the queries that it has.",
            command=f"shotseer label show {shlex.quote(name)}",
        )
    with parts.database.writing() as connection:
        labels.remove_queries(connection, record.id, [text])
    return find_label(parts, name).label


def change(
    parts: Parts,
    name: str,
    *,
    description: str | None = None,
    guidelines: str | None = None,
    rule: JoinRule | None = None,
    queries: Iterable[str] | None = None,
) -> Label:
    """Change what is given of a label; ``queries`` replaces all of them."""
    return _change(
        parts,
        name,
        (description, guidelines, rule),
        lambda old: dict.fromkeys(old if queries is None else queries),
    )


def _change(
    parts: Parts,
    name: str,
    given: tuple[str | None, str | None, JoinRule | None],
    choose: Callable[[Sequence[str]], Iterable[str]],
) -> Label:
    """Change a label in one transaction: what someone else changes at the same time stays."""
    known = find_label(parts, name)
    description, guidelines, rule = given
    with parts.database.writing() as connection:
        classifiers.lock(connection, known.id)
        record = labels.get_label(connection, name)
        assert record is not None, "labels are never removed"
        old = record.label
        label = replace(
            old,
            description=old.description if description is None else description,
            guidelines=old.guidelines if guidelines is None else guidelines,
            rule=rule or old.rule,
            queries=tuple(choose(old.queries)),
        )
        gone = [text for text in old.queries if text not in label.queries]
        labels.remove_queries(connection, record.id, gone)
        labels.update_label(connection, record.id, label)
    return label


def status(parts: Parts, name: str | None = None) -> list[LabelStatus]:
    """Return how one label stands, or all of them by name, in a handful of queries."""
    with parts.database.reading() as connection:
        records = labels.list_labels(connection) if name is None else [find_label(parts, name)]
        ids = [record.id for record in records]
        versions = classifiers.count_versions(connection, ids)
        current = classifiers.current(connection, ids)
        learnt = {name: version.dataset_digest for name, (version, _) in current.items()}
        counts = _counts(parts, connection, records, learnt)
        deployed = deployments.newest(connection, ids)
        new = log.new_counts(connection, ids)
    found = []
    for record in records:
        label = record.label
        version, build = current.get(label.name, (None, None))
        quality = None if version is None else version.evaluation.average_precision
        in_use = deployed.get(label.name)
        count = counts[record.id]
        found.append(
            LabelStatus(
                label,
                positives=count.positives,
                negatives=count.negatives,
                skips=count.skips,
                versions=versions.get(record.id, 0),
                last_build=None if build is None else build.built_at,
                new_judgements=new.get(record.id, 0),
                new_shots=count.new_shots,
                average_precision=None if quality is None else quality.value,
                quality=quality,
                diversity=None if version is None else version.evaluation.diversity.score,
                current_version=None if version is None else version.number,
                deployed_version=None if in_use is None else in_use.number,
            )
        )
    return found


class _Counts(NamedTuple):
    positives: int
    negatives: int
    skips: int
    new_shots: int


def _counts(
    parts: Parts,
    connection: Connection,
    records: Sequence[LabelRecord],
    learnt: Mapping[str, str],
) -> dict[int, _Counts]:
    """Return counts by label; labels whose log stood still are not read.

    ``learnt`` holds the digest of the verdicts that the newest Build learnt from, by label.
    """
    states = log.states(connection, [record.id for record in records])
    known: dict[int, tuple[object, _Counts]] = parts.recent.peek(COUNTS) or {}
    keys = {
        record.id: (states.get(record.id), record.label.rule, learnt.get(record.label.name))
        for record in records
    }
    stale = [r for r in records if r.id not in known or known[r.id][0] != keys[r.id]]
    fresh = {}
    if stale:
        votes = log.votes_by_label(connection, [record.id for record in stale])
        for record in stale:
            joined = annotation_log.join(votes[record.id], record.label.rule)
            digest = learnt.get(record.label.name)
            dataset = None if digest is None else classifiers.get_dataset(connection, digest)
            fresh[record.id] = (keys[record.id], _count(joined, dataset))
        parts.recent.put(COUNTS, {**known, **fresh})
    return {i: (fresh[i] if i in fresh else known[i])[1] for i in keys}


def _count(joined: Mapping[ShotId, Verdict], learnt: LabeledDataset | None) -> _Counts:
    by = {
        verdict: {shot for shot, given in joined.items() if given is verdict} for verdict in Verdict
    }
    yes, no = by[Verdict.POSITIVE], by[Verdict.NEGATIVE]
    changed = yes | no
    if learnt is not None:
        changed = yes.symmetric_difference(learnt.positives)
        changed |= no.symmetric_difference(learnt.negatives)
    return _Counts(len(yes), len(no), len(by[Verdict.SKIP]), len(changed))


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


def missing_starters(parts: Parts) -> list[str]:
    """Return the names of the starter labels that are not there yet."""
    with parts.database.reading() as connection:
        return [label.name for label in _missing_starters(connection)]


def create_starters(parts: Parts) -> list[str]:
    """Add the starter labels that are not there yet, and return their names."""
    with parts.database.writing() as connection:
        fresh = _missing_starters(connection)
        for label in fresh:
            labels.create_label(connection, label)
    return [label.name for label in fresh]


def _missing_starters(connection: Connection) -> list[Label]:
    known = {record.label.name for record in labels.list_labels(connection)}
    return [label for label in starter_labels() if label.name not in known]
