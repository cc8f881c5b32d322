"""Everything that can go wrong and is not a bug.

    ShotseerError
    ├── InputError        what the person gave cannot be used
    │   └── MediaError    a file is not a video we can read
    ├── NotFoundError     no such workspace, label, shot, version ...
    ├── ConflictError     someone or something else is in the way
    │   └── CancelledError  somebody asked a job to end
    ├── NotReadyError     a step that has to come first is missing
    ├── PluginError       a swappable part is unknown or not installed
    └── StoreError        the workspace itself is damaged, full or too new

Each message says what failed and on what; ``hint`` says what to do next. Any other exception
that reaches a door is a bug of ours.
"""

from __future__ import annotations


class ShotseerError(Exception):
    """Something failed for a reason that the person can act on.

    ``hint`` says what to do next, in words that hold at every door. ``command`` is how the command
    line does it; other doors leave it out.
    """

    def __init__(self, message: str, *, hint: str = "", command: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.command = command


class InputError(ShotseerError):
    """A value, name, query or file that was given cannot be used."""


class MediaError(InputError):
    """A file is not a video that can be read to its end."""


class NotFoundError(ShotseerError):
    """The named thing does not exist in this workspace."""


class ConflictError(ShotseerError):
    """Another process or an existing thing of the same name is in the way."""


class CancelledError(ConflictError):
    """A job ended early because somebody, perhaps in another process, asked it to."""


class NotReadyError(ShotseerError):
    """A step that has to come first has not been done yet."""


class PluginError(ShotseerError):
    """A swappable part is unknown, or what it needs is not installed."""


class StoreError(ShotseerError):
    """The workspace on disk is damaged, full, or from a newer shotseer."""
