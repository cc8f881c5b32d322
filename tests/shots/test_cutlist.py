import re
from fractions import Fraction
from pathlib import Path

import pytest

from shotseer.core.errors import InputError
from shotseer.core.video import Video, VideoId
from shotseer.shots.cutlist import CutList

NTSC = Fraction(30_000, 1001)


def cuts_of(
    path: Path,
    *,
    rate: Fraction = Fraction(25),
    seconds: int = 60,
    declared: int | None = None,
    name: str = "film.mp4",
) -> list[Fraction]:
    declared = seconds if declared is None else declared
    video = Video(VideoId("0" * 32), Fraction(declared), rate, 64, 36, 0)
    finder = CutList(path).start(video, name)
    cuts: list[Fraction] = []
    for number in range(int(seconds * rate)):
        cuts += finder.push(number / rate, None)
    return [*cuts, *finder.finish(Fraction(seconds))]


def write(tmp_path: Path, text: str, name: str = "cuts.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        "1\n2.5\n10\n",
        "10\n\n1\n2.5\n2.5\n0\n",
        "time\n0:01\n00:00:02.500\n0:10\n",
        "\ufeffname;start\r\na;1.0\r\nb;2.5\r\nc;00:00:10\r\n",
        "start,end\n0,1\n1,2.5\n2.5,10\n10,60\n",
        "shot\ttimecode\n1\t00:00:01:00\n2\t00:00:02.5\n3\t00:00:10:00\n",
        "Timecode List:,1,2\nScene Number,Start Frame,Start Time (seconds)\n1,0,0\n2,25,1\n"
        "3,62,2.5\n4,250,10\n",
    ],
)
def test_csv(tmp_path: Path, text: str) -> None:
    assert cuts_of(write(tmp_path, text)) == [1, Fraction(5, 2), 10]


def test_gaps_between_given_shots_are_shots_too(tmp_path: Path) -> None:
    path = write(tmp_path, "start,end\n5,10\n20,30\n")
    assert cuts_of(path) == [5, 10, 20, 30]


def test_each_video_takes_its_own_rows(tmp_path: Path) -> None:
    text = "video,time\nfilm.mp4,1\nfolder/other.mp4,2\nfilm.mp4,3\n,4\n"
    path = write(tmp_path, text)
    assert cuts_of(path) == [1, 3, 4]
    assert cuts_of(path, name="other.mp4") == [2, 4]


def test_a_video_without_rows_is_reported(tmp_path: Path) -> None:
    path = write(tmp_path, "video,time\nfilm.mp4,1\n")
    with pytest.raises(InputError, match=r"no row for the video 'third\.mp4'"):
        cuts_of(path, name="third.mp4")


def test_a_rounded_time_means_its_frame(tmp_path: Path) -> None:
    path = write(tmp_path, "1.668\n3.337\n5.0\n")
    cuts = cuts_of(path, rate=NTSC)
    assert cuts == [50 / NTSC, 100 / NTSC, 5]


def test_times_beyond_the_end_are_ignored(tmp_path: Path) -> None:
    assert cuts_of(write(tmp_path, "1\n60\n99\n")) == [1]


@pytest.mark.parametrize("declared", [60, 0])
def test_no_time_inside_the_video(tmp_path: Path, declared: int) -> None:
    path = write(tmp_path, "01:00:10.000\n01:00:20.000\n")
    with pytest.raises(InputError, match=r"line 1: the first cut is at 1:00:10\.000"):
        cuts_of(path, declared=declared)


EDL = """TITLE: film
FCM: {mode}

001  AX       V     C        00:00:00:00 00:00:02:00 01:00:00:00 01:00:02:00
* FROM CLIP NAME: one.mov
002  REEL_2   V     D    012 10:00:00:00 10:00:08:10 01:00:02:00 01:00:10:10
003  AX       A     C        00:00:00:00 00:00:02:00 01:00:03:00 01:00:05:00
004  AX       AA/V  C        00:00:00:00 00:00:02:00 01:01:00:02 01:01:02:00
"""


def test_edl_counts_frames_from_its_first_event(tmp_path: Path) -> None:
    path = write(tmp_path, EDL.format(mode="NON-DROP FRAME"), "list.edl")
    cuts = cuts_of(path, seconds=90)
    assert cuts == [2, Fraction(104, 10), Fraction(6008, 100), 62]


@pytest.mark.parametrize("is_marked", [False, True])
def test_edl_with_drop_frames(tmp_path: Path, is_marked: bool) -> None:
    text = EDL.format(mode="DROP FRAME")
    if is_marked:
        text = re.sub(r":(\d\d)(?= |\n)", r";\1", EDL.format(mode=""))
    cuts = cuts_of(write(tmp_path, text, "list.edl"), rate=NTSC, seconds=90)
    # 01:01:00;02 is frame 1800 after 01:00:00;00: two numbers are dropped.
    assert cuts[2] == 1800 / NTSC


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("cuts.csv", "1\n2\nthree\n4\n", r"cuts\.csv, line 3: 'three' is not a time"),
        ("cuts.csv", "time,name\n1,a\n-2,b\n", r"line 3: '-2' is not a time"),
        ("cuts.csv", "name,note\na,b\n", r"line 1: 'name,note' has no column"),
        ("cuts.csv", "", "there is no cut in it"),
        ("cuts.csv", "time\n", "there is no cut in it"),
        ("a.edl", "TITLE: a\n001 AX V C 00:00\n", r"line 2: .* is not an event"),
        ("a.edl", "001 AX V C 0 0 1:0 1:1:1:1\n", r"line 1: '1:1:1:1' is not a time"),
    ],
)
def test_bad_files_are_refused_with_the_line(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    with pytest.raises(InputError, match=message) as error:
        CutList(write(tmp_path, text, name))
    assert error.value.hint


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        CutList(tmp_path / "missing.csv")
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(InputError, match="not UTF-8"):
        CutList(path)


def test_parameters_follow_from_the_content(tmp_path: Path) -> None:
    one = CutList(write(tmp_path, "1\n", "a.csv")).params
    two = CutList(write(tmp_path, "2\n", "a.csv")).params
    assert one["file"] == two["file"] == "a.csv"
    assert one["digest"] != two["digest"]
