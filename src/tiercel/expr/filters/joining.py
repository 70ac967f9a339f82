"""Filters that bring several values together: `join` and `merge`."""

from __future__ import annotations

from tiercel.expr.declare import Argument, filter_
from tiercel.expr.errors import EvaluationError, LimitExceeded
from tiercel.expr.numbers import bounded_list
from tiercel.expr.printing import string_form
from tiercel.expr.values import Entry, class_name, is_list, is_map
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_OUTPUT_CHARS_MAX


def _join(value: Json, separator: Json) -> str:
    if not is_list(value):
        raise EvaluationError(
            "The 'join' filter expects that the input is either a collection or an array."
        )
    between = "" if separator is None else string_form(separator)
    texts: list[str] = []
    left = EXPRESSION_OUTPUT_CHARS_MAX
    for item in value:
        texts.append(string_form(item))
        left -= len(texts[-1]) + len(between)
        if left < -len(between):
            raise LimitExceeded("The joined text is too long.")
    return between.join(texts)


def _merge(value: Json, items: Json) -> Json:
    if value is None and items is None:
        raise EvaluationError("The two arguments to be merged are null")
    if value is None or items is None:
        return items if value is None else value
    if is_map(value):
        return _into_map(dict(value), items)
    if is_list(value):
        return _into_list(list(value), items)
    raise EvaluationError("The object being filtered is not a Map/List/Array")


def _into_map(merged: dict[Json, Json], items: Json) -> Json:
    if is_map(items):
        merged.update({key: items[key] for key in items})
    elif is_list(items):
        merged.update(zip(items, items, strict=True))
    else:
        raise _refused(items, "Map")
    bounded_list(list(merged))
    return merged


def _into_list(merged: list[Json], items: Json) -> Json:
    if is_map(items):
        merged.extend(Entry(key, items[key]) for key in items)
    elif is_list(items):
        merged.extend(items)
    else:
        raise _refused(items, "List")
    return bounded_list(merged)


def _refused(items: Json, target: str) -> EvaluationError:
    return EvaluationError(
        f"Currently, only Maps and Lists can be merged with a {target}. Arg2: {class_name(items)}"
    )


FILTERS = (
    filter_(
        "join",
        _join,
        "The items as one text.",
        arguments=(Argument("separator", "text", "what to put between them", default=None),),
        example="{{ ['a', 'b'] | join('-') }}",
        result="a-b",
    ),
    filter_(
        "merge",
        _merge,
        "Two maps or lists as one; of equal keys the right one wins.",
        arguments=(Argument("items", "map or list", "what to add", default=None),),
        passes_null=False,
        weight=0,
        example="{{ {'a': 1} | merge({'b': 2}) }}",
        result='{"a":1,"b":2}',
    ),
)
