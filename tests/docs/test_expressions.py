from __future__ import annotations

import re
from pathlib import Path

from shotseer.core import expression

TEXT = (Path(__file__).parents[2] / "docs" / "expressions.md").read_text(encoding="utf-8")


def test_every_example_can_be_read() -> None:
    examples = re.findall(r"```\n(.+?)```", TEXT, re.DOTALL)[0].splitlines()
    for row in re.findall(r"^\|[^|]*\|([^|]*)\|", TEXT, re.MULTILINE)[2:]:
        examples += re.findall(r"`([^`]+ [^`]+)`", row)
    assert len(examples) > 20
    for example in examples:
        expression.parse(example)


def test_the_grammar_is_that_of_the_code() -> None:
    grammar = re.findall(r"```\n(.+?)```", TEXT, re.DOTALL)[-1]
    assert expression.__doc__ is not None
    code = [line.strip() for line in expression.__doc__.splitlines()]
    assert all(line.strip() in code for line in grammar.splitlines())
