"""Speaks to a hub of models, or a mirror of it, through ``huggingface_hub``.

Its client, endpoints, tokens and errors are used as they are; the bytes are read here. As of
version 2.4 its own download deletes what it has whenever a connection is cut, keeps ten megabytes
in memory before it writes any, and takes what a mirror sends without looking at a checksum. Here
every byte that came is on the disk, the next attempt asks for the rest only, and nothing counts
whose SHA-256 (of large files) or git blob id (of small ones) is not the one that was announced.
Storage by chunks (Xet) is left alone, so that any mirror that speaks HTTP will do.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shotseer._version import __version__
from shotseer.core.errors import ConflictError, NotFoundError, PluginError, StoreError
from shotseer.encoders.models.shelf import storing

if TYPE_CHECKING:
    import httpx2

PUBLIC = "https://huggingface.co"
WAITS = (1.0, 2.0, 4.0, 8.0)
"""Seconds before each further attempt, where one brought nothing."""
TIMEOUT_SECONDS = 30

_SHA1, _SHA256 = re.compile(r"[0-9a-f]{40}"), re.compile(r"[0-9a-f]{64}")
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a repository at one commit, as the hub announces it.

    ``checksum`` is its SHA-256 (64 digits), or its id as a git blob (40).
    """

    repository: str
    revision: str
    name: str
    size: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A repository at one commit: all its files, by name, and the licence its card names.

    Size and checksum of a file are ``None`` where the hub does not say.
    """

    repository: str
    revision: str
    licence: str | None
    files: dict[str, tuple[int | None, str | None]]


class Hub:
    """A hub, or a mirror.

    Args:
        address: of a mirror; empty: the public hub.
        offline: refuse to fetch anything.
        waits: seconds before each further attempt, where one brought nothing.

    Raises:
        ConflictError: offline.
        PluginError: ``huggingface_hub`` is not installed.
    """

    def __init__(
        self, address: str = "", *, offline: bool = False, waits: Sequence[float] = WAITS
    ) -> None:
        self.address = (address or PUBLIC).rstrip("/")
        if offline:
            raise _offline(self.address)
        self._waits = waits
        self._api = _client(self.address)

    def listing(self, repository: str, revision: str | None) -> Listing:
        """Return the files of a repository at a commit, tag or branch; ``None`` is the newest.

        Raises:
            NotFoundError: no such repository or revision, or not for everybody.
            ConflictError: the hub cannot be reached, or answers with something else.
            StoreError: it answers for another commit than the one asked for.
        """
        with self._answers(repository):
            info = self._api.model_info(
                repository, revision=revision, files_metadata=True, timeout=TIMEOUT_SECONDS
            )
            commit = str(info.sha or "")
            files = {file.rfilename: _announced(file) for file in info.siblings or ()}
            card = info.card_data or {}
            licence = card.get("license_name") or card.get("license")
        if not _SHA1.fullmatch(commit):
            raise self._no_hub(f"it names no commit of {repository}")
        if revision and _SHA1.fullmatch(revision):
            self._check_commit(repository, revision, commit)
        return Listing(repository, commit, None if licence is None else str(licence), files)

    def file(self, listing: Listing, name: str) -> RemoteFile:
        """Return what the hub announces about a file; it is asked where its list does not say.

        Raises:
            StoreError: there is no checksum to be had.
        """
        size, checksum = listing.files[name]
        if size is None or checksum is None:
            from huggingface_hub import get_hf_file_metadata

            url = self._url(listing.repository, listing.revision, name)
            with self._answers(f"{listing.repository}/{name}"):
                head = get_hf_file_metadata(url, timeout=TIMEOUT_SECONDS, endpoint=self.address)
            size, checksum = head.size, head.etag or ""
            self._check_commit(listing.repository, listing.revision, head.commit_hash)
        if size is None or not (_SHA1.fullmatch(checksum) or _SHA256.fullmatch(checksum)):
            raise StoreError(
                f"{self.address} tells no size or no checksum of {listing.repository}/{name}",
                hint="What cannot be checked is not used. Choose another mirror.",
            )
        return RemoteFile(listing.repository, listing.revision, name, size, checksum)

    def fetch(self, file: RemoteFile, target: Path) -> Iterator[int]:
        """Bring a file here, going on from what is there, and yield how many bytes there are.

        The file appears under its name when it is whole and right; until then it grows beside it.

        Raises:
            ConflictError: the connection was cut again and again; what came is kept.
            StoreError: the disk is full; or another content came than was announced, which is
                deleted.
        """
        part = target.with_name(f".{target.name}.{file.checksum[:16]}.part")
        with storing(part.parent, file.size):
            part.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield from self._gather(file, part)
            self._accept(file, part, target)
        except _LiesError as error:
            part.unlink(missing_ok=True)
            raise self._distrust(
                f"{self.address} has not the {file.repository}/{file.name} that was announced: "
                f"it has {error}"
            ) from error
        yield file.size

    def _gather(self, file: RemoteFile, part: Path) -> Iterator[int]:
        """Ask for what is missing until all is there; connections that end early do no harm."""
        attempts = 0
        while (before := _size(part)) < file.size:
            try:
                yield from self._stream(file, part)
            except _Cut as cut:
                attempts = 0 if _size(part) > before else attempts + 1
                if attempts > len(self._waits):
                    raise self._cut(file, _size(part), cut.reason) from cut
                time.sleep(self._waits[attempts - 1] if attempts else 0)

    def _stream(self, file: RemoteFile, part: Path) -> Iterator[int]:
        """Ask for what is missing, and write it as it comes; raises `_Cut` when it ends early."""
        import httpx2
        from huggingface_hub.errors import HfHubHTTPError

        have = _size(part)
        headers = {"Accept-Encoding": "identity", **self._headers()}
        if have:
            headers["Range"] = f"bytes={have}-"
        url = self._url(file.repository, file.revision, file.name)
        with self._answers(f"{file.repository}/{file.name}"):
            try:
                with _session().stream("GET", url, headers=headers, timeout=TIMEOUT_SECONDS) as got:
                    have = self._start(file, have, got)
                    yield from self._write(file, part, have, got)
            except (
                httpx2.TimeoutException,
                httpx2.NetworkError,
                httpx2.RemoteProtocolError,
            ) as error:
                raise _Cut(str(error) or type(error).__name__) from error
            except HfHubHTTPError as error:
                if error.response.status_code in (408, 429, 500, 502, 503, 504):
                    raise _Cut(f"status {error.response.status_code}") from error
                raise

    def _start(self, file: RemoteFile, have: int, response: httpx2.Response) -> int:
        """Check the head of an answer; return from which byte on it gives the file."""
        from huggingface_hub.utils import hf_raise_for_status

        if response.status_code == 416:  # there is nothing behind what is here
            raise _LiesError("another length")
        hf_raise_for_status(response)
        first = response.history[0] if response.history else response
        self._check_commit(file.repository, file.revision, first.headers.get("X-Repo-Commit"))
        sent = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if response.status_code == 206 and sent and int(sent[1]) == have:
            length: int | None = int(sent[2])
        else:  # it sends the whole, whatever was asked for
            have, length = 0, _length(response)
        if response.status_code not in (200, 206) or length not in (None, file.size):
            raise _LiesError("another length")
        return have

    def _write(
        self, file: RemoteFile, part: Path, start: int, response: httpx2.Response
    ) -> Iterator[int]:
        with storing(part.parent, file.size), part.open("ab", buffering=0) as out:
            out.truncate(start)
            done = start
            for chunk in response.iter_bytes():
                view = memoryview(chunk)
                while view:
                    view = view[out.write(view) :]
                done += len(chunk)
                if done > file.size:
                    break
                yield done
        if done > file.size:
            raise _LiesError("another length")
        if done < file.size:
            raise _Cut("the connection was closed early")

    def _accept(self, file: RemoteFile, part: Path, target: Path) -> None:
        with storing(part.parent, file.size):
            if file.size == 0:
                part.touch()
            found = checksum(part, of_kind=file.checksum)
            if found != file.checksum:
                raise _LiesError(f"the checksum {found[:12]}, not {file.checksum[:12]}")
            with part.open("rb") as written:
                os.fsync(written.fileno())
            os.replace(part, target)

    def _check_commit(self, repository: str, wanted: str, found: str | None) -> None:
        if found is not None and found != wanted:
            raise self._distrust(
                f"{self.address} was asked for the commit {wanted[:12]} of {repository}, and "
                f"sends {found[:12]}"
            )

    def _url(self, repository: str, revision: str, name: str) -> str:
        from huggingface_hub import hf_hub_url

        return hf_hub_url(repository, name, revision=revision, endpoint=self.address)

    def _headers(self) -> dict[str, str]:
        from huggingface_hub.utils import build_hf_headers

        return build_hf_headers(library_name="shotseer", library_version=__version__)

    @contextmanager
    def _answers(self, what: str) -> Iterator[None]:
        """Say in our words what goes wrong between us and the hub."""
        import httpx2
        from huggingface_hub import errors

        try:
            yield
        except errors.OfflineModeIsEnabled as error:
            raise _offline(self.address) from error
        except (errors.GatedRepoError, errors.DisabledRepoError) as error:
            raise NotFoundError(
                f"{what} is not open to everybody on {self.address}",
                hint="Accept its terms on its page, and log in with `hf auth login`.",
            ) from error
        except errors.HfHubHTTPError as error:
            status = error.response.status_code
            if status in (401, 403, 404):
                raise NotFoundError(
                    f"{self.address} has no {what}, or not for you (status {status})",
                    hint="Look at the name and the revision. A private one needs `hf auth login`.",
                ) from error
            raise self._no_hub(f"it answers with status {status}") from error
        except errors.HFValidationError as error:
            raise NotFoundError(
                f"{what!r} cannot be the name of a repository", hint="Give it as owner/name."
            ) from error
        except httpx2.TooManyRedirects as error:
            raise self._no_hub("it sends us in circles") from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise self._no_hub(str(error) or type(error).__name__) from error
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            # A page to log in to a network, for example, with status 200.
            raise self._no_hub("what it answers is not that of a hub") from error

    def _no_hub(self, reason: str) -> ConflictError:
        return ConflictError(
            f"the hub at {self.address} cannot be used: {reason}",
            hint="Look at the connection, or set `hub` to a mirror. What was fetched is kept.",
        )

    def _cut(self, file: RemoteFile, have: int, reason: str) -> ConflictError:
        return ConflictError(
            f"the connection to {self.address} was lost at {have / 1e6:,.1f} of "
            f"{file.size / 1e6:,.1f} MB of {file.name}: {reason}",
            hint="Pull again: it goes on from there.",
        )

    def _distrust(self, message: str) -> StoreError:
        return StoreError(
            message,
            hint="What was wrong is deleted, and nothing was installed. Pull again; if that does "
            "not help, do not trust this address, and set `hub` to another.",
        )


class _LiesError(Exception):
    """What comes is not what was announced; the text says what it has instead."""


class _Cut(Exception):  # noqa: N818 - no error yet: it is tried again
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def checksum(path: Path, *, of_kind: str) -> str:
    """Return the SHA-256 of a file, or its id as a git blob where ``of_kind`` is one."""
    if _SHA256.fullmatch(of_kind):
        digest = hashlib.sha256()
    else:
        digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _client(address: str) -> Any:
    try:
        import huggingface_hub
        from huggingface_hub import constants
    except ModuleNotFoundError as error:
        raise PluginError(
            f"fetching models needs the package {error.name}, which is not installed",
            hint='Install what models need: pip install "shotseer[onnx]"',
        ) from error
    # It would ask the public hub, mirror or not, for a list that it names programs by. We promise
    # that nothing is asked of anybody without being told.
    constants.HF_HUB_DISABLE_TELEMETRY = True
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    return huggingface_hub.HfApi(
        endpoint=address, library_name="shotseer", library_version=__version__
    )


def _session() -> httpx2.Client:
    from huggingface_hub.utils import get_session

    return get_session()


def _announced(file: Any) -> tuple[int | None, str | None]:
    """Return size and checksum of a file as the hub lists it."""
    if file.lfs is not None:
        return int(file.lfs.size), str(file.lfs.sha256)
    return file.size, file.blob_id


def _length(response: httpx2.Response) -> int | None:
    """Return how long an answer says it is; ``None`` where it is compressed, or says nothing."""
    told = response.headers.get("Content-Length", "")
    is_plain = response.headers.get("Content-Encoding", "identity") == "identity"
    return int(told) if is_plain and told.isdecimal() else None


def _offline(address: str) -> ConflictError:
    return ConflictError(
        f"nothing is fetched from {address}: this machine is set to work offline",
        hint="Set `offline` to false (and unset HF_HUB_OFFLINE), or bring the model's folder here "
        "and use it as onnx:FOLDER.",
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
