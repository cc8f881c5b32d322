"""The whole loop through the API of a real server."""

from __future__ import annotations

import uuid
from pathlib import Path

from tests.web.serving import Server, judgement


def test_from_nothing_to_a_classifier(server: Server) -> None:
    info = server.get("/workspace")
    assert (info["videos"], info["shots"], info["space"]["encoder"]) == (4, 32, "lite")
    label = server.post("/labels", {"name": "ball", "queries": ["a round thing"]})
    assert (label["positives"], label["current_version"]) == (0, None)
    found = server.post("/searches", {"words": "a ball", "label": "ball", "limit": 6})
    hits = found["items"]
    assert [hit["rank"] for hit in hits] == [1, 2, 3, 4, 5, 6]
    assert {hit["score_kind"] for hit in hits} == {"similarity"}
    more = server.post(
        "/searches",
        {
            "words": "a ball",
            "label": "ball",
            "limit": 100,
            "cursor": found["next_cursor"],
            "search_id": found["search_id"],
        },
    )
    assert [hit["rank"] for hit in more["items"]] == list(range(7, 33))
    assert more["next_cursor"] is None
    everything = [hit["shot"]["id"] for hit in (*hits, *more["items"])]
    assert len(set(everything)) == 32
    verdicts = [
        judgement(
            hit["shot"]["id"],
            "positive" if hit["rank"] < 4 else "negative",
            uuid.uuid4().hex,
            source="search",
            feed_id=found["search_id"],
            rank=hit["rank"],
            score=hit["score"],
        )
        for hit in hits
    ]
    assert server.post("/labels/ball/annotations", {"judgements": verdicts}) == {
        "added": 6,
        "repeated": 0,
    }
    job = server.build("ball")
    assert (job["state"], job["result"]["version"]) == ("done", 1)
    for kind in ("top-positive", "top-negative", "borderline", "random"):
        feed = server.get(f"/labels/ball/feeds/{kind}", limit=10)
        assert (len(feed["items"]), feed["left"], feed["version"]) == (10, 26, 1)
        rest = server.get(f"/feeds/{feed['feed_id']}", cursor=feed["next_cursor"], limit=100)
        offered = {item["shot"]["id"] for item in (*feed["items"], *rest["items"])}
        assert offered == set(everything[6:])
    review = server.get("/labels/ball/annotations")
    assert (review["total"], review["verdicts"]) == (6, {"positive": 3, "negative": 3})
    version = server.get("/labels/ball/versions/1")
    assert version["is_current"]
    assert version["plain_words"]
    assert version["advice"]


def test_a_page_goes_on_where_it_was_while_shots_are_judged(judged: Server) -> None:
    first = judged.get("/labels/ball/feeds/borderline", limit=5)
    ids = [item["shot"]["id"] for item in first["items"]]
    whole = judged.get("/labels/ball/feeds/borderline", limit=100)
    expected = [item["shot"]["id"] for item in whole["items"]]
    verdicts = [judgement(shot, "skip", f"page-{shot}") for shot in ids[:3]]
    judged.post("/labels/ball/annotations", {"judgements": verdicts})
    second = judged.get(f"/feeds/{first['feed_id']}", cursor=first["next_cursor"], limit=5)
    assert [item["shot"]["id"] for item in second["items"]] == expected[5:10]
    judged.post("/labels/ball/undos", {"uid": f"page-{ids[0]}"})


def test_undo_names_what_it_takes_back_and_may_be_repeated(judged: Server) -> None:
    shot = judged.get("/labels/ball/feeds/random", limit=1)["items"][0]["shot"]["id"]
    judged.post(
        "/labels/ball/annotations", {"judgements": [judgement(shot, "positive", "undo-me-once")]}
    )
    once = judged.post("/labels/ball/undos", {"uid": "undo-me-once"})
    assert [line["uid"] for line in once["annotations"]] == ["undo-me-once"]
    assert judged.post("/labels/ball/undos", {"uid": "undo-me-once"}) == once
    refused = judged.request(
        "POST",
        "/labels/ball/undos",
        json={"uid": "undo-me-once"},
        headers={"Shotseer-Annotator": "eve"},
    )
    assert refused.status_code == 409


def test_two_clients_follow_each_other(judged: Server) -> None:
    start = judged.get("/labels/ball/changes")["position"]
    assert judged.get("/labels/ball/changes", after=start)["changes"] == []
    shot = judged.get("/labels/ball/feeds/random", limit=1)["items"][0]["shot"]["id"]
    judged.post(
        "/labels/ball/annotations", {"judgements": [judgement(shot, "positive", "follow-me-1")]}
    )
    seen = judged.get("/labels/ball/changes", after=start)
    assert [(c["shot_id"], c["verdict"]) for c in seen["changes"]] == [(shot, "positive")]
    judged.post("/labels/ball/undos", {"uid": "follow-me-1"})
    back = judged.get("/labels/ball/changes", after=seen["position"])
    assert [(c["shot_id"], c["verdict"]) for c in back["changes"]] == [(shot, None)]


def test_an_ingest_runs_beside_the_server_and_tells_how_it_goes(
    server: Server, films: Path, tmp_path: Path
) -> None:
    known = server.finish(server.post("/ingests", {"paths": [str(films)]}))
    assert (known["state"], known["result"]["known"]) == ("done", 4)
    stages = {event["stage"] for event in server.events(known["id"])}
    assert stages


def test_acknowledged_verdicts_survive_a_kill(server: Server) -> None:
    server.post("/labels", {"name": "ball"})
    shots = [row["shot"]["id"] for row in server.get("/shots", limit=30)["items"]]
    for number, shot in enumerate(shots):
        server.post(
            "/labels/ball/annotations",
            {"judgements": [judgement(shot, "positive", f"kill-{number:04}")]},
        )
        if number % 10 == 9:
            server.kill()
            server.restart()
    assert server.get("/labels/ball/annotations")["total"] == 30
    again = [judgement(shot, "positive", f"kill-{n:04}") for n, shot in enumerate(shots)]
    assert server.post("/labels/ball/annotations", {"judgements": again})["repeated"] == 30
