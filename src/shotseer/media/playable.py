"""Whether today's browsers play a video as it is."""

from __future__ import annotations

from shotseer.core.video import Video

MP4 = "mov,mp4,m4a,3gp,3g2,mj2"
"""FFmpeg's name for the whole family of MP4 and QuickTime files."""

WEBM = "webm"

EIGHT_BITS = frozenset({"", "yuv420p", "yuvj420p"})
"""4:2:0 with 8 bits; of videos from before it was asked for, the pixel format is not known."""

MODERN = frozenset({"vp8", "vp9", "libvpx", "libvpx-vp9", "av1", "libdav1d", "libaom-av1"})
IN_MP4 = frozenset({"h264"}) | MODERN
HEARD_IN_MP4 = frozenset({"", "aac", "mp3", "opus", "flac"})
HEARD_IN_WEBM = frozenset({"", "opus", "vorbis"})


def is_playable(video: Video) -> bool:
    """Tell whether browsers play a video, picture and sound, without a proxy."""
    if video.pixel_format not in EIGHT_BITS:
        return False
    if video.container == MP4:
        return video.codec in IN_MP4 and video.audio_codec in HEARD_IN_MP4
    if video.container == WEBM:
        return video.codec in MODERN and video.audio_codec in HEARD_IN_WEBM
    return False
