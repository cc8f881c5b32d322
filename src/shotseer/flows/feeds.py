"""Feeds: what to judge next, by the newest version."""

from __future__ import annotations

import numpy as np

from shotseer.core.arrays import Bools
from shotseer.core.classifier import ClassifierVersion
from shotseer.core.errors import InputError
from shotseer.core.feed import Feed, FeedItem, FeedKind
from shotseer.flows import build, scores
from shotseer.flows.parts import OpenSpace, Parts, find_label, open_space
from shotseer.learn import feeds
from shotseer.store import annotation_log, classifiers, offers
from shotseer.store.labels import LabelRecord


def feed(parts: Parts, name: str, kind: FeedKind, k: int, offset: int = 0) -> Feed:
    """Return ``k`` unjudged shots of a feed, and log that they were offered.

    A feed belongs to a version: its order is fixed until the next Build, and what is judged
    meanwhile only drops out.

    Args:
        parts: the workspace's parts.
        name: the label.
        kind: which of the four feeds.
        k: how many shots.
        offset: unjudged shots to pass over.

    Raises:
        NotReadyError: the label has not been built on the present vectors.
        InputError: ``k`` is below 1 or ``offset`` below 0.
    """
    if k < 1 or offset < 0:
        raise InputError(
            f"cannot show {k} shots from place {offset}", hint="Ask for 1 or more, from 0 on."
        )
    record = find_label(parts, name)
    version = scores.find_version(parts, record)
    opened = open_space(parts)
    snapshot = _candidates(parts, opened, version)
    judged = _judged(parts, opened, record)[: len(snapshot.logits)]
    # The order is that of the Build; what was judged since is only passed over.
    since = int(np.count_nonzero(judged & ~snapshot.judged))
    order = feeds.page(kind, snapshot, 0, offset + k + since)
    picks = [pick for pick in order if not judged[pick.row]][offset : offset + k]
    left = int(np.count_nonzero(~(judged | snapshot.judged))) - offset - len(picks)
    total = int(np.count_nonzero(~snapshot.judged))
    chance = min(1.0, (offset + k) / max(total, 1)) if kind is FeedKind.RANDOM else 1.0
    items = tuple(
        FeedItem(opened.library.shot_id(pick.row), pick.place + 1, pick.score, pick.reason, chance)
        for pick in picks
    )
    feed_id = build.feed_id(version.id, kind)
    with parts.database.writing() as connection:
        offers.record(connection, feed_id, items, seen=True)
    return Feed(feed_id, name, version.id, kind, items, max(0, left))


def _candidates(parts: Parts, opened: OpenSpace, version: ClassifierVersion) -> feeds.Candidates:
    """Return the library as it was when a version was built: its rows, and what was judged."""
    rows = version.library_rows
    with parts.database.reading() as connection:
        dataset = classifiers.get_dataset(connection, version.dataset_digest)
    assert dataset is not None
    learnt = opened.library.rows_of((*dataset.positives, *dataset.negatives))
    judged = ~opened.library.present
    judged[learnt[learnt >= 0]] = True
    return feeds.Candidates(
        logits=scores.logits(parts, opened, version)[:rows],
        judged=judged[:rows],
        videos=opened.library.videos[:rows].astype(np.int64),
        positions=opened.library.positions[:rows].astype(np.int64),
        take=opened.rows.take,
        threshold=version.threshold,
        seed=int(version.id[:8], 16),
    )


def _judged(parts: Parts, opened: OpenSpace, record: LabelRecord) -> Bools:
    """Return a mask of the rows that must not be offered: judged, skipped, or without a shot."""
    with parts.database.reading() as connection:
        votes = annotation_log.verdicts(connection, record.id)
    rows = opened.library.rows_of([shot for shot, _ in votes])
    judged = ~opened.library.present
    judged[rows[rows >= 0]] = True
    return judged
