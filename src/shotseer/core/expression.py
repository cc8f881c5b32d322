"""The one expression language of filters: from text to a small tree.

    expression  = conjunction { "or" conjunction }
    conjunction = negation { "and" negation }
    negation    = { "not" } ( "(" expression ")" | test )
    test        = name
                | name operator value
                | name [ "not" ] "in" "(" value { "," value } ")"
                | name "is" [ "not" ] state
    operator    = "=" | "!=" | "<" | "<=" | ">" | ">=" | "~"
    state       = "positive" | "negative" | "skip" | "judged" | "unjudged"
    name        = [ "label:" | "field:" ] ( word | quoted )
    value       = word | quoted

Keywords may be written in any case. What a name means is settled where labels and columns are
known; see docs/expressions.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from shotseer.core.errors import InputError

MAX_LENGTH = 4000
MAX_DEPTH = 40
KEYWORDS = frozenset({"and", "or", "not", "in", "is"})
STATES = ("positive", "negative", "skip", "judged", "unjudged")
OPERATORS = ("=", "!=", "<", "<=", ">", ">=", "~")
KINDS = ("label", "field")
EXAMPLE = 'Example: establishing-shot > 0.8 and not aerial and video ~ "part 1"'

_TOKEN = re.compile(
    r'(?P<quoted>"(?:[^"]|"")*")|(?P<sign><=|>=|!=|[<>=~(),])|(?P<word>[^\s()",<>=!~]+)'
)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")


@dataclass(frozen=True, slots=True)
class Name:
    """What is asked about. ``kind`` is ``label`` or ``field`` where a prefix said so, else empty.

    ``column`` is its place in the text, from 1.
    """

    text: str
    kind: str
    column: int


@dataclass(frozen=True, slots=True)
class Value:
    """What something is compared with. ``number`` is ``None`` for quoted text and other words."""

    text: str
    number: float | None
    column: int


@dataclass(frozen=True, slots=True)
class Holds:
    """A bare name: the shot is it, or has it."""

    name: Name


@dataclass(frozen=True, slots=True)
class InState:
    """The shot's verdict for a label is in one of `STATES`."""

    name: Name
    state: str


@dataclass(frozen=True, slots=True)
class Compare:
    """What is known of the shot stands in a relation, one of `OPERATORS`, to a value."""

    name: Name
    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class OneOf:
    """What is known of the shot equals one of some values."""

    name: Name
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite holds."""

    inner: Expression


@dataclass(frozen=True, slots=True)
class And:
    """All of some expressions hold."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of some expressions holds."""

    parts: tuple[Expression, ...]


Test: TypeAlias = Holds | InState | Compare | OneOf
Expression: TypeAlias = Test | Not | And | Or


def parse(text: str) -> Expression:
    """Read an expression.

    Raises:
        InputError: it cannot be read; the message names the column and what was expected there.
    """
    if len(text) > MAX_LENGTH:
        raise InputError(
            f"the filter has {len(text):,} characters, more than {MAX_LENGTH:,}",
            hint="Leave something out.",
        )
    return _Parser(text).whole()


def read_number(text: str) -> float | None:
    """Return the number that a text is, ``None`` if it is none."""
    return float(text) if _NUMBER.fullmatch(text.strip()) else None


def quote(name: str) -> str:
    """Write a name, or a value that is text, so that `parse` reads it back."""
    found = _TOKEN.fullmatch(name)
    is_word = found is not None and found.lastgroup == "word"
    if is_word and name.lower() not in KEYWORDS and name.partition(":")[0].lower() not in KINDS:
        return name
    return '"' + name.replace('"', '""') + '"'


def problem(column: int, what: str, hint: str = EXAMPLE) -> InputError:
    """Return the error that something at a column of the filter is wrong."""
    return InputError(f"the filter is wrong at column {column}: {what}", hint=hint)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int

    @property
    def end(self) -> int:
        return self.column + len(self.text)

    @property
    def keyword(self) -> str:
        """The keyword or sign that this is, empty for names and values."""
        if self.kind == "word":
            return self.text.lower() if self.text.lower() in KEYWORDS else ""
        return self.text if self.kind == "sign" else ""


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        found = _TOKEN.match(text, place)
        if found is None:
            if text[place] == '"':
                raise problem(place + 1, "the quotation mark that begins here has no end")
            raise problem(place + 1, f"{text[place]!r} means nothing here")
        assert found.lastgroup is not None
        yield _Token(found.lastgroup, found.group(), place + 1)
        place = found.end()
    yield _Token("end", "", len(text) + 1)


