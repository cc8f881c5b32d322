"""A change of the encoder with the facts in a real PostgreSQL."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.migrate.conftest import judge
from tests.migrate.facts import encoder_in_use, verdict_log

from shotseer import ConflictError, Workspace
from shotseer.core.migration import MigrationStage


def test_there_and_back_on_postgresql(
    tmp_path: Path, films: Path, model_cache: Path, postgres_url: str, colours: str
) -> None:
    with Workspace.open(
        tmp_path / "library",
        create=True,
        database=postgres_url,
        cache=str(model_cache),
        previews=False,
        annotator="ada",
    ) as workspace:
        shutil.copytree(films, tmp_path / "films")
        later = (tmp_path / "films" / "film 3.mp4").rename(tmp_path / "later.mp4")
        workspace.ingest([tmp_path / "films"])
        workspace.create_label("ball", queries=["a ball"])
        judge(workspace, "ball")
        workspace.build("ball")
        workspace.deploy("ball", 1, threshold=0.6)
        log = verdict_log(workspace)
        ready = workspace.migrate(colours)
        assert (ready.stage, ready.embedded) == (MigrationStage.READY, 24)
        assert ready.labels[0].difference is not None
        assert workspace.migrate(colours).history == ready.history
        workspace.ingest([later])
        done = workspace.switch_migration()
        assert (done.embedded, encoder_in_use(workspace)) == (32, colours)
        state = workspace.version_state("ball")
        assert (state.current, state.deployed) == (2, 2)
        workspace.roll_back_migration()
        assert encoder_in_use(workspace) == "lite"
        assert workspace.deployments("ball")[0].threshold == 0.6
        workspace.switch_migration()
        with pytest.raises(ConflictError, match="in use"):
            workspace.discard_migration(new=True)
        workspace.discard_migration()
        assert workspace.migration() is None
        assert verdict_log(workspace) == log
        assert all(finding.level == "ok" for finding in workspace.doctor())
