"""Works on labels one by one, in several processes, and keeps what came of each.

Plain values go in and come out. A run that was cut off goes on where it was.
"""

from __future__ import annotations

import glob
import json
import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, TypeAlias, cast

from shotseer._version import __version__
from shotseer.core.job import Progress
from shotseer.core.ports import Executor
from shotseer.datasets.videoannotator import Release
from shotseer.experiments.label_data import LabelData, gather
from shotseer.store import files

LIBRARIES = ("numpy", "scipy", "scikit-learn")
DIGITS = 16
"""Of the digest of a label's data, in the name of the file that is kept of it."""
Work: TypeAlias = Callable[[LabelData], tuple[str, dict[str, Any]]]
"""A function of a module, from a label's data to its name and what came of it, as JSON values."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """What is done with each label.

    Attributes:
        name: begins the names of its files, so that experiments can share a folder.
        words: of the progress.
        work: what is done.
        rules: a number that goes up when a result would differ; what was kept by other rules is
            worked out again.
    """

    name: str
    words: str
    work: Work
    rules: int


def each_label(
    experiment: Experiment,
    release: Release,
    labels: Sequence[str],
    executor: Executor,
    kept: Path,
) -> Generator[Progress, None, list[dict[str, Any]]]:
    """Work on labels, or take what was kept of them; return the results in the labels' order.

    Args:
        experiment: what is done.
        release: the data.
        labels: of it.
        executor: runs a label at a time.
        kept: folder for results; made if needed.

    Raises:
        InputError: a file of the data is missing or damaged.
    """
    results: dict[str, dict[str, Any]] = {}
    places: dict[str, Path] = {}
    words = experiment.words
    yield Progress(words, 0, len(labels), unit="labels")
    todo = _not_kept(gather(release, labels), kept, experiment, results, places)
    with closing(cast(Generator[Any, None, None], executor.map(experiment.work, todo))) as done:
        for label, plain in done:
            _keep(places[label], _start(experiment.name, label), plain)
            results[label] = plain
            yield Progress(words, len(results), len(labels), label, "labels")
    yield Progress(words, len(labels), len(labels), unit="labels")
    return [results[label] for label in labels]


def labels_in(kept: Path, experiment: Experiment) -> set[str]:
    """Return the labels of which a folder keeps results of an experiment, of whatever data."""
    name = re.compile(rf"{experiment.name}\.(.+)\.[0-9a-f]{{{DIGITS}}}-.*\.json")
    found = (name.fullmatch(path.name) for path in kept.glob(f"{experiment.name}.*.json"))
    return {match[1] for match in found if match}


def _not_kept(
    waiting: Iterator[LabelData],
    kept: Path,
    experiment: Experiment,
    results: dict[str, dict[str, Any]],
    places: dict[str, Path],
) -> Iterator[LabelData]:
    """Yield what has to be worked on; note what was kept of the rest, and where each is kept."""
    edition = _edition(experiment.rules)
    for data in waiting:
        start = _start(experiment.name, data.label)
        place = kept / f"{start}.{data.digest[:DIGITS]}-{edition}.json"
        if place.is_file():
            results[data.label] = json.loads(place.read_bytes())
        else:
            places[data.label] = place
            yield data


def _start(name: str, label: str) -> str:
    """Return what the name of a file begins with, up to the digest."""
    return f"{name}.{label}"


def _keep(place: Path, start: str, plain: dict[str, Any]) -> None:
    with files.whole(place) as file:
        file.write(json.dumps(plain, ensure_ascii=False).encode())
    # So many digits and a dash: labels may have dots, and begin like others.
    files.replace_older(place, f"{glob.escape(start)}.{'?' * DIGITS}-*.json")


def _edition(rules: int) -> str:
    """Return what besides the data a result follows from."""
    versions = [metadata.version(name) for name in LIBRARIES]
    return "-".join([str(rules), __version__, *versions])
