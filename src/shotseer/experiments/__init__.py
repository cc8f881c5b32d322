"""Experiments: the published ones again, and what ours needs against them."""
