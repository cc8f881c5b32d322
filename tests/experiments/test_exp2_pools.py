from __future__ import annotations

import numpy as np
from tests.experiments.exp2_data import label_data, shots

from shotseer.experiments.exp2_pools import Pool, deployable_pools, published_pools, pull


def test_a_stratified_pull_has_the_share_of_the_pool() -> None:
    pool = Pool(shots("a", 3, 9), stratified=True)
    # A quarter of 6 is 1.5: Python rounds half to even.
    assert pool.take(6) == (
        ("a0", True),
        ("a1", True),
        ("a3", False),
        ("a4", False),
        ("a5", False),
        ("a6", False),
    )
    assert pool.take(12) == pool.shots
    assert pool.take(20) == pool.shots


def test_a_stratified_pull_has_a_positive_while_there_is_one() -> None:
    assert Pool(shots("a", 1, 99), stratified=True).take(3) == (
        ("a0", True),
        ("a1", False),
        ("a2", False),
    )
    assert Pool(shots("a", 0, 5), stratified=True).take(2) == (("a0", False), ("a1", False))


def test_other_pulls_take_what_comes() -> None:
    given = (("x", False), ("y", True), ("z", False))
    assert Pool(given, stratified=False).take(1) == (("x", False),)
    assert Pool(given, stratified=False).take(2) == (("x", False), ("y", True))


def test_what_one_arm_handed_out_no_other_does() -> None:
    pools = {
        "agg": Pool((("x", True), ("y", False)), stratified=True),
        "zero_shot": Pool((("y", False), ("z", False), ("x", True)), stratified=True),
    }
    taken, left = pull(pools, "agg", 1)
    assert taken == (("x", True),)
    assert left["agg"].shots == (("y", False),)
    assert left["zero_shot"].shots == (("y", False), ("z", False))
    assert pools["agg"].shots == (("x", True), ("y", False))


def test_published_pools_go_by_checkpoint_and_by_the_majority() -> None:
    votes = (("a", True), ("b", False), ("c", True), ("d", False), ("e", True))
    data = label_data(
        votes=votes,
        checkpoints=[
            (["a"], ["b", "held"]),
            # As small as the pool so far: passed over, and its shots with it.
            (["c"], ["b"]),
            # The primary annotator had said yes to d, and nobody else was asked about x.
            (["a", "d", "e"], ["b", "x"]),
        ],
        zero_shot=(("a", True), ("held", False), ("z", True)),
        random=(("r", False), ("held", False), ("x", False)),
    )
    pools = published_pools(data, {"held"})
    dice = np.random.RandomState(0)
    in_order = [["a", "d", "e"][place] for place in dice.permutation(3)]
    expected = ["a", "b", *(key for key in in_order if key != "a")]
    assert pools["agg"].shots == tuple((key, dict(votes)[key]) for key in expected)
    assert pools["zero_shot"].shots == (("a", True), ("z", True))
    assert pools["random"].shots == (("r", False), ("x", False))
    assert all(pool.stratified for pool in pools.values())


def test_deployable_pools_pass_nothing_over() -> None:
    data = label_data(
        votes=(("a", True), ("b", False), ("c", True)),
        checkpoints=[(["a"], ["b"]), (["c"], [])],
        random=(("r", False),),
    )
    pools = deployable_pools(data)
    first = [["a", "b"][place] for place in np.random.RandomState(0).permutation(2)]
    assert [key for key, _ in pools["agg"].shots] == [*first, "c"]
    assert pools["random"].shots == (("r", False),)
    assert not any(pool.stratified for pool in pools.values())
