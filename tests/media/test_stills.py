from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from shotseer.core.errors import MediaError
from shotseer.media.stills import read_picture


def halves() -> PIL.Image.Image:
    """Return a picture 80 wide and 40 high: red on the left, blue on the right."""
    pixels = np.zeros((40, 80, 3), np.uint8)
    pixels[:, :40] = (255, 0, 0)
    pixels[:, 40:] = (0, 0, 255)
    return PIL.Image.fromarray(pixels)


def test_a_picture_is_shrunk_and_never_enlarged(tmp_path: Path) -> None:
    halves().save(tmp_path / "a.png")
    small = read_picture(tmp_path / "a.png", 20)
    assert small.shape == (20, 40, 3)
    assert small.dtype == np.uint8
    assert (small[5, 5].tolist(), small[5, 35].tolist()) == ([255, 0, 0], [0, 0, 255])
    assert read_picture(tmp_path / "a.png", 300).shape == (40, 80, 3)


def test_a_photograph_is_turned_upright(tmp_path: Path) -> None:
    exif = PIL.Image.Exif()
    exif[0x0112] = 6  # turn clockwise to view
    halves().save(tmp_path / "a.jpg", exif=exif, quality=95)
    upright = read_picture(tmp_path / "a.jpg", 100)
    assert upright.shape == (80, 40, 3)
    assert upright[10, 20, 0] > 200
    assert upright[70, 20, 2] > 200


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1", "RGBA", "LA", "I;16"])
def test_every_kind_of_colour_becomes_rgb(tmp_path: Path, mode: str) -> None:
    picture = halves().convert("I" if mode == "I;16" else mode).convert(mode)
    name = "a.tif" if mode in ("CMYK", "I;16") else "a.png"
    picture.save(tmp_path / name)
    assert read_picture(tmp_path / name, 20).shape == (20, 40, 3)


def test_what_is_transparent_becomes_white(tmp_path: Path) -> None:
    PIL.Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(tmp_path / "a.png")
    assert read_picture(tmp_path / "a.png", 8)[0, 0].tolist() == [255, 255, 255]


def write_header(path: Path, width: int, height: int) -> None:
    """Write a PNG that claims a size and holds no pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"\x78\x9c"))


def chunk(name: bytes, content: bytes) -> bytes:
    body = name + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


@pytest.mark.parametrize("size", [(9_000, 9_000), (12_000, 12_000), (60_000, 60_000)])
def test_a_picture_that_would_fill_the_memory_is_refused(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    write_header(tmp_path / "bomb.png", *size)
    with pytest.raises(MediaError, match=r"bomb.png has more than 64 million pixels"):
        read_picture(tmp_path / "bomb.png", 100)


def test_files_that_are_no_pictures(tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_text("hello")
    (tmp_path / "empty.png").touch()
    halves().save(tmp_path / "whole.png")
    (tmp_path / "cut.png").write_bytes((tmp_path / "whole.png").read_bytes()[:90])
    write_header(tmp_path / "flat.png", 0, 5)
    for name in ("text.jpg", "empty.png", "cut.png", "flat.png"):
        with pytest.raises(MediaError, match=f"{name} cannot be read as a picture"):
            read_picture(tmp_path / name, 100)
    with pytest.raises(MediaError, match="cannot be read"):
        read_picture(tmp_path, 100)
    with pytest.raises(MediaError, match="there is no file"):
        read_picture(tmp_path / "missing.png", 100)
