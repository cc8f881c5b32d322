"""The demo's page: one HTML file beside the workspace's posters and previews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from importlib import resources
from string import Template
from typing import Any

from shotseer.core.classifier import ClassifierVersion, Metric
from shotseer.core.feed import Feed, FeedItem, FeedKind, Hit, ScoreKind
from shotseer.core.video import Shot, VideoId, timecode
from shotseer.workspace import Workspace

FEEDS = {
    FeedKind.TOP_POSITIVE: ("Top positive", "What it is most sure of. Is it the right idea?"),
    FeedKind.BORDERLINE: ("Borderline", "Where it cannot decide. Your verdict teaches most here."),
    FeedKind.RANDOM: ("Random", "Any unjudged shot. Keeps you both honest."),
    FeedKind.TOP_NEGATIVE: ("Top negative", "What it rules out. Anything it should not?"),
}


def render(
    workspace: Workspace,
    found: Mapping[str, Sequence[Hit]],
    version: ClassifierVersion,
    feeds: Mapping[FeedKind, Feed],
) -> str:
    """Return the page as HTML. Pictures are linked by paths relative to the workspace."""
    offered: list[Hit | FeedItem] = [hit for hits in found.values() for hit in hits]
    offered += [item for feed in feeds.values() for item in feed.items]
    shots = workspace.get_shots(item.shot_id for item in offered)
    names = workspace.video_names(shot.video_id for shot in shots.values())
    searches = [
        _section(f"“{escape(words)}”", "", _tiles(workspace, hits, shots, names))
        for words, hits in found.items()
    ]
    columns = [
        _section(title, why, _tiles(workspace, feeds[kind].items, shots, names))
        for kind, (title, why) in FEEDS.items()
    ]
    template = Template(resources.files("shotseer").joinpath("data/demo.html").read_text("utf-8"))
    videos = workspace.videos()
    return template.substitute(
        videos=len(videos),
        shots=sum(record.shot_count for record in videos),
        length=timecode(sum(float(record.video.duration) for record in videos)).split(".")[0],
        searches="\n".join(searches),
        label=escape(version.label),
        description=escape(workspace.label(version.label).label.description),
        facts=_facts(version),
        notes="".join(f"<li>{escape(text)}</li>" for text in (*version.notes,)),
        advice="".join(f"<li>{escape(text)}</li>" for text in version.evaluation.advice),
        feeds="\n".join(columns),
        workspace=escape(str(workspace.folder.root)),
    )


def _section(title: str, why: str, tiles: str) -> str:
    line = f"<p>{escape(why)}</p>" if why else ""
    return f"<section><h3>{title}</h3>{line}<div class=tiles>{tiles}</div></section>"


def _tiles(
    workspace: Workspace,
    items: Sequence[Hit | FeedItem],
    shots: Mapping[Any, Shot],
    names: Mapping[VideoId, str],
) -> str:
    return "".join(_tile(workspace, item, shots[item.shot_id], names) for item in items)


def _tile(
    workspace: Workspace, item: Hit | FeedItem, shot: Shot, names: Mapping[VideoId, str]
) -> str:
    root = workspace.folder.root
    poster = workspace.folder.poster(shot.id).relative_to(root).as_posix()
    preview = workspace.folder.preview(shot.id).relative_to(root).as_posix()
    is_probability = item.score_kind is ScoreKind.PROBABILITY
    score = f"{item.score:.0%}" if is_probability else f"similarity {item.score:.2f}"
    name = escape(names[shot.video_id])
    where = f"{name} · {timecode(shot.span.start)} · {float(shot.span.duration):.1f} s"
    bar = f'<i style="width:{item.score:.0%}"></i>' if is_probability else ""
    return (
        f'<figure tabindex=0 data-preview="{escape(preview)}" title="{where}">'
        f'<div class=frame><img loading=lazy src="{escape(poster)}" alt="{where}"></div>'
        f"<figcaption><b>{score}</b><span class=bar>{bar}</span>"
        f"<code>{shot.id[:6]}</code></figcaption></figure>"
    )


def _facts(version: ClassifierVersion) -> str:
    quality = version.evaluation
    facts = {
        "verdicts": f"{quality.positives} yes · {quality.negatives} no",
        "average precision": _metric(quality.average_precision),
        f"precision at {version.threshold:.0%}": _metric(quality.precision),
        f"recall at {version.threshold:.0%}": _metric(quality.recall),
        "data diversity": f"{quality.diversity.score:.2f}",
    }
    return "".join(f"<div><dt>{escape(k)}</dt><dd>{escape(v)}</dd></div>" for k, v in facts.items())


def _metric(metric: Metric | None) -> str:
    if metric is None:
        return "too few verdicts"
    return f"{metric.value:.2f} ({metric.low:.2f} to {metric.high:.2f})"
