"""Bodies are read as the mapper of the reference does."""

from __future__ import annotations

import pytest

from tiercel.model.json_types import Json
from tiercel.web.documented import JSON, YAML, Body
from tiercel.web.http.fitting import fitted, shape_of
from tiercel.web.payloads import LabelsInput

TEXT: Json = {"type": "string"}
TEXTS: Json = {"type": "array", "items": TEXT}
MAYBE_TEXTS: Json = {"type": ["array", "null"], "items": TEXT}
WHOLE: Json = {"type": "object", "properties": {"name": TEXT, "ids": MAYBE_TEXTS, "any": {}}}
EITHER: Json = {"anyOf": [TEXTS, {"type": "object", "additionalProperties": TEXT}]}
WORD: Json = {"enum": ["USER", "SYSTEM", None]}


@pytest.mark.parametrize(
    ("value", "shape", "expected"),
    [
        ("a", TEXTS, ["a"]),
        (["a"], TEXTS, ["a"]),
        ([["a"], "b"], TEXTS, ["a", "b"]),
        (None, TEXTS, None),
        (None, MAYBE_TEXTS, None),
        (["a"], TEXT, "a"),
        (["a", "b"], TEXT, ["a", "b"]),
        ([], TEXT, []),
        (5, TEXT, 5),
        ([5], TEXT, 5),
        ([["a"]], TEXT, ["a"]),
        ({"name": ["a"], "ids": "b"}, WHOLE, {"name": "a", "ids": ["b"]}),
        ([{"name": "a"}], WHOLE, {"name": "a"}),
        ({"any": ["a"], "more": ["b"]}, WHOLE, {"any": ["a"], "more": ["b"]}),
        ({"name": {"x": [1]}}, WHOLE, {"name": {"x": [1]}}),
        ({"ids": None}, WHOLE, {"ids": None}),
        ({"key": "a"}, EITHER, {"key": "a"}),
        ("a", EITHER, ["a"]),
        (["USER"], WORD, "USER"),
        ([1], {}, [1]),
    ],
)
def test_lists_and_single_values(value: Json, shape: Json, expected: Json) -> None:
    found = fitted(value, shape)
    assert found == expected


def test_sources_are_taken_as_they_are() -> None:
    assert shape_of(Body(WHOLE, (YAML, JSON))) is None
    assert shape_of(None) is None
    assert shape_of(Body(WHOLE)) == WHOLE
    shape = shape_of(Body(LabelsInput))
    assert shape is not None
    assert fitted("x", shape) == ["x"]
