"""The ordered steps from any older workspace to this one, run when a workspace opens."""
