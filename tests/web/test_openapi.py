"""Requests made from the OpenAPI document: none breaks the server, and each operation answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis.strategies import booleans
from schemathesis.core.result import Ok
from tests.models.tiny import write_model
from tests.web.serving import Server, judgement

EXAMPLES = 15
"""For each operation. It is raised to hunt for more."""


@pytest.fixture(scope="module")
def known(judged: Server) -> dict[str, str]:
    """Give things that are there, for the places in paths."""
    shot = judged.get("/shots", limit=1)["items"][0]["shot"]
    feed = judged.get("/labels/ball/feeds/random")
    return {
        "label": "ball",
        "shot": shot["id"],
        "video": shot["video_id"],
        "number": "1",
        "kind": "random",
        "feed_id": feed["feed_id"],
        "method": "pca",
        "job_id": str(judged.get("/jobs")["items"][-1]["id"]),
    }


def test_no_request_breaks_the_server(judged: Server, known: dict[str, str]) -> None:
    """Generate requests for every operation; half of them lead to things that are there."""
    schema = schemathesis.openapi.from_url(judged.url("/openapi.json"))
    tried = 0
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        operation = result.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @seed(0)
        @given(case=operation.as_strategy(), is_known=booleans())
        def send(case: Any, is_known: bool) -> None:
            if is_known:
                places = case.path_parameters or {}
                case.path_parameters = {name: known.get(name, places[name]) for name in places}
            answer = case.call(timeout=60)
            assert answer.status_code < 500 or answer.status_code == 501, (
                f"{case.as_curl_command()}\n{answer.status_code}: {answer.text}"
            )

        send()
        tried += 1
    assert tried > 50


def test_every_operation_answers(server: Server, films: Path) -> None:
    """One good request for each operation; a new operation without one fails here."""
    document = server.get("/openapi.json")
    expected = {
        operation["operationId"]
        for path in document["paths"].values()
        for operation in path.values()
    }
    answered = set()
    for name, method, path, options in good_requests(server, films):
        answer = server.request(method, path, **options)
        assert answer.ok, f"{name}: {answer.status_code} {answer.text}"
        answered.add(name)
    assert answered == expected


def good_requests(server: Server, films: Path) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield a request for each operation, in an order in which each finds what it needs."""
    film = (films / "film 0.mp4").read_bytes()
    rows = server.get("/shots", limit=40)["items"]
    shot, video = rows[0]["shot"]["id"], rows[0]["shot"]["video_id"]
    poster = server.request("GET", f"/shots/{shot}/poster").content

    def json(**body: Any) -> dict[str, Any]:
        return {"json": body}

    def params(**values: Any) -> dict[str, Any]:
        return {"params": values}

    yield "get_workspace", "GET", "/workspace", {}
    yield "create_label", "POST", "/labels", json(name="ball", queries=["a ball"])
    server.post("/labels", {"name": "brief"})
    yield "remove_label", "DELETE", "/labels/brief", {}
    yield "list_starter_labels", "GET", "/starter-labels", {}
    yield "create_starter_labels", "POST", "/starter-labels", {}
    yield "list_labels", "GET", "/labels", {}
    yield "get_label", "GET", "/labels/ball", {}
    yield "change_label", "PATCH", "/labels/ball", json(description="A ball.")
    yield "search", "POST", "/searches", json(words="a ball", label="ball")
    yield "add_picture", "POST", "/pictures", {"data": poster}
    yield "list_vocabulary", "GET", "/vocabulary", {}
    verdicts = [
        judgement(row["shot"]["id"], "positive" if n % 3 else "negative", f"good-{n:04}")
        for n, row in enumerate(rows[:16])
    ]
    yield "annotate", "POST", "/labels/ball/annotations", json(judgements=verdicts)
    yield "list_annotations", "GET", "/labels/ball/annotations", {}
    yield "list_changes", "GET", "/labels/ball/changes", {}
    yield "build", "POST", "/labels/ball/builds", json()
    server.build("ball")
    yield "undo", "POST", "/labels/ball/undos", json(uid="good-0001")
    more = [
        judgement(row["shot"]["id"], "negative", f"more-{n:04}")
        for n, row in enumerate(rows[20:24])
    ]
    server.post("/labels/ball/annotations", {"judgements": more})
    server.build("ball")
    yield "get_feed", "GET", "/labels/ball/feeds/borderline", {}
    feed = server.get("/labels/ball/feeds/borderline")
    yield "get_feed_page", "GET", f"/feeds/{feed['feed_id']}", {}
    yield "open_selection", "POST", "/selections", json(label="ball", where="duration > 0")
    yield "list_versions", "GET", "/labels/ball/versions", {}
    yield "get_version", "GET", "/labels/ball/versions/1", {}
    yield "get_quality", "GET", "/labels/ball/quality", params(number=1)
    yield "get_next_source", "GET", "/labels/ball/next-source", {}
    yield "get_curves", "GET", "/labels/ball/versions/1/curves", {}
    yield "get_card", "GET", "/labels/ball/versions/1/card", {}
    yield "download_classifier", "GET", "/labels/ball/versions/1/download", {}
    yield "compare_versions", "GET", "/labels/ball/comparison", params(first=1, second=2)
    yield "list_movers", "GET", "/labels/ball/movers", {}
    yield "restore_version", "POST", "/labels/ball/restores", json(number=1)
    yield "deploy", "POST", "/labels/ball/deployments", json(number=1)
    yield "list_deployments", "GET", "/labels/ball/deployments", {}
    yield "list_shots", "GET", "/shots", params(label="ball", sort="ball")
    yield "export_shots", "GET", "/shots/export", params(label="ball")
    yield "get_shot", "GET", f"/shots/{shot}", {}
    yield "get_poster", "GET", f"/shots/{shot}/poster", {}
    yield "get_preview", "GET", f"/shots/{shot}/preview", {}
    yield "list_map_methods", "GET", "/maps", {}
    yield "get_map", "GET", "/maps/pca", {}
    yield "get_map_points", "GET", "/maps/pca/points", {}
    yield "get_map_colours", "GET", "/maps/pca/colours", params(by="score", label="ball")
    yield "get_nearest_shot", "GET", "/maps/pca/nearest", params(x=0.5, y=0.5)
    yield "prepare_map", "POST", "/maps/pca/jobs", {}
    yield "list_videos", "GET", "/videos", {}
    yield "get_video", "GET", f"/videos/{video}", {}
    yield "list_video_shots", "GET", f"/videos/{video}/shots", {}
    yield "get_video_media", "GET", f"/videos/{video}/media", {}
    yield "make_proxy", "POST", f"/videos/{video}/proxies", {}
    yield "list_failures", "GET", "/failures", {}
    yield "get_folder", "GET", "/folders", params(path=str(films))
    yield "list_fields", "GET", "/fields", {}
    yield "import_fields", "POST", "/fields", {"data": b"video,rights\nfilm 0.mp4,cleared\n"}
    yield "upload", "POST", "/uploads", {"params": {"name": "a.mp4"}, "data": film}
    yield "ingest", "POST", "/ingests", json(paths=[str(films)])
    yield "relink", "POST", "/relinks", json(paths=[str(films)])
    yield "list_jobs", "GET", "/jobs", {}
    jobs = server.get("/jobs")["items"]
    for job in jobs:
        server.finish(job)
    yield "get_job", "GET", f"/jobs/{jobs[0]['id']}", {}
    yield "watch_job", "GET", f"/jobs/{jobs[0]['id']}/events", {}
    cancelled = server.post("/ingests", {"paths": [str(films)]})
    yield "change_job", "PATCH", f"/jobs/{cancelled['id']}", json(wanted="cancel")
    server.finish(cancelled)
    yield from migration_requests(server)
    yield "remove_video", "DELETE", f"/videos/{video}", {}


