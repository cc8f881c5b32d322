from __future__ import annotations

from datetime import timedelta

from shotseer.store import answers
from shotseer.store.answers import Answer
from shotseer.store.database import Database


def test_the_first_answer_under_a_key_stands(database: Database) -> None:
    with database.writing() as connection:
        assert answers.get(connection, "k") is None
        assert answers.put(connection, "k", Answer("POST /labels", 201, '{"name": "car"}'))
        assert not answers.put(connection, "k", Answer("POST /labels", 409, "{}"))
        assert answers.get(connection, "k") == Answer("POST /labels", 201, '{"name": "car"}')


def test_old_answers_are_forgotten(database: Database) -> None:
    with database.writing() as connection:
        answers.put(connection, "k", Answer("POST /labels", 201, "{}"))
        assert answers.forget(connection, timedelta(hours=1)) == 0
        assert answers.forget(connection, timedelta(hours=-1)) == 1
        assert answers.get(connection, "k") is None
