"""How a filter, a function or a test is declared: once, with all that checks and docs need."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Literal

import msgspec

from tiercel.model.json_types import Json


class Unset(enum.Enum):
    """Marks an argument that was not passed; a passed null is None."""

    UNSET = "unset"


UNSET = Unset.UNSET


class Argument(msgspec.Struct, frozen=True):
    """One argument of a declaration.

    `default` is what the call gets when the argument is not passed; `required` is the error text
    for that case, where the argument must be passed.
    """

    name: str
    type: str
    about: str
    default: Json = UNSET
    required: str = ""


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """A filter, function or test.

    `call` gets the filter's input first (a test's operand), then the arguments in order; with
    `wants_context` the Evaluation comes before all of them. `passes_null`: a filter returns null
    for null without being called. `example` renders to `result` in the scope `example_scope`;
    without a result it fails. `weight` is the steps that each item of a filter's input, or of a
    function's arguments, costs however deep it lies; 0 where only the list itself is looked at.
    `shift` is the same for the characters of texts: the more a character costs, the smaller.
    """

    kind: Literal["filter", "function", "test"]
    name: str
    about: str
    call: Callable[..., Json]
    example: str
    arguments: tuple[Argument, ...] = ()
    result: str | None = None
    example_scope: Json = None
    aliases: tuple[str, ...] = ()
    is_variadic: bool = False
    wants_context: bool = False
    passes_null: bool = True
    since: str = ""
    weight: int = 0
    shift: int = 8


def filter_(name: str, call: Callable[..., Json], about: str, **more: Json) -> Declaration:
    more.setdefault("weight", 1)
    return Declaration(kind="filter", name=name, call=call, about=about, **more)


def function(name: str, call: Callable[..., Json], about: str, **more: Json) -> Declaration:
    return Declaration(kind="function", name=name, call=call, about=about, **more)


def test_(name: str, call: Callable[..., Json], about: str, **more: Json) -> Declaration:
    return Declaration(kind="test", name=name, call=call, about=about, **more)
