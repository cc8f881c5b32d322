"""Which shots the published experiments validate on: a fifth of them, by a hash of their keys."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from shotseer.core.arrays import Bools
from shotseer.core.errors import PluginError

VALIDATION_SHARE = Fraction(2, 10)
"""The published constant. It reduces to 1/5, so the modulus is 5 and the one bucket is 0."""


def in_validation(keys: Sequence[str], seed: int) -> Bools:
    """Return for each key whether the split of this seed puts it into the validation set.

    The hash is MurmurHash3 x86 32 as a signed number; its remainder is never negative. Source:
    the experiments of Video Annotator (Ziai and Vartakavi, 2024).

    Args:
        keys: ``n`` keys of shots, such as ``HnnBvemHrWA|0``.
        seed: of the hash, 0 to 2**32 - 1.

    Returns:
        ``(n,)`` booleans.

    Raises:
        PluginError: the package ``mmh3`` is not installed.
    """
    try:
        import mmh3
    except ModuleNotFoundError as error:
        raise PluginError(
            "the published split needs the package mmh3",
            hint='Install it: pip install "shotseer[research]"',
        ) from error
    modulus, buckets = VALIDATION_SHARE.denominator, VALIDATION_SHARE.numerator
    hashes = np.fromiter((mmh3.hash(key, seed) for key in keys), dtype=np.int64, count=len(keys))
    return hashes % modulus < buckets
