"""The web door: the app at ``/`` and REST under ``/api/v1``, over one `Workspace`."""
