"""What every command needs: the workspace that the person means."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from shotseer.core.errors import NotFoundError

if TYPE_CHECKING:
    from shotseer.workspace import Workspace

JSON = typer.Option(False, "--json", help="Print JSON instead of a table.")
WHERE = typer.Option(
    "", "--where", metavar="EXPRESSION", help="Only these shots; see docs/expressions.md."
)
BY = typer.Option(None, "--by", metavar="NAME", help="Who judges; default: the login name.")


def open_workspace(context: typer.Context, *, create: bool = False, **arguments: Any) -> Workspace:
    """Open the workspace named on the command line or in the environment.

    Raises:
        NotFoundError: none was named, or there is none at that place.
    """
    from shotseer.workspace import Workspace

    return Workspace.open(_folder(context), create=create, **arguments)


def named_folder(context: typer.Context) -> Path | None:
    """Return the workspace folder that was named, if any."""
    return None if context.obj is None else Path(context.obj)


def _folder(context: typer.Context) -> Path:
    folder = named_folder(context)
    if folder is None:
        raise NotFoundError(
            "no workspace was named",
            hint="Add --workspace DIR, or set SHOTSEER_WORKSPACE to the folder of your library.",
        )
    return folder
