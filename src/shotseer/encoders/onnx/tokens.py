"""From texts to the token numbers that a text tower takes."""

from __future__ import annotations

import html
import re
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from shotseer.core.arrays import Ints
from shotseer.core.errors import PluginError
from shotseer.encoders.onnx.json_file import HINT

if TYPE_CHECKING:
    import tokenizers

PADDED_IN_FULL = 128
"""Up to this many tokens, every text is padded to the model's whole context. Beyond it, towers
are told by a mask what is padding, and a batch is as long as its longest text."""


@dataclass(frozen=True, slots=True)
class TokenPlan:
    """How a model reads texts, beside what its ``tokenizer.json`` holds.

    Attributes:
        context_length: tokens of a text that count, special ones included.
        pad_token: what shorter texts are filled up with.
        pad_side: where: ``left`` or ``right``.
        cut_side: where longer ones are cut.
        clean: what is done to the text first: ``""``, ``whitespace``, ``lower`` or
            ``canonicalize``, each as open_clip means it.
        lowers: whether the tokenizer is to lower the case, also where its own file does not.
        masks: whether the tower is told which tokens are padding.
        replaced: a token whose number becomes 0, as open_clip strips separators; "" for none.
    """

    context_length: int
    pad_token: str
    pad_side: str
    cut_side: str
    clean: str
    lowers: bool
    masks: bool
    replaced: str

    def __str__(self) -> str:
        return ", ".join(f"{name}={value}" for name, value in asdict(self).items())


class Reader:
    """A tokenizer, set up as a plan says.

    Raises:
        PluginError: the file is missing or damaged, or knows no such padding.
    """

    def __init__(self, path: Path, plan: TokenPlan) -> None:
        self._plan = plan
        self._tokenizer = _load(path)
        pad = self._number(path, plan.pad_token)
        self._replaced = self._number(path, plan.replaced) if plan.replaced else None
        fills_up = plan.context_length <= PADDED_IN_FULL or not plan.masks
        self._tokenizer.enable_truncation(plan.context_length, direction=plan.cut_side)
        self._tokenizer.enable_padding(
            direction=plan.pad_side,
            pad_id=pad,
            pad_token=plan.pad_token,
            length=plan.context_length if fills_up else None,
        )
        if plan.lowers and self._tokenizer_keeps_case():
            self._lower()

    def read(self, texts: Sequence[str]) -> tuple[Ints, Ints]:
        """Return token numbers and the mask of what is no padding, both ``(n, length)``."""
        # Arguments of a command line may hold surrogates, which have no UTF-8 form.
        encodable = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        cleaned = [_CLEANERS[self._plan.clean](text) for text in encodable]
        encodings = self._tokenizer.encode_batch(cleaned)
        tokens = np.array([encoding.ids for encoding in encodings], np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], np.int64)
        if self._replaced is not None:
            tokens[tokens == self._replaced] = 0
        return tokens, mask if self._plan.masks else np.ones_like(mask)

    def _number(self, path: Path, token: str) -> int:
        number = self._tokenizer.token_to_id(token)
        if number is None:
            raise PluginError(f"{path} knows no token {token!r}, which pads texts", hint=HINT)
        return int(number)

    def _tokenizer_keeps_case(self) -> bool:
        normalizer = self._tokenizer.normalizer
        return normalizer is None or "A" in normalizer.normalize_str("A")

    def _lower(self) -> None:
        from tokenizers import normalizers

        own = self._tokenizer.normalizer
        steps = [normalizers.Lowercase(), *([] if own is None else [own])]
        self._tokenizer.normalizer = normalizers.Sequence(steps)


def _load(path: Path) -> tokenizers.Tokenizer:
    from tokenizers import Tokenizer

    if not path.is_file():
        raise PluginError(f"the model lacks its file {path}", hint=HINT)
    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:
        # The library raises nothing more special.
        raise PluginError(f"{path} cannot be read: {error}", hint=HINT) from error


def lowers_case(path: Path) -> bool:
    """Return whether a tokenizer makes no difference between upper and lower case."""
    normalizer = _load(path).normalizer
    return normalizer is not None and "A" not in normalizer.normalize_str("A")


def _clean_basic(text: str) -> str:
    import ftfy

    return html.unescape(html.unescape(ftfy.fix_text(text))).strip()


def _clean_whitespace(text: str) -> str:
    return " ".join(_clean_basic(text).split())


def _clean_lower(text: str) -> str:
    return _clean_whitespace(text).lower()


def _clean_canonical(text: str) -> str:
    words = _clean_basic(text).replace("_", " ").translate(_NO_PUNCTUATION).lower()
    return re.sub(r"\s+", " ", words).strip()


_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)
_CLEANERS: Mapping[str, Callable[[str], str]] = {
    "": str,
    "whitespace": _clean_whitespace,
    "lower": _clean_lower,
    "canonicalize": _clean_canonical,
}
CLEANERS = tuple(name for name in _CLEANERS if name)
