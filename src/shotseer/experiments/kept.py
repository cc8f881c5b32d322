"""Works on labels one by one, in several processes, and keeps what came of each.

Plain values go in and come out. A run that was cut off goes on where it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
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
Work: TypeAlias = Callable[[LabelData], tuple[str, dict[str, Any]]]
"""A function of a module, from a label's data to its name and what came of it, as JSON values."""


def each_label(
    stage: str,
    release: Release,
    labels: Sequence[str],
    executor: Executor,
    kept: Path,
    work: Work,
    rules: int,
) -> Generator[Progress, None, list[dict[str, Any]]]:
    """Work on labels, or take what was kept of them; return the results in the labels' order.

    Args:
        stage: the words of the progress.
        release: the data.
        labels: of it.
        executor: runs a label at a time.
        kept: folder for results; made if needed.
        work: what is done.
        rules: a number that goes up when a result would differ; what was kept by other rules is
            worked out again.

    Raises:
        InputError: a file of the data is missing or damaged.
    """
    results: dict[str, dict[str, Any]] = {}
    places: dict[str, Path] = {}
    yield Progress(stage, 0, len(labels), unit="labels")
    todo = _not_kept(gather(release, labels), kept, _edition(rules), results, places)
    with closing(cast(Generator[Any, None, None], executor.map(work, todo))) as done:
        for label, plain in done:
            _keep(places[label], plain)
            results[label] = plain
            yield Progress(stage, len(results), len(labels), label, "labels")
    yield Progress(stage, len(labels), len(labels), unit="labels")
    return [results[label] for label in labels]


def _not_kept(
    waiting: Iterator[LabelData],
    kept: Path,
    edition: str,
    results: dict[str, dict[str, Any]],
    places: dict[str, Path],
) -> Iterator[LabelData]:
    """Yield what has to be worked on; note what was kept of the rest, and where each is kept."""
    for data in waiting:
        place = kept / f"{data.label}.{data.digest[:16]}-{edition}.json"
        if place.is_file():
            results[data.label] = json.loads(place.read_bytes())
        else:
            places[data.label] = place
            yield data


def _keep(place: Path, plain: dict[str, Any]) -> None:
    with files.whole(place) as file:
        file.write(json.dumps(plain, ensure_ascii=False).encode())
    files.replace_older(place, f"{place.name.partition('.')[0]}.*.json")


def _edition(rules: int) -> str:
    """Return what besides the data a result follows from."""
    versions = [metadata.version(name) for name in LIBRARIES]
    return "-".join([str(rules), __version__, *versions])
