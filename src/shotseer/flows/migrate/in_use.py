"""The versions in use: those that a change of the encoder has to carry over."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import Connection

from shotseer.core.classifier import ClassifierVersion
from shotseer.core.deployment import Deployment
from shotseer.store import classifiers, deployments, labels
from shotseer.store.labels import LabelRecord

CURRENT, DEPLOYED = "current", "deployed"


@dataclass(frozen=True, slots=True)
class InUse:
    """A label with its versions in use; ``seen`` is the newest annotation the current one knew."""

    record: LabelRecord
    current: ClassifierVersion | None
    seen: int
    deployed: ClassifierVersion | None
    deployment: Deployment | None

    def versions(self) -> dict[str, tuple[ClassifierVersion, tuple[str, ...]]]:
        """Return the versions by id, with what they are to the label."""
        found: dict[str, tuple[ClassifierVersion, tuple[str, ...]]] = {}
        for role, version in ((CURRENT, self.current), (DEPLOYED, self.deployed)):
            if version is not None:
                found[version.id] = version, (*found.get(version.id, (version, ()))[1], role)
        return found


def in_use(connection: Connection) -> list[InUse]:
    """Return every label, by name, with its versions in use."""
    records = labels.list_labels(connection)
    ids = [record.id for record in records]
    current = classifiers.current(connection, ids)
    newest = deployments.newest(connection, ids)
    put = [one.version_id for one in newest.values() if one.version_id is not None]
    known = classifiers.get_versions(connection, put) if put else {}
    found = []
    for record in records:
        version, build = current.get(record.label.name, (None, None))
        deployment = newest.get(record.label.name)
        deployed = None if deployment is None else known.get(deployment.version_id or "")
        seen = 0 if build is None else build.annotations_to
        found.append(InUse(record, version, seen, deployed, deployment))
    return found
