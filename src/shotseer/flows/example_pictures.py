"""Pictures that someone brought to search by: kept in the cache, named by their content."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from shotseer.core.errors import NotFoundError, StoreError
from shotseer.flows.parts import Parts
from shotseer.media import stills
from shotseer.store import files

LOOK = 64
"""The shorter side, in pixels, at which a picture is looked at to see whether it is one."""
NAME = re.compile(r"[0-9a-f]{32}")


def add(parts: Parts, data: bytes) -> str:
    """Keep a picture, after looking whether it is one, and return its id.

    Raises:
        MediaError: it is not a picture, or too large.
        StoreError: it cannot be written.
    """
    picture_id = hashlib.blake2b(data, digest_size=16).hexdigest()
    path = _path(parts, picture_id)
    if path.exists():
        return picture_id
    try:
        with files.whole(path, sync=False) as file:
            file.write(data)
        stills.read_picture(path, LOOK)
    except OSError as error:
        raise StoreError(
            f"could not keep the picture in {path.parent}: {error.strerror}",
            hint="Free some disk space and try again.",
        ) from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return picture_id


def find(parts: Parts, picture_id: str) -> Path:
    """Return the file of a picture.

    Raises:
        NotFoundError: there is none; the cache may have been emptied.
    """
    path = _path(parts, picture_id)
    if not NAME.fullmatch(picture_id) or not path.is_file():
        raise NotFoundError(
            f"the picture {picture_id!r} is not here any more", hint="Drop it on the page again."
        )
    return path


def _path(parts: Parts, picture_id: str) -> Path:
    return parts.folder.cache / "pictures" / picture_id
