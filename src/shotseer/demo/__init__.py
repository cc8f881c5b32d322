"""The whole loop on sample clips, for the first five minutes."""
