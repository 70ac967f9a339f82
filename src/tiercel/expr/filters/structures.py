"""Filters between values and structured texts: JSON, Ion, YAML, jq."""

from __future__ import annotations

from datetime import datetime

from tiercel.expr import lookups
from tiercel.expr.declare import Argument, filter_
from tiercel.expr.errors import EvaluationError, LimitExceeded
from tiercel.expr.evaluation import Evaluation
from tiercel.expr.formats.ion_writing import to_ion
from tiercel.expr.json_form import read_json, to_json
from tiercel.expr.printing import string_form
from tiercel.expr.values import class_name
from tiercel.model.json_types import Json

_SHOWN_CHARS_MAX = 500


def _to_json(context: Evaluation, value: Json) -> str:
    return "null" if value is None else to_json(value, context.renderer.json_style)


def _to_ion(value: Json) -> str:
    return "null" if value is None else to_ion(value)


def _to_yaml(value: Json) -> str:
    from tiercel.expr.formats.yaml_writing import to_yaml

    return "null" if value is None else to_yaml(value)


def _jq(context: Evaluation, value: Json, expression: Json) -> Json:
    from tiercel.expr.jq import JqError, as_jq_value, run

    if expression is None:
        raise EvaluationError("The 'jq' filter expects an argument 'expression'.")
    program = string_form(expression)
    try:
        if isinstance(value, str):
            source = None if value == "" else read_json(str(value))
        else:
            source = as_jq_value(value, context.renderer.json_style, context.meter)
        return run(program, source, context.meter, lambda: _seconds(context))
    except LimitExceeded:
        raise
    except (JqError, EvaluationError) as error:
        shown = string_form(value)[:_SHOWN_CHARS_MAX]
        raise EvaluationError(
            f"Unable to parse jq value '{shown}' with type '{class_name(value)}'"
        ) from error


def _seconds(context: Evaluation) -> float:
    now: datetime = context.lookups.lookup(lookups.NOW, ())
    return now.timestamp()


FILTERS = (
    filter_(
        "toJson",
        _to_json,
        "The value as compact JSON.",
        aliases=("json",),
        wants_context=True,
        passes_null=False,
        example="{{ {'a': [1, 'x']} | toJson }}",
        result='{"a":[1,"x"]}',
    ),
    filter_(
        "toIon",
        _to_ion,
        "The value as Ion text.",
        passes_null=False,
        shift=5,
        example="{{ {'a': [1, 2.5]} | toIon }}",
        result="{a:[1,2.5e0]}",
    ),
    filter_(
        "yaml",
        _to_yaml,
        "The value as YAML text.",
        passes_null=False,
        weight=3,
        shift=3,
        example="{{ {'a': 1, 'b': 'x'} | yaml }}",
        result="a: 1\nb: x\n",
    ),
    filter_(
        "jq",
        _jq,
        "The list of all outputs of a jq program.",
        arguments=(
            Argument(
                "expression",
                "text",
                "jq program",
                required="The 'jq' filter expects an argument 'expression'.",
            ),
        ),
        wants_context=True,
        weight=0,
        example="{{ [{'n': 1}, {'n': 2}] | jq('.[].n') }}",
        result="[1,2]",
    ),
)
