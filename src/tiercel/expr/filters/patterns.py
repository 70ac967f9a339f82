"""Filters with regular expressions, and `replace` and `split`."""

from __future__ import annotations

from collections.abc import Callable

from tiercel.expr.compare import cast_error
from tiercel.expr.declare import UNSET, Argument, filter_
from tiercel.expr.errors import EvaluationError, LimitExceeded
from tiercel.expr.evaluation import Evaluation
from tiercel.expr.filters.leaves import over_leaves
from tiercel.expr.filters.texts import text_only
from tiercel.expr.formats import regex
from tiercel.expr.numbers import as_long
from tiercel.expr.printing import string_form
from tiercel.expr.values import is_map, is_number
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_ITEMS_MAX


def _replace(context: Evaluation, value: Json, pairs: Json, is_regexp: Json) -> Json:
    if pairs is None:
        raise EvaluationError("The argument 'replace_pairs' is required.")
    if not is_map(pairs):
        raise cast_error(pairs, "java.util.Map")
    texts = [(string_form(key), string_form(pairs[key])) for key in pairs]

    def change(text: str) -> str:
        for old, new in texts:
            context.meter.spend(1 + (len(text) >> 8))
            if is_regexp is True:
                context.meter.spend(regex.search_cost(old, len(text)))
                text = regex.java_replace(text, old, new)
            else:
                text = regex.java_find_all(text, old, new)
        return text

    return over_leaves(value, change, context.meter)


def _split(context: Evaluation, value: Json, delimiter: Json, limit: Json) -> Json:
    if delimiter is None:
        raise EvaluationError("missing delimiter parameter in split filter")
    text, pattern = text_only(value), string_form(delimiter)
    if limit is not None and not is_number(limit):
        raise cast_error(limit, "java.lang.Number")
    if len(pattern) == 1 and pattern not in ".$|()[{^?*+\\":
        return _split_plainly(text, pattern, 0 if limit is None else as_long(limit))
    context.meter.spend(regex.search_cost(pattern, len(text)))
    return regex.java_split(text, pattern, 0 if limit is None else as_long(limit))


def _split_plainly(text: str, separator: str, limit: int) -> list[str]:
    if text.count(separator) > EXPRESSION_ITEMS_MAX:
        raise LimitExceeded("The text would be split into too many parts.")
    parts = text.split(separator, limit - 1 if limit > 0 else -1)
    while limit == 0 and len(parts) > 1 and parts[-1] == "":
        parts.pop()
    if limit == 0 and parts == [""] and text:
        return []
    return parts


def _required(value: Json, name: str) -> str:
    if value is None or value is UNSET:
        raise EvaluationError(f"The argument '{name}' is required.")
    return string_form(value)


def _checked(context: Evaluation, text: str, pattern: str, use: Callable[[], Json]) -> Json:
    """Run a search; a wrong pattern is reported with its text."""
    context.meter.spend(regex.search_cost(pattern, len(text)))
    try:
        regex.compiled(pattern)
    except LimitExceeded:
        raise
    except EvaluationError as error:
        raise EvaluationError(f"Invalid regex '{pattern}': {error.text}") from error
    return use()


def _regex_match(context: Evaluation, value: Json, pattern: Json) -> Json:
    wanted = _required(pattern, "regex")
    if value is None:
        return False
    text = string_form(value)
    return _checked(context, text, wanted, lambda: regex.find(text, wanted) is not None)


def _regex_extract(context: Evaluation, value: Json, pattern: Json, group: Json) -> Json:
    wanted, text = _required(pattern, "regex"), string_form(value)
    if group is not None and not is_number(group):
        raise cast_error(group, "java.lang.Number")
    index = 0 if group is None else as_long(group)

    def use() -> Json:
        if index < 0:
            raise EvaluationError(f"Group index {index} is out of bounds: must be >= 0.")
        groups = regex.compiled(wanted).groups
        if index > groups:
            raise EvaluationError(
                f"Group index {index} is out of bounds: the pattern has only {groups}"
                " capture group(s)."
            )
        match = regex.find(text, wanted)
        return None if match is None else match.group(index)

    return _checked(context, text, wanted, use)


def _regex_replace(context: Evaluation, value: Json, pattern: Json, new: Json) -> Json:
    wanted, replacement = _required(pattern, "regex"), _required(new, "replacement")
    text = string_form(value)
    return _checked(context, text, wanted, lambda: regex.java_replace(text, wanted, replacement))


_REGEX = Argument("regex", "text", "regular expression in Java's notation")

FILTERS = (
    filter_(
        "replace",
        _replace,
        "Replaces texts, pair after pair, in every leaf of a structure.",
        arguments=(
            Argument(
                "replace_pairs",
                "map",
                "old texts to new ones",
                required="The argument 'replace_pairs' is required.",
            ),
            Argument("regexp", "boolean", "whether keys are regular expressions", default=False),
        ),
        wants_context=True,
        example="{{ 'red car' | replace({'red': 'blue'}) }}",
        result="blue car",
    ),
    filter_(
        "split",
        _split,
        "Splits a text at a regular expression.",
        arguments=(
            Argument(
                "delimiter",
                "text",
                "regular expression",
                required="missing delimiter parameter in split filter",
            ),
            Argument(
                "limit",
                "integer",
                "largest number of parts; negative keeps empty parts at the end",
                default=None,
            ),
        ),
        wants_context=True,
        example="{{ 'a,b,c' | split(',') }}",
        result='["a","b","c"]',
    ),
    filter_(
        "regexMatch",
        _regex_match,
        "Whether the expression is found anywhere in the text.",
        arguments=(_REGEX,),
        wants_context=True,
        passes_null=False,
        example="{{ 'order-42' | regexMatch('[0-9]+') }}",
        result="true",
        since="2.0",
    ),
    filter_(
        "regexExtract",
        _regex_extract,
        "The first match, or one group of it; null when there is none.",
        arguments=(_REGEX, Argument("group", "integer", "number of the group", default=0)),
        wants_context=True,
        example="{{ 'order-42' | regexExtract('[0-9]+') }}",
        result="42",
        since="2.0",
    ),
    filter_(
        "regexReplace",
        _regex_replace,
        "Replaces every match; `$1` stands for the first group.",
        arguments=(_REGEX, Argument("replacement", "text", "the new text")),
        wants_context=True,
        example="{{ 'a1b22' | regexReplace('[0-9]+', '#') }}",
        result="a#b#",
        since="2.0",
    ),
)
