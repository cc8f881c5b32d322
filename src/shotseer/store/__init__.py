"""Everything that must survive: the database, the vectors, the artefacts."""
