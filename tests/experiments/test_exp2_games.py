from __future__ import annotations

import math

import pytest
from tests.experiments.exp1_data import keys
from tests.experiments.exp2_data import label_data

from shotseer.core.errors import NotReadyError
from shotseer.experiments import exp2_games
from shotseer.experiments.exp2_games import DeployableGame, PublishedGame
from shotseer.experiments.label_data import Judged, LabelData


def judged(names: list[str], positives: int) -> Judged:
    return tuple((key, place < positives) for place, key in enumerate(names))


def published_data() -> LabelData:
    """Return data whose validation set is told apart perfectly by whoever knows both classes."""
    held = judged(keys(8, held_out=True, seed=1), 4)
    train = judged(keys(12, held_out=False, seed=1), 6)
    zero_shot = judged(keys(8, held_out=False, seed=1, start=500), 8)
    random = judged(keys(8, held_out=False, seed=1, start=900), 2)
    yes = [key for key, verdict in train if verdict]
    no = [key for key, verdict in train if not verdict]
    return label_data(
        votes=(*held, *train),
        checkpoints=[(yes, no)],
        zero_shot=(*zero_shot, held[0]),
        random=random,
    )


def test_published_rules_start_from_the_worst_arm() -> None:
    game = PublishedGame(published_data(), "zero", {})
    assert {arm: len(pool.shots) for arm, pool in game.pools.items()} == {
        "agg": 12,
        "zero_shot": 8,
        "random": 8,
    }
    # Of positives alone nothing can be learnt: that arm counts as 0. The others are perfect.
    assert game.start == {"agg": [1.0], "zero_shot": [0.0], "random": [1.0]}


def test_the_first_try_is_as_large_as_a_pull() -> None:
    # The first of each pool is positive: alone it cannot be learnt from.
    game = PublishedGame(published_data(), "zero", {}, count=1)
    assert game.start == {"agg": [0.0], "zero_shot": [0.0], "random": [0.0]}


def test_published_reward_is_the_rise_on_the_test_set() -> None:
    game = PublishedGame(published_data(), "zero", {})
    first = game.learn(game.pools["agg"].take(12))
    assert first.average_precision == 1
    assert game.gain(None, first) == 1
    assert game.gain(first, exp2_games.Measured(0.75)) == -0.25
    assert game.learn(tuple(reversed(game.pools["agg"].take(12)))) is first


def test_published_rules_need_positives_on_both_sides() -> None:
    votes = (
        *judged(keys(3, held_out=True, seed=1), 0),
        *judged(keys(3, held_out=False, seed=1), 1),
    )
    data = label_data(votes=votes, checkpoints=[([votes[3][0]], [votes[4][0]])])
    with pytest.raises(NotReadyError, match="no positive in the validation part"):
        PublishedGame(data, "zero", {})


def test_deployable_rules_pull_what_is_held_out_but_do_not_learn_from_it() -> None:
    data = deployable_data()
    game = DeployableGame(data)
    everything = game.pools["agg"].take(100)
    assert len(everything) == 40
    learnt = game.learn(everything)
    held = {key for key in data.keys if key.partition("|")[0] in held_videos(data)}
    assert held
    assert set(learnt.said) == {key for key, _ in everything} - held
    assert learnt.average_precision == 1


def test_deployable_reward_is_what_the_new_verdicts_taught() -> None:
    data = deployable_data()
    game = DeployableGame(data)
    first = game.learn(game.pools["agg"].take(10))
    verdicts = dict(data.votes)
    right = [said if verdicts[key] else 1 - said for key, said in first.said.items()]
    # Before the first pull, both verdicts are as likely.
    expected = sum(math.log(min(max(one, 0.01), 0.99) / 0.5) for one in right) / len(right)
    assert game.gain(None, first) == pytest.approx(expected)
    assert game.gain(first, first) == 0
    more = game.learn(game.pools["agg"].take(30))
    assert game.start == {"agg": [], "zero_shot": [], "random": []}
    # Three times as many verdicts make it surer of the new ones.
    assert 0 < game.gain(first, more) < math.log(2)


def deployable_data() -> LabelData:
    """Return verdicts on shots of seven films, each with positives and negatives."""
    names = [f"film{number % 7}|{number}" for number in range(40)]
    votes = tuple((key, place % 2 == 0) for place, key in enumerate(names))
    yes = [key for key, verdict in votes if verdict]
    no = [key for key, verdict in votes if not verdict]
    return label_data(votes=votes, checkpoints=[(yes, no)], random=votes[:6])


def held_videos(data: LabelData) -> set[str]:
    from shotseer.learn.hash_split import in_validation

    videos = sorted(set(data.videos))
    return {video for video, held in zip(videos, in_validation(videos, 0), strict=True) if held}
