"""A change of the encoder over HTTP, while people work on."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.models.tiny import write_model
from tests.web.conftest import judge_and_build
from tests.web.serving import Server, judgement
from tests.world import THREE_SCENES, write_video


@pytest.fixture
def colours(server: Server) -> str:
    """Give a second encoder where the server may read."""
    return write_model(server.folder / "uploads" / "colours")


def test_the_way_there_with_people_at_work(server: Server, colours: str, films: Path) -> None:
    judge_and_build(server)
    feed = server.get("/labels/ball/feeds/random", limit=2)
    plan = server.get("/migration/plan", encoder=colours)
    assert (plan["old"]["encoder"], plan["shots"], plan["videos"]) == ("lite", 32, 4)
    assert plan["estimated_seconds"] > 0
    job = server.post("/migration", {"encoder": colours})
    assert (job["kind"], job["subject"]) == ("migrate", colours)
    # An ingest need not wait for it, and neither need whoever judges.
    film = write_video_into(server.folder / "uploads")
    ingest = server.post("/ingests", {"paths": [str(film)]})
    shot = feed["items"][0]["shot"]["id"]
    server.post(
        "/labels/ball/annotations",
        {"judgements": [judgement(shot, "positive", "meanwhile-1", feed_id=feed["feed_id"])]},
    )
    assert server.finish(ingest)["state"] == "done"
    assert server.finish(job)["state"] == "done"
    found = server.get("/migration")["migration"]
    assert found["stage"] == "ready"
    (ball,) = found["labels"]
    assert (ball["label"], ball["version"], ball["candidate"]) == ("ball", 2, 3)
    assert ball["difference"]["low"] <= ball["difference"]["value"] <= ball["difference"]["high"]
    assert server.get("/workspace")["space"]["encoder"] == "lite"
    done = server.finish(server.post("/migration/switches", {}))
    assert (done["state"], done["result"]["stage"]) == ("done", "switched")
    assert server.get("/workspace")["space"]["encoder"] == colours
    assert server.post("/searches", {"words": "red"})["looked_at"] == 35
    # The feed that was open goes on, and so does judging in it.
    again = server.get(f"/feeds/{feed['feed_id']}", limit=2)
    assert again["items"][0]["shot"]["id"] == feed["items"][1]["shot"]["id"]
    shot = again["items"][0]["shot"]["id"]
    server.post(
        "/labels/ball/annotations",
        {"judgements": [judgement(shot, "negative", "meanwhile-2", feed_id=feed["feed_id"])]},
    )
    rows = server.get("/labels/ball/annotations", limit=500)["items"]
    assert shot in {row["shot"]["id"] for row in rows}
    assert server.build("ball")["state"] == "done"


def test_a_killed_server_goes_on_where_it_stopped(server: Server, colours: str) -> None:
    job = server.post("/migration", {"encoder": colours})
    for event in server.events(job["id"]):
        if event["stage"]:
            break
    server.kill()
    server.restart()
    state = server.get("/migration")["migration"]
    if state is None or state["stage"] != "ready":
        again = server.request("PATCH", f"/jobs/{job['id']}", json={"wanted": "run"})
        assert server.finish(again.json())["state"] == "done"
    found = server.get("/migration")["migration"]
    assert (found["stage"], found["embedded"]) == ("ready", 32)


def test_refusals_say_what_to_do(server: Server, colours: str, tmp_path: Path) -> None:
    outside = write_model(tmp_path / "outside")
    answer = server.request("POST", "/migration", json={"encoder": outside})
    assert answer.status_code == 400
    assert "outside the folders" in answer.json()["detail"]
    assert Path("tests").is_dir()
    answer = server.request("GET", "/migration/plan", params={"encoder": "onnx:tests"})
    assert answer.status_code == 400
    assert "outside the folders" in answer.json()["detail"]
    for route, body in (("switches", {}), ("rollbacks", {}), ("discards", {"which": "old"})):
        answer = server.request("POST", f"/migration/{route}", json=body)
        assert answer.status_code == 404, route
    answer = server.request("GET", "/migration/plan", params={"encoder": "lite"})
    assert answer.status_code == 409
    server.finish(server.post("/migration", {"encoder": colours}))
    answer = server.request("POST", "/migration", json={"encoder": "lite"})
    assert answer.status_code == 409
    failed = server.finish(server.post("/migration/discards", {"which": "old"}))
    assert failed["state"] == "failed"
    assert "in use and cannot be deleted" in failed["note"]


def write_video_into(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    write_video(folder / "added.mp4", THREE_SCENES, size=(160, 90))
    return folder / "added.mp4"
