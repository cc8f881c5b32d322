"""The encoder that needs no download: everything it stands on installs from PyPI.

EfficientNet-Lite2 sees, all-MiniLM-L6-v2 reads, and ConSE brings both into one space. It knows
the objects, animals and places of ImageNet, and little else.
"""

from shotseer.encoders.lite.encoder import LiteEncoder

__all__ = ["LiteEncoder"]
