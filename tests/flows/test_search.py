from __future__ import annotations

import numpy as np
import pytest
import sqlalchemy as sa

from shotseer import InputError, Judgement, NotFoundError, ScoreKind, Verdict, Workspace
from shotseer.flows.parts import open_space
from shotseer.store import tables


def test_hits_are_ranked_by_cosine(workspace: Workspace) -> None:
    result = workspace.search("a red ball", k=32)
    assert result.looked_at == 32
    assert [hit.rank for hit in result.hits] == list(range(1, 33))
    scores = [hit.score for hit in result.hits]
    assert scores == sorted(scores, reverse=True)
    assert {hit.score_kind for hit in result.hits} == {ScoreKind.SIMILARITY}
    opened = open_space(workspace.parts)
    text = workspace.parts.encoder(opened.space).embed_texts(["a red ball"])[0]
    best = opened.rows.take(opened.library.rows_of([result.hits[0].shot_id]))[0]
    assert result.hits[0].score == pytest.approx(float(best @ text), abs=1e-5)
    assert workspace.search("a red ball", k=32).hits == result.hits


def test_more_like_this_leaves_itself_out(workspace: Workspace) -> None:
    shot = workspace.shots()[5]
    hits = workspace.search(like=[shot.id[:8]], k=31).hits
    assert shot.id not in {hit.shot_id for hit in hits}
    opened = open_space(workspace.parts)
    rows = opened.library.rows_of([shot.id, hits[0].shot_id])
    one, other = opened.rows.take(rows)
    assert hits[0].score == pytest.approx(float(one @ other), abs=1e-5)


def test_negative_words_push_shots_down(workspace: Workspace) -> None:
    plain = [hit.shot_id for hit in workspace.search("a circle", k=32).hits]
    pushed = plain[0]
    without = [hit.shot_id for hit in workspace.search("a circle", unlike=[pushed], k=32).hits]
    assert pushed not in without
    neighbours = [h.shot_id for h in workspace.search(like=[pushed], k=3).hits]
    mean = np.mean([plain.index(s) for s in neighbours])
    assert np.mean([without.index(s) for s in neighbours]) > mean
    worded = workspace.search("a circle, not a red square", k=32)
    named = workspace.search("a circle", without=["a red square"], k=32)
    assert worded.hits == named.hits
    assert [hit.shot_id for hit in worded.hits] != plain


def test_filters(workspace: Workspace) -> None:
    workspace.create_label("dog")
    shots = workspace.shots("film 1")
    workspace.annotate("dog", [Judgement(shots[0].id, Verdict.NEGATIVE)])
    only = workspace.search("x", videos=["film 1"], k=99)
    assert {hit.shot_id for hit in only.hits} == {shot.id for shot in shots}
    judged = workspace.search("x", judged=True, label="dog", k=99)
    assert [hit.shot_id for hit in judged.hits] == [shots[0].id]
    assert workspace.search("x", judged=True).looked_at == 1
    assert workspace.search("x", judged=False, videos=["film 1"]).looked_at == 7
    assert workspace.search("x", min_duration=1.01).hits == ()
    assert workspace.search("x", max_duration=1.01).looked_at == 32


def test_every_offer_is_logged(workspace: Workspace) -> None:
    workspace.create_label("dog")
    result = workspace.search("a dog", k=4, label="dog")
    with workspace.parts.database.reading() as connection:
        feed = connection.execute(sa.select(tables.feeds)).one()
        offers = connection.execute(sa.select(tables.offers).order_by("rank")).all()
    assert (feed.id, feed.kind) == (result.id, "search")
    assert feed.query["terms"] == [{"text": "a dog", "weight": 1.0}]
    assert [offer.shot_id for offer in offers] == [hit.shot_id for hit in result.hits]
    assert all(offer.seen_at is not None for offer in offers)


def test_a_verdict_remembers_the_search_that_offered_its_shot(workspace: Workspace) -> None:
    workspace.create_label("dog")
    result = workspace.search("a dog", k=3, label="dog")
    workspace.annotate("dog", [Judgement(result.hits[1].shot_id, Verdict.POSITIVE)])
    (item,) = workspace.review("dog")
    line = item.annotation
    assert (line.source, line.feed_id, line.rank) == ("search", result.id, 2)
    assert line.score == result.hits[1].score


def test_bad_queries(workspace: Workspace) -> None:
    with pytest.raises(InputError, match="something to look for"):
        workspace.search("")
    with pytest.raises(InputError, match="cannot return 0"):
        workspace.search("x", k=0)
    with pytest.raises(NotFoundError, match="no shot 'ffffffffffff'"):
        workspace.search(like=["ffffffffffff"])
    with pytest.raises(NotFoundError, match="no video 'nothing'"):
        workspace.search("x", videos=["nothing"])
    with pytest.raises(InputError, match="could mean 4 videos"):
        workspace.search("x", videos=["film"])
    with pytest.raises(NotFoundError, match="no label called 'cat'"):
        workspace.search("x", label="cat")
