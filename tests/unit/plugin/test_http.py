"""What came back over HTTP, as tasks read it."""

from __future__ import annotations

import pytest

from tiercel.model.json_types import Json
from tiercel.plugin.http import HttpAnswer


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b'{"a": [1]}', {"a": [1]}),
        (b"done", "done"),
        (b"\xff", "\ufffd"),
        (b"", None),
        (b"[" * 100_000, "[" * 100_000),
    ],
)
def test_a_body_is_a_value_of_json_or_a_text(content: bytes, value: Json) -> None:
    answer = HttpAnswer(url="https://service.example", status=200, content=content)
    assert answer.json_or_text() == value
