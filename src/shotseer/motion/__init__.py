"""What moves in a shot, and how the camera does: what a mean of frames cannot show.

Importing this package loads no picture library; a meter loads OpenCV with the first frame.
"""

from shotseer.core.embedding import EmbeddingSpace
from shotseer.motion.features import NAMES
from shotseer.motion.meter import PICTURE_WIDTH, MotionMeter

WEIGHT = 0.2
"""What a descriptor is multiplied by beside a vector of unit length."""

VERSION = "1"
"""Raised whenever the same frames would give other numbers."""

SPACE = EmbeddingSpace(
    encoder="motion",
    weights=VERSION,
    preprocessing=f"rgb {PICTURE_WIDTH} wide, grid of corners, similarity fit; fixed curves to 3",
    pooling="shot",
    dimension=len(NAMES),
    has_text=False,
)
"""What makes two descriptors comparable."""

__all__ = ["NAMES", "PICTURE_WIDTH", "SPACE", "WEIGHT", "MotionMeter"]
