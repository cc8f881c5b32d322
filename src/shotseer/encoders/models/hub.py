"""Speaks to a hub of models, or a mirror of it, through ``huggingface_hub``."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shotseer._version import __version__
from shotseer.core.errors import ConflictError, NotFoundError, PluginError, StoreError

if TYPE_CHECKING:
    import httpx2

PUBLIC = "https://huggingface.co"
TIMEOUT_SECONDS = 30
RANGE_REFUSED = 416

_SHA1, _SHA256 = re.compile(r"[0-9a-f]{40}"), re.compile(r"[0-9a-f]{64}")
_BUSY = (408, 429, 500, 502, 503, 504)


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

    Raises:
        ConflictError: offline.
        PluginError: ``huggingface_hub`` is not installed.
    """

    def __init__(self, address: str = "", *, offline: bool = False) -> None:
        self.address = (address or PUBLIC).rstrip("/")
        if offline:
            raise _offline(self.address)
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
            files = {str(file.rfilename): _announced(file) for file in info.siblings or ()}
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
        if (
            size is None
            or size < 0
            or not (_SHA1.fullmatch(checksum) or _SHA256.fullmatch(checksum))
        ):
            raise StoreError(
                f"{self.address} tells no size or no checksum of {listing.repository}/{name}",
                hint="What cannot be checked is not used. Choose another mirror.",
            )
        return RemoteFile(listing.repository, listing.revision, name, size, checksum)

    @contextmanager
    def content(self, file: RemoteFile, first_byte: int) -> Iterator[httpx2.Response]:
        """Give the answer to the wish for a file from some byte on, its content still to come.

        Raises:
            CutError: there is no connection, or the hub is busy; another attempt may do better.
            StoreError: it answers for another commit.
        """
        import httpx2
        from huggingface_hub.errors import HfHubHTTPError
        from huggingface_hub.utils import get_session, hf_raise_for_status

        headers = {"Accept-Encoding": "identity", **_headers()}
        if first_byte:
            headers["Range"] = f"bytes={first_byte}-"
        url = self._url(file.repository, file.revision, file.name)
        with self._answers(f"{file.repository}/{file.name}"):
            try:
                with get_session().stream(
                    "GET", url, headers=headers, timeout=TIMEOUT_SECONDS
                ) as response:
                    if response.status_code != RANGE_REFUSED:
                        hf_raise_for_status(response)
                    first = response.history[0] if response.history else response
                    commit = first.headers.get("X-Repo-Commit")
                    self._check_commit(file.repository, file.revision, commit)
                    yield response
            except (httpx2.TimeoutException, httpx2.NetworkError, httpx2.RemoteProtocolError) as no:
                raise CutError(str(no) or type(no).__name__) from no
            except HfHubHTTPError as error:
                if error.response.status_code in _BUSY:
                    raise CutError(f"status {error.response.status_code}") from error
                raise

    def distrust(self, message: str) -> StoreError:
        """Return what to tell a person whose hub contradicts itself."""
        return StoreError(
            message,
            hint="What was wrong is deleted, and nothing was installed. Pull again; if that does "
            "not help, do not trust this address, and set `hub` to another.",
        )

    def _check_commit(self, repository: str, wanted: str, found: str | None) -> None:
        if found is not None and found != wanted:
            raise self.distrust(
                f"{self.address} was asked for the commit {wanted[:12]} of {repository}, and "
                f"sends {found[:12]}"
            )

    def _url(self, repository: str, revision: str, name: str) -> str:
        from huggingface_hub import hf_hub_url

        return hf_hub_url(repository, name, revision=revision, endpoint=self.address)

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


class CutError(Exception):
    """A connection ended early, or there was none. It is tried again."""


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


def _headers() -> dict[str, str]:
    from huggingface_hub.utils import build_hf_headers

    return build_hf_headers(library_name="shotseer", library_version=__version__)


def _announced(file: Any) -> tuple[int | None, str | None]:
    """Return size and checksum of a file as the hub lists it."""
    size, checksum = file.size, file.blob_id
    if file.lfs is not None:
        size, checksum = file.lfs.size, file.lfs.sha256
    return None if size is None else int(size), None if checksum is None else str(checksum)


def _offline(address: str) -> ConflictError:
    return ConflictError(
        f"nothing is fetched from {address}: this machine is set to work offline",
        hint="Set `offline` to false (and unset HF_HUB_OFFLINE), or bring the model's folder here "
        "and use it as onnx:FOLDER.",
    )
