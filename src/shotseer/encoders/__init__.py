"""Encoders: pictures and texts become vectors of one space.

Importing this package loads no model library; an encoder loads its networks when it needs them.
"""

from shotseer.encoders.lite import LiteEncoder
from shotseer.encoders.precomputed import PrecomputedEncoder

__all__ = ["LiteEncoder", "PrecomputedEncoder"]
