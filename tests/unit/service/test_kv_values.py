"""What the text of a key-value request means."""

from __future__ import annotations

import pytest

from tiercel.model.errors import IllegalArgument
from tiercel.model.json_types import Json
from tiercel.service.kv.values import read_value


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ('"text"', "STRING", "text"),
        ("symbol", "STRING", "symbol"),
        ("1.5", "NUMBER", 1.5),
        ("null", "STRING", None),
        ("false", "BOOLEAN", False),
        ('"PT90S"', "DURATION", "PT1M30S"),
        ('"P99999999D"', "STRING", "P99999999D"),
        ("P99999999D", "STRING", "P99999999D"),
        ("2021-09-01", "DATE", "2021-09-01"),
        ("2021-09-01T00:00:00Z", "DATE", "2021-09-01"),
        ("2021-09-01T01:00:00+02:00", "DATETIME", "2021-09-01T01:00:00+02:00"),
        ("{a: [1, b]}", "JSON", {"a": [1, "b"]}),
        ("2021-99-99", "STRING", "2021-99-99"),
        ("two words\n", "STRING", "two words"),
        ("{{ not ion", "STRING", "{{ not ion"),
    ],
)
def test_values(text: str, kind: str, value: Json) -> None:
    assert read_value(text, is_json=False) == (kind, value)


def test_json_must_be_one_value() -> None:
    with pytest.raises(IllegalArgument):
        read_value("two words", is_json=True)
