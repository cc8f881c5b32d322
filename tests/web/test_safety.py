"""What other sites, other names and wrong paths may not do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.web.serving import Server
from tests.world import THREE_SCENES, write_video


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "[::"]
)
def test_a_foreign_name_is_refused(judged: Server, host: str) -> None:
    answer = judged.request("GET", "/labels", headers={"Host": host})
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert "--allow-host" in answer.json()["hint"]


@pytest.mark.parametrize(
    "host", ["localhost:{port}", "127.0.0.1:{port}", "LOCALHOST", "[::1]:{port}"]
)
def test_names_of_this_machine_are_answered(judged: Server, host: str) -> None:
    name = host.format(port=judged.port)
    assert judged.request("GET", "/labels", headers={"Host": name}).ok


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_cannot_write(judged: Server, headers: dict[str, str]) -> None:
    answer = judged.request("POST", "/labels", json={"name": "evil"}, headers=headers)
    assert answer.status_code == 403
    assert judged.request("GET", "/labels/evil").status_code == 404


def test_our_own_page_can_write(judged: Server) -> None:
    headers = {"Origin": judged.address, "Sec-Fetch-Site": "same-origin"}
    answer = judged.request("POST", "/labels", json={"name": "ours"}, headers=headers)
    assert answer.status_code == 201


def test_pages_load_nothing_from_elsewhere(judged: Server) -> None:
    answer = judged.http.get(judged.address)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "<style" not in answer.text
    assert "<script>" not in answer.text


def test_videos_come_from_the_roots_alone(judged: Server, films: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    link = films / "way out"
    link.symlink_to(outside)
    try:
        for path in (outside, films / ".." / outside.name, link, Path("/etc/passwd"), Path("/")):
            for route in ("/ingests", "/relinks"):
                answer = judged.request("POST", route, json={"paths": [str(path)]})
                assert answer.status_code == 400, path
            assert judged.request("GET", "/folders", params={"path": str(path)}).status_code == 400
    finally:
        link.unlink()
    listed = judged.get("/folders", path=str(films))
    assert [file["name"] for file in listed["files"]] == [f"film {n}.mp4" for n in range(4)]
    assert listed["parent"] is None


def test_links_in_a_folder_lead_nowhere_else(server: Server, films: Path, tmp_path: Path) -> None:
    outside = tmp_path / "secret.mp4"
    write_video(outside, THREE_SCENES[:1])
    link = films / "harmless.mp4"
    link.symlink_to(outside)
    try:
        for route in ("/ingests", "/relinks"):
            job = server.finish(server.post(route, {"paths": [str(films)]}))
            assert job["state"] == "done"
            (failure,) = job["result"]["failures"]
            assert failure["path"] == str(link)
            assert "leads outside" in failure["reason"]
    finally:
        link.unlink()
    assert server.get("/workspace")["videos"] == 4


@pytest.mark.parametrize("shot", ["..%2f..%2fshotseer.db", "....", "%00", "0" * 16, "g" * 16])
def test_a_shot_is_not_a_path(judged: Server, shot: str) -> None:
    assert judged.request("GET", f"/shots/{shot}/poster").status_code in (400, 404)


@pytest.mark.parametrize(
    "path", ["/videos/%00", "/videos/%00/shots", "/videos?q=%00", "/labels/%00"]
)
def test_an_address_holds_no_nul(judged: Server, path: str) -> None:
    problem = judged.request("GET", path).json()
    assert (problem["status"], problem["type"]) == (400, "urn:shotseer:input")
    assert "NUL" in problem["detail"]


@pytest.mark.parametrize(
    "path", ["/assets/../../shotseer.db", "/..%2f..%2fpyproject.toml", "/%2e%2e/%2e%2e/etc/passwd"]
)
def test_files_of_the_machine_are_not_served(judged: Server, path: str) -> None:
    answer = judged.http.get(judged.address + path)
    assert "root:" not in answer.text
    assert b"SQLite" not in answer.content
    assert "[project]" not in answer.text


def test_an_open_address_must_be_meant(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "shotseer", "-w", str(tmp_path / "w"), "serve", "--host", "0.0.0.0"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "--insecure" in done.stderr
