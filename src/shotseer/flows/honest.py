"""Quality over the whole library: what was drawn at random for a label, and what it tells."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from shotseer.core.arrays import Bools, Ints
from shotseer.core.classifier import ClassifierVersion
from shotseer.core.label import Verdict
from shotseer.core.video import ShotId
from shotseer.flows import scores
from shotseer.flows.parts import OpenSpace, Parts, find_label, open_space
from shotseer.flows.standing import Standing, standing
from shotseer.learn import honest, honest_words
from shotseer.learn.honest import EVERYTHING, Draw, Judged, LibraryQuality, Sides
from shotseer.store import artefacts, classifiers, offers, pools
from shotseer.store.offers import Origin, RandomOffer
from shotseer.store.pools import Pool

COVERED = 0.9
"""Of today's library, what a Build must have been able to draw from. What came since is taken to be
like the rest."""
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Quality:
    """Two figures for a version: ``version.evaluation`` on judged shots, ``library`` over all.

    ``left_out`` counts shots that were drawn and judged when the library was too different a one.
    ``words`` explains each in a sentence.
    """

    version: ClassifierVersion
    library: LibraryQuality
    left_out: int
    words: Mapping[str, str]


def quality(parts: Parts, label: str, number: int | None = None) -> Quality:
    """Estimate precision, recall and prevalence over the library from random judgements.

    A judged shot counts as what it is, and with what the version says of it. For the others,
    random judgements of every Build tell, and those that came with the library, seen by what the
    version said of them out of fold.

    Args:
        parts: the workspace's parts.
        label: its name.
        number: the version's; the current one where none is given.

    Raises:
        NotReadyError: the label has not been built on the present vectors.
        NotFoundError: there is no such label or version.
    """
    record = find_label(parts, label)
    version = scores.find_version(parts, record, number)
    opened = open_space(parts)
    called = _called(opened, scores.logits(parts, opened, version), version.threshold)
    stands = standing(parts, record)
    with parts.database.reading() as connection:
        offered = offers.random_offers(connection, record.id)
        brought = pools.of_label(connection, record.id)
        log = _Log(
            offers.origins(connection, record.id), offers.build_moments(connection, record.id)
        )
    shots, rows = _decided(opened, stands)
    judged = _judged(parts, version, stands, log, shots, called[rows])
    usable = [offer for offer in offered if _covers(opened, offer)]
    kept = [pool for pool in brought if _covers(opened, pool)]
    places = {shot: place for place, shot in enumerate(shots)}
    draws, passed = _draws(usable, places, log)
    draws = [*_from_pools(kept, places), *draws]
    unanswered = {*passed, *(_drawn([], kept) - places.keys())}
    here = opened.library.rows_of(list(unanswered))
    found = honest.measure(
        judged, draws, _sides(called, _rest(opened, rows)), _sides(called, here[here >= 0])
    )
    left_out = len(_drawn(offered, brought) & places.keys()) - len(
        _drawn(usable, kept) & places.keys()
    )
    words = honest_words.explain(version.evaluation, found, left_out)
    return Quality(version, found, left_out, words)


@dataclass(frozen=True, slots=True)
class _Log:
    """How each shot came to be judged, and when the label was built."""

    origins: Mapping[ShotId, Origin]
    builds: Sequence[datetime]

    def reached(self) -> dict[str, int]:
        """Return the last place of each feed at which something was judged."""
        last: dict[str, int] = {}
        for origin in self.origins.values():
            if origin.feed_id is not None and origin.rank is not None:
                last[origin.feed_id] = max(last.get(origin.feed_id, 0), origin.rank)
        return last

    def is_answer(self, offer: RandomOffer) -> bool:
        """Return whether a shot was judged where it was offered."""
        origin = self.origins.get(offer.shot_id)
        if origin is None or origin.at < offer.at:
            return False
        if origin.feed_id is None:
            return origin.source == offer.kind
        return origin.feed_id == offer.feed_id

    def was_judged_before(self, offer: RandomOffer) -> bool:
        """Return whether a shot was no draw any more, but shown again."""
        origin = self.origins.get(offer.shot_id)
        return origin is not None and origin.at < offer.at

    def was_judged_meanwhile(self, offer: RandomOffer) -> bool:
        """Return whether a shot was judged, here or elsewhere, before the next Build.

        What another feed brings up later does so because of its score, and is no answer.
        """
        origin = self.origins.get(offer.shot_id)
        following = bisect_right(self.builds, offer.at)
        until = self.builds[following] if following < len(self.builds) else NEVER
        return origin is not None and offer.at <= origin.at < until


def _called(opened: OpenSpace, logits: np.ndarray, threshold: float) -> Bools:
    """Return ``(n_rows,)`` whether a version calls each shot positive."""
    decision = math.log(threshold / (1 - threshold))
    return np.asarray((logits >= np.float32(decision)) & opened.library.present)


def _decided(opened: OpenSpace, stands: Standing) -> tuple[list[ShotId], Ints]:
    """Return the shots of the library that were judged yes or no, and their rows."""
    shots = [shot for shot, verdict in stands.joined.items() if verdict is not Verdict.SKIP]
    rows = opened.library.rows_of(shots)
    return [shot for shot, row in zip(shots, rows, strict=True) if row >= 0], rows[rows >= 0]


def _judged(
    parts: Parts,
    version: ClassifierVersion,
    stands: Standing,
    log: _Log,
    shots: Sequence[ShotId],
    called: Bools,
) -> Judged:
    with parts.database.reading() as connection:
        dataset = classifiers.get_dataset(connection, version.dataset_digest)
    assert dataset is not None
    evidence = artefacts.load(parts.folder.versions, version.id).out_of_fold
    held_out = {shot: said for shot, said in evidence.items() if math.isfinite(said)}
    unlearnt = [
        held_out[shot] >= version.threshold if shot in held_out else bool(claim)
        for shot, claim in zip(shots, called, strict=True)
    ]
    return Judged(
        positive=np.array([stands.joined[shot] is Verdict.POSITIVE for shot in shots], dtype=bool),
        called=called,
        unlearnt=None if len(dataset) and not held_out else np.array(unlearnt, dtype=bool),
        moments=np.array([log.origins[shot].at.timestamp() for shot in shots], dtype=np.float64),
    )


def _rest(opened: OpenSpace, judged: Ints) -> Ints:
    rest = opened.library.present.copy()
    rest[judged] = False
    return np.flatnonzero(rest)


def _sides(called: Bools, rows: Ints) -> Sides:
    claims = int(np.count_nonzero(called[rows]))
    return Sides(called=claims, uncalled=len(rows) - claims)


def _covers(opened: OpenSpace, offer: RandomOffer | Pool) -> bool:
    """Return whether what could be drawn from was nearly the library of today."""
    library = opened.library
    if offer.library_digest == library.digest:
        return True
    if offer.space_id != opened.space.id:
        return False
    known = np.count_nonzero(library.present[: offer.library_rows])
    return bool(known >= COVERED * library.count)


def _drawn(offered: Sequence[RandomOffer], brought: Sequence[Pool]) -> set[ShotId]:
    return {offer.shot_id for offer in offered}.union(*(pool.shots for pool in brought))


def _from_pools(brought: Sequence[Pool], places: Mapping[ShotId, int]) -> list[Draw]:
    """Return what was drawn from the whole library, whoever judged it, and whenever."""
    return [
        Draw(
            pool.id,
            EVERYTHING,
            np.array([places[shot] for shot in pool.shots if shot in places], dtype=np.int64),
        )
        for pool in brought
    ]


def _draws(
    offered: Sequence[RandomOffer], places: Mapping[ShotId, int], log: _Log
) -> tuple[list[Draw], list[ShotId]]:
    """Return what was drawn and judged, page by page, and which shots were passed over.

    A feed is read from the top: what lies behind its last answer was not reached, and says nothing.
    """
    reached = log.reached()
    for offer in offered:
        if log.is_answer(offer):
            reached[offer.feed_id] = max(reached.get(offer.feed_id, 0), offer.rank)
    pages: dict[tuple[str, datetime], list[int]] = {}
    passed: dict[ShotId, None] = {}
    drawn: set[tuple[str, ShotId]] = set()
    for offer in offered:
        shot, twice = offer.shot_id, (offer.version_id, offer.shot_id) in drawn
        unread = offer.rank > reached.get(offer.feed_id, 0)
        if unread or twice or log.was_judged_before(offer):
            continue
        drawn.add((offer.version_id, shot))
        if shot in places and (log.is_answer(offer) or log.was_judged_meanwhile(offer)):
            pages.setdefault((offer.version_id, offer.at), []).append(places[shot])
        else:
            passed[shot] = None
    draws = [
        Draw(version_id, at.timestamp(), np.array(page, dtype=np.int64))
        for (version_id, at), page in pages.items()
    ]
    return draws, list(passed)
