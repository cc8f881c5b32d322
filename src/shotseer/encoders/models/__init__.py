"""Models that can be fetched: which there are, how they come here, and which one is used.

Nothing here imports a model library or the hub's client before it is needed.
"""
