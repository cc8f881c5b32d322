"""What every room that runs networks shares: weights from packages, prepared models, sessions.

Nothing here imports a model library before it is needed, and torch never.
"""
