"""Shot detectors."""
