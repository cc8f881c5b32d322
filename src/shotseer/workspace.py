"""A workspace: the only builder of parts, and every use case as a method."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache, partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO, TypeVar

import numpy as np
from numpy.typing import NDArray

from shotseer import plugins, settings
from shotseer.core.classifier import ClassifierVersion
from shotseer.core.deployment import Deployment
from shotseer.core.embedding import EmbeddingSpace
from shotseer.core.errors import InputError
from shotseer.core.evidence import Comparison, Curves, Movers
from shotseer.core.feed import Feed, FeedKind
from shotseer.core.job import Job, Progress, Wanted
from shotseer.core.job import run as _run
from shotseer.core.label import Annotation, JoinRule, Judgement, Label, Verdict
from shotseer.core.migration import Migration, MigrationPlan
from shotseer.core.ports import Encoder, Estimator, ShotDetector
from shotseer.core.query import (
    NEGATIVE_WEIGHT,
    PictureTerm,
    Query,
    ShotFilter,
    ShotTerm,
    Term,
    TextTerm,
    parse_words,
)
from shotseer.core.video import Shot, ShotId, VideoId
from shotseer.datasets.videoannotator import Release
from shotseer.executors.processes import ProcessExecutor
from shotseer.flows import (
    annotate,
    build,
    card,
    changes,
    classifiers,
    comparison,
    example_pictures,
    feeds,
    filters,
    honest,
    import_release,
    ingest,
    next_source,
    proxies,
    remove,
    review,
    review_pages,
    roots,
    scores,
    search,
    selections,
    summary,
    table,
    table_file,
    transfer,
    uploads,
    vectors,
    versions,
)
from shotseer.flows import doctor as doctor_flow
from shotseer.flows import fields as field_flow
from shotseer.flows import jobs as job_flow
from shotseer.flows import label as label_flow
from shotseer.flows import map as map_flow
from shotseer.flows import migrate as migrate_flow
from shotseer.flows import relink as relink_flow
from shotseer.flows import shot as shot_flow
from shotseer.flows import videos as video_flow
from shotseer.flows.changes import Changes
from shotseer.flows.ingest import IngestOptions, IngestSummary
from shotseer.flows.parts import Parts, find_label
from shotseer.flows.review import ReviewFilter, ReviewItem, ReviewOrder, ReviewPage
from shotseer.flows.shot import ShotDetail
from shotseer.flows.standing import standing
from shotseer.flows.versions import LearningPoint, State
from shotseer.settings import Settings
from shotseer.store import folder as folders
from shotseer.store import schema, vector_file
from shotseer.store.database import Database, sqlite_url
from shotseer.store.videos import Failure, VideoRecord

T = TypeVar("T")
OnProgress = Callable[[Progress], None]


class Workspace:
    """A library of videos with everything people have said of it.

    Open it with `Workspace.open`, and use it as a context manager or call `close`.

    Example::

        with Workspace.open("library", create=True) as ws:
            ws.ingest(["videos/"])
            for hit in ws.search("a car at night").hits:
                print(hit.shot_id, hit.score)
    """

    def __init__(self, folder: folders.Folder, database: Database, values: Settings) -> None:
        self.folder = folder
        self.settings = values
        self._database = database
        self.parts = Parts(
            folder=folder,
            database=database,
            settings=values,
            encoder=cache(self._encoder),
            new_encoder=lambda: plugins.choose_encoder(values.encoder, values.cache_folder).encoder,
            encoder_note=plugins.encoder_note,
            index=plugins.load("index", values.index),
            estimator=_estimator,
            executor=plugins.load("executor", "threads")(values.thread_count),
        )

    @classmethod
    def open(cls, path: str | Path, *, create: bool = False, **arguments: Any) -> Workspace:
        """Open a workspace folder, upgrading its database if it is from an older shotseer.

        Args:
            path: the folder.
            create: make a new workspace there if there is none.
            arguments: settings by name; they win over the environment and the settings file.

        Raises:
            NotFoundError: there is no workspace, and ``create`` is false.
            InputError: the folder holds something else.
            StoreError: it is from a newer shotseer, damaged, or tied to another database.
        """
        root = Path(path)
        if not create or (root / folders.MARK).is_file():
            folder = folders.find(root)
            values = settings.load(root, arguments)
            return cls(folder, _open_database(folder, values), values)
        values = settings.load(None, arguments)
        folder = folders.create(root)
        try:
            database = _open_database(folder, values)
        except BaseException:
            folders.discard(folder)
            raise
        if values.database:
            settings.write_file(root, {"database": values.database})
        return cls(folder, database, values)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def summary(self) -> summary.Summary:
        """Return how much there is, and what made the vectors."""
        return summary.summary(self.parts)

    # Videos and shots

    def ingest(
        self,
        paths: str | Path | Iterable[str | Path],
        *,
        cuts: str | Path | None = None,
        on_progress: OnProgress | None = None,
    ) -> IngestSummary:
        """Bring files and folders into the library and return what was done.

        ``cuts`` is a CSV or EDL file with the cuts, used instead of the detector.
        """
        return _run(self.ingest_steps(paths, cuts=cuts), on_progress)

    def ingest_steps(
        self,
        paths: str | Path | Iterable[str | Path],
        *,
        cuts: str | Path | None = None,
        job: int | None = None,
        roots: Sequence[str] | None = None,
    ) -> Generator[Progress, None, IngestSummary]:
        """Like `ingest`, as a generator of progress; closing it cancels.

        ``job`` is the waiting job that this is, if any. With ``roots``, nothing outside these
        folders is read.
        """
        values = self.settings
        options = IngestOptions(
            min_shot=Fraction(str(values.min_shot)),
            max_shot=Fraction(str(values.max_shot)),
            frames=values.frames,
            motion=values.motion,
            previews=values.previews,
            proxies=values.proxies,
            roots=None if roots is None else tuple(map(Path, roots)),
        )
        detector = self._detector(None if cuts is None else Path(cuts))
        given = _listed(paths)
        ticket = ingest.ticket(self.settings, given, cuts, job)
        return ingest.ingest(self.parts, map(Path, given), detector, options, ticket)

    def videos(self) -> list[VideoRecord]:
        """Return every video with its counts, by name."""
        return video_flow.list_videos(self.parts)

    def videos_page(
        self, text: str = "", *, where: str = "", after: str | None = None, k: int = 60
    ) -> video_flow.VideoPage:
        """Return ``k`` videos by name; ``after`` is the cursor of the page before.

        Args:
            text: only videos whose name or path contains it.
            where: only videos of which a shot passes this expression.
            after: ``cursor`` of the page before.
            k: how many videos.
        """
        return video_flow.page(self.parts, text, where, after, k)

    def video(self, video: str) -> video_flow.VideoStatus:
        """Return a video, given by id, name or path, as it stands now."""
        return video_flow.get_video(self.parts, video)

    def remove_video(self, video: str, *, on_progress: OnProgress | None = None) -> remove.Removed:
        """Remove a video with all that was made of it; its verdicts stay in the log."""
        return _run(self.remove_steps(video), on_progress)

    def remove_steps(
        self, video: str, *, job: int | None = None
    ) -> Generator[Progress, None, remove.Removed]:
        """Like `remove_video`, as a generator of progress."""
        return remove.remove_video(self.parts, self.resolve_video(video), job)

    def relink(
        self,
        paths: str | Path | Iterable[str | Path],
        *,
        on_progress: OnProgress | None = None,
    ) -> relink_flow.RelinkSummary:
        """Look in files and folders for videos whose files were moved or renamed."""
        return _run(self.relink_steps(paths), on_progress)

    def relink_steps(
        self,
        paths: str | Path | Iterable[str | Path],
        *,
        job: int | None = None,
        roots: Sequence[str] | None = None,
    ) -> Generator[Progress, None, relink_flow.RelinkSummary]:
        """Like `relink`, as a generator of progress; closing it cancels."""
        allowed = None if roots is None else [*map(Path, roots)]
        return relink_flow.relink(self.parts, map(Path, _listed(paths)), job, allowed)

    def playable_file(self, video: str) -> Path | None:
        """Return a file of a video that a browser can play, ``None`` if there is none yet."""
        return proxies.playable_file(self.parts, self.video(video).record)

    def make_proxy(self, video: str, *, on_progress: OnProgress | None = None) -> Path:
        """Make a copy of a video that a browser can play, and return it."""
        return _run(self.proxy_steps(video), on_progress)

    def proxy_steps(self, video: str, *, job: int | None = None) -> Generator[Progress, None, Path]:
        """Like `make_proxy`, as a generator of progress; closing it cancels."""
        return proxies.proxy_steps(self.parts, self.resolve_video(video), job)

    def receive_upload(self, name: str, chunks: Iterable[bytes]) -> Path:
        """Keep a video that arrives in pieces, to be ingested, and return its file."""
        limit = self.settings.upload_limit_bytes
        return uploads.receive_upload(self.parts, name, chunks, limit)

    def confine(self, path: str | Path, allowed: Sequence[Path]) -> Path:
        """Return a path, resolved, if it lies in an allowed folder or among the uploads."""
        return roots.confine(path, [*allowed, self.folder.uploads])

    def list_folder(self, path: str | Path, allowed: Sequence[Path]) -> roots.Listing:
        """Return the folders and possible videos in an allowed folder; empty: the first one."""
        return roots.list_folder(path, allowed)

    def fields(self) -> list[str]:
        """Return the names of what people said of their videos in columns of their own."""
        return field_flow.names(self.parts)

    def import_fields(self, path: str | Path) -> field_flow.FieldImport:
        """Read columns about videos from a CSV file with a column ``video``."""
        return field_flow.import_fields(self.parts, Path(path))

    def import_fields_text(self, content: bytes) -> field_flow.FieldImport:
        """Like `import_fields`, from the content of a file."""
        return field_flow.import_text(self.parts, content)

    def failures(self) -> list[Failure]:
        """Return the files whose newest ingest failed, and why."""
        return video_flow.list_failures(self.parts)

    def shots(self, video: str | None = None) -> list[Shot]:
        """Return the shots of one video, given by id, name or path, or of all."""
        return video_flow.list_shots(self.parts, video)

    def get_shots(self, shots: Iterable[str]) -> dict[ShotId, Shot]:
        """Return some shots by their full ids."""
        return video_flow.get_shots(self.parts, shots)

    def video_names(self, videos: Iterable[str]) -> dict[VideoId, str]:
        """Return the names of some videos by id."""
        return video_flow.video_names(self.parts, videos)

    def resolve_shots(self, shots: Sequence[str]) -> dict[str, ShotId]:
        """Return the full ids of shots given by their first digits."""
        return annotate.resolve_shots(self.parts, shots)

    def resolve_video(self, video: str) -> VideoId:
        """Return the one video that an id, a name or a path means."""
        return video_flow.resolve_video(self.parts, video)

    def media(self, shot: str) -> tuple[Path, Path]:
        """Return the files with the poster and the preview of a shot."""
        return ingest.shot_media(self.parts, self.resolve_shots([shot])[shot])

    def import_vectors(
        self, path: str | Path, *, name: str | None = None, on_progress: OnProgress | None = None
    ) -> vectors.ImportedLibrary:
        """Bring in vectors that were made elsewhere, from an ``.npz`` file."""
        given = vector_file.read_vector_file(Path(path))
        steps = vectors.import_vectors(self.parts, given, name or Path(path).stem)
        return _run(steps, on_progress)

    def import_videoannotator(
        self, path: str | Path, *, processes: int = 1, on_progress: OnProgress | None = None
    ) -> import_release.ImportedRelease:
        """Open the data set of Video Annotator, unpacked in a folder, as this workspace.

        More than one of ``processes`` fits its checkpoints faster; then the script that calls this
        must do so below ``if __name__ == "__main__":``.
        """
        return _run(self.import_videoannotator_steps(path, processes=processes), on_progress)

    def import_videoannotator_steps(
        self, path: str | Path, *, processes: int = 1
    ) -> Generator[Progress, None, import_release.ImportedRelease]:
        """Like `import_videoannotator`, as a generator of progress; closing it cancels."""
        executor = ProcessExecutor(processes) if processes > 1 else self.parts.executor
        return import_release.import_release(self.parts, Release.open(Path(path)), executor)

    # Search

    def search(
        self,
        words: str = "",
        *,
        like: Mapping[str, float] | Sequence[str] = (),
        unlike: Sequence[str] = (),
        without: Sequence[str] = (),
        pictures: Mapping[str, float] | Sequence[str | Path] = (),
        k: int = 20,
        label: str | None = None,
        videos: Sequence[str] = (),
        min_duration: float | None = None,
        max_duration: float | None = None,
        judged: bool | None = None,
        where: str = "",
        after: str | None = None,
        at_least: float | None = None,
        with_spread: bool = False,
        continues: str | None = None,
    ) -> search.SearchResult:
        """Find shots by words, by shots, by pictures, or by all of them.

        Args:
            words: what to look for; ``a car^2, headlights, not night`` gives a part a weight and
                counts another against.
            like: shots to resemble, by id or first digits; a mapping gives each a weight, below 0
                not to resemble it.
            unlike: shots not to resemble.
            without: words that count against.
            pictures: image files to resemble; a mapping gives each a weight.
            k: how many hits.
            label: the label that this search is for; also the one that ``judged`` means.
            videos: only these videos, by id, name or path.
            min_duration: seconds.
            max_duration: seconds.
            judged: only shots with a verdict, or only those without.
            where: only shots that this expression lets through; see docs/expressions.md.
            after: ``next`` of a page; the same search goes on behind it.
            at_least: only shots of at least this similarity.
            with_spread: also tell how the similarities spread, and where to cut them.
            continues: ``id`` of the search of which this is a further page.
        """
        weights = _weighted(like)
        full = self.resolve_shots([*weights, *unlike])
        terms: list[Term] = [*parse_words(words)]
        terms += [TextTerm(text, NEGATIVE_WEIGHT) for text in without]
        terms += [ShotTerm(full[shot], weight) for shot, weight in weights.items()]
        terms += [ShotTerm(full[shot], NEGATIVE_WEIGHT) for shot in unlike]
        terms += [PictureTerm(str(path), weight) for path, weight in _weighted(pictures).items()]
        wanted = ShotFilter(
            frozenset(map(self.resolve_video, videos)) if videos else None,
            min_duration,
            max_duration,
            judged,
            label,
            where,
        )
        return search.search(
            self.parts,
            Query(tuple(terms), wanted),
            k,
            label,
            after=after,
            at_least=at_least,
            with_spread=with_spread,
            continues=continues,
        )

    def add_picture(self, data: bytes) -> str:
        """Keep a picture to search by, and return its id."""
        return example_pictures.add(self.parts, data)

    def find_picture(self, picture_id: str) -> Path:
        """Return the file of a picture that was kept."""
        return example_pictures.find(self.parts, picture_id)

    # Filters and the table

    def vocabulary(self) -> list[filters.KnownName]:
        """Return every name that may stand in an expression, and how it is written there."""
        return filters.vocabulary(self.parts)

    def table(
        self,
        labels: Sequence[str] = (),
        *,
        where: str = "",
        sort: str = "video",
        descending: bool = False,
        after: str | None = None,
        k: int = 50,
    ) -> table.ShotTable:
        """Return shots with their scores and verdicts for some labels, a page at a time.

        Args:
            labels: the labels to show.
            where: only shots that this expression lets through; see docs/expressions.md.
            sort: ``video`` (by name, then place), ``duration``, ``start``, or a label: its score.
            descending: the largest first. Shots without a score come last either way.
            after: ``next`` of the page before.
            k: how many shots.
        """
        order = table.Order(sort, descending)
        return table.table(self.parts, labels, where, order, after, k)

    def export_table(
        self, labels: Sequence[str] = (), *, where: str = "", kind: str = "csv"
    ) -> Iterator[str]:
        """Return the text of all shots that pass as ``csv`` or ``jsonl``, in pieces."""
        return table_file.export_table(self.parts, labels, where, kind)

    # Labels and annotations

    def create_label(
        self,
        name: str,
        *,
        description: str = "",
        guidelines: str = "",
        queries: Sequence[str] = (),
        rule: JoinRule | str = JoinRule.NEWEST,
    ) -> Label:
        """Add a label: a yes/no question about a shot."""
        label = Label(name, description, guidelines, JoinRule(rule), tuple(queries))
        return label_flow.create(self.parts, label)

    def edit_label(
        self,
        name: str,
        *,
        description: str | None = None,
        guidelines: str | None = None,
        rule: JoinRule | None = None,
        queries: Sequence[str] = (),
    ) -> Label:
        """Change what is given of a label, and add queries to it."""
        return label_flow.edit(
            self.parts,
            name,
            description=description,
            guidelines=guidelines,
            rule=rule,
            queries=queries,
        )

    def change_label(
        self,
        name: str,
        *,
        description: str | None = None,
        guidelines: str | None = None,
        rule: JoinRule | None = None,
        queries: Sequence[str] | None = None,
    ) -> Label:
        """Change what is given of a label; ``queries`` replaces all of them."""
        return label_flow.change(
            self.parts,
            name,
            description=description,
            guidelines=guidelines,
            rule=rule,
            queries=queries,
        )

    def remove_query(self, name: str, text: str) -> Label:
        """Take a saved query away from a label."""
        return label_flow.remove_query(self.parts, name, text)

    def remove_label(self, name: str) -> None:
        """Remove a label that was neither judged nor built."""
        label_flow.remove(self.parts, name)

    def missing_starter_labels(self) -> list[str]:
        """Return the names of the paper's 56 labels that are not there yet."""
        return label_flow.missing_starters(self.parts)

    def create_starter_labels(self) -> list[str]:
        """Add the paper's 56 labels where they are missing, and return the new names."""
        return label_flow.create_starters(self.parts)

    def labels(self) -> list[label_flow.LabelStatus]:
        """Return every label with its counts."""
        return label_flow.status(self.parts)

    def label(self, name: str) -> label_flow.LabelStatus:
        """Return one label with its counts."""
        return label_flow.status(self.parts, name)[0]

    def annotate(
        self,
        label: str,
        judgements: Sequence[Judgement],
        *,
        by: str | None = None,
        batch: str | None = None,
    ) -> annotate.Annotated:
        """Append verdicts to the log, as one batch."""
        return annotate.annotate(self.parts, label, judgements, self._by(by), batch)

    def undo(
        self, label: str | None = None, *, by: str | None = None, uid: str | None = None
    ) -> list[Annotation]:
        """Take back the annotator's newest batch, or that of a judgement; return what it was."""
        return annotate.undo(self.parts, self._by(by), label, uid)

    def verdicts(self, label: str, shots: Iterable[str]) -> dict[ShotId, Verdict]:
        """Return the joined verdicts on some shots; those without one are left out."""
        joined = standing(self.parts, find_label(self.parts, label)).joined
        return {ShotId(shot): joined[ShotId(shot)] for shot in shots if ShotId(shot) in joined}

    def shot_detail(self, shot: str, label: str | None = None) -> ShotDetail:
        """Return a shot in its video's context, what labels say of it, and its history."""
        return shot_flow.shot_detail(self.parts, shot, label)

    def changes(self, label: str, after: str | None = None, *, k: int = 500) -> Changes:
        """Return the shots judged or undone since a position of the log, and the new position."""
        return changes.changes(self.parts, label, after, k)

    # The loop

    def build(
        self,
        label: str,
        *,
        recipe: str = "default",
        seed: int = 0,
        by: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> ClassifierVersion:
        """Train on what is judged, score every shot, and open four new feeds."""
        return _run(self.build_steps(label, recipe=recipe, seed=seed, by=by), on_progress)

    def build_steps(
        self, label: str, *, recipe: str = "default", seed: int = 0, by: str | None = None
    ) -> Generator[Progress, None, ClassifierVersion]:
        """Like `build`, as a generator of progress; closing it cancels."""
        return build.build(self.parts, label, recipe, seed, self._by(by))

    def feed(
        self,
        label: str,
        kind: FeedKind | str,
        *,
        k: int = 25,
        after: str | None = None,
        include_judged: bool = False,
    ) -> Feed:
        """Return ``k`` unjudged shots of a feed of the current version, behind a ``cursor``."""
        return feeds.feed(
            self.parts, label, FeedKind(kind), k, after, include_judged=include_judged
        )

    def feed_page(
        self, feed_id: str, *, k: int = 25, after: str | None = None, include_judged: bool = False
    ) -> Feed:
        """Return a page of a feed by its id: of an older version, or of a selection."""
        return feeds.feed_page(self.parts, feed_id, k, after, include_judged=include_judged)

    def open_selection(
        self,
        label: str,
        *,
        where: str = "",
        method: str | None = None,
        polygon: Sequence[Sequence[float]] = (),
        shots: Sequence[str] = (),
    ) -> str:
        """Make a feed of what passes an expression or lies inside an outline; return its id."""
        if shots:
            return selections.open_selection(self.parts, shots, label, {})
        return selections.select(self.parts, label, where=where, method=method, polygon=polygon)

    def versions(self, label: str) -> list[ClassifierVersion]:
        """Return the versions of a label, oldest first."""
        return build.versions(self.parts, label)

    def version(self, label: str, number: int | None = None) -> ClassifierVersion:
        """Return a version by its number, or the current one."""
        return scores.find_version(self.parts, find_label(self.parts, label), number)

    def version_state(self, label: str) -> State:
        """Return which versions of a label are current and deployed."""
        return versions.state(self.parts, label)

    def curves(self, label: str, number: int | None = None) -> Curves:
        """Return precision-recall, reliability and score histograms of a version."""
        return versions.curves(self.parts, label, number)

    def quality(self, label: str, number: int | None = None) -> honest.Quality:
        """Return how good a version is on judged shots, and over the whole library."""
        return honest.quality(self.parts, label, number)

    def next_source(self, label: str) -> next_source.Hint:
        """Return which feed, or search, is worth the next judgements, and why."""
        return next_source.hint(self.parts, label)

    def learning_curve(self, label: str) -> list[LearningPoint]:
        """Return how a label's versions did, oldest first."""
        return versions.learning_curve(self.parts, label)

    def compare(
        self, label: str, first: int, second: int, *, k: int = 60, after: str | None = None
    ) -> Comparison:
        """Compare two versions, with a page of the shots that they decide differently."""
        return comparison.compare(self.parts, label, first, second, k, after)

    def movers(self, label: str, *, k: int = 12) -> Movers:
        """Return what changed since the version before, and the shots that moved most."""
        return comparison.movers(self.parts, label, k)

    def restore(self, label: str, number: int, *, by: str | None = None) -> ClassifierVersion:
        """Make an older version the current one again."""
        return versions.restore(self.parts, label, number, self._by(by))

    def card(self, label: str, number: int | None = None) -> str:
        """Return the classifier card of a version, as Markdown."""
        return card.card(self.parts, label, number).markdown

    def card_data(self, label: str, number: int | None = None) -> Mapping[str, Any]:
        """Return the classifier card of a version, as JSON data."""
        return card.card(self.parts, label, number).data

    def deploy(
        self,
        label: str,
        number: int | None,
        *,
        by: str | None = None,
        note: str = "",
        threshold: float | None = None,
    ) -> Deployment:
        """Put a version to use; ``None`` takes the label out of use."""
        if number is None:
            return versions.withdraw(self.parts, label, self._by(by), note)
        return versions.deploy(
            self.parts, label, number, self._by(by), note=note, threshold=threshold
        )

    def deployed(self, label: str) -> Deployment | None:
        """Return which version of a label is in use, ``None`` if none is."""
        return versions.deployed(self.parts, label)

    def deployments(self, label: str) -> Sequence[Deployment]:
        """Return every deployment and withdrawal of a label, newest first."""
        return versions.deployment_history(self.parts, label)

    def score(
        self, label: str, *, version: int | None = None, where: str = ""
    ) -> Iterator[list[tuple[Shot, float]]]:
        """Yield every shot with its probability, by video and position, in batches.

        ``where`` keeps only the shots that an expression lets through.
        """
        passing = partial(filters.mask, self.parts, where=where)
        return scores.score(self.parts, label, version, passing)

    def score_all(self) -> int:
        """Score every shot with every current and deployed version, in one pass.

        Scores that are there already are kept. Returns how many versions lacked some.
        """
        return scores.fill_all(self.parts)

    def review(
        self,
        label: str,
        *,
        order: ReviewOrder | str = ReviewOrder.NEWEST,
        wanted: ReviewFilter | None = None,
    ) -> list[ReviewItem]:
        """Return everything judged for a label."""
        return review_pages.review(self.parts, label, ReviewOrder(order), wanted)

    def review_page(
        self,
        label: str,
        *,
        order: ReviewOrder | str = ReviewOrder.NEWEST,
        wanted: ReviewFilter | None = None,
        k: int = 60,
        after: str | None = None,
    ) -> ReviewPage:
        """Return a page of what was judged for a label, with counts for its filters."""
        order = ReviewOrder(order)
        return review_pages.review_page(self.parts, label, order, wanted, k, after)

    def flip(self, label: str, shots: Sequence[str], *, by: str | None = None) -> int:
        """Give the opposite verdict on some judged shots."""
        return review.flip(self.parts, label, shots, self._by(by))

    def clear(self, label: str, shots: Sequence[str], *, by: str | None = None) -> int:
        """Withdraw an annotator's verdicts on some shots."""
        return review.clear(self.parts, label, shots, self._by(by))

    def note(self, label: str, shot: str, text: str, *, by: str | None = None) -> int:
        """Put a note on the verdict of a shot."""
        return review.note(self.parts, label, shot, text, self._by(by))

    # Changing the encoder

    def plan_migration(self, encoder: str) -> MigrationPlan:
        """Return what changing to another encoder will take; changes nothing."""
        return migrate_flow.plan(self.parts, self._named_encoder(encoder))

    def migrate(
        self,
        encoder: str,
        *,
        without_missing: bool = False,
        switch: bool = False,
        by: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> Migration:
        """Embed the library with another encoder and rebuild its labels, beside what is in use.

        Run it again to go on where it stopped. Nothing changes for anybody before the switch.

        Args:
            encoder: its name, as `ingest` takes it for a new library.
            without_missing: go on without the videos whose files are gone.
            switch: put the new vectors to use at the end, without a look at the comparison.
            by: who asks for it.
            on_progress: told how far it is.
        """
        asked = migrate_flow.Request(
            migrate_flow.Action.RUN, self._by(by), encoder, without_missing, switch
        )
        return self._migrated(asked, on_progress)

    def migration(self) -> Migration | None:
        """Return how a change of the encoder stands, ``None`` if none is under way."""
        return migrate_flow.migration(self.parts)

    def encoder_name(self, name: str) -> str:
        """Return the full name of an encoder on this machine, a folder with its whole path."""
        return plugins.check_encoder_name(name.strip(), self.settings.cache_folder)

    def check_migration(self, asked: migrate_flow.Request) -> None:
        """Refuse at once what could not begin: another change, or a job on it, is under way.

        Raises:
            ConflictError: something is in the way.
            NotFoundError: no change is under way.
        """
        name = self.encoder_name(asked.encoder) if asked.encoder else ""
        migrate_flow.check(self.parts, asked, name)

    def switch_migration(
        self,
        *,
        without_missing: bool = False,
        by: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> Migration:
        """Put the new vectors and the rebuilt versions to use, all at once."""
        asked = migrate_flow.Request(
            migrate_flow.Action.SWITCH, self._by(by), without_missing=without_missing
        )
        return self._migrated(asked, on_progress)

    def roll_back_migration(
        self, *, by: str | None = None, on_progress: OnProgress | None = None
    ) -> Migration:
        """Put the old vectors and their versions to use again, all at once."""
        asked = migrate_flow.Request(migrate_flow.Action.ROLL_BACK, self._by(by))
        return self._migrated(asked, on_progress)

    def discard_migration(
        self, *, new: bool = False, by: str | None = None, on_progress: OnProgress | None = None
    ) -> None:
        """Delete the old vectors, or with ``new`` those of the new encoder; never those in use."""
        asked = migrate_flow.Request(migrate_flow.Action.DISCARD, self._by(by), new=new)
        _run(self.migration_steps(asked), on_progress)

    def migration_steps(
        self, asked: migrate_flow.Request, *, job: int | None = None
    ) -> Generator[Progress, None, Migration | None]:
        """Do something about the encoder, as a generator of progress; closing it cancels."""
        return migrate_flow.steps(self.parts, asked, self._named_encoder, job)

    def _migrated(self, asked: migrate_flow.Request, on_progress: OnProgress | None) -> Migration:
        found = _run(self.migration_steps(asked), on_progress)
        assert found is not None
        return found

    # The map

    def map_methods(self) -> list[str]:
        """Return the kinds of map that can be drawn here."""
        return map_flow.methods()

    def embedding_map(self, method: str = map_flow.PCA) -> map_flow.EmbeddingMap:
        """Return the map of the library; PCA is drawn at once, UMAP has to be made first."""
        return map_flow.find_map(self.parts, method)

    def map_steps(self, method: str) -> Generator[Progress, None, map_flow.EmbeddingMap]:
        """Draw a map, as a generator of progress; closing it cancels."""
        return map_flow.make_map(self.parts, method)

    def map_colours(
        self, method: str, by: str, label: str | None = None
    ) -> NDArray[np.uint8] | NDArray[np.uint16]:
        """Return a number a point of the map: its score, verdict or video."""
        return map_flow.colours(self.parts, self.embedding_map(method), by, label)

    def map_nearest(self, method: str, x: float, y: float) -> ShotId | None:
        """Return the shot whose point is nearest to a place of the map."""
        return map_flow.nearest(self.parts, self.embedding_map(method), x, y)

    # In and out

    def export_annotations(
        self, file: TextIO, *, labels: Sequence[str] = (), kind: str = "csv"
    ) -> int:
        """Write the standing verdicts of some labels, or all, as ``csv`` or ``jsonl``."""
        return transfer.export_annotations(self.parts, labels, file, kind)

    def import_annotations(
        self, path: str | Path, *, label: str | None = None, by: str | None = None
    ) -> transfer.Imported:
        """Read verdicts from a CSV or JSON Lines file."""
        return transfer.import_annotations(self.parts, Path(path), label=label, by=self._by(by))

    def export_classifier(
        self, label: str, path: str | Path, *, version: int | None = None
    ) -> ClassifierVersion:
        """Write a version as ``.onnx``, or as ``.json`` with its weights inside."""
        return classifiers.export(self.parts, label, Path(path), version)

    def doctor(self, *, repair: bool = False) -> list[doctor_flow.Finding]:
        """Check the workspace, and mend what can be mended if asked to."""
        return doctor_flow.check_workspace(self.parts, repair=repair)

    # Jobs

    def jobs(self, limit: int = 20, *, unfinished: bool = False) -> list[Job]:
        """Return the newest jobs, of whatever process, newest first."""
        return job_flow.list_jobs(self.parts, limit, unfinished=unfinished)

    def job(self, number: int) -> Job:
        """Return a job."""
        return job_flow.get_job(self.parts, number)

    def control_job(self, number: int, wanted: Wanted | str) -> Job:
        """Ask a job, of whatever process, to run on, to pause or to end."""
        return job_flow.control(self.parts, number, Wanted(wanted))

    # Parts

    def encoder_line(self) -> str:
        """Return which encoder this library gets and why; empty where it has one, or was named."""
        values = self.settings
        if summary.summary(self.parts).space is not None or values.encoder not in ("", "auto"):
            return ""
        return plugins.choose_encoder(values.encoder, values.cache_folder).line

    def _by(self, name: str | None) -> str:
        return self.settings.annotator_name if name is None else name

    def _encoder(self, space: EmbeddingSpace | None) -> Encoder:
        if space is not None and vectors.is_imported(space):
            return plugins.imported_encoder(space, vectors.imported_texts(self.parts, space))
        name = self.parts.new_encoder() if space is None else space.encoder
        values = self.settings
        encoder = plugins.open_encoder(name, values.cache_folder, values.thread_count)
        if space is not None and encoder.space != space:
            raise plugins.another_edition(space, encoder.space)
        return encoder

    def _named_encoder(self, name: str) -> Encoder:
        values = self.settings
        return plugins.open_encoder(
            self.encoder_name(name), values.cache_folder, values.thread_count
        )

    def _detector(self, cuts: Path | None) -> ShotDetector:
        if cuts is not None:
            return plugins.cut_list(cuts)
        values = self.settings
        make = plugins.load("detector", values.detector)
        wishes: dict[str, Callable[[], ShotDetector]] = {
            "fixed": lambda: make(values.window),
            "transnet": lambda: make(values.cache_folder, threads=values.thread_count),
        }
        made: ShotDetector = wishes.get(values.detector, make)()
        return made


def _listed(paths: str | Path | Iterable[str | Path]) -> list[str | Path]:
    # One path alone is an iterable too: of its letters, or its parts.
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    if "" in map(str, given):
        raise InputError("a path is empty", hint="Name a video file or a folder.")
    return given


def _open_database(folder: folders.Folder, values: Settings) -> Database:
    database = Database(values.database or sqlite_url(folder.database))
    try:
        schema.prepare(database, folder.backups)
        folders.tie(folder, database)
    except BaseException:
        database.close()
        raise
    return database


def _estimator(name: str, params: Mapping[str, Any]) -> Estimator:
    made: Estimator = plugins.load("estimator", name)(**params)
    return made


def _weighted(given: Mapping[str, float] | Sequence[str | Path]) -> dict[str, float]:
    if isinstance(given, Mapping):
        return dict(given)
    return {str(one): 1.0 for one in given}


__all__ = ["Workspace"]
