from __future__ import annotations

import base64

import pytest

from shotseer.core import cursor
from shotseer.core.errors import InputError


def test_a_cursor_gives_back_its_values() -> None:
    text = cursor.write("search", ["Zoë.mp4", 0.125, 7, None])
    assert text.isascii()
    assert "=" not in text
    assert cursor.read(text, "search", "tnno") == ["Zoë.mp4", 0.125, 7, None]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "ä",
        "WzFd",
        "a" * 5000,
        cursor.write("table", [1.0]),
        cursor.write("search", []),
        cursor.write("search", [1.0, 2.0]),
        cursor.write("search", ["1"]),
        cursor.write("search", [None]),
        cursor.write("search", [True]),
        cursor.write("search", [float("nan")]),
        cursor.write("search", [10**30]),
        base64.urlsafe_b64encode(b"[" * 2500).decode(),
        base64.urlsafe_b64encode(b'{"search": 1}').decode(),
    ],
)
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="not a cursor of this list") as caught:
        cursor.read(text, "search", "n")
    assert "first page" in caught.value.hint
