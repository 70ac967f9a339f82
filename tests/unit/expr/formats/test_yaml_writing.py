"""Values as YAML: texts that would be read as something else are quoted."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.unit.expr.rendering import FIRST, PARIS, rendered
from tiercel.expr.formats.yaml_reading import read_yaml
from tiercel.model.json_types import Json

TEXTS = [
    "a",
    " a",
    "a ",
    "#",
    "a: b",
    "@",
    ".5",
    "~",
    "yes",
    "true",
    "null",
    "12:30",
    "2026-03-01",
    "\x01",
    "a\nb",
    "a\nb\n",
    "a\n\n",
    "a \nb",
    "\n",
    "'",
    '"',
    "é",
    "\ufeff",
    "-",
    "- x",
    "? x",
    "!x",
    "&x",
    "%",
    "a\tb",
    "{a}",
    "[a]",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_that_was_written_is_read_again(text: str) -> None:
    written = rendered("{{ v | yaml }}", v={"k": [text]})
    assert written is not None
    assert read_yaml(written) == {"k": [text]}


@pytest.mark.parametrize("key", ["a", "", "a: b", "5", "true", "null", "a\nb", "x" * 200])
def test_a_key_that_was_written_is_read_again(key: str) -> None:
    written = rendered("{{ v | yaml }}", v={key: 1})
    assert written is not None
    assert read_yaml(written) == {key: 1}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (float("nan"), ".nan"),
        (float("inf"), ".inf"),
        (float("-inf"), "-.inf"),
        (Decimal("1.10"), "1.10"),
        (timedelta(seconds=90), "90.000000000"),
        (b"hi", "aGk="),
    ],
)
def test_a_value_is_written(value: Json, expected: str) -> None:
    assert rendered("{{ v | yaml }}", v=[value]) == f" - {expected}\n"


@pytest.mark.parametrize("moment", [FIRST, FIRST.replace(tzinfo=PARIS)])
def test_a_date_is_written_as_a_text(moment: Json) -> None:
    assert "2026-03-01T00:00" in (rendered("{{ v | yaml }}", v=[moment]) or "")
