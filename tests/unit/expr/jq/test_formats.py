"""The @formats of jq, alone and within texts."""

from __future__ import annotations

import pytest

from tests.unit.expr.jq.program import outputs
from tiercel.expr.jq import JqError
from tiercel.model.json_types import Json


@pytest.mark.parametrize(
    ("program", "value", "expected"),
    [
        ("@text", [1], ["[1]"]),
        ("@json", "a", ['"a"']),
        ("@csv", ['a"b', 1, None, True], ['"a""b",1,,true']),
        ("@tsv", ["a\tb", "c\nd", "e\\f", 1, None], ["a\\tb\tc\\nd\te\\\\f\t1\t"]),
        ("@html", "<&'\">", ["&lt;&amp;&#39;&quot;&gt;"]),
        ("@uri", "a b/ä~", ["a%20b%2F%C3%A4~"]),
        ("@sh", "it's", ["'it'\\''s'"]),
        ("@sh", ["a", 1, True], ["'a' 1 true"]),
        ("@base64", "hällo", ["aMOkbGxv"]),
        ("@base64d", "aGVsbG8=", ["hello"]),
        ("@base64d", "aGVsbG8", ["hello"]),
        ('@html "<b>\\(.)</b>"', "<", ["<b>&lt;</b>"]),
        ('@json "x\\(.a)"', {"a": "q"}, ['x"q"']),
        ('@sh "echo \\(.)"', "a b", ["echo 'a b'"]),
        ('"plain \\(1 + 1) \\("n" + "m")"', None, ["plain 2 nm"]),
    ],
)
def test_a_program_gives_its_outputs(program: str, value: Json, expected: list[Json]) -> None:
    assert outputs(program, value) == expected


@pytest.mark.parametrize(
    ("program", "value"),
    [
        ("@csv", 1),
        ("@csv", [[1]]),
        ("@tsv", [{}]),
        ("@tsv", "a"),
        ("@sh", [[1]]),
        ("@sh", {}),
        ("@base64d", "!!"),
        ("@nosuch", 1),
    ],
)
def test_a_wrong_program_fails(program: str, value: Json) -> None:
    with pytest.raises(JqError):
        outputs(program, value)
