"""The data set that was released with Video Annotator, opened as a workspace."""

from shotseer.flows.import_release.steps import ImportedRelease, import_release

__all__ = ["ImportedRelease", "import_release"]
