"""The whole loop with the facts in a real PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from shotseer import Judgement, StoreError, Verdict, Workspace


def test_the_loop_on_postgresql(
    tmp_path: Path, films: Path, model_cache: Path, postgres_url: str
) -> None:
    folder = tmp_path / "library"
    with Workspace.open(
        folder, create=True, database=postgres_url, cache=str(model_cache), previews=False
    ) as workspace:
        assert workspace.ingest([films]).added == 4
        workspace.create_label("ball", queries=["a ball"])
        hits = workspace.search("a ball", k=6, label="ball").hits
        verdicts = [Verdict.POSITIVE] * 3 + [Verdict.NEGATIVE] * 3
        workspace.annotate(
            "ball", [Judgement(h.shot_id, v) for h, v in zip(hits, verdicts, strict=True)]
        )
        version = workspace.build("ball")
        assert len(workspace.feed("ball", "random", k=99).items) == 26
        workspace.undo("ball")
    assert not (folder / "shotseer.db").exists()
    with Workspace.open(folder, cache=str(model_cache)) as again:
        assert again.settings.database == postgres_url, "the workspace remembers its database"
        assert [v.id for v in again.versions("ball")] == [version.id]
        assert again.label("ball").positives == 0
        assert all(finding.level == "ok" for finding in again.doctor())
    with pytest.raises(StoreError, match="belongs to another workspace"):
        Workspace.open(tmp_path / "other", create=True, database=postgres_url)
    assert list((tmp_path / "other").iterdir()) == [], "a workspace of no use is not left behind"


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="failed") as caught:
        Workspace.open(tmp_path / "x", create=True, database="postgresql://127.0.0.1:1/nothing")
    assert "server runs" in caught.value.hint
