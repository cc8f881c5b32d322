"""Pure functions on arrays: training, calibration, evaluation, feeds. No files, no database."""
