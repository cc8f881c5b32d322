"""Filters: which rows of the library an expression lets through."""

from __future__ import annotations

import difflib
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

import numpy as np

from shotseer.core import expression
from shotseer.core.arrays import Bools, Floats
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
    Test,
    Value,
)
from shotseer.core.label import Verdict
from shotseer.flows.columns import Columns
from shotseer.flows.parts import OpenSpace, Parts
from shotseer.flows.standing import CODES
from shotseer.store import fields, labels

NUMBERS = ("duration", "start", "end", "position", "cluster")
FIELDS = (*NUMBERS, "video", "judged", "unjudged")
SHOWN_NAMES = 8

_RELATIONS: dict[str, Callable[..., Bools]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class NameKind(StrEnum):
    """What a name in an expression means."""

    LABEL = "label"
    FIELD = "field"
    COLUMN = "column"


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name that may stand in an expression, and how it is written there."""

    name: str
    kind: NameKind
    written: str


def mask(parts: Parts, opened: OpenSpace, where: str) -> Bools:
    """Return an ``(n_rows,)`` mask of the shots that an expression lets through.

    Empty text lets every shot through.

    Raises:
        InputError: the expression cannot be read, or names something unknown.
    """
    if not where.strip():
        return opened.library.present.copy()
    return _Evaluator(Columns(parts, opened)).rows(expression.parse(where)) & opened.library.present


def vocabulary(parts: Parts) -> list[KnownName]:
    """Return every name that may stand in an expression: fields, labels, own columns."""
    with parts.database.reading() as connection:
        known = [record.label.name for record in labels.list_labels(connection)]
        own = [name for name in fields.names(connection) if name not in FIELDS]
    return [
        *(_known(name, NameKind.FIELD, name in known) for name in FIELDS),
        *(_known(name, NameKind.LABEL, name in FIELDS or name in own) for name in known),
        *(_known(name, NameKind.COLUMN, name in known) for name in own),
    ]


def _known(name: str, kind: NameKind, is_clashing: bool) -> KnownName:
    prefix = "" if not is_clashing else "label:" if kind is NameKind.LABEL else "field:"
    return KnownName(name, kind, prefix + expression.quote(name))


class _Evaluator:
    """Turns a tree into a mask of rows."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._library = columns.opened.library

    def rows(self, tree: Expression) -> Bools:
        match tree:
            case Not(inner):
                return ~self.rows(inner)
            case And(several):
                return reduce(operator.and_, map(self.rows, several))
            case expression.Or(several):
                return reduce(operator.or_, map(self.rows, several))
            case _:
                return self._test(tree)

    def _test(self, test: Test) -> Bools:
        kind, name = self._meaning(test.name)
        if kind is NameKind.LABEL:
            return self._label(name, test)
        if kind is NameKind.COLUMN:
            return self._texts(test, self._columns.field(name))
        if name in NUMBERS:
            return self._number(self._numbers(name), test)
        if name == "video":
            return self._video(test)
        if not isinstance(test, Holds):
            raise _misused(test.name, "stands alone", f"{name} and duration > 3")
        judged = self._columns.judged()
        return judged if name == "judged" else ~judged

    def _meaning(self, name: Name) -> tuple[NameKind, str]:
        """Settle what a name means.

        Raises:
            InputError: nothing, or two things.
        """
        places: list[tuple[NameKind, Sequence[str]]] = [
            (NameKind.LABEL, list(self._columns.labels)),
            (NameKind.FIELD, FIELDS),
            (NameKind.COLUMN, self._columns.field_names),
        ]
        if name.kind:
            places = [
                place for place in places if (place[0] is NameKind.LABEL) == (name.kind == "label")
            ]
        found = [(kind, known) for kind, names in places if (known := _find(name.text, names))]
        found = [one for one in found if one[1] == name.text] or found
        if not found:
            raise self._unknown(name)
        if found[0][0] is NameKind.LABEL and len(found) > 1:
            written = expression.quote(name.text)
            raise expression.problem(
                name.column,
                f"{name.text} is both a label and a field",
                f"Write label:{written} or field:{written}.",
            )
        return found[0]

    def _unknown(self, name: Name) -> InputError:
        labels = list(self._columns.labels)
        others = [*FIELDS, *self._columns.field_names]
        known = {"label": labels, "field": others}.get(name.kind, [*labels, *others])
        near = difflib.get_close_matches(name.text, known, SHOWN_NAMES, 0.5)
        listed = ", ".join(map(expression.quote, near or known[:SHOWN_NAMES]))
        noun = name.kind or "label or field"
        hint = f"{'Did you mean' if near else 'There are'}: {listed}{'?' if near else '.'}"
        return expression.problem(
            name.column, f"there is no {noun} called {name.text!r:.100}", hint if listed else ""
        )

    def _label(self, label: str, test: Test) -> Bools:
        match test:
            case InState(_, state):
                return self._in_state(label, state)
            case Holds():
                return self._is_label(label)
        column = self._columns.scores(label)
        if column is None:
            _check_number(test)
            return np.zeros(len(self._library), dtype=bool)
        return self._number(column.probabilities(slice(None)), test)

    def _in_state(self, label: str, state: str) -> Bools:
        if state in ("judged", "unjudged"):
            judged = self._columns.judged(label)
            return judged if state == "judged" else ~judged
        given: Bools = self._columns.verdict_codes(label) == CODES[Verdict(state)]
        return given

    def _is_label(self, label: str) -> Bools:
        """Return where the verdict is yes; where it is neither yes nor no, the score decides."""
        codes = self._columns.verdict_codes(label)
        holds: Bools = codes == CODES[Verdict.POSITIVE]
        column = self._columns.scores(label)
        if column is not None:
            above = column.probabilities(slice(None)) >= column.version.threshold
            holds |= above & (codes != CODES[Verdict.NEGATIVE])
        return holds

    def _numbers(self, name: str) -> Floats:
        library = self._library
        if name == "duration":
            # Sums of seconds would else miss by their last digits.
            return np.round(library.ends - library.starts, 6)
        if name == "cluster":
            return self._columns.clusters.astype(np.float64)
        columns = {"start": library.starts, "end": library.ends}
        return columns.get(name, library.positions.astype(np.float64))

    def _number(self, column: Floats, test: Test) -> Bools:
        numbers = _check_number(test)
        if isinstance(test, Compare):
            return _RELATIONS[test.operator](column, numbers[0])
        return np.isin(column, numbers)

    def _video(self, test: Test) -> Bools:
        if not isinstance(test, OneOf) and not (
            isinstance(test, Compare) and test.operator in ("=", "!=", "~")
        ):
            raise _misused(test.name, "is compared by =, != or ~", 'video ~ "part 1"')
        return self._texts(test, self._columns.video_names)

    def _texts(self, test: Test, texts: Sequence[str | None]) -> Bools:
        """Return the rows of the videos whose text passes."""
        passing = np.array([_passes(test, text) for text in texts], dtype=bool)
        return passing[self._library.videos]


def _find(name: str, known: Sequence[str]) -> str | None:
    """Return the known name that a name means; case matters only where two differ by it."""
    if name in known:
        return name
    alike = [other for other in known if other.casefold() == name.casefold()]
    return alike[0] if len(alike) == 1 else None


def _check_number(test: Test) -> list[float]:
    """Return the numbers that something is compared with.

    Raises:
        InputError: it is compared with something else, or not at all.
    """
    example = f"{expression.quote(test.name.text)} > 0.8"
    if isinstance(test, Compare) and test.operator != "~":
        values: Sequence[Value] = [test.value]
    elif isinstance(test, OneOf):
        values = test.values
    else:
        raise _misused(test.name, "is a number", example)
    for value in values:
        if value.number is None:
            raise expression.problem(
                value.column,
                f"expected a number, but it says {value.text:.40}",
                f"As in: {example}",
            )
    return [value.number for value in values if value.number is not None]


def _misused(name: Name, what: str, example: str) -> InputError:
    return expression.problem(name.column, f"{name.text} {what}", f"As in: {example}")


def _passes(test: Test, text: str | None) -> bool:
    match test:
        case Holds():
            return text is not None
        case OneOf(_, values):
            return text is not None and any(_relates(text, "=", value) for value in values)
        case Compare(_, sign, value):
            return _relates(text, sign, value) if text is not None else sign == "!="
    raise _misused(
        test.name, "is no label, so it has no verdict", f"{expression.quote(test.name.text)} = x"
    )


def _relates(text: str, sign: str, value: Value) -> bool:
    """Compare as numbers where both are, else as text without regard to case."""
    if sign == "~":
        return value.text.casefold() in text.casefold()
    number = expression.read_number(text)
    if value.number is not None and number is not None:
        return bool(_RELATIONS[sign](number, value.number))
    if value.number is not None and sign not in ("=", "!="):
        return False
    return bool(_RELATIONS[sign](text.casefold(), value.text.casefold()))
