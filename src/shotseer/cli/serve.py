"""``shotseer serve``: opens the web app."""

from __future__ import annotations

import logging
import webbrowser
from pathlib import Path

import typer

from shotseer.cli.context import open_workspace

PORT = 8765


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: shotseer --workspace library serve --root /footage")(serve)


def serve(
    context: typer.Context,
    host: str = typer.Option("127.0.0.1", "--host", help="The address to listen on."),
    port: int = typer.Option(PORT, "--port", min=0, max=65535, help="0 takes any free one."),
    root: list[Path] = typer.Option(
        [],
        "--root",
        help="A folder that videos may be added from; may be repeated. "
        "Without it: those of the settings, else your home folder and this one.",
    ),
    allow_host: list[str] = typer.Option(
        [], "--allow-host", help="A further name of this server, as a proxy sends it."
    ),
    insecure: bool = typer.Option(
        False, "--insecure", help="Let everyone in who can reach --host. There are no accounts."
    ),
) -> None:
    """Serve the web app: search, judge, build and review; REST under /api/v1."""
    from shotseer.api import serve as door
    from shotseer.cli import show

    logging.basicConfig(format="%(levelname)s %(message)s", level=logging.WARNING)
    with open_workspace(context, create=True) as workspace:
        if insecure:
            show.say(
                f"WARNING: everyone who can reach {host} can read, judge and delete here. "
                "There are no accounts."
            )
        roots = root or workspace.settings.root_folders or default_roots()
        door.serve(
            workspace,
            host=host,
            port=port,
            roots=roots,
            hosts=allow_host,
            insecure=insecure,
            on_ready=announce,
        )


def default_roots() -> list[Path]:
    """Return the folders that videos may be added from where nobody says otherwise."""
    return list(dict.fromkeys(folder.resolve() for folder in (Path.home(), Path.cwd())))


def announce(address: str) -> None:
    """Say where the app is, and show it where there is a screen to show it on."""
    from shotseer.cli import show

    show.say(f"shotseer is at {address}  (Ctrl+C ends it)")
    if show.talk.is_terminal and has_screen():
        webbrowser.open(address)


def has_screen() -> bool:
    """Tell whether this machine has a browser with windows; one in a terminal is in the way."""
    try:
        return type(webbrowser.get()) is not webbrowser.GenericBrowser
    except webbrowser.Error:
        return False
