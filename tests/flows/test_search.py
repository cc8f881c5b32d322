from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from shotseer import (
    InputError,
    Judgement,
    MediaError,
    NotFoundError,
    ScoreKind,
    Verdict,
    Workspace,
)
from shotseer.core import cursor
from shotseer.flows import vectors
from shotseer.flows.parts import open_space
from shotseer.flows.search import SearchResult
from shotseer.store import tables
from shotseer.store.vector_file import ImportedVectors


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


@pytest.mark.parametrize("weight", ["1" + 40 * "0", "1000001"])
def test_a_huge_weight_is_refused(workspace: Workspace, weight: str) -> None:
    with pytest.raises(InputError, match="larger than 1,000,000"):
        workspace.search(f"a ball^{weight}, not a square")


def test_weights_and_negative_examples(workspace: Workspace) -> None:
    plain = workspace.search("a red ball, a green field", k=32).hits
    assert workspace.search("a red ball^2, a green field^2", k=32).hits != plain
    one, other = (shot.id for shot in workspace.shots()[:2])
    unlike = workspace.search("a circle", like={one: 1.0, other: -0.5}, k=30)
    assert unlike.hits == workspace.search("a circle", like=[one], unlike=[other], k=30).hits
    assert not {one, other} & {hit.shot_id for hit in unlike.hits}


def test_a_picture_finds_its_own_shot(workspace: Workspace, tmp_path: Path) -> None:
    shot = workspace.shots("film 1")[3]
    poster, _ = workspace.media(shot.id)
    result = workspace.search(pictures=[poster])
    # The films repeat some scenes.
    assert shot.id in {hit.shot_id for hit in result.hits[:3]}
    assert result.hits[0].score > 0.95
    assert workspace.search("a circle", pictures={str(poster): -1.0}).hits != result.hits
    with workspace.parts.database.reading() as connection:
        query = sa.select(tables.feeds.c.query).where(tables.feeds.c.id == result.id)
        logged = connection.execute(query).scalar_one()
    assert logged["terms"] == [{"picture": str(poster), "weight": 1.0}]
    (tmp_path / "bad.png").write_text("no picture")
    with pytest.raises(MediaError, match=r"bad.png cannot be read as a picture"):
        workspace.search(pictures=[tmp_path / "bad.png"])


def test_pages_are_those_of_one_long_search(workspace: Workspace) -> None:
    whole = workspace.search("a circle", k=32)
    assert len(whole.hits) == 32
    pages: list[SearchResult] = []
    after, search_id = None, None
    while after is not None or not pages:
        page = workspace.search("a circle", k=7, after=after, continues=search_id)
        pages.append(page)
        after, search_id = page.next, pages[0].id
    assert [len(page.hits) for page in pages] == [7, 7, 7, 7, 4]
    assert tuple(hit for page in pages for hit in page.hits) == whole.hits
    assert {page.id for page in pages} == {pages[0].id}
    with workspace.parts.database.reading() as connection:
        offers = tables.offers.c
        query = sa.select(offers.shot_id, offers.rank).where(offers.feed_id == pages[0].id)
        logged = connection.execute(query.order_by(offers.rank)).all()
    assert [tuple(row) for row in logged] == [(hit.shot_id, hit.rank) for hit in whole.hits]
    assert workspace.search("a circle", k=32, after=pages[-2].next).hits == pages[-1].hits


def test_pages_go_on_where_judged_shots_drop_out(workspace: Workspace) -> None:
    workspace.create_label("ball")
    whole = [hit.shot_id for hit in workspace.search("a ball", k=32).hits]
    first = workspace.search("a ball", k=5, judged=False, label="ball")
    workspace.annotate("ball", [Judgement(shot, Verdict.POSITIVE) for shot in whole[2:7]])
    second = workspace.search("a ball", k=5, judged=False, label="ball", after=first.next)
    assert [hit.shot_id for hit in second.hits] == whole[7:12]
    assert [hit.rank for hit in second.hits] == [6, 7, 8, 9, 10]


def test_equal_similarities_are_paged_once_each(workspace: Workspace) -> None:
    opened = open_space(workspace.parts)
    same = opened.rows.take(np.zeros(1, dtype=np.int64))
    given = ImportedVectors(
        raw=np.repeat(same, 9, axis=0),
        shot=None,
        video=("one film",) * 9,
        start=np.arange(9, dtype=np.float64),
        end=np.arange(1, 10, dtype=np.float64),
        texts={"x": same[0]},
        digest="same",
    )
    for _ in vectors.import_vectors(workspace.parts, given, "same"):
        pass
    first = workspace.search("x", k=4)
    second = workspace.search("x", k=4, after=first.next)
    third = workspace.search("x", k=4, after=second.next)
    shots = [hit.shot_id for page in (first, second, third) for hit in page.hits]
    assert len(set(shots)) == len(shots) == 9
    assert third.next is None


def test_a_cut_and_how_similarities_spread(workspace: Workspace) -> None:
    every = workspace.search("a circle", k=32, with_spread=True)
    scores = [hit.score for hit in every.hits]
    assert every.spread is not None
    assert sum(every.spread.counts) == 32
    assert every.spread.edges[0] == pytest.approx(min(scores), abs=1e-6)
    assert every.spread.edges[-1] == pytest.approx(max(scores), abs=1e-6)
    assert every.hits == workspace.search("a circle", k=32).hits
    cut = workspace.search("a circle", k=32, at_least=scores[9], with_spread=True)
    assert cut.hits == every.hits[:10]
    assert cut.looked_at == 32
    assert cut.spread is not None
    assert (cut.spread.above, cut.spread.cut) == (10, scores[9])
    assert cut.spread.suggested == every.spread.suggested
    nothing = workspace.search("a circle", at_least=2.0)
    assert (nothing.hits, nothing.next) == ((), None)
    none_allowed = workspace.search("a circle", where="duration > 99", with_spread=True)
    assert none_allowed.spread is not None
    assert none_allowed.spread.counts == ()


def test_an_expression_filters_a_search(workspace: Workspace) -> None:
    found = workspace.search("a circle", where='video ~ "film 1" and position < 3', k=32)
    shots = workspace.get_shots(hit.shot_id for hit in found.hits)
    assert {shot.position for shot in shots.values()} == {0, 1, 2}
    assert found.looked_at == 3
    with pytest.raises(InputError, match="no label or field called 'nonsense'"):
        workspace.search("a circle", where="nonsense > 1")


def test_bad_pages(workspace: Workspace) -> None:
    with pytest.raises(InputError, match="not a cursor"):
        workspace.search("x", after="x")
    with pytest.raises(InputError, match="least similarity is not a number"):
        workspace.search("x", at_least=float("nan"))
    with pytest.raises(NotFoundError, match="no search 'x' to continue"):
        workspace.search("x", continues="x")
    far = cursor.write("search", [3, -5.0, 2**40])
    assert workspace.search("x", after=far).hits == ()
