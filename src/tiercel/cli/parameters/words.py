"""Options that take one of a few words, and what is said of a value that can't be taken."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

import typer

from tiercel.cli.groups import SuggestingGroup

Word = TypeVar("Word", bound=StrEnum)


def word_of(kind: type[Word]) -> Callable[[str], Word]:
    """What reads one of the words, in capitals or not; the words are shown as they are written."""

    def read(text: str) -> Word:
        if text.upper() in kind.__members__:
            return kind[text.upper()]
        close = get_close_matches(text.upper(), kind.__members__, n=1)
        ending = f". Did you mean {close[0]}?" if close else ""
        raise typer.BadParameter(f"'{text}' is not one of {', '.join(kind)}{ending}")

    return read


class AllCommands(SuggestingGroup):
    """All commands: the library that reads the values is not heard in what is said of them."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that the words name."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = _said_of(error)
            raise


def _said_of(error: typer.BadParameter) -> str:
    from pydantic import ValidationError

    cause = error.__cause__
    if not isinstance(cause, ValidationError):
        return error.message
    problem = cause.errors(include_url=False)[0]
    limits = problem.get("ctx", {})
    match problem["type"]:
        case "int_parsing":
            return f"'{problem['input']}' is no whole number"
        case "greater_than_equal":
            return f"{problem['input']} is too small; at least {limits['ge']}"
        case _:
            return error.message.removeprefix("Value error, ")
