"""Fetches a model: tells what first, then brings it here, checks it, and only then installs it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from shotseer.core.errors import PluginError, StoreError
from shotseer.core.job import Progress
from shotseer.encoders.models import layouts
from shotseer.encoders.models.catalogue import Model
from shotseer.encoders.models.download import SHA256_DIGITS, WAITS, checksum, download
from shotseer.encoders.models.hub import Hub, RemoteFile
from shotseer.encoders.models.shelf import Installed, Shelf, damaged, disk_error, sha256, storing

STAGE, CHECKING = "fetching", "checking"
WAITING = "waiting for another pull of this model"
_LOCK_SECONDS = 1.0
_SPARE_BYTES = 50 * 10**6


@dataclass(frozen=True, slots=True)
class Plan:
    """What a pull fetches, known before it begins.

    ``why`` says where the commit ``revision`` comes from. ``files`` holds each file by the name it
    gets; ``here`` is the model where it is here already, just so.
    """

    model: Model
    hub: str
    revision: str
    why: str
    licence: str | None
    files: dict[str, RemoteFile]
    here: Installed | None

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files.values())


def plan(model: Model, hub: Hub, shelf: Shelf) -> Plan:
    """Ask the hub what there is to fetch.

    A model that is here keeps its commit, unless another one was asked for.

    Raises:
        NotFoundError: no such repository, revision or variant.
        InputError: the repository has no layout that can be read here.
        ConflictError: the hub cannot be reached.
        StoreError: it contradicts itself, or the catalogue.
    """
    here = shelf.get(model.name)
    known = here.revision if here and here.repository == model.repository else None
    listing = hub.listing(model.repository, model.revision or known)
    names = layouts.needed(listing.files, model)
    files = {local: hub.file(listing, remote) for remote, local in names.items()}
    if model.settings_from:
        files = _settings(hub, model.settings_from, here) | files
    for local, file in files.items():
        layouts.check_name(local)
        _check_catalogue(model, file, hub.address)
    why = "as named" if model.revision else "as before" if known else "the newest"
    licence = model.licence or listing.licence
    found = Plan(model, hub.address, listing.revision, why, licence, files, None)
    return replace(found, here=here) if here and _is_same(here, found) else found


def pull(
    found: Plan, hub: Hub, shelf: Shelf, *, waits: Sequence[float] = WAITS
) -> Generator[Progress, None, Installed]:
    """Fetch, check and install a model, as a generator of progress; closing it keeps what came.

    Any number of processes may do this at once: one fetches, the others wait and find it there.
    A model that is here is read again, and what is damaged is fetched anew.

    Raises:
        ConflictError: the connection was lost; pulling again goes on.
        StoreError: the disk is full, or what came is not what was announced.
    """
    model = found.model
    with storing(shelf.root):
        shelf.root.mkdir(parents=True, exist_ok=True)
    with _lock(shelf, model.name) as lock:
        while not lock():
            yield Progress(WAITING, 0)
        here = shelf.get(model.name)
        if here is not None and _is_same(here, found):
            yield Progress(CHECKING, 0)
            if not damaged(here, shelf):
                return here
        _check_room(found, shelf)
        yield from _fetch(found, hub, shelf, waits)
        installed = _describe(found, shelf)
        shelf.install(installed)
    return installed


def _fetch(found: Plan, hub: Hub, shelf: Shelf, waits: Sequence[float]) -> Iterator[Progress]:
    name = found.model.name
    finished = 0
    for local, file in found.files.items():
        target = shelf.staging(name) / local
        if _have(file, target, shelf.folder(name) / local):
            yield _progress(finished + file.size, found.size, local)
        else:
            for done in download(hub, file, target, waits=waits):
                yield _progress(finished + done, found.size, local)
        finished += file.size


def _have(file: RemoteFile, target: Path, installed: Path) -> bool:
    """Whether an earlier pull brought a file, or the model that is here has it."""
    with storing(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_file() and checksum(target, of_kind=file.checksum) == file.checksum:
            return True
        target.unlink(missing_ok=True)
        if not installed.is_file() or checksum(installed, of_kind=file.checksum) != file.checksum:
            return False
        try:
            os.link(installed, target)
        except OSError:  # a file system without links
            shutil.copyfile(installed, target)
    return True


def _describe(found: Plan, shelf: Shelf) -> Installed:
    model = found.model
    files = {}
    for local, file in found.files.items():
        with storing(shelf.root):
            path = shelf.staging(model.name) / local
            digest = file.checksum if len(file.checksum) == SHA256_DIGITS else sha256(path)
        wanted = _wanted(model, file)
        if wanted not in (None, digest):
            raise _not_ours(file, found.hub)
        files[local] = {
            "size": file.size,
            "sha256": digest,
            "proof": "hub" if wanted is None else "catalogue",
            "checksum": file.checksum,
            "repository": file.repository,
            "revision": file.revision,
        }
    return Installed(
        name=model.name,
        repository=model.repository,
        revision=found.revision,
        variant=model.variant,
        licence=found.licence,
        hub=found.hub,
        pulled_at=datetime.now(UTC).isoformat(timespec="seconds"),
        files=files,
    )


def _settings(hub: Hub, repository: str, here: Installed | None) -> dict[str, RemoteFile]:
    """Return the files of a second repository, at the commit they were taken from before."""
    kept = here.files.values() if here else ()
    known = next((str(of["revision"]) for of in kept if of["repository"] == repository), None)
    listing = hub.listing(repository, known)
    return {name: hub.file(listing, name) for name in layouts.settings_of(listing.files)}


def _check_catalogue(model: Model, file: RemoteFile, address: str) -> None:
    """Refuse before anything is fetched, where the hub announces another file than we know."""
    wanted = _wanted(model, file)
    if len(file.checksum) == SHA256_DIGITS and wanted not in (None, file.checksum):
        raise _not_ours(file, address)


def _wanted(model: Model, file: RemoteFile) -> str | None:
    """Return the SHA-256 that the catalogue knows of a file."""
    return model.sha256.get(file.name) if file.repository == model.repository else None


def _not_ours(file: RemoteFile, address: str) -> StoreError:
    return StoreError(
        f"{address} has another {file.name} than the catalogue names for {file.repository}",
        hint="Nothing was installed. Do not trust this address, and set `hub` to another.",
    )


def _is_same(here: Installed, found: Plan) -> bool:
    """Whether the model that is here has just the files of a plan."""
    kept = {name: (file["size"], file["checksum"]) for name, file in here.files.items()}
    return kept == {name: (file.size, file.checksum) for name, file in found.files.items()}


def _check_room(found: Plan, shelf: Shelf) -> None:
    staging = shelf.staging(found.model.name)
    have = sum(path.stat().st_size for path in staging.rglob("*") if path.is_file())
    missing = found.size - have + _SPARE_BYTES
    if shutil.disk_usage(shelf.root).free < missing:
        raise disk_error(shelf.root, "the disk has not enough room", missing)


def _progress(done: int, total: int, note: str) -> Progress:
    return Progress(STAGE, done / 1e6, total / 1e6, note, "MB")


@contextmanager
def _lock(shelf: Shelf, name: str) -> Iterator[Callable[[], bool]]:
    """Give a function that takes the lock of a model, or says after a while that another has it.

    The system frees it when its holder ends, in whatever way.
    """
    try:
        import filelock
    except ModuleNotFoundError as error:
        raise PluginError(
            "fetching models needs the package filelock, which is not installed",
            hint='Install what models need: pip install "shotseer[onnx]"',
        ) from error
    lock = filelock.FileLock(shelf.lock(name))

    def take() -> bool:
        try:
            with storing(shelf.root):
                lock.acquire(timeout=_LOCK_SECONDS)
        except filelock.Timeout:
            return False
        return True

    try:
        yield take
    finally:
        lock.release()
