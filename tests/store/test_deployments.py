from __future__ import annotations

from datetime import UTC, datetime

from tests.store import samples

from shotseer.core.classifier import ClassifierVersion, Diversity, Evaluation, Recipe
from shotseer.core.label import Label, LabeledDataset
from shotseer.store import classifiers, deployments, labels, spaces
from shotseer.store.database import Database


def version(label: str, number: int, digest: str) -> ClassifierVersion:
    quality = Evaluation(0, 0, 0, 0, None, None, None, None, False, Diversity(0.0, (), ()))
    return ClassifierVersion(
        id=f"{label}{number}",
        label=label,
        number=number,
        dataset_digest=digest,
        annotations_to=number,
        space_id=samples.SPACE.id,
        library_rows=0,
        library_digest="",
        recipe=Recipe("default", {}),
        threshold=0.5,
        is_calibrated=False,
        evaluation=quality,
        notes=(),
        created_at=datetime(2026, 1, number, tzinfo=UTC),
    )


def test_versions_in_use(database: Database) -> None:
    with database.writing() as connection:
        spaces.save_space(connection, samples.SPACE)
        labels.create_label(connection, Label("cat"))
        labels.create_label(connection, Label("dog"))
        cat, dog = (record.id for record in labels.list_labels(connection))
        dataset = LabeledDataset("dog", (), ())
        classifiers.save_datasets(connection, dog, [dataset])
        for number in (1, 2):
            made = version("dog", number, dataset.digest)
            classifiers.save_versions(connection, dog, [made])
            classifiers.save_builds(connection, dog, [(made.id, number)], "ada")
        assert deployments.newest(connection, [cat, dog]) == {}
        deployments.add(connection, dog, "dog1", threshold=0.75, note="first", by="ada")
        deployments.add(connection, dog, "dog2", threshold=None, note="", by="bob")
    with database.reading() as connection:
        assert [one.number for one in deployments.history(connection, dog)] == [2, 1]
        assert deployments.history(connection, cat) == []
        assert deployments.newest(connection, [cat, dog])["dog"].version_id == "dog2"
        current = classifiers.current(connection, [cat, dog])
        assert {name: one.number for name, (one, _) in current.items()} == {"dog": 2}
        assert classifiers.count_versions(connection, [cat, dog]) == {dog: 2}
        before = classifiers.previous_build(connection, dog)
        assert before is not None
        assert (before.version_id, before.annotations_to) == ("dog1", 1)
        assert classifiers.previous_build(connection, cat) is None
    with database.writing() as connection:
        classifiers.save_builds(connection, dog, [("dog1", 1)], "ada")
        deployments.add(connection, dog, None, threshold=None, note="out", by="ada")
    with database.reading() as connection:
        before = classifiers.previous_build(connection, dog)
        assert before is not None
        assert before.version_id == "dog2"
        assert deployments.newest(connection, [dog])["dog"].number is None
        assert classifiers.find_version(connection, dog, 2) == version("dog", 2, dataset.digest)
        assert classifiers.find_version(connection, dog, 3) is None
