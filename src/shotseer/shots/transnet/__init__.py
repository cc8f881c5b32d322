"""The detector `transnet`: a network that knows dissolves as well as cuts."""

from shotseer.shots.transnet.detector import TransNetShotDetector

__all__ = ["TransNetShotDetector"]
