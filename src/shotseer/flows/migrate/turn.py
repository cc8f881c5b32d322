"""The turn from one space to another, and back: one transaction, in which everything moves.

The space in use, the current version of each label, and the deployed ones. Verdicts, versions,
feeds and what was offered stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from shotseer.core.classifier import ClassifierVersion
from shotseer.core.embedding import EmbeddingSpace
from shotseer.core.feed import FeedKind
from shotseer.core.migration import LabelChange
from shotseer.flows import build
from shotseer.flows.migrate.in_use import InUse, in_use
from shotseer.store import classifiers, current, deployments, migrations_log
from shotseer.store.migrations_log import Event, Story


def lock_labels(connection: Connection) -> list[InUse]:
    """Keep Builds from ending until the transaction does, and return what is in use."""
    for label in in_use(connection):
        classifiers.lock(connection, label.record.id)
    return in_use(connection)


def switch(
    connection: Connection,
    story: Story,
    spaces: tuple[EmbeddingSpace, EmbeddingSpace],
    changes: Sequence[LabelChange],
    by: str,
) -> bool:
    """Turn to the new space, in a writing transaction.

    Returns:
        False, with nothing changed, where a version came into use that was not rebuilt yet.
    """
    known = {change.version_id: change for change in changes}
    labels = lock_labels(connection)
    if any(version not in known for label in labels for version in label.versions()):
        return False
    old, new = spaces
    current.set_space(connection, new)
    moved = [_switch_label(connection, label, known, (old, new), by) for label in labels]
    facts = {"labels": [row for row in moved if row is not None]}
    ids = old.id, new.id
    migrations_log.append(connection, story.first.migration, Event.SWITCHED, ids, facts, by)
    return True


def _switch_label(
    connection: Connection,
    label: InUse,
    known: Mapping[str, LabelChange],
    spaces: tuple[EmbeddingSpace, EmbeddingSpace],
    by: str,
) -> dict[str, Any] | None:
    """Put the rebuilt versions of a label to use, and return what was in use before."""
    if label.current is None and label.deployed is None:
        return None
    now = _candidate(connection, label.current, known)
    if now is not None:
        classifiers.save_builds(connection, label.record.id, [(now.id, label.seen)], by)
        for kind in FeedKind:
            build.open_feed(connection, label.record.id, now, kind)
    put = _candidate(connection, label.deployed, known)
    if label.deployed is not None:
        reason = known[label.deployed.id].reason
        note = _deployed_note(label.deployed, put, spaces, reason)
        _deploy(connection, label, put, _threshold(label), note, by)
    return {
        "label": label.record.id,
        "current": None if label.current is None else label.current.id,
        "seen": label.seen,
        "deployed": None if label.deployed is None else label.deployed.id,
        "threshold": _threshold(label),
        "put": None if put is None else put.id,
    }


def roll_back(
    connection: Connection, story: Story, spaces: tuple[EmbeddingSpace, EmbeddingSpace], by: str
) -> None:
    """Turn back to the space that was left, with the versions of then, in a writing transaction."""
    old, new = spaces
    labels = lock_labels(connection)
    entry = story.newest(Event.SWITCHED)
    assert entry is not None
    left = {row["label"]: row for row in entry.facts["labels"]}
    current.set_space(connection, old)
    for label in labels:
        row = left.get(label.record.id)
        was = None if row is None else row["current"]
        if row is not None and was is not None and was != (label.current and label.current.id):
            classifiers.save_builds(connection, label.record.id, [(was, row["seen"])], by)
        _deploy_again(connection, label, row, entry.at, spaces, by)
    ids = old.id, new.id
    migrations_log.append(connection, story.first.migration, Event.ROLLED_BACK, ids, {}, by)


def _deploy_again(
    connection: Connection,
    label: InUse,
    row: Mapping[str, Any] | None,
    switched_at: datetime,
    spaces: tuple[EmbeddingSpace, EmbeddingSpace],
    by: str,
) -> None:
    """Deploy what was deployed at the switch, unless somebody took the label out of use since."""
    old, _ = spaces
    was = None if row is None else row["deployed"]
    newest = label.deployment
    is_untouched = was is not None and newest is not None and newest.at <= switched_at
    if (label.deployed is None and not is_untouched) or _is_of(label.deployed, old):
        return
    version = None if was is None else classifiers.get_version(connection, was)
    threshold = None if row is None else row["threshold"]
    back = "deployed again" if version is not None else "taken out of use"
    note = f"{back}: the encoder was changed back to {old.encoder}"
    _deploy(connection, label, version, threshold, note, by)


def _is_of(version: ClassifierVersion | None, space: EmbeddingSpace) -> bool:
    return version is not None and version.space_id == space.id


def _deploy(
    connection: Connection,
    label: InUse,
    version: ClassifierVersion | None,
    threshold: float | None,
    note: str,
    by: str,
) -> None:
    deployments.add(
        connection,
        label.record.id,
        None if version is None else version.id,
        threshold=None if version is None else threshold,
        note=note,
        by=by,
    )


def _threshold(label: InUse) -> float | None:
    return None if label.deployment is None else label.deployment.threshold


def _candidate(
    connection: Connection, version: ClassifierVersion | None, known: Mapping[str, LabelChange]
) -> ClassifierVersion | None:
    found = None if version is None else known[version.id].candidate_id
    return None if found is None else classifiers.get_version(connection, found)


def _deployed_note(
    was: ClassifierVersion,
    now: ClassifierVersion | None,
    spaces: tuple[EmbeddingSpace, EmbeddingSpace],
    reason: str,
) -> str:
    change = f"the encoder was changed from {spaces[0].encoder} to {spaces[1].encoder}"
    if now is None:
        return f"taken out of use: {change}, and version {was.number} was not rebuilt: {reason}"
    uncalibrated = was.is_calibrated and not now.is_calibrated
    warning = "; its scores are not calibrated any more" if uncalibrated else ""
    return f"version {was.number} rebuilt: {change}{warning}"
