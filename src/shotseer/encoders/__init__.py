"""Encoders: pictures and texts become vectors of one space.

Importing this package loads no model library; an encoder loads its networks when it needs them.
"""

from shotseer.encoders.lite import LiteEncoder
from shotseer.encoders.precomputed import PrecomputedEncoder
from shotseer.encoders.vector_file import ImportedVectors, read_vector_file

__all__ = ["ImportedVectors", "LiteEncoder", "PrecomputedEncoder", "read_vector_file"]
