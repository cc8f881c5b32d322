"""Reading a picture from an image file, as an example of what to look for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from shotseer.core.arrays import Image
from shotseer.core.errors import MediaError
from shotseer.media.pictures import fit_shorter_side

if TYPE_CHECKING:
    import PIL.Image

MAX_BYTES = 50 * 2**20
MAX_PIXELS = 64_000_000
HINT = "Give a JPEG, PNG or WebP picture."


def read_picture(path: Path, shorter_side: int) -> Image:
    """Return the picture in a file, upright, ``(height, width, 3)`` uint8 RGB.

    It is shrunk until its shorter side is at most ``shorter_side`` pixels. What is transparent
    becomes white.

    Raises:
        MediaError: the file is no picture that can be read, or too large.
    """
    import PIL.Image
    import PIL.ImageOps

    # A picture with a huge size in its header warns before any size can be checked here, and
    # where warnings are errors it raises.
    refused = (PIL.Image.DecompressionBombError, PIL.Image.DecompressionBombWarning)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise MediaError(
                f"{path.name} is larger than {MAX_BYTES // 2**20} MiB", hint="Save it smaller."
            )
        with PIL.Image.open(path) as picture:
            _check_size(path, picture)
            upright = PIL.ImageOps.exif_transpose(picture)
            size = fit_shorter_side(upright.size, shorter_side)
            small = _opaque(upright).resize(size, PIL.Image.Resampling.BOX)
    except refused as error:
        raise _too_large(path) from error
    except FileNotFoundError as error:
        raise MediaError(f"there is no file {path}", hint="Check the path.") from error
    except MediaError:
        raise
    except Exception as error:
        # Each format's reader has its own errors for damaged files.
        raise MediaError(f"{path.name} cannot be read as a picture", hint=HINT) from error
    return np.ascontiguousarray(small, dtype=np.uint8)


def _check_size(path: Path, picture: PIL.Image.Image) -> None:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise _too_large(path)


def _too_large(path: Path) -> MediaError:
    return MediaError(
        f"{path.name} has more than {MAX_PIXELS // 10**6} million pixels", hint="Save it smaller."
    )


def _opaque(picture: PIL.Image.Image) -> PIL.Image.Image:
    import PIL.Image

    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layers = picture.convert("RGBA")
    white = PIL.Image.new("RGBA", layers.size, "white")
    return PIL.Image.alpha_composite(white, layers).convert("RGB")
