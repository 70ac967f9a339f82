"""The tree of a parsed template. Each node knows its offset `at` in the source."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from tiercel.model.json_types import Json


class Literal(msgspec.Struct, frozen=True):
    """A constant; `source` is how it was written."""

    value: Json
    source: str
    at: int


class Interpolation(msgspec.Struct, frozen=True):
    """A double-quoted text with `#{…}` in it; the parts are texts and expressions in turn."""

    parts: tuple[str | Expression, ...]
    at: int


class Variable(msgspec.Struct, frozen=True):
    """A name that is looked up in the scope."""

    name: str
    at: int


class Argument(msgspec.Struct, frozen=True):
    """One argument of a call; `name` is empty for a positional one."""

    name: str
    value: Expression


class Attribute(msgspec.Struct, frozen=True):
    """`target.name`, `target[key]` or, when `arguments` is not None, `target.name(…)`."""

    target: Expression
    key: str | Expression
    arguments: tuple[Argument, ...] | None
    at: int


class Call(msgspec.Struct, frozen=True):
    """A call of a function or a macro."""

    name: str
    arguments: tuple[Argument, ...]
    at: int


class Filter(msgspec.Struct, frozen=True):
    """`target | name(arguments)`."""

    target: Expression
    name: str
    arguments: tuple[Argument, ...]
    at: int


class Test(msgspec.Struct, frozen=True):
    """`target is name`, `target is not name`."""

    target: Expression
    name: str
    arguments: tuple[Argument, ...]
    is_negated: bool
    at: int


class Unary(msgspec.Struct, frozen=True):
    """`not x`, `-x`, `+x`."""

    operator: str
    operand: Expression
    at: int


class Binary(msgspec.Struct, frozen=True):
    """Any operator with two sides that is neither a filter nor a test."""

    operator: str
    left: Expression
    right: Expression
    at: int


class Ternary(msgspec.Struct, frozen=True):
    """`condition ? yes : no`."""

    condition: Expression
    yes: Expression
    no: Expression
    at: int


class ListLiteral(msgspec.Struct, frozen=True):
    """`[a, b]`."""

    items: tuple[Expression, ...]
    at: int


class MapLiteral(msgspec.Struct, frozen=True):
    """`{k: v}`; keys are expressions."""

    entries: tuple[tuple[Expression, Expression], ...]
    at: int


Expression: TypeAlias = (
    "Literal | Interpolation | Variable | Attribute | Call | Filter | Test | Unary | Binary"
    " | Ternary | ListLiteral | MapLiteral"
)


class Text(msgspec.Struct, frozen=True):
    """Text outside of delimiters."""

    text: str
    at: int


class Print(msgspec.Struct, frozen=True):
    """`{{ expression }}`."""

    expression: Expression
    at: int


class If(msgspec.Struct, frozen=True):
    """`{% if %}` with its branches, each a condition and a body, and the body of `else`."""

    branches: tuple[tuple[Expression, Body], ...]
    otherwise: Body | None
    at: int


class For(msgspec.Struct, frozen=True):
    """`{% for variable in items %}`."""

    variable: str
    items: Expression
    body: Body
    otherwise: Body | None
    at: int


class Set(msgspec.Struct, frozen=True):
    """`{% set name = value %}`."""

    name: str
    value: Expression
    at: int


class Macro(msgspec.Struct, frozen=True):
    """`{% macro name(parameters) %}`; a parameter without default has None."""

    name: str
    parameters: tuple[tuple[str, Expression | None], ...]
    body: Body
    at: int


class Block(msgspec.Struct, frozen=True):
    """`{% block name %}`."""

    name: str
    body: Body
    at: int


class FilterBlock(msgspec.Struct, frozen=True):
    """`{% filter a | b(…) %}`; each filter is its name and its arguments."""

    filters: tuple[tuple[str, tuple[Argument, ...]], ...]
    body: Body
    at: int


Statement: TypeAlias = "Text | Print | If | For | Set | Macro | Block | FilterBlock"
Body: TypeAlias = "tuple[Statement, ...]"