def migration_requests(server: Server) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield a request for each operation on a change of the encoder, there and back."""
    encoder = write_model(server.folder.parent / "colours", scale=0.5)
    # Where a server may read is its own; models that were pulled are named without a path.
    plan = server.request("GET", "/migration/plan", params={"encoder": encoder})
    assert plan.status_code == 400, plan.text
    uploads = server.folder / "uploads"
    encoder = write_model(uploads / "colours")
    yield "plan_migration", "GET", "/migration/plan", {"params": {"encoder": encoder}}
    yield "start_migration", "POST", "/migration", {"json": {"encoder": encoder}}
    server.finish(server.get("/jobs")["items"][0])
    yield "get_migration", "GET", "/migration", {}
    yield "switch_migration", "POST", "/migration/switches", {"json": {}}
    server.finish(server.get("/jobs")["items"][0])
    assert server.get("/migration")["migration"]["stage"] == "switched"
    yield "roll_back_migration", "POST", "/migration/rollbacks", {}
    server.finish(server.get("/jobs")["items"][0])
    assert server.get("/migration")["migration"]["stage"] == "rolled back"
    yield "discard_migration", "POST", "/migration/discards", {"json": {"which": "new"}}
    server.finish(server.get("/jobs")["items"][0])
    assert server.get("/migration") == {"migration": None}
