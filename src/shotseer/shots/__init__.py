"""Shot detectors: each finds the cuts of a video in the frames it is shown."""
