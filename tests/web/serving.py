"""A real server in a process of its own, that can be killed and started again."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import requests

READY = re.compile(r"http://\S+")


class Server:
    """``shotseer serve`` on a workspace, on a free port that it keeps over restarts.

    Args:
        folder: the workspace.
        cache: the folder with prepared models.
        arguments: further arguments of the command.
    """

    def __init__(self, folder: Path, cache: Path, *arguments: str) -> None:
        self.folder = folder
        self.cache = cache
        self.arguments = arguments
        self.port = 0
        self.log: list[str] = []
        self.http = requests.Session()
        self.process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "SHOTSEER_CACHE": str(self.cache),
            "SHOTSEER_ANNOTATOR": "ada",
            "PYTHONUNBUFFERED": "1",
        }
        command = [sys.executable, "-m", "shotseer", "-w", str(self.folder), "serve"]
        process = subprocess.Popen(
            [*command, "--port", str(self.port), *self.arguments],
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        assert process.stderr is not None
        for line in process.stderr:
            self.log.append(line)
            if found := READY.search(line):
                self.address = found.group().rstrip("/")
                self.port = int(self.address.rpartition(":")[2])
                break
        else:
            raise AssertionError("the server did not start:\n" + "".join(self.log))
        threading.Thread(target=self._read, args=(process,), daemon=True).start()
        return process

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stderr is not None
        with process.stderr as lines:
            self.log += lines

    def kill(self) -> None:
        """End the server at once, as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def restart(self) -> None:
        """Start it again, at the same address."""
        self.process = self._start()

    def close(self) -> None:
        """Ask it to end, and wait."""
        self.http.close()
        self.process.terminate()
        self.process.wait(timeout=20)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def url(self, path: str) -> str:
        """Return the address of a route."""
        return f"{self.address}/api/v1{path}"

    def request(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send a request."""
        return self.http.request(method, self.url(path), timeout=60, **options)

    def get(self, route: str, **params: Any) -> Any:
        """Return the JSON of a route that must answer."""
        return self._json(self.request("GET", route, params=params))

    def post(self, path: str, body: Mapping[str, Any] | None = None, **options: Any) -> Any:
        """Write something that must succeed, and return the JSON of the answer."""
        return self._json(self.request("POST", path, json=body or {}, **options))

    def _json(self, response: requests.Response) -> Any:
        assert response.ok, f"{response.status_code}: {response.text}"
        return response.json() if response.content else None

    def events(self, job_id: int) -> Iterator[dict[str, Any]]:
        """Yield what a job streams, to its end."""
        with self.http.get(self.url(f"/jobs/{job_id}/events"), stream=True, timeout=120) as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            for line in stream.iter_lines(decode_unicode=True):
                text = str(line)
                if text.startswith("data:"):
                    yield json.loads(text.removeprefix("data:"))

    def finish(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """Wait for a job and return how it ended."""
        last = dict(job)
        for last in self.events(job["id"]):  # noqa: B007
            pass
        return last

    def build(self, label: str) -> dict[str, Any]:
        """Build a label and return the job as it ended."""
        return self.finish(self.post(f"/labels/{label}/builds"))


def judgement(shot: str, verdict: str | None, uid: str, **more: Any) -> dict[str, Any]:
    """Return a judgement as a client sends it."""
    return {"uid": uid, "shot": shot, "verdict": verdict, **more}
