"""The JSON form of what commands print. The keys are a promise; see docs/cli.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shotseer.core.feed import Feed, FeedItem, Hit
from shotseer.core.video import Shot

if TYPE_CHECKING:
    from shotseer.core.classifier import ClassifierVersion
    from shotseer.core.job import Job
    from shotseer.core.label import Annotation
    from shotseer.core.migration import Migration, MigrationPlan
    from shotseer.flows.label import LabelStatus
    from shotseer.flows.next_source import Hint
    from shotseer.flows.review import ReviewItem
    from shotseer.flows.table import ShotTable
    from shotseer.store.videos import VideoRecord
    from shotseer.workspace import Workspace


def shots(workspace: Workspace, found: Sequence[Shot]) -> list[dict[str, Any]]:
    """Return a row for each shot."""
    names = workspace.video_names(shot.video_id for shot in found)
    return [
        {
            "shot": shot.id,
            "video": shot.video_id,
            "video_name": names[shot.video_id],
            "start": seconds(shot.span.start),
            "end": seconds(shot.span.end),
            "position": shot.position,
            "part": shot.part,
            "parts": shot.parts,
        }
        for shot in found
    ]


def hits(workspace: Workspace, found: Sequence[Hit | FeedItem]) -> list[dict[str, Any]]:
    """Return a row for each shot that was offered, in order."""
    known = workspace.get_shots(hit.shot_id for hit in found)
    return [
        {
            **row,
            "rank": hit.rank,
            "score": None if hit.score is None else round(hit.score, 6),
            "score_kind": hit.score_kind,
        }
        for hit, row in zip(
            found, shots(workspace, [known[hit.shot_id] for hit in found]), strict=True
        )
    ]


def feed(workspace: Workspace, page: Feed) -> list[dict[str, Any]]:
    """Return a row for each shot of a feed, with why it is there."""
    return [
        {**row, "reason": item.reason, "chance": item.chance, "feed": page.id, "kind": page.kind}
        for row, item in zip(hits(workspace, page.items), page.items, strict=True)
    ]


def table(workspace: Workspace, page: ShotTable) -> list[dict[str, Any]]:
    """Return a row for each shot of the table."""
    return [
        {
            **row,
            "scores": {
                label: None if score is None else round(score, 6)
                for label, score in line.scores.items()
            },
            "verdicts": dict(line.verdicts),
        }
        for row, line in zip(
            shots(workspace, [line.shot for line in page.rows]), page.rows, strict=True
        )
    ]


def video(record: VideoRecord) -> dict[str, Any]:
    """Return a video as a row."""
    facts = record.video
    return {
        "video": facts.id,
        "name": record.name,
        "paths": list(record.paths),
        "available": any(Path(path).exists() for path in record.paths),
        "duration": seconds(facts.duration),
        "frame_rate": str(facts.frame_rate),
        "variable_frame_rate": facts.is_variable_rate,
        "width": facts.width,
        "height": facts.height,
        "rotation": facts.rotation,
        "codec": facts.codec,
        "container": facts.container,
        "has_audio": facts.has_audio,
        "size_bytes": facts.size_bytes,
        "shots": record.shot_count,
        "parts": record.part_count,
        "detector": record.detector,
        "warning": facts.warning,
    }


def job(found: Job) -> dict[str, Any]:
    """Return a job as a row."""
    return {
        "job": found.id,
        "kind": found.kind,
        "subject": found.subject,
        "state": found.state,
        "wanted": found.wanted,
        "stage": found.stage,
        "done": found.done,
        "total": found.total,
        "unit": found.unit,
        "note": found.note,
        "result": found.result,
        "started_at": found.started_at.isoformat(),
        "ended_at": None if found.ended_at is None else found.ended_at.isoformat(),
    }


def label(status: LabelStatus) -> dict[str, Any]:
    """Return a label as a row."""
    return {
        "label": status.label.name,
        "description": status.label.description,
        "guidelines": status.label.guidelines,
        "rule": status.label.rule,
        "queries": list(status.label.queries),
        "positives": status.positives,
        "negatives": status.negatives,
        "skips": status.skips,
        "versions": status.versions,
        "last_build": None if status.last_build is None else status.last_build.isoformat(),
        "new_judgements": status.new_judgements,
        "new_shots": status.new_shots,
        "average_precision": status.average_precision,
        "quality": None if status.quality is None else asdict(status.quality),
        "diversity": status.diversity,
        "current_version": status.current_version,
        "deployed_version": status.deployed_version,
    }


def next_source(found: Hint) -> dict[str, Any]:
    """Return where to judge next."""
    return {
        "version": found.version,
        "is_learnt": found.is_learnt,
        "text": found.advice.text,
        "feed": found.advice.feed,
        "searches": list(found.advice.searches),
        "sources": [asdict(one) for one in found.sources],
    }


def version(made: ClassifierVersion) -> dict[str, Any]:
    """Return a classifier version with its metrics."""
    return {
        "label": made.label,
        "version": made.number,
        "id": made.id,
        "recipe": {**asdict(made.recipe), "params": dict(made.recipe.params)},
        "calibrated": made.is_calibrated,
        "threshold": made.threshold,
        "metrics": asdict(made.evaluation),
        "notes": list(made.notes),
        "dataset": made.dataset_digest,
        "space": made.space_id,
        "shots": made.library_rows,
        "created_at": made.created_at.isoformat(),
        "created_by": made.created_by,
    }


def migration_plan(plan: MigrationPlan) -> dict[str, Any]:
    """Return what a change of the encoder will take."""
    return {
        "from": plan.old.encoder,
        "to": plan.encoder,
        "space": plan.space.id,
        "dimension": plan.space.dimension,
        "has_text": plan.space.has_text,
        "videos": plan.videos,
        "shots": plan.shots,
        "hours": plan.hours,
        "estimated_seconds": plan.seconds,
        "labels": plan.labels,
        "bytes": plan.bytes,
        "free_bytes": plan.free_bytes,
        "missing": [asdict(one) for one in plan.missing],
        "notes": list(plan.notes),
    }


def migration(found: Migration) -> dict[str, Any]:
    """Return how a change of the encoder stands."""
    return {
        "id": found.id,
        "stage": found.stage,
        "from": found.old.encoder,
        "to": found.new.encoder,
        "from_space": found.old.id,
        "to_space": found.new.id,
        "shots": found.shots,
        "embedded": found.embedded,
        "left_out": [asdict(one) for one in found.left_out],
        "labels": [{**asdict(one), "verdict": one.verdict} for one in found.labels],
        "job": found.job,
        "job_note": found.job_note,
        "old_bytes": found.old_bytes,
        "new_bytes": found.new_bytes,
        "history": [
            {"event": one.event, "at": one.at.isoformat(), "by": one.by} for one in found.history
        ],
        "advice": found.advice,
        "command": found.command,
    }


def annotation(line: Annotation) -> dict[str, Any]:
    """Return a line of the log as a row."""
    return {
        "label": line.label,
        "shot": line.shot_id,
        "video": line.video_id,
        "start": seconds(line.span.start),
        "end": seconds(line.span.end),
        "verdict": line.verdict,
        "annotator": line.annotator,
        "at": line.at.isoformat(),
        "source": line.source,
        "rank": line.rank,
        "score": line.score,
        "note": line.note,
        "uid": line.uid,
    }


def review(workspace: Workspace, items: Sequence[ReviewItem]) -> list[dict[str, Any]]:
    """Return a row for each judged shot."""
    names = workspace.video_names(item.annotation.video_id for item in items)
    return [
        {
            **annotation(item.annotation),
            "video_name": names.get(item.annotation.video_id, ""),
            "probability": item.probability,
            "suspicion": item.suspicion,
            "disagreement": item.disagreement,
        }
        for item in items
    ]


def seconds(value: Any) -> float:
    """Return exact seconds as a number for people and JSON, to the microsecond."""
    return round(float(value), 6)


def short(text: str, length: int = 32) -> str:
    """Shorten a long name in the middle, where names differ least."""
    if len(text) <= length:
        return text
    half = (length - 1) // 2
    return f"{text[: length - 1 - half]}…{text[-half:]}"
