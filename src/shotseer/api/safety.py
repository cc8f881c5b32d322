"""Who may talk to the server from a browser, and what its pages may load.

A page of another site can send requests to a server on this machine, and a name of another site
can be made to point at it (DNS rebinding). The Host header unmasks the second, Origin and
Sec-Fetch-Site the first.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shotseer.api.problems import problem

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Guard:
    """Refuses foreign hosts and cross-site writes, and adds the headers that pages need.

    Args:
        app: what to guard.
        hosts: names, without port, under which the server may be addressed.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts) | LOOPBACK

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await (refusal or self.app)(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            # Databases take a text to end there: part of a name would mean every name.
            detail = "the address holds a NUL character"
            return problem("input", HTTPStatus.BAD_REQUEST, detail, "Leave it out.")
        reason = self._suspicion(scope["method"], Headers(scope=scope))
        return None if reason is None else problem("forbidden", HTTPStatus.FORBIDDEN, *reason)

    def _suspicion(self, method: str, headers: Headers) -> tuple[str, str] | None:
        host = headers.get("host", "")
        if not self._is_ours(host):
            return (
                f"this server does not answer to the name {host!r}",
                "Open it by the address that it printed, or start it with --allow-host NAME.",
            )
        if method in SAFE_METHODS:
            return None
        origin = headers.get("origin")
        is_foreign = origin is not None and _authority(origin) != host.lower()
        if is_foreign or headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            return (
                "a page of another site may not change this library",
                "Use the app that this server serves.",
            )
        return None

    def _is_ours(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        return name is not None and name in self.hosts


def _authority(origin: str) -> str | None:
    """Return host and port of an origin, ``None`` where it is none."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address to bind to."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
