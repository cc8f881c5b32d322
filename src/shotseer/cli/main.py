"""The ``shotseer`` command: finds the workspace, runs a command, turns errors into exit codes."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import typer

from shotseer.cli import (
    bench,
    datasets,
    library,
    loop,
    migrate,
    models,
    quality,
    reproduce,
    serve,
    setup,
    table,
    transfer,
    upkeep,
    versions,
    words,
)
from shotseer.core.errors import (
    CancelledError,
    ConflictError,
    InputError,
    MediaError,
    NotFoundError,
    NotReadyError,
    PluginError,
    ShotseerError,
    StoreError,
)

OK, USER_ERROR, USAGE, NOT_READY, BUG, INTERRUPTED = 0, 1, 2, 3, 70, 130

EXIT_CODES: dict[type[ShotseerError], int] = {
    ShotseerError: USER_ERROR,
    InputError: USER_ERROR,
    MediaError: USER_ERROR,
    NotFoundError: USER_ERROR,
    ConflictError: USER_ERROR,
    CancelledError: USER_ERROR,
    PluginError: USER_ERROR,
    StoreError: USER_ERROR,
    NotReadyError: NOT_READY,
}

app = typer.Typer(
    name="shotseer",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from shotseer._version import __version__

        print(f"shotseer {__version__}")
        raise typer.Exit


@app.callback(
    epilog="Exit codes: 0 ok, 1 something you can mend, 2 wrong usage, 3 not ready yet, 70 a bug."
)
def start(
    context: typer.Context,
    workspace: str = typer.Option(
        None,
        "--workspace",
        "-w",
        metavar="DIR",
        help="The workspace folder; also SHOTSEER_WORKSPACE. May stand before or after a command.",
    ),
    version: bool = typer.Option(  # noqa: ARG001
        False,
        "--version",
        is_eager=True,
        callback=_print_version,
        help="Print the version and exit.",
    ),
) -> None:
    """Build your own video classifiers: search, judge, build, review.

    The loop: ingest videos; create a label; search and annotate; build; judge its feeds; build
    again; review.
    """
    if workspace is not None:
        context.obj = workspace


library.add_to(app)
words.add_to(app)
loop.add_to(app)
table.add_to(app)
versions.add_to(app)
quality.add_to(app)
transfer.add_to(app)
serve.add_to(app)
setup.add_to(app)
upkeep.add_to(app)
models.add_to(app)
migrate.add_to(app)
datasets.add_to(app)
reproduce.add_to(app)
bench.add_to(app)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Errors a person can mend are two lines."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        workspace, rest = _take_workspace(given)
        result = app(rest, standalone_mode=False, obj=workspace)
    except typer.TyperException as error:
        return _show_usage(error)
    except (typer.Abort, KeyboardInterrupt):
        return _say_stopped()
    except ShotseerError as error:
        show_error(error.message, error.hint, error.command)
        return next(EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES)
    except UnicodeEncodeError:
        show_error("a word of the command is not valid UTF-8", "Type it again.")
        return USER_ERROR
    except (BrokenPipeError, SystemExit):
        # The reader of our output has gone, as `head` does, and Typer leaves at once where it
        # notices first. Nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception:
        traceback.print_exc()
        print("This is a bug in shotseer: please report it with the lines above.", file=sys.stderr)
        return BUG
    # Newer Typer makes a result of Ctrl+C.
    if result == INTERRUPTED:
        return _say_stopped()
    return result if isinstance(result, int) else OK


def _say_stopped() -> int:
    print("stopped; what was finished is kept", file=sys.stderr)
    return INTERRUPTED


def _show_usage(error: typer.TyperException) -> int:
    """Print what is wrong with a command line, with its usage where the error knows it."""
    show = getattr(error, "show", None)
    if show is None:
        print(error.format_message(), file=sys.stderr)
    else:
        show()
    return USAGE


def _take_workspace(arguments: list[str]) -> tuple[Path | None, list[str]]:
    """Take ``--workspace DIR`` out of a command line, wherever it stands before ``--``."""
    from shotseer import settings

    found = None
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument in ("--workspace", "-w"):
            found = next(waiting, None)
            if found is None:
                raise typer.BadParameter("it needs a folder", param_hint=argument)
        elif argument.startswith("--workspace="):
            found = argument.partition("=")[2]
        else:
            rest.append(argument)
    return (settings.workspace_from_environment() if found is None else Path(found)), rest


def show_error(message: str, hint: str, command: str = "") -> None:
    """Say what failed and what to do. The terminal library is loaded only now."""
    from shotseer.cli import show

    show.error(message, hint, command)
