"""Published data sets: read, written, made up in the same layout, and checked."""
