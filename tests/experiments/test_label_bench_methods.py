"""What each method judges, and what it learns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.experiments.label_sets import write

from shotseer import Judgement, Verdict, Workspace
from shotseer.core.arrays import Bools, Floats, Ints, Matrix, Vector
from shotseer.core.errors import InputError
from shotseer.datasets import labelled
from shotseer.experiments import label_bench, methods
from shotseer.experiments.methods import METHODS, Combined, Paper, Shotseer, ZeroShot
from shotseer.experiments.simulated import FEWEST, Played, Point, Task, mean_of, play, tasks_of
from shotseer.flows import build, groups, scores
from shotseer.flows.parts import open_space
from shotseer.learn.paper_fit import fit_paper

SIZE = 100
NO_ROWS: Ints = np.empty(0, dtype=np.int64)


def fan(positives: Bools) -> Task:
    """Return a task whose rows turn away from the text, one by one: row 0 is the best hit."""
    angles = np.linspace(0.1, 3.0, SIZE)
    rows = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    text = np.array([1, 0], dtype=np.float32)
    return Task("fan", 3, text, rows, positives, rows, positives)


def where(*rows: int) -> Bools:
    return np.isin(np.arange(SIZE), rows)


def test_zero_shot_is_measured_by_hand() -> None:
    player = ZeroShot(fan(where(0, 2, 3)))
    done = play(player.task, player, (25, 50))
    expected = (1 / 1 + 2 / 3 + 3 / 4) / 3
    assert [point.average_precision for point in done.points] == pytest.approx([expected] * 2)
    assert [(point.n, point.positives) for point in done.points] == [(25, 3), (50, 3)]


def test_combined_judges_half_hits_and_half_at_random() -> None:
    player = Combined(fan(where(1, 3, 99)))
    first = player.choose(25)
    assert set(range(13)) < set(first.tolist()), "half of 25 is 12 at random, 13 hits"
    drawn = [row for row in first.tolist() if row >= 13]
    assert drawn == [row for row in player.order.tolist() if row >= 13][:12]
    player.learn(first)
    second = player.choose(25)
    both = {*first.tolist(), *second.tolist()}
    assert len(both) == 50
    assert set(range(25)) < both


def test_the_paper_starts_with_hits_and_then_mixes_four_feeds() -> None:
    task = fan(where(*range(0, 60, 2)))
    player = Paper(task)
    start = player.choose(25)
    assert start.tolist() == list(range(25))
    player.learn(start)
    chosen = player.choose(25)
    fit = fit_paper(task.pool[:25], task.answers[:25])
    logits = fit.logits(task.pool)
    free = np.arange(25, SIZE)
    by_score = free[np.argsort(-logits[free], kind="stable")].tolist()
    top, rest = by_score[:7], by_score[7:]
    away = np.abs(1 / (1 + np.exp(-logits)) - 0.5)
    border = sorted(rest, key=lambda row: (away[row], row))[:6]
    bottom = [row for row in reversed(by_score) if row not in (*top, *border)][:6]
    assert chosen[:7].tolist() == top
    assert chosen[7:13].tolist() == border
    assert chosen[13:19].tolist() == bottom
    drawn = chosen[19:].tolist()
    assert len(drawn) == 6
    assert not set(drawn) & {*top, *border, *bottom, *range(25)}


def test_where_nothing_can_be_fitted_the_text_ranks() -> None:
    task = fan(where(90))
    player = Paper(task)
    player.learn(np.arange(25))
    assert player.fit is None
    np.testing.assert_array_equal(player.rank(task.pool), task.pool @ task.text)
    chosen = player.choose(25)
    assert chosen[:7].tolist() == list(range(25, 32))
    assert set(chosen[7:13].tolist()) == {48, 49, 50, 51, 52, 53}, "cosines nearest to 0"
    assert chosen[13:19].tolist() == [99, 98, 97, 96, 95, 94]
    done = play(task, Paper(task), (25,))
    assert done.points[0].average_precision == pytest.approx(1 / 91)


class Lucky(ZeroShot):
    """Ranks well from seed 0 alone; finds more from the others."""

    seeds = 3

    def choose(self, k: int) -> Ints:
        return self.hits[self.task.seed + len(self.judged) :][:k]

    def rank(self, X: Matrix) -> Vector | Floats:
        return super().rank(X) * (1 if self.task.seed == 0 else -1)


def test_what_hangs_on_chance_counts_with_the_mean_over_seeds() -> None:
    task = fan(where(0, 25))
    methods_here = {"zero-shot": ZeroShot, "lucky": Lucky}
    played = label_bench.measure(label_bench.Work(task, (25,), methods_here)).played
    best, worst = (1 / 1 + 2 / 26) / 2, (1 / 75 + 2 / 100) / 2
    (flat,), (mean,) = played["zero-shot"].points, played["lucky"].points
    assert flat.average_precision == pytest.approx(best)
    assert mean.average_precision == pytest.approx((best + 2 * worst) / 3)
    # From seed 0 row 0 was judged, from seed 1 row 25, from seed 2 row 25.
    assert mean == Point(25, mean.average_precision, 1.0)


def test_times_are_of_one_run() -> None:
    runs = [Played((Point(25, ap, found),), s) for ap, found, s in ((0.2, 3, 1.0), (0.4, 4, 2.0))]
    mean = mean_of(runs)
    assert (mean.points[0].n, mean.points[0].positives, mean.seconds) == (25, 3.5, 1.5)
    assert mean.points[0].average_precision == pytest.approx(0.3)


def test_paper_and_combined_are_played_from_several_seeds() -> None:
    task = fan(where(1))
    assert {name: make(task).seeds for name, make in METHODS.items()} == {
        "zero-shot": 1,
        "combined": 3,
        "paper": 3,
        "shotseer": 1,
    }
    orders = [Combined(replace(task, seed=seed)).order.tolist() for seed in (0, 1)]
    assert orders[0] == Combined(task).order.tolist() != orders[1]


def test_a_method_must_choose_what_was_not_judged() -> None:
    class Forgetful(ZeroShot):
        batch = 10

        def choose(self, k: int) -> Ints:
            return self.hits[:k]

    task = fan(where(1))
    with pytest.raises(ValueError, match="Forgetful did not choose 10 rows that were not judged"):
        play(task, Forgetful(task), (25,))


def test_tasks_are_classes_with_members_in_both_halves(tmp_path: Path) -> None:
    data = labelled.read(write(tmp_path / "fruit.npz"))
    order = np.random.default_rng(0).permutation(120)
    tasks = tasks_of(data)
    assert [task.name for task in tasks] == ["apple", "pear", "plum"], "the rare one is left out"
    assert [task.name for task in tasks_of(data, 2)] == ["apple", "pear"]
    assert len(tasks[0].pool) == len(tasks[0].test) == 60
    np.testing.assert_array_equal(tasks[1].pool, data.X[order[:60]])
    np.testing.assert_array_equal(tasks[1].truth, data.classes[order[60:]] == 1)
    assert all(min(task.answers.sum(), task.truth.sum()) >= FEWEST for task in tasks)
    few = labelled.read(write(tmp_path / "few.npz", count=12))
    with pytest.raises(InputError, match="no class of few has 5 members in each half"):
        tasks_of(few)


def test_ours_is_what_the_product_builds(tmp_path: Path) -> None:
    """The same rows, verdicts and text give the same scores as a Build in a workspace."""
    data = labelled.read(write(tmp_path / "fruit.npz"))
    videos = np.array([f"{i}.mov" for i in range(120)])
    times = np.zeros(120)
    np.savez(
        tmp_path / "vectors.npz",
        X=data.X,
        video=videos,
        start=times,
        end=times + 1,
        text=data.text,
        names=np.array(data.names),
    )
    with Workspace.open(tmp_path / "library", create=True, annotator="ada") as workspace:
        workspace.import_vectors(tmp_path / "vectors.npz")
        opened = open_space(workspace.parts)
        order = opened.library.by_shot
        task = Task(
            "pear", 0, data.text[1], data.X[order], data.classes[order] == 1, data.X[:1], where(0)
        )
        workspace.create_label("pear", queries=["pear"])
        judged = np.random.default_rng(2).choice(120, 40, replace=False)
        workspace.annotate(
            "pear",
            [
                Judgement(
                    opened.library.shot_id(int(order[row])),
                    Verdict.POSITIVE if task.answers[row] else Verdict.NEGATIVE,
                )
                for row in judged
            ],
        )
        version = workspace.build("pear")
        expected = scores.logits(workspace.parts, opened, version)[order]
        mask = np.isin(np.arange(120), order[judged])
        sample = groups.background(opened, mask, 30, 5)[1]
    player = Shotseer(task)
    player.learn(judged)
    np.testing.assert_allclose(player.candidates.logits, expected, atol=2e-3)
    assert player.candidates.threshold == version.threshold
    drawn = methods.draw(120, 30, 5)
    is_judged = np.isin(np.arange(120), judged)
    ours = task.pool[methods.background(drawn, is_judged, 30)]
    np.testing.assert_allclose(ours, sample, atol=1e-3)
    assert build.BACKGROUND == methods.BACKGROUND


def test_ours_starts_from_the_text() -> None:
    task = fan(where(1))
    player = Shotseer(task)
    player.learn(NO_ROWS)
    scores_now = player.rank(task.pool)
    assert np.argsort(-scores_now, kind="stable").tolist() == list(range(SIZE))
