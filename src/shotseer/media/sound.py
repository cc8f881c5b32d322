"""The sound of a video, decoded and encoded again as AAC in step with the picture."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from shotseer.media.reading import OpenVideo

if TYPE_CHECKING:
    import av
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from av.packet import Packet

RATE = 48_000
OUT_OF_STEP = Fraction(1, 10)
"""Seconds. Sound that comes later than this is preceded by silence; where it comes earlier, as in
damaged or joined files, it is left out until it is in step again."""


class SoundTrack:
    """The sound of an open file as an AAC stream of another file.

    Args:
        source: the file, opened for this alone.
        target: the file to add a stream to, before anything is written to it.
        zero: the timestamp in seconds at which the picture begins.
    """

    def __init__(self, source: OpenVideo, target: OutputContainer, zero: Fraction) -> None:
        import av

        self._source = source
        self._zero = zero
        self._written = 0
        self._heard = source.container.streams.best("audio")
        self._stream: AudioStream | None = None
        self._layout = "mono"
        if isinstance(self._heard, av.AudioStream) and self._heard.codec_context is not None:
            self._layout = "mono" if self._heard.layout.nb_channels == 1 else "stereo"
            self._stream = target.add_stream("aac", rate=RATE, layout=self._layout)
        self._pieces = self._resampled()

    def until(self, time: Fraction) -> list[Packet[AudioStream]]:
        """Return the packets that follow, up to about a time after the picture's beginning."""
        packets: list[Packet[AudioStream]] = []
        while self._stream is not None and Fraction(self._written, RATE) < time:
            piece = next(self._pieces, None)
            if piece is None:
                break
            packets += self._encode(*piece)
        return packets

    def end(self) -> list[Packet[AudioStream]]:
        """Return what the encoder still holds."""
        return [] if self._stream is None or not self._written else self._stream.encode()

    def _encode(self, time: Fraction, piece: av.AudioFrame) -> list[Packet[AudioStream]]:
        ahead = time - Fraction(self._written, RATE)
        if ahead < -OUT_OF_STEP:
            return []
        silent = round(ahead * RATE) if ahead > OUT_OF_STEP else 0
        packets: list[Packet[AudioStream]] = []
        while silent > 0:
            count = min(silent, RATE)
            packets += self._append(self._silence(count))
            silent -= count
        return packets + self._append(piece)

    def _append(self, piece: av.AudioFrame) -> list[Packet[AudioStream]]:
        assert self._stream is not None
        piece.pts, piece.time_base = self._written, Fraction(1, RATE)
        self._written += piece.samples
        return self._stream.encode(piece)

    def _silence(self, samples: int) -> av.AudioFrame:
        import av

        channels = 1 if self._layout == "mono" else 2
        nothing = np.zeros((channels, samples), np.float32)
        frame = av.AudioFrame.from_ndarray(nothing, format="fltp", layout=self._layout)
        frame.sample_rate = RATE
        return frame

    def _resampled(self) -> Iterator[tuple[Fraction, av.AudioFrame]]:
        """Yield pieces of sound with their times after the picture's beginning."""
        resampler = self._resampler()
        time = Fraction(0)
        for frame in self._decoded():
            if frame.pts is not None and frame.time_base is not None:
                time = frame.pts * Fraction(frame.time_base) - self._zero
            try:
                pieces = resampler.resample(frame)
            except ValueError:  # the form of the sound changes on the way
                resampler = self._resampler()
                pieces = resampler.resample(frame)
            for piece in pieces:
                yield time, piece
                time += Fraction(piece.samples, RATE)

    def _resampler(self) -> av.AudioResampler:
        import av

        return av.AudioResampler(format="fltp", layout=self._layout, rate=RATE)

    def _decoded(self) -> Iterator[av.AudioFrame]:
        """Yield what can be decoded, past damaged places."""
        import av

        packets = self._source.container.demux(self._heard)
        while True:
            try:
                packet = next(packets)
            except (StopIteration, av.FFmpegError):
                return
            try:
                frames = packet.decode()
            except av.FFmpegError:
                continue
            for frame in frames:
                assert isinstance(frame, av.AudioFrame)
                yield frame
