"""Data files that come with shotseer."""
