"""Feeds: what to judge next, by a version or by a selection that someone made."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from itertools import takewhile

import numpy as np

from shotseer.core.classifier import ClassifierVersion
from shotseer.core.errors import InputError, NotFoundError
from shotseer.core.feed import Feed, FeedItem, FeedKind
from shotseer.core.label import Source
from shotseer.core.video import ShotId
from shotseer.flows import build, scores, selections
from shotseer.flows.paging import MOST, Place, next_place, read_place
from shotseer.flows.parts import OpenSpace, Parts, find_label, open_kept, open_space
from shotseer.flows.standing import Standing, standing
from shotseer.learn import feeds, suggested
from shotseer.store import classifiers, offers
from shotseer.store.labels import LabelRecord
from shotseer.store.library import Library
from shotseer.store.offers import FeedRecord


def feed(
    parts: Parts,
    name: str,
    kind: FeedKind,
    k: int,
    after: str | None = None,
    *,
    include_judged: bool = False,
) -> Feed:
    """Return the next ``k`` shots of a feed of the current version, and log that they were offered.

    A feed belongs to a version: its order is fixed until the next Build, and what is judged
    meanwhile only drops out, so that no page shifts.

    Args:
        parts: the workspace's parts.
        name: the label.
        kind: which feed.
        k: how many shots.
        after: the ``cursor`` of the page before; ``None`` for the first page.
        include_judged: whether to show shots that were judged since the Build, with their verdicts.

    Raises:
        NotReadyError: the label has not been built on the present vectors.
        InputError: ``k`` or ``after`` is out of range.
    """
    wanted = (k, read_place(after, k))
    record = find_label(parts, name)
    version = scores.find_version(parts, record)
    return _page(parts, open_space(parts), (record, version), kind, wanted, include_judged)


def feed_page(
    parts: Parts, feed_id: str, k: int, after: str | None = None, *, include_judged: bool = False
) -> Feed:
    """Return a page of a feed by its id, whether its version is the current one or not.

    Raises:
        NotFoundError: there is no such feed.
        NotReadyError: its version was built on vectors that are gone, or the selection is lost.
        InputError: ``k`` or ``after`` is out of range, or the id is that of a search.
    """
    wanted = (k, read_place(after, k))
    with parts.database.reading() as connection:
        found = offers.get_feed(connection, feed_id)
        version = (
            None
            if found is None or found.version_id is None
            else classifiers.get_version(connection, found.version_id)
        )
    if found is None or found.label is None:
        raise NotFoundError(
            f"there is no feed {feed_id!r}", hint="Open the label's feeds again, or select again."
        )
    record = find_label(parts, found.label)
    if found.kind == Source.SELECTION:
        return _selection_page(parts, record, version, found, wanted, include_judged)
    if version is None or found.kind not in list(FeedKind):
        raise InputError(
            f"{feed_id} is a {found.kind}, not a feed", hint="Search again for more hits."
        )
    # Whoever judges it goes on with it, even where the library has other vectors by now.
    opened = open_kept(parts, version.space_id)
    kind = FeedKind(found.kind)
    return _page(parts, opened, (record, version), kind, wanted, include_judged)


def _page(
    parts: Parts,
    opened: OpenSpace,
    built: tuple[LabelRecord, ClassifierVersion],
    kind: FeedKind,
    wanted: tuple[int, Place],
    include_judged: bool,
) -> Feed:
    record, version = built
    order = _order(parts, opened, version, kind)
    stands = standing(parts, record)
    k, place = wanted
    if kind is FeedKind.SUGGESTED and place.length > order.length:
        # Where a shot stands hangs on those before it: once some are removed, all may have moved.
        wanted = (k, Place())

    def read(offset: int, k: int) -> list[FeedItem]:
        return [
            FeedItem(
                opened.library.shot_id(pick.row),
                pick.place + 1,
                pick.score,
                pick.reason,
                pick.chance,
            )
            for pick in order.page(offset, k)
        ]

    shown = _judged_since(stands, version) if include_judged else frozenset[ShotId]()
    items, end = _gather(read, order.length, stands, wanted, shown)
    if kind is FeedKind.RANDOM:
        # Whoever came this far has been offered this share of all.
        chance = end / max(order.length, 1)
        items = [replace(item, chance=chance) for item in items]
    with parts.database.writing() as connection:
        # A version that was built before there was such a feed has it from now on.
        opened_id = build.open_feed(connection, record.id, version, kind)
        offers.record(connection, opened_id, items, seen=True)
    return Feed(
        id=opened_id,
        label=record.label.name,
        version_id=version.id,
        version=version.number,
        kind=kind,
        items=tuple(items),
        left=_left(opened, order, stands),
        total=order.length,
        cursor=next_place(end, order.length),
    )


def _selection_page(
    parts: Parts,
    record: LabelRecord,
    version: ClassifierVersion | None,
    found: FeedRecord,
    wanted: tuple[int, Place],
    include_judged: bool,
) -> Feed:
    opened = open_space(parts)
    rows = selections.rows_of(parts, opened, found)
    column = selections.column_of(parts, opened, version)
    stands = standing(parts, record)

    def read(offset: int, k: int) -> list[FeedItem]:
        some = rows[offset : offset + k]
        values = selections.scores_of(column, some)
        return [
            FeedItem(opened.library.shot_id(row), offset + i, value, selections.REASON, 1.0)
            for i, (row, value) in enumerate(zip(some.tolist(), values, strict=True), start=1)
        ]

    items, end = _gather(read, len(rows), stands, wanted, stands.joined if include_judged else ())
    with parts.database.writing() as connection:
        offers.record(connection, found.id, items, seen=True)
    judged = opened.library.rows_of(list(stands.joined))
    return Feed(
        id=found.id,
        label=record.label.name,
        version_id=found.version_id,
        version=None if version is None else version.number,
        kind=Source.SELECTION,
        items=tuple(items),
        left=len(rows) - int(np.count_nonzero(np.isin(rows, judged))),
        total=len(rows),
        cursor=next_place(end, len(rows)),
    )


def _gather(
    read: Callable[[int, int], Sequence[FeedItem]],
    length: int,
    stands: Standing,
    wanted: tuple[int, Place],
    shown: Container[ShotId],
) -> tuple[list[FeedItem], int]:
    """Return the next ``k`` items that may be shown, and the rank up to which was looked.

    Judged shots may be where they are ``shown``.
    """
    k, place = wanted
    end = place.within(length)
    items: list[FeedItem] = []
    size = k
    while some := read(end, size):
        for item in some:
            verdict = stands.joined.get(item.shot_id)
            end = item.rank
            if verdict is None or item.shot_id in shown:
                items.append(replace(item, verdict=verdict))
            if len(items) == k:
                return items, end
        # Whoever judges a whole feed leaves long stretches behind: look further each time.
        size = min(2 * size, MOST)
    return items, end


def _judged_since(stands: Standing, version: ClassifierVersion) -> frozenset[ShotId]:
    """Return the shots of which something was said since a Build: those skipped before are gone."""
    newest_first = reversed(stands.lines.values())
    new = takewhile(lambda line: line.seq > version.annotations_to, newest_first)
    return frozenset(line.shot_id for line in new)


def _left(opened: OpenSpace, order: feeds.Order, stands: Standing) -> int:
    rows = opened.library.rows_of(list(stands.joined))
    rows = rows[(rows >= 0) & (rows < len(order.candidates.judged))]
    return order.length - int(np.count_nonzero(~order.candidates.judged[rows]))


def _order(
    parts: Parts, opened: OpenSpace, version: ClassifierVersion, kind: FeedKind
) -> feeds.Order:
    candidates = opened.recent.get(
        ("candidates", version.id), lambda: _candidates(parts, opened, version)
    )
    return opened.recent.get(
        ("order", version.id, kind), lambda: suggested.order_of(kind, candidates)
    )


def _row_count(library: Library, version: ClassifierVersion) -> int:
    """Return how many rows the library of a version takes up.

    A video that was removed and came back has other rows than before. Building again then gives
    the same version, since the shots are the same.
    """
    if library.digest != version.library_digest:
        return version.library_rows
    return max(version.library_rows, int(np.flatnonzero(library.present)[-1]) + 1)


def _candidates(parts: Parts, opened: OpenSpace, version: ClassifierVersion) -> feeds.Candidates:
    """Return the library as it was when a version was built: its rows, and what was judged."""
    rows = _row_count(opened.library, version)
    with parts.database.reading() as connection:
        dataset = classifiers.get_dataset(connection, version.dataset_digest)
    assert dataset is not None
    learnt = opened.library.rows_of((*dataset.positives, *dataset.negatives))
    judged = ~opened.library.present
    judged[learnt[learnt >= 0]] = True
    return feeds.Candidates(
        logits=scores.logits(parts, opened, version)[:rows],
        judged=judged[:rows],
        videos=opened.library.videos[:rows],
        positions=opened.library.positions[:rows],
        take=opened.rows.take,
        threshold=version.threshold,
        seed=int(version.id[:8], 16),
        learnt=learnt[learnt >= 0],
        is_found=len(dataset.positives) > 0,
    )