class _Parser:
    """Reads tokens one after the other; each method takes what its rule of the grammar says."""

    def __init__(self, text: str) -> None:
        self._waiting = _tokens(text)
        self._next = next(self._waiting)
        self._depth = 0

    def whole(self) -> Expression:
        found = self._or()
        if self._next.kind != "end":
            raise self._expected("'and', 'or' or the end")
        return found

    def _or(self) -> Expression:
        parts = [self._and()]
        while self._took("or"):
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _and(self) -> Expression:
        parts = [self._not()]
        while self._took("and"):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _not(self) -> Expression:
        is_opposite = False
        while self._took("not"):
            is_opposite = not is_opposite
        inner = self._group() if self._next.keyword == "(" else self._test()
        return Not(inner) if is_opposite else inner

    def _group(self) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise problem(self._next.column, f"more than {MAX_DEPTH} parentheses are open")
        self._take()
        inner = self._or()
        self._close()
        self._depth -= 1
        return inner

    def _test(self) -> Expression:
        name = self._name()
        if self._next.keyword in OPERATORS:
            operator = self._take().text
            return Compare(name, operator, self._value())
        if self._took("is"):
            return self._turned(self._took("not"), InState(name, self._state()))
        if self._took("not"):
            if self._next.keyword != "in":
                raise self._expected("'in'")
            self._take()
            return Not(OneOf(name, self._values()))
        if self._took("in"):
            return OneOf(name, self._values())
        return Holds(name)

    def _name(self) -> Name:
        token = self._next
        if token.kind not in ("word", "quoted") or token.keyword:
            raise self._expected("a name")
        self._take()
        if token.kind == "quoted":
            return Name(_unquoted(token), "", token.column)
        prefix, colon, rest = token.text.partition(":")
        if not colon or prefix.lower() not in KINDS:
            return Name(token.text, "", token.column)
        if not rest:
            if self._next.kind != "quoted" or self._next.column != token.end:
                raise self._expected(f"a name right after {token.text}")
            rest = _unquoted(self._take())
        return Name(rest, prefix.lower(), token.column)

    def _state(self) -> str:
        word = self._next.text.lower()
        if self._next.kind != "word" or word not in STATES:
            raise self._expected("positive, negative, skip, judged or unjudged")
        self._take()
        return word

    def _values(self) -> tuple[Value, ...]:
        if self._next.keyword != "(":
            raise self._expected("'('")
        self._take()
        values = [self._value()]
        while self._took(","):
            values.append(self._value())
        self._close()
        return tuple(values)

    def _value(self) -> Value:
        token = self._next
        if token.kind == "quoted":
            return Value(_unquoted(self._take()), None, token.column)
        if token.kind != "word" or token.keyword:
            raise self._expected("a value")
        self._take()
        return Value(token.text, read_number(token.text), token.column)

    def _close(self) -> None:
        if not self._took(")"):
            raise self._expected("')'")

    def _took(self, keyword: str) -> bool:
        if self._next.keyword != keyword:
            return False
        self._take()
        return True

    def _take(self) -> _Token:
        token = self._next
        self._next = next(self._waiting, token)
        return token

    def _expected(self, what: str) -> InputError:
        found = "it ends" if self._next.kind == "end" else f"it says {self._next.text:.40}"
        hint = 'Put names and values with spaces in quotation marks: video = "part 1.mp4"'
        is_spaced = what.startswith("'and'") and self._next.kind in ("word", "quoted")
        return problem(
            self._next.column, f"expected {what}, but {found}", hint if is_spaced else EXAMPLE
        )

    @staticmethod
    def _turned(is_opposite: bool, test: Test) -> Expression:
        return Not(test) if is_opposite else test


def _unquoted(token: _Token) -> str:
    return token.text[1:-1].replace('""', '"')
