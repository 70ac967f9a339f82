"""What a template shows before it is rendered: its mistakes, and what it is going to read.

All places are offsets in the template, from 0, the end excluded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from tiercel.expr import catalog
from tiercel.expr.errors import EvaluationError, near_misses
from tiercel.expr.inspection.advice import syntax_advice, unclosed_at
from tiercel.expr.inspection.readings import Path, Reading, readings_of
from tiercel.expr.syntax import nodes
from tiercel.expr.syntax.parser import parse
from tiercel.expr.syntax.raw_sections import blank_out
from tiercel.expr.syntax.tree import assigned_in, walk_nodes
from tiercel.model.limits import EXPRESSION_SOURCE_CHARS_MAX, FLOW_VIOLATIONS_MAX

MistakeCode = Literal["syntax", "unknown-filter", "unknown-function", "unknown-test"]

_TOKEN = re.compile(r"\w+|\{[{%#]|[%}]\}|\S")
_TOO_DEEP = "The expression is nested too deeply."
_TOO_LONG = f"A template may have {EXPRESSION_SOURCE_CHARS_MAX} characters at most."


class Mistake(msgspec.Struct, frozen=True):
    """What makes a rendering fail, whatever the variables are."""

    code: MistakeCode
    message: str
    start: int
    end: int
    hint: str = ""


class Question(msgspec.Struct, frozen=True):
    """A function that is asked for something by a name that is written out, as `secret('TOKEN')`.

    Shapes: `others` are the names or numbers of all further arguments.
    """

    function: str
    name: str
    start: int
    end: int
    others: tuple[str, ...] = ()


class Inspection(msgspec.Struct, frozen=True):
    """One template: its first mistakes, and its tree, which is empty when it can't be parsed."""

    text: str
    mistakes: tuple[Mistake, ...] = ()
    body: nodes.Body = ()

    def readings(self) -> tuple[list[Reading], frozenset[Path]]:
        """The paths of variables that the template does not write itself, in their order.

        Shapes: the second part are the paths that it tests with `is defined`.
        """
        found, guarded = readings_of(self.body, self.text)
        written = assigned_in(self.body)
        return [each for each in found if each.names[0] not in written], guarded

    def questions(self) -> list[Question]:
        """What the template asks for by names that are written out, in their order."""
        return sorted(_questions(self.body), key=lambda each: each.start)


def inspect_template(source: str, *, is_modern: bool = True) -> Inspection:
    """What one template shows; `is_modern`: with the operators of 2.0. Never raises."""
    if len(source) > EXPRESSION_SOURCE_CHARS_MAX:
        return Inspection(source, (Mistake("syntax", _TOO_LONG, 0, 1),))
    text = blank_out(source)
    try:
        body = parse(text, coalesce_level=30 if is_modern else 120)
    except EvaluationError as error:
        return Inspection(text, (_syntax_mistake(error, text),))
    except RecursionError:
        return Inspection(text, (Mistake("syntax", _TOO_DEEP, 0, 1),))
    found = sorted(_unknown(body, text), key=lambda each: each.start)[:FLOW_VIOLATIONS_MAX]
    return Inspection(text, tuple(map(_advised, found)), body)


def _syntax_mistake(error: EvaluationError, text: str) -> Mistake:
    at = max(error.at, 0)
    if at >= len(text):
        at = unclosed_at(error.text, text)
    if error.text.startswith("Unclosed comment"):
        at = max(text.rfind("{#", 0, at), 0)
    token = _TOKEN.match(text, at)
    end = token.end() if token is not None else min(at + 1, len(text))
    return Mistake("syntax", error.text, at, end, syntax_advice(error.text, text, at))


def _unknown(body: nodes.Body, text: str) -> Iterator[Mistake]:
    """Filters, functions and tests that are not there, without advice."""
    filters, tests = catalog.filters(), catalog.tests()
    macros = {node.name for node in walk_nodes(body) if isinstance(node, nodes.Macro)}
    functions = macros.union(catalog.functions())
    for node in walk_nodes(body):
        if isinstance(node, nodes.Call) and node.name not in functions:
            message = f"Function or Macro [{node.name}] does not exist."
            yield Mistake("unknown-function", message, node.at, node.at + len(node.name))
        elif isinstance(node, nodes.Filter) and node.name not in filters:
            yield _unknown_filter(node.name, _name_at(text, node.at, node.name))
        elif isinstance(node, nodes.Test) and node.name not in tests:
            yield _unknown_test(node, text)
        elif isinstance(node, nodes.FilterBlock):
            yield from _unknown_in_block(node, text)


def _unknown_test(node: nodes.Test, text: str) -> Mistake:
    at = _name_at(text, node.at + len("is not" if node.is_negated else "is"), node.name)
    message = f"Test [{node.name}] does not exist."
    return Mistake("unknown-test", message, at, at + len(node.name))


def _unknown_in_block(node: nodes.FilterBlock, text: str) -> Iterator[Mistake]:
    at = text.index("filter", node.at) + len("filter")
    for name, _ in node.filters:
        at = _name_at(text, at, name)
        if name not in catalog.filters():
            yield _unknown_filter(name, at)


def _unknown_filter(name: str, at: int) -> Mistake:
    return Mistake("unknown-filter", f"Filter [{name}] does not exist.", at, at + len(name))


def _advised(mistake: Mistake) -> Mistake:
    """The mistake with the name that was probably meant."""
    tables = {
        "unknown-filter": catalog.filters,
        "unknown-function": catalog.functions,
        "unknown-test": catalog.tests,
    }
    name = mistake.message.partition("[")[2].partition("]")[0]
    hint = near_misses(name, tables[mistake.code]())
    return msgspec.structs.replace(mistake, hint=hint) if hint.startswith("did") else mistake


def _name_at(text: str, at: int, name: str) -> int:
    """Where the name stands that follows an operator."""
    return max(text.find(name, at), 0)


def _questions(body: nodes.Body) -> Iterator[Question]:
    for node in walk_nodes(body):
        if not isinstance(node, nodes.Call) or not node.arguments:
            continue
        first = node.arguments[0].value
        if isinstance(first, nodes.Literal) and isinstance(first.value, str):
            others = tuple(
                argument.name or str(index)
                for index, argument in enumerate(node.arguments)
                if index
            )
            end = first.at + len(first.source)
            yield Question(node.name, first.value, first.at, end, others)
