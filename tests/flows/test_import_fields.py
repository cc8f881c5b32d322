from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import event

from shotseer import InputError, Workspace


def test_columns_become_fields(workspace: Workspace, films: Path, tmp_path: Path) -> None:
    identity = workspace.video("film 2.mp4").record.video.id
    table = tmp_path / "fields.csv"
    table.write_text(
        "Video,camera,day\n"
        "film 0.mp4,A,Monday\n"
        f"{films / 'film 1.mp4'},B,\n"
        f'{identity},"C, the third",Tuesday\n'
        "\n"
        "film 9.mp4,D,Friday\n",
        encoding="utf-8",
    )
    done = workspace.import_fields(table)
    assert (done.videos, done.fields) == (3, ["camera", "day"])
    assert done.problems == ["line 6: there is no video 'film 9.mp4'"]
    assert workspace.fields() == ["camera", "day"]
    assert workspace.video("film 0.mp4").fields == {"camera": "A", "day": "Monday"}
    assert workspace.video("film 1.mp4").fields == {"camera": "B"}
    assert workspace.video("film 2.mp4").fields == {"camera": "C, the third", "day": "Tuesday"}
    done = workspace.import_fields_text(b"video,camera\nfilm 0.mp4,\n")
    assert (done.videos, done.problems) == (1, [])
    assert workspace.video("film 0.mp4").fields == {"day": "Monday"}


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffvideo;camera\r\nfilm 0.mp4;A, or B\r\n".encode(),
        b"video\tcamera\nfilm 0.mp4\tA, or B\n",
        "video\tcamera\r\nfilm 0.mp4\tA, or B\r\n".encode("utf-16"),
        b'camera,video\n"A, or B",film 0.mp4,\n',
    ],
)
def test_tables_come_in_several_forms(workspace: Workspace, content: bytes) -> None:
    assert workspace.import_fields_text(content).problems == []
    assert workspace.video("film 0.mp4").fields == {"camera": "A, or B"}


def test_names_that_mean_several_videos_are_told(workspace: Workspace) -> None:
    from tests.store.samples import video

    from shotseer.store import videos

    with workspace.parts.database.writing() as connection:
        videos.save_video(connection, video(20), "film 0.mp4")
    done = workspace.import_fields_text(b"video,camera\nfilm 0.mp4,A\nfilm 1.mp4,B,C\n,D\n")
    assert done.videos == 0
    assert done.problems[0].startswith("line 2: 'film 0.mp4' could mean 2 videos (")
    assert done.problems[1:] == [
        "line 3: it has more cells than there are columns",
        "line 4: there is no video ''",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no table of videos"),
        (b"name,camera\na,b\n", "no table of videos"),
        (b"video\na\n", "no table of videos"),
        (b"video,camera,Camera\n", "column without a name of its own: 'camera'"),
        (b"video,,day\n", "column without a name of its own: ''"),
        (b"video,\xff\n", "not a text in UTF-8"),
        (b"video,a\0\n", "is not a text"),
    ],
)
def test_other_files_are_refused(workspace: Workspace, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        workspace.import_fields_text(content)


def test_a_file_that_is_not_there(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read"):
        workspace.import_fields(tmp_path / "nothing.csv")


@pytest.mark.parametrize("column", ["duration", "Judged", "position"])
def test_a_name_that_shots_have_already_is_refused(workspace: Workspace, column: str) -> None:
    with pytest.raises(InputError, match="a name that shots have already"):
        workspace.import_fields_text(f"video,{column}\nfilm 0.mp4,x\n".encode())
    assert workspace.fields() == []


def test_nobody_waits_while_a_table_is_read(workspace: Workspace) -> None:
    """Only the end of an import locks the database."""
    statements: list[str] = []

    @event.listens_for(workspace.parts.database.engine, "before_cursor_execute")
    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    rows = "".join(f"film {n % 4}.mp4,{n},{n}\n" for n in range(5_000))
    done = workspace.import_fields_text(b"video,a,b\n" + rows.encode())
    assert (done.videos, done.problems) == (4, [])
    assert workspace.video("film 3").fields == {"a": "4999", "b": "4999"}
    lock = next(n for n, statement in enumerate(statements) if statement.startswith("INSERT"))
    assert sum(statement.startswith("INSERT") for statement in statements) == 1
    assert lock < 20
