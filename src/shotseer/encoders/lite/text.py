"""all-MiniLM-L6-v2 at work: texts in, sentence vectors out.

Wang et al., "MiniLM" (NeurIPS 2020), as the sentence-transformers project trained it; a sentence
is the mean over the last layer's tokens, at unit length.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shotseer.core.arrays import Matrix
from shotseer.encoders.lite.assets import INSTALL_HINT, TEXT_WEIGHTS, vocabulary
from shotseer.encoders.lite.conse import MEANING_DIMENSION, unit_rows
from shotseer.networks.onnx_session import open_session

MAX_TOKENS = 256
BATCH_SIZE = 32


class TextTower:
    """The text network and its tokenizer.

    Raises:
        PluginError: the weights are not installed, or damaged.
    """

    def __init__(self, threads: int | None) -> None:
        from tokenizers import BertWordPieceTokenizer

        self._tokenizer = BertWordPieceTokenizer(vocabulary(), lowercase=True)
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()
        self._session = open_session(
            str(TEXT_WEIGHTS.path()), TEXT_WEIGHTS.file, threads, INSTALL_HINT
        )

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Return ``(n, 384)`` float32 unit rows; only the first 256 tokens of a text count."""
        rows = np.empty((len(texts), MEANING_DIMENSION), np.float32)
        for start in range(0, len(texts), BATCH_SIZE):
            batch = texts[start : start + BATCH_SIZE]
            rows[start : start + len(batch)] = self._embed_batch(batch)
        return rows

    def _embed_batch(self, texts: Sequence[str]) -> Matrix:
        # Arguments of a command line may hold surrogates, which have no UTF-8 form.
        encodable = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        encodings = self._tokenizer.encode_batch(encodable)
        tokens = np.array([encoding.ids for encoding in encodings], np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], np.int64)
        (states,) = self._session.run(
            ["last_hidden_state"],
            {
                "input_ids": tokens,
                "attention_mask": mask,
                "token_type_ids": np.zeros_like(tokens),
            },
        )
        # The sum over a text's tokens points where their mean does.
        sums: Matrix = (states * mask[:, :, None].astype(np.float32)).sum(axis=1)
        return unit_rows(sums)
