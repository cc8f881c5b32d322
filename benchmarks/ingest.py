"""Ingest against its ingredients: bare decode, bare detector, bare encoder, on the same frames."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av

from benchmarks.measure import Result
from shotseer import Workspace, plugins, settings
from shotseer.core.arrays import Image
from shotseer.core.ports import Encoder, ShotDetector
from shotseer.demo.clips import sample_clips
from shotseer.flows.pipeline import BATCH_IMAGES
from shotseer.media import cutting, probe

LONGEST = Fraction(15)


def run(videos: Sequence[Path] | None) -> Iterator[Result]:
    """Measure one ingest, apart from previews, and its ingredients one after the other."""
    clips = list(videos or sample_clips())
    values = settings.load()
    encoder: Encoder = plugins.load("encoder", values.encoder)(
        values.cache_folder, threads=values.thread_count
    )
    detector: ShotDetector = plugins.load("detector", values.detector)()
    images = [image for clip in clips for image in _sampled(clip, detector, encoder)]
    encoder.embed_images(images[:8])
    decode = _seconds(lambda: sum(_decode(clip) for clip in clips))
    seen = [_pictures(clip, detector) for clip in clips]
    detect = _seconds(lambda: sum(_detect(clip, detector, frames) for clip, frames in seen))
    embed = _seconds(lambda: _embed(encoder, images))
    with (
        tempfile.TemporaryDirectory() as folder,
        Workspace.open(Path(folder) / "library", create=True, previews=False) as workspace,
    ):
        ours = _seconds(lambda: workspace.ingest(clips))
        film = sum(float(record.video.duration) for record in workspace.videos())
    bare = decode + detect + embed
    yield Result(
        f"ingest of {len(clips)} clips, {film:.0f} s of film, apart from previews",
        f"{ours:.2f} s ({film / ours:.0f} times real time)",
        f"{bare:.2f} s (decode {decode:.2f} + detector {detect:.2f} + encoder {embed:.2f})",
        f"{bare / ours:.2f} of the bare speed",
        "at least 0.7",
    )


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _sampled(clip: Path, detector: ShotDetector, encoder: Encoder) -> Iterator[Image]:
    for shot in cutting.cut_shots(
        clip,
        probe.probe(clip),
        detector,
        frames_per_shot=4,
        image_size=encoder.image_size,
        min_duration=Fraction(2, 5),
        max_duration=LONGEST,
    ):
        yield from shot.images


def _decode(clip: Path) -> int:
    with av.open(str(clip)) as container:
        container.streams.video[0].thread_type = "AUTO"
        return sum(1 for _ in container.decode(video=0))


def _pictures(clip: Path, detector: ShotDetector) -> tuple[Path, list[tuple[Fraction, Image]]]:
    """Return what the detector is shown, made in advance."""
    width = detector.picture_width or 16
    found = []
    with av.open(str(clip)) as container:
        rate = Fraction(container.streams.video[0].average_rate or 25)
        for number, frame in enumerate(container.decode(video=0)):
            height = max(1, round(frame.height * width / frame.width))
            picture: Image = frame.reformat(width, height, "rgb24").to_ndarray()  # type: ignore
            found.append((number / rate, picture))
    return clip, found


def _detect(clip: Path, detector: ShotDetector, frames: list[tuple[Fraction, Image]]) -> int:
    finder = detector.start(probe.probe(clip), clip.name)
    cuts = sum(len(finder.push(moment, picture)) for moment, picture in frames)
    return cuts + len(finder.finish(frames[-1][0] + Fraction(1, 25)))


def _embed(encoder: Encoder, images: list[Image]) -> None:
    for start in range(0, len(images), BATCH_IMAGES):
        encoder.embed_images(images[start : start + BATCH_IMAGES])
