"""What HTTP promises: problems, ranges, repeated writes, caching, the OpenAPI document."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.web.serving import Server, judgement

from shotseer import Workspace
from shotseer.api.problems import STATUS
from shotseer.core.errors import ShotseerError
from shotseer.store import tables


def test_every_error_has_a_status() -> None:
    waiting = [ShotseerError]
    while waiting:
        kind = waiting.pop()
        assert kind in STATUS
        waiting += kind.__subclasses__()


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/labels/nothing", 404, "not-found"),
        ("GET", "/shots/0000000000000000", 404, "not-found"),
        ("GET", "/jobs/999999", 404, "not-found"),
        ("GET", "/jobs/999999/events", 404, "not-found"),
        ("GET", "/nowhere", 404, "not-found"),
        ("PUT", "/labels", 405, "http"),
        ("GET", "/labels?limit=x", 200, ""),
        ("GET", "/shots?limit=x", 422, "input"),
        ("GET", "/shots?where=((", 400, "input"),
        ("GET", "/shots?cursor=nonsense", 400, "input"),
        ("GET", "/labels/ours-too/feeds/random", 404, "not-found"),
    ],
)
def test_an_error_is_a_problem(
    judged: Server, method: str, path: str, status: int, kind: str
) -> None:
    answer = judged.request(method, path)
    assert answer.status_code == status
    if kind:
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert problem["type"] == f"urn:shotseer:{kind}"
        assert problem["status"] == status
        assert problem["detail"]


def test_what_has_to_come_first_is_said(server: Server) -> None:
    server.post("/labels", {"name": "empty"})
    problem = server.request("GET", "/labels/empty/feeds/random").json()
    assert (problem["status"], problem["type"]) == (409, "urn:shotseer:not-ready")
    assert problem["hint"]


def test_a_repeated_write_is_done_once(server: Server) -> None:
    headers = {"Idempotency-Key": "0f4e6c1e-once"}
    first = server.post("/labels", {"name": "once"}, headers=headers)
    assert server.post("/labels", {"name": "once"}, headers=headers) == first
    server.kill()
    server.restart()
    assert server.post("/labels", {"name": "once"}, headers=headers) == first
    other = server.request("POST", "/starter-labels", json={}, headers=headers)
    assert other.status_code == 409
    with ThreadPoolExecutor(8) as pool:
        key = {"Idempotency-Key": "eight-at-once"}
        answers = list(
            pool.map(
                lambda _: server.request("POST", "/labels/once/builds", json={}, headers=key),
                range(8),
            )
        )
    # The label has neither text nor verdict: its one Build fails, and is one job all the same.
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_answers_are_kept_for_a_day(server: Server) -> None:
    server.post("/labels", {"name": "old"}, headers={"Idempotency-Key": "two-days-ago"})
    with Workspace.open(server.folder, cache=str(server.cache)) as workspace:
        answer = sa.update(tables.answers)
        with workspace.parts.database.writing() as connection:
            connection.execute(answer.values(created_at=datetime.now(UTC) - timedelta(days=2)))
        server.post("/labels", {"name": "new"}, headers={"Idempotency-Key": "this-moment"})
        with workspace.parts.database.reading() as connection:
            kept = connection.execute(sa.select(tables.answers.c.key)).scalars().all()
    assert kept == ["this-moment"]


def test_only_the_map_that_was_asked_for_is_cached(judged: Server) -> None:
    now = judged.get("/maps/pca")["id"]
    for asked, kept in ((now, True), ("pca-of-yesterday", False), ("", False)):
        answer = judged.request("GET", "/maps/pca/points", params={"id": asked})
        assert answer.ok
        assert ("Cache-Control" in answer.headers) == kept


def test_media_come_in_ranges(judged: Server) -> None:
    row = judged.get("/shots", limit=1)["items"][0]["shot"]
    for path in (f"/shots/{row['id']}/preview", f"/videos/{row['video_id']}/media"):
        part = judged.request("GET", path, headers={"Range": "bytes=0-99"})
        assert (part.status_code, len(part.content)) == (206, 100)
        assert part.headers["content-range"].startswith("bytes 0-99/")
        last = judged.request("GET", path, headers={"Range": "bytes=-10"})
        assert (last.status_code, len(last.content)) == (206, 10)
        beyond = judged.request("GET", path, headers={"Range": "bytes=99999999-"})
        assert (beyond.status_code, beyond.json()["status"]) == (416, 416)
        assert beyond.headers["content-range"].startswith("bytes */")
        whole = judged.request("HEAD", path)
        assert int(whole.headers["content-length"]) > 100
        assert not whole.content
    poster = judged.request("GET", f"/shots/{row['id']}/poster")
    assert poster.headers["content-type"] == "image/jpeg"
    assert "max-age" in poster.headers["cache-control"]


def test_the_document_has_stable_names_and_examples(judged: Server) -> None:
    document = judged.get("/openapi.json")
    names = [
        operation["operationId"]
        for path in document["paths"].values()
        for operation in path.values()
    ]
    assert len(names) == len(set(names))
    assert {"list_labels", "create_label", "annotate", "search", "build", "get_feed"} <= set(names)
    assert all(path.startswith("/api/v1/") for path in document["paths"])
    assert document["components"]["schemas"]["NewLabel"]["properties"]["name"]["examples"]


def test_many_clients_at_once_on_many_routes(judged: Server) -> None:
    shots = [row["shot"]["id"] for row in judged.get("/shots", limit=100)["items"]]
    reads = [
        "/workspace", "/labels", "/labels/ball", "/videos", "/jobs", "/failures", "/vocabulary",
        "/labels/ball/feeds/random", "/labels/ball/feeds/top-positive", "/labels/ball/versions",
        "/labels/ball/annotations", "/shots?label=ball&sort=ball", f"/shots/{shots[0]}",
        "/maps/pca", "/maps/pca/points", "/labels/ball/movers", "/labels/ball/versions/1/curves",
    ]  # fmt: skip

    def work(number: int) -> int:
        if number % 4:
            return judged.request("GET", reads[number % len(reads)]).status_code
        body = {"judgements": [judgement(shots[number % 32], "skip", f"crowd-{number:05}")]}
        return judged.request("POST", "/labels/crowd/annotations", json=body).status_code

    judged.post("/labels", {"name": "crowd"})
    with ThreadPoolExecutor(16) as pool:
        codes = list(pool.map(work, range(320)))
    assert set(codes) == {200, 201}
    assert judged.get("/labels/crowd/annotations", limit=100)["total"] == len(
        {shots[n % 32] for n in range(0, 320, 4)}
    )


def test_uploads_are_checked_before_they_are_kept(server: Server, films: Path) -> None:
    film = (films / "film 1.mp4").read_bytes()
    kept = server.request("POST", "/uploads", params={"name": "new film.mp4"}, data=film)
    assert kept.status_code == 201
    assert Path(kept.json()["path"]).read_bytes() == film
    bad = server.request("POST", "/uploads", params={"name": "bad.mp4"}, data=b"not a video" * 999)
    assert bad.status_code == 422
    assert bad.json()["type"] == "urn:shotseer:media"
    sly = server.request("POST", "/uploads", params={"name": "../../sly.mp4"}, data=film)
    folder = (server.folder / "uploads").resolve()
    assert sly.status_code in (201, 400)
    assert {path.parent for path in server.folder.rglob("*sly*")} <= {
        folder,
        server.folder / "uploads",
    }
    assert not list(folder.glob("*bad*"))
    done = server.finish(server.post("/ingests", {"paths": [kept.json()["path"]]}))
    assert done["state"] == "done"
