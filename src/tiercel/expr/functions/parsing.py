"""Functions that read a value from a text: JSON, Ion, YAML."""

from __future__ import annotations

from collections.abc import Callable

from tiercel.expr.declare import Argument, Declaration, function
from tiercel.expr.errors import EvaluationError
from tiercel.expr.json_form import read_json
from tiercel.expr.values import is_text
from tiercel.model.json_types import Json


def _wrong_type(name: str, argument: str, kinds: str) -> EvaluationError:
    return EvaluationError(
        f"The '{name}' function expects an argument '{argument}' with type {kinds}."
    )


def _read(text: str, read: Callable[[str], Json], label: str) -> Json:
    try:
        return read(text)
    except EvaluationError as error:
        raise EvaluationError(f"Invalid {label}: {error.text}") from error


def _from_json(value: Json) -> Json:
    if value is None:
        return None
    if not is_text(value):
        raise _wrong_type("fromJson", "json", "string")
    return _read(value, read_json, "json")


def _from_ion(value: Json, wants_all: Json) -> Json:
    from tiercel.expr.formats.ion_reading import read_ion

    if value is None:
        return None
    if not is_text(value) and not isinstance(value, bytes):
        raise _wrong_type("fromIon", "ion", "string or byte[]")
    return _read(value, lambda text: read_ion(text, wants_all=wants_all is True), "ion")


def _from_yaml(value: Json) -> Json:
    from tiercel.expr.formats.yaml_reading import read_yaml

    if not is_text(value):
        raise _wrong_type("yaml", "yaml", "string")
    return _read(value, read_yaml, "yaml")


def _source(name: str, function_name: str) -> Argument:
    return Argument(
        name,
        "text",
        "the text to read",
        required=f"The '{function_name}' function expects an argument '{name}'.",
    )


FUNCTIONS: tuple[Declaration, ...] = (
    function(
        "fromJson",
        _from_json,
        "Reads the first JSON value of a text.",
        arguments=(_source("json", "fromJson"),),
        aliases=("json",),
        weight=1,
        shift=5,
        example="""{{ fromJson('{"a": [1, 2]}').a[1] }}""",
        result="2",
    ),
    function(
        "fromIon",
        _from_ion,
        "Reads the first Ion value of a text, or all of them.",
        arguments=(
            _source("ion", "fromIon"),
            Argument("allRows", "boolean", "whether to read all values", default=False),
        ),
        weight=1,
        shift=1,
        example="{{ fromIon('{a:1}').a }}",
        result="1",
    ),
    function(
        "yaml",
        _from_yaml,
        "Reads a YAML document.",
        arguments=(_source("yaml", "yaml"),),
        weight=1,
        shift=1,
        example="{{ yaml('a: [1, 2]').a[0] }}",
        result="1",
    ),
)
