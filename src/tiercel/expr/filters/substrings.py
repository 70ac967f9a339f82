"""Filters that look for a part of a text."""

from __future__ import annotations

from collections.abc import Callable

from tiercel.expr.declare import UNSET, Argument, Declaration, filter_
from tiercel.expr.errors import EvaluationError
from tiercel.expr.printing import string_form
from tiercel.model.json_types import Json


def _before(text: str, separator: str | None) -> str:
    if separator == "":
        return ""
    return text if separator is None else text.partition(separator)[0]


def _before_last(text: str, separator: str | None) -> str:
    if not separator or separator not in text:
        return text
    return text.rpartition(separator)[0]


def _after(text: str, separator: str | None) -> str:
    if separator is None:
        return ""
    return text if separator == "" else text.partition(separator)[2]


def _after_last(text: str, separator: str | None) -> str:
    if not separator or separator not in text:
        return ""
    return text.rpartition(separator)[2]


def _substring(
    name: str, part: Callable[[str, str | None], str], about: str, result: str
) -> Declaration:
    def call(value: Json, separator: Json) -> str:
        return part(string_form(value), None if separator is None else string_form(separator))

    return filter_(
        name,
        call,
        about,
        arguments=(
            Argument(
                "separator",
                "text",
                "the text to look for",
                required=f"The '{name}' filter expects an argument 'separator'.",
            ),
        ),
        example=f"{{{{ 'a.b.c' | {name}('.') }}}}",
        result=result,
    )


def _starts(value: Json, wanted: Json) -> bool:
    return value is not None and string_form(value).startswith(_required(wanted))


def _ends(value: Json, wanted: Json) -> bool:
    return value is not None and string_form(value).endswith(_required(wanted))


def _required(wanted: Json) -> str:
    if wanted is None or wanted is UNSET:
        raise EvaluationError("The argument 'value' is required.")
    return string_form(wanted)


_VALUE = (Argument("value", "text", "the text to look for"),)

FILTERS = (
    _substring("substringBefore", _before, "What stands before the first separator.", "a"),
    _substring("substringBeforeLast", _before_last, "What stands before the last one.", "a.b"),
    _substring("substringAfter", _after, "What stands after the first separator.", "b.c"),
    _substring("substringAfterLast", _after_last, "What stands after the last separator.", "c"),
    filter_(
        "startsWith",
        _starts,
        "Whether the text starts with another one.",
        arguments=_VALUE,
        passes_null=False,
        example="{{ 'kestrel' | startsWith('kes') }}",
        result="true",
    ),
    filter_(
        "endsWith",
        _ends,
        "Whether the text ends with another one.",
        arguments=_VALUE,
        passes_null=False,
        example="{{ 'report.csv' | endsWith('.csv') }}",
        result="true",
    ),
)
