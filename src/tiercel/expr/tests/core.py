"""All tests: existence, emptiness, parity and kind."""

from __future__ import annotations

from tiercel.expr.compare import cast_error
from tiercel.expr.declare import test_
from tiercel.expr.errors import EvaluationError
from tiercel.expr.json_form import read_json
from tiercel.expr.values import is_list, is_map
from tiercel.model.json_types import Json


def is_empty(value: Json) -> bool:
    """Null, a blank text, an empty list or map."""
    if value is None:
        return True
    if isinstance(value, str):
        return value.strip() == ""
    return (is_list(value) or is_map(value)) and len(value) == 0


def _parity(value: Json, name: str) -> int:
    if value is None:
        raise EvaluationError(f'Can not pass null value to "{name}" test.')
    if isinstance(value, bool) or not isinstance(value, int):
        raise cast_error(value, "java.lang.Long")
    return value % 2


def _is_json(value: Json) -> bool:
    if not isinstance(value, str):
        if value is None:
            raise EvaluationError('argument "content" is null')
        raise cast_error(value, "java.lang.String")
    if value.strip() == "":
        return True
    try:
        read_json(value)
    except EvaluationError:
        return False
    return True


TESTS = (
    test_(
        "defined",
        lambda value: value is not None,
        "Whether the value exists and is not null.",
        example="{{ nothing is defined }}",
        result="false",
    ),
    test_(
        "null",
        lambda value: value is None,
        "Whether the value is null; it must exist.",
        example="{{ null is null }}",
        result="true",
    ),
    test_(
        "empty",
        is_empty,
        "Whether the value is null, a blank text, an empty list or map.",
        example="{{ [] is empty }}",
        result="true",
    ),
    test_(
        "even",
        lambda value: _parity(value, "even") == 0,
        "Whether a whole number is even.",
        example="{{ 4 is even }}",
        result="true",
    ),
    test_(
        "odd",
        lambda value: _parity(value, "odd") == 1,
        "Whether a whole number is odd.",
        example="{{ 4 is odd }}",
        result="false",
    ),
    test_(
        "iterable",
        is_list,
        "Whether the value is a list.",
        example="{{ [1] is iterable }}",
        result="true",
    ),
    test_("map", is_map, "Whether the value is a map.", example="{{ {} is map }}", result="true"),
    test_(
        "json",
        _is_json,
        "Whether the text is JSON.",
        example="""{{ '{"a": 1}' is json }}""",
        result="true",
    ),
)
