"""There and back: what people see before, at and after the switch."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.migrate.conftest import judge
from tests.migrate.facts import encoder_in_use, vectors_of, verdict_log
from tests.models.tiny import write_model

from shotseer import (
    ConflictError,
    Judgement,
    NotFoundError,
    NotReadyError,
    ShotseerError,
    Source,
    Verdict,
    Workspace,
    motion,
)
from shotseer.core.migration import MigrationStage
from shotseer.flows.parts import open_space
from shotseer.store import spaces, tables


def test_the_plan_says_what_it_takes_and_changes_nothing(judged: Workspace, colours: str) -> None:
    plan = judged.plan_migration(colours)
    assert (plan.old.encoder, plan.encoder, plan.space.dimension) == ("lite", colours, 3)
    assert (plan.videos, plan.shots, plan.labels) == (4, 32, 2)
    assert plan.hours * 3600 == pytest.approx(32)
    assert plan.seconds is not None
    assert 0 < plan.seconds < 600
    # 32 rows of 12 bytes and 160 in the tables, and two columns of 32 scores of 4 bytes.
    assert plan.bytes == 32 * (12 + 160) + 2 * 32 * 4
    assert plan.free_bytes > plan.bytes
    assert plan.missing == ()
    assert judged.migration() is None
    assert not judged.folder.vectors(plan.space.id).exists()
    with judged.parts.database.reading() as connection:
        assert plan.space.id not in {space.id for space in spaces.list_spaces(connection)}


def test_nothing_changes_for_anybody_before_the_switch(judged: Workspace, colours: str) -> None:
    log = verdict_log(judged)
    hits = judged.search("a ball", k=5).hits
    feed = judged.feed("ball", "random", k=3).id
    ready = judged.migrate(colours)
    assert ready.stage is MigrationStage.READY
    assert (ready.shots, ready.embedded, ready.left_out, ready.job) == (32, 32, (), None)
    assert encoder_in_use(judged) == "lite"
    assert judged.search("a ball", k=5).hits == hits
    assert judged.feed("ball", "random", k=3).id == feed
    state = judged.version_state("ball")
    assert (state.current, state.deployed) == (1, 1)
    assert [one.number for one in judged.versions("ball")] == [1, 2], "the candidate is there"
    assert verdict_log(judged) == log
    assert [one.event for one in ready.history] == ["started", "compared"]
    assert {one.by for one in ready.history} == {"ada"}


def test_labels_are_rebuilt_alike_and_compared_on_the_same_shots(
    judged: Workspace, colours: str
) -> None:
    ball, red = judged.migrate(colours).labels
    assert (ball.label, ball.version, ball.candidate) == ("ball", 1, 2)
    assert ball.roles == ("current", "deployed")
    assert ball.judged == 16
    assert ball.before is not None
    assert ball.after is not None
    assert ball.difference is not None
    assert ball.difference.value == pytest.approx(ball.after.value - ball.before.value)
    assert ball.difference.low <= ball.difference.value <= ball.difference.high
    old, new = judged.versions("ball")
    assert new.recipe == old.recipe
    assert new.recipe.seed == 5
    assert (new.dataset_digest, new.annotations_to) == (old.dataset_digest, old.annotations_to)
    assert new.space_id != old.space_id
    assert (red.label, red.candidate, red.judged, red.difference) == ("red", 2, 0, None)
    assert red.verdict == "not measured"


def test_the_switch_moves_everything_at_once(judged: Workspace, colours: str) -> None:
    judged.annotate("ball", [Judgement(judged.shots()[1].id, Verdict.SKIP)], by="eve")
    log = verdict_log(judged)
    news = judged.label("ball").new_judgements
    page = judged.feed("ball", "random", k=3)
    judged.migrate(colours)
    done = judged.switch_migration(by="bob")
    assert done.stage is MigrationStage.SWITCHED
    assert encoder_in_use(judged) == colours
    state = judged.version_state("ball")
    assert (state.current, state.deployed) == (2, 2)
    in_use, first = judged.deployments("ball")
    assert (in_use.number, in_use.threshold, in_use.by) == (2, 0.7, "bob")
    # Colours tell so little of balls that calibration may be given up, and is then told of, too.
    why = f"version 1 rebuilt: the encoder was changed from lite to {colours}"
    assert in_use.note.removeprefix(why) in ("", "; its scores are not calibrated any more")
    assert (first.number, first.note) == (1, "good enough")
    assert judged.label("ball").new_judgements == news, "what was new to a Build still is"
    assert verdict_log(judged) == log
    colour = {s: row[0] - row[1] - row[2] for s, row in vectors_of(judged, done.new.id).items()}
    reddest = judged.search("red", k=1).hits[0].shot_id
    assert colour[reddest] == max(colour.values()), "words mean what the new encoder makes of them"
    assert judged.feed("ball", "random", k=3).version == 2
    # A feed in somebody's hands goes on, and what is judged in it is logged with it.
    again = judged.feed_page(page.id, k=3)
    assert [item.shot_id for item in again.items] == [item.shot_id for item in page.items]
    shot = page.items[0].shot_id
    said = Judgement(shot, Verdict.POSITIVE, source=Source.RANDOM, feed_id=page.id)
    judged.annotate("ball", [said], by="eve")
    with judged.parts.database.reading() as connection:
        line = tables.annotations.c
        query = sa.select(line.feed_id, line.verdict).where(line.shot_id == shot)
        assert connection.execute(query).all() == [(page.id, "positive")]
    assert judged.build("ball").number == 3


def test_back_again_and_over(judged: Workspace, colours: str) -> None:
    log = verdict_log(judged)
    hits = judged.search("a ball", k=5).hits
    scores = [score for batch in judged.score("ball") for _, score in batch]
    judged.migrate(colours, switch=True)
    back = judged.roll_back_migration(by="bob")
    assert back.stage is MigrationStage.ROLLED_BACK
    assert encoder_in_use(judged) == "lite"
    assert judged.search("a ball", k=5).hits == hits
    assert [score for batch in judged.score("ball") for _, score in batch] == scores
    state = judged.version_state("ball")
    assert (state.current, state.deployed) == (1, 1)
    newest = judged.deployments("ball")[0]
    assert (newest.threshold, newest.by) == (0.7, "bob")
    assert newest.note == "deployed again: the encoder was changed back to lite"
    judged.switch_migration()
    assert judged.version_state("ball").current == 2
    assert judged.switch_migration().stage is MigrationStage.SWITCHED, "twice is once"
    assert [one.event for one in back.history] == ["started", "compared", "switched", "rolled back"]
    assert verdict_log(judged) == log


def test_discarding_deletes_what_is_not_in_use_and_nothing_else(
    judged: Workspace, colours: str
) -> None:
    log = verdict_log(judged)
    with judged.parts.database.reading() as connection:
        moves = spaces.row_count(connection, motion.SPACE.id)
    lite = open_space(judged.parts).space
    ready = judged.migrate(colours)
    with pytest.raises(ConflictError, match="lite are in use and cannot be deleted") as caught:
        judged.discard_migration()
    assert caught.value.command == "shotseer migrate discard --new"
    judged.switch_migration()
    with pytest.raises(ConflictError, match="in use and cannot be deleted") as caught:
        judged.discard_migration(new=True)
    assert caught.value.command == "shotseer migrate rollback"
    feed = judged.feed("ball", "random", k=1)
    judged.discard_migration()
    assert judged.migration() is None
    assert not judged.folder.vectors(lite.id).exists()
    assert judged.folder.vectors(ready.new.id).exists()
    with judged.parts.database.reading() as connection:
        assert spaces.row_count(connection, lite.id) == 0
        assert not spaces.has_rows(connection, lite.id)
        assert spaces.row_count(connection, motion.SPACE.id) == moves
    assert [one.number for one in judged.versions("ball")] == [1, 2]
    assert judged.feed_page(feed.id, k=1).items == feed.items
    assert all(finding.level == "ok" for finding in judged.doctor())
    assert verdict_log(judged) == log
    with pytest.raises(NotFoundError, match="no change of the encoder is under way"):
        judged.roll_back_migration()
    # And back to the first encoder, from nothing.
    assert judged.migrate("lite", switch=True).stage is MigrationStage.SWITCHED
    assert encoder_in_use(judged) == "lite"


def test_a_change_can_be_given_up(judged: Workspace, colours: str) -> None:
    new = judged.migrate(colours).new
    judged.discard_migration(new=True)
    assert judged.migration() is None
    assert not judged.folder.vectors(new.id).exists()
    assert encoder_in_use(judged) == "lite"
    assert judged.version_state("ball").current == 1
    assert judged.migrate(colours).stage is MigrationStage.READY, "it may be begun anew"


def test_one_change_at_a_time(judged: Workspace, colours: str, silent: str) -> None:
    with pytest.raises(ConflictError, match="this library uses lite already"):
        judged.plan_migration("lite")
    with pytest.raises(ConflictError, match="this library uses lite already"):
        judged.migrate("lite")
    with pytest.raises(NotFoundError, match="no change of the encoder is under way"):
        judged.switch_migration()
    first = judged.migrate(colours)
    with pytest.raises(ConflictError, match=r"is not over \(ready\)"):
        judged.migrate(silent)
    with pytest.raises(NotReadyError, match="nothing to roll back"):
        judged.roll_back_migration()
    again = judged.migrate(colours)
    assert again.history == first.history, "the same again has nothing left to do"
    assert [one.candidate for one in again.labels] == [2, 2]
    judged.switch_migration()
    with pytest.raises(ConflictError, match="lite is the encoder that this library just left"):
        judged.migrate("lite")
    with pytest.raises(ConflictError, match=r"uses onnx:.* already"):
        judged.migrate(colours)


def test_another_edition_of_the_same_model_is_another_encoder(
    judged: Workspace, colours: str
) -> None:
    judged.migrate(colours, switch=True)
    judged.discard_migration()
    write_model(Path(colours.removeprefix("onnx:")), scale=3.0)
    try:
        plan = judged.plan_migration(colours)
        assert "another edition" in plan.notes[-1]
        done = judged.migrate(colours, switch=True)
        assert done.old.encoder == done.new.encoder
        assert done.old.weights != done.new.weights
        assert encoder_in_use(judged) == colours
    finally:
        write_model(Path(colours.removeprefix("onnx:")))


def test_what_cannot_be_rebuilt_says_why(judged: Workspace, silent: str) -> None:
    judged.deploy("red", 1)
    plan = judged.plan_migration(silent)
    assert any("reads no texts" in note for note in plan.notes)
    ready = judged.migrate(silent)
    ball, red = ready.labels
    assert ball.candidate == 2
    assert (red.candidate, red.verdict) == (None, "not rebuilt")
    assert red.reason == "red has neither a text nor a verdict to learn from"
    assert red.hint
    judged.switch_migration()
    with pytest.raises(NotReadyError, match="was built on other vectors"):
        judged.feed("red", "borderline")
    assert judged.deployed("red") is None
    assert judged.deployments("red")[0].note.startswith("taken out of use: the encoder was changed")
    judged.roll_back_migration()
    deployed = judged.deployed("red")
    assert deployed is not None
    assert deployed.number == 1
    assert judged.feed("red", "borderline", k=1).version == 1


def test_a_deployed_version_that_is_not_the_current_one_is_carried_over_too(
    judged: Workspace, colours: str
) -> None:
    judge(judged, "ball")
    judged.build("ball")
    ready = judged.migrate(colours)
    balls = [one for one in ready.labels if one.label == "ball"]
    assert [(one.version, one.roles) for one in balls] == [(2, ("current",)), (1, ("deployed",))]
    current, deployed = balls
    judged.switch_migration()
    state = judged.version_state("ball")
    assert (state.current, state.deployed) == (current.candidate, deployed.candidate)
    assert judged.version("ball", deployed.candidate).recipe.seed == 5
    judged.roll_back_migration()
    state = judged.version_state("ball")
    assert (state.current, state.deployed) == (2, 1)


def test_a_label_taken_out_of_use_after_the_switch_stays_so(
    judged: Workspace, colours: str
) -> None:
    judged.migrate(colours, switch=True)
    judged.deploy("ball", None, by="eve")
    judged.deploy("red", 2, by="eve")
    judged.roll_back_migration()
    assert judged.deployed("ball") is None
    assert judged.deployments("ball")[0].by == "eve"
    assert judged.deployed("red") is None, "its version cannot score the old vectors"
    assert "taken out of use" in judged.deployments("red")[0].note


def test_an_empty_library_has_nothing_to_change(
    tmp_path: Path, model_cache: Path, colours: str
) -> None:
    with Workspace.open(tmp_path / "empty", create=True, cache=str(model_cache)) as workspace:
        with pytest.raises(NotReadyError, match="no vectors yet"):
            workspace.plan_migration(colours)
        with pytest.raises(NotReadyError, match="no vectors yet"):
            workspace.migrate(colours)
        assert workspace.migration() is None


@pytest.mark.parametrize("name", ["", "  ", "nonsense", "onnx:/nowhere", "motion"])
def test_names_that_are_none(judged: Workspace, name: str) -> None:
    with pytest.raises(ShotseerError) as caught:
        judged.migrate(name)
    assert caught.value.hint
    assert judged.migration() is None
