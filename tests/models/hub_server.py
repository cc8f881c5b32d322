"""A real HTTP server that speaks the hub's protocol, as ``huggingface_hub`` 2.4 uses it.

Large files are answered with a redirect to another host, as the hub redirects to its CDN; small
ones at once. ``faults`` make it misbehave; ``sent`` counts the bytes of each file that left it.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

REPOSITORY = "someone/two-towers"
COMMIT = hashlib.sha1(b"the commit of the tests").hexdigest()
BLOCK = 64 * 1024


def numbers(size: int, seed: int) -> bytes:
    """Return bytes that no compression and no accident makes alike."""
    blocks = (hashlib.sha256(b"%d %d" % (seed, i)).digest() for i in range(size // 32 + 1))
    return b"".join(blocks)[:size]


def transformers_js(variant: str = "") -> dict[str, bytes]:
    """Return the files of a repository in the transformers.js layout; its networks are noise."""
    suffix = f"_{variant}" if variant else ""
    return {
        ".gitattributes": b"*.onnx filter=lfs\n",
        "README.md": b"# Two towers\n",
        "config.json": b'{"model_type": "clip"}',
        "preprocessor_config.json": b'{"size": 8}',
        "tokenizer.json": b'{"model": {}}',
        f"onnx/vision_model{suffix}.onnx": numbers(400_000, 1),
        f"onnx/text_model{suffix}.onnx": numbers(300_000, 2),
        "onnx/model.onnx": numbers(700_000, 3),
    }


@dataclass
class FakeHub:
    """What the server serves and does wrong; tests change it while it runs."""

    files: dict[str, bytes]
    commit: str = COMMIT
    licence: str = "apache-2.0"
    cut_after: dict[str, list[int]] = field(default_factory=dict)
    """For each file, after how many bytes each of its next answers ends early."""
    served: dict[str, bytes] = field(default_factory=dict)
    """What is sent instead of a file's content."""
    answers: Callable[[str], tuple[int, dict[str, str], bytes] | None] = lambda path: None
    """What is answered to a path instead of the truth."""
    head_commit: str = ""
    listed: dict[str, Any] | None = None
    ignores_ranges: bool = False
    tells_checksums: bool = True
    framing: str = "length"
    """How a file's end is told: by its ``length``, ``chunked``, or by a ``close``."""
    sent: Counter[str] = field(default_factory=Counter)
    starts: dict[str, list[int]] = field(default_factory=dict)
    """From which byte on each file was asked for, request by request."""
    requests: list[str] = field(default_factory=list)
    pause: threading.Event | None = None
    """Waits for this after the first block of each large file."""
    paused: threading.Event = field(default_factory=threading.Event)
    address: str = ""


@contextmanager
def serving(hub: FakeHub) -> Iterator[FakeHub]:
    """Serve until the block ends, on any free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": hub}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    hub.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hub
    finally:
        if hub.pause is not None:
            hub.pause.set()
        server.shutdown()
        server.server_close()


def is_large(content: bytes) -> bool:
    """Whether the hub keeps such a file in LFS."""
    return len(content) > 10_000


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def blob_id(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: FakeHub

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _answer(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.hub.requests.append(f"{self.command} {self.path}")
        with suppress(BrokenPipeError, ConnectionResetError):  # a client that was killed
            self._tell(path)

    def _tell(self, path: str) -> None:
        if (instead := self.hub.answers(path)) is not None:
            self._send(*instead)
        elif path.startswith(f"/api/models/{REPOSITORY}"):
            self._send(200, {"Content-Type": "application/json"}, _listing(self.hub))
        elif found := re.fullmatch(rf"/{REPOSITORY}/resolve/(\w+)/(.+)", path):
            self._resolve(found[1], found[2])
        elif path.startswith("/cdn/"):
            self._content(path.removeprefix("/cdn/"))
        else:
            self._send(404, {"X-Error-Code": "RepoNotFound"}, b"")

    def _resolve(self, revision: str, name: str) -> None:
        content = self.hub.files.get(name)
        if content is None or revision not in (self.hub.commit, "main"):
            self._send(404, {"X-Error-Code": "EntryNotFound"}, b"")
            return
        headers = {"X-Repo-Commit": self.hub.head_commit or self.hub.commit}
        if not is_large(content):
            self._content(name, headers | {"ETag": f'"{blob_id(content)}"'})
            return
        headers |= {
            "X-Linked-Size": str(len(content)),
            "X-Linked-Etag": f'"{sha256(content)}"',
            "Location": self.hub.address.replace("127.0.0.1", "localhost") + f"/cdn/{name}",
        }
        self._send(302, headers, b"")

    def _content(self, name: str, headers: dict[str, str] | None = None) -> None:
        content = self.hub.served.get(name, self.hub.files[name])
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(wanted[1]) if wanted and not self.hub.ignores_ranges else 0
        self.hub.starts.setdefault(name, []).append(start)
        status, sent = 200, dict(headers or {})
        if start >= len(content) > 0:
            self._send(416, {"Content-Range": f"bytes */{len(content)}"}, b"")
            return
        if start:
            status = 206
            sent["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        self._send(status, sent, content[start:], name)

    def _send(self, status: int, headers: dict[str, str], body: bytes, name: str = "") -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        framing = self.hub.framing if name else "length"
        if framing == "length":
            self.send_header("Content-Length", str(len(body)))
        elif framing == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        if self.command == "HEAD":
            return
        cuts = self.hub.cut_after.get(name, [])
        limit = cuts.pop(0) if cuts else len(body)
        for begin in range(0, min(limit, len(body)), BLOCK):
            block = body[begin : min(begin + BLOCK, limit)]
            self.wfile.write(_chunk(block) if framing == "chunked" else block)
            self.hub.sent[name] += len(block)
            if self.hub.pause is not None and is_large(body):
                self.wfile.flush()
                self.hub.paused.set()
                self.hub.pause.wait(30)
        if framing == "chunked" and limit >= len(body):
            self.wfile.write(_chunk(b""))
        if limit < len(body):
            self.wfile.flush()
            self.close_connection = True


def _chunk(block: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(block), block)


def _listing(hub: FakeHub) -> bytes:
    siblings: list[dict[str, Any]] = []
    for name, content in hub.files.items():
        entry: dict[str, Any] = {"rfilename": name}
        if hub.tells_checksums:
            entry |= {"size": len(content), "blobId": blob_id(content)}
            if is_large(content):
                pointer = {"sha256": sha256(content), "size": len(content), "pointerSize": 130}
                entry["lfs"] = pointer
        siblings.append(entry)
    told = {
        "id": REPOSITORY,
        "sha": hub.commit,
        "siblings": siblings,
        "cardData": {"license": hub.licence},
        "tags": [],
    }
    return json.dumps(hub.listed or told).encode()
