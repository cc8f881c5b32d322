from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shotseer.core.errors import InputError
from shotseer.core.expression import (
    And,
    Compare,
    Expression,
    Holds,
    InState,
    Name,
    Not,
    OneOf,
    Or,
    Value,
    parse,
    quote,
    read_number,
)


def name(text: str, column: int = 1, kind: str = "") -> Name:
    return Name(text, kind, column)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("establishing-shot", Holds(name("establishing-shot"))),
        ("a > 0.8", Compare(name("a"), ">", Value("0.8", 0.8, 5))),
        ("a>=.5", Compare(name("a"), ">=", Value(".5", 0.5, 4))),
        ("a IS Positive", InState(name("a"), "positive")),
        ("a is not judged", Not(InState(name("a"), "judged"))),
        ("NOT a", Not(Holds(name("a", 5)))),
        ("not not a", Holds(name("a", 9))),
        ('video ~ "part ""1"""', Compare(name("video"), "~", Value('part "1"', None, 9))),
        ('year >= "1990"', Compare(name("year"), ">=", Value("1990", None, 9))),
        (
            'rights in (a, "b c", 3)',
            OneOf(
                name("rights"), (Value("a", None, 12), Value("b c", None, 15), Value("3", 3, 22))
            ),
        ),
        ("rights not in (a)", Not(OneOf(name("rights"), (Value("a", None, 16),)))),
        ('"and"', Holds(name("and"))),
        ("label:video", Holds(name("video", 1, "label"))),
        (
            'Field:"my column" = x',
            Compare(name("my column", 1, "field"), "=", Value("x", None, 21)),
        ),
        ("cc:by", Holds(name("cc:by"))),
    ],
)
def test_tests_are_read(text: str, tree: Expression) -> None:
    assert parse(text) == tree


def test_precedence() -> None:
    a, b, c = Holds(name("a", 1)), Holds(name("b", 6)), Holds(name("c", 16))
    assert parse("a or b and not c") == Or((a, And((b, Not(c)))))
    grouped = parse("(a or b) and c")
    assert grouped == And((Or((Holds(name("a", 2)), Holds(name("b", 7)))), Holds(name("c", 14))))
    chain = parse(" AND ".join("abcd"))
    assert isinstance(chain, And)
    assert len(chain.parts) == 4


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "column 1: expected a name, but it ends"),
        ("a and", "column 6: expected a name, but it ends"),
        ("a b", "column 3: expected 'and', 'or' or the end, but it says b"),
        ("a >", "column 4: expected a value, but it ends"),
        ("a > and", "column 5: expected a value, but it says and"),
        ("a == 1", "column 4: expected a value, but it says ="),
        ("a ! 1", "column 3: '!' means nothing here"),
        ('a = "x', "column 5: the quotation mark that begins here has no end"),
        ("(a", r"column 3: expected '\)', but it ends"),
        ("a)", r"column 2: expected 'and', 'or' or the end, but it says \)"),
        ("a is good", "column 6: expected positive, negative, skip, judged or unjudged"),
        ("a not b", "column 7: expected 'in', but it says b"),
        ("a in b", r"column 6: expected '\(', but it says b"),
        ("a in ()", r"column 7: expected a value, but it says \)"),
        ("label: a", "column 8: expected a name right after label:"),
        ("(" * 500 + "a" + ")" * 500, "column 41: more than 40 parentheses are open"),
        ("a" * 4001, "4,001 characters, more than 4,000"),
    ],
)
def test_mistakes_name_their_place(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        parse(text)
    assert caught.value.hint


def test_spaces_need_quotation_marks() -> None:
    with pytest.raises(InputError) as caught:
        parse("collection ~ evening news")
    assert "quotation marks" in caught.value.hint


def test_long_chains_do_not_nest() -> None:
    tree = parse("not " * 900 + "a")
    assert tree == Holds(name("a", 3601))
    assert isinstance(parse(" or ".join("a" * 600)), Or)


@given(st.text(min_size=1, max_size=30))
def test_any_name_can_be_written(text: str) -> None:
    read = parse(quote(text))
    assert isinstance(read, Holds)
    assert (read.name.text, read.name.kind) == (text, "")


@given(st.text(alphabet='ab()"<>=!~, not', max_size=60))
def test_no_text_breaks_the_parser(text: str) -> None:
    with contextlib.suppress(InputError):
        parse(text)


def test_numbers_are_read_as_people_write_them() -> None:
    texts = ["3", "-0.5", "+.5", " 7. ", "1e3", "", "0x1", "nan", "1,5", "9" * 5000 + "x"]
    assert [read_number(text) for text in texts] == [3.0, -0.5, 0.5, 7.0, *[None] * 6]
