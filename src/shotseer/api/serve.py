"""Runs the web door: binds the address, says where it is, and serves until it is stopped."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import uvicorn

from shotseer.api.app import create_app
from shotseer.api.safety import is_loopback
from shotseer.core.errors import ConflictError, InputError
from shotseer.workspace import Workspace

GRACE_SECONDS = 3
"""How long open streams may hold up the end of the server."""


def serve(
    workspace: Workspace,
    *,
    host: str,
    port: int,
    roots: Sequence[Path],
    hosts: Collection[str] = (),
    insecure: bool = False,
    on_ready: Callable[[str], None],
    until: Callable[[str], None] | None = None,
) -> None:
    """Serve a workspace until the process is told to stop.

    Args:
        workspace: what to serve.
        host: the address to bind to.
        port: the port; 0 takes a free one.
        roots: folders from which videos may be added.
        hosts: further names under which the server may be addressed.
        insecure: whether an address that others can reach is meant.
        on_ready: is told the app's address once connections are accepted.
        until: is called with the address, beside the server, which ends when it returns.

    Raises:
        InputError: others could reach the address and ``insecure`` is false, or it is not one.
        ConflictError: the port is taken.
    """
    if not is_loopback(host) and not insecure:
        raise InputError(
            f"on {host}, everyone who can reach this machine could read, judge and delete",
            hint="There are no accounts yet. If that is meant, add --insecure.",
        )
    bound = _bind(host, port)
    names = {*hosts, *([] if host in ("0.0.0.0", "::") else [host])}
    app = create_app(workspace, roots=roots, hosts=names)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        server_header=False,
    )
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{bound.getsockname()[1]}/"
    on_ready(address)
    server = uvicorn.Server(config)
    with bound, ThreadPoolExecutor(1) as beside:
        visit = None if until is None else beside.submit(_visit, server, until, address)
        server.run(sockets=[bound])
    if visit is not None:
        visit.result()


def _visit(server: uvicorn.Server, until: Callable[[str], None], address: str) -> None:
    try:
        until(address)
    finally:
        server.should_exit = True


def _bind(host: str, port: int) -> socket.socket:
    """Return a listening socket: from now on connections are accepted."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # The protocol by name: only then does asyncio send small answers at once.
        bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen(128)
    except socket.gaierror as error:
        raise InputError(
            f"{host!r} is not an address of this machine", hint="Leave out --host for 127.0.0.1."
        ) from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ConflictError(
                f"port {port} of {host} is taken",
                hint="Name another with --port, or --port 0 for any free one.",
            ) from error
        raise InputError(
            f"cannot listen on port {port} of {host}: {error.strerror}",
            hint="Name another address with --host or --port.",
        ) from error
    return bound
