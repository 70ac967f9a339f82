"""Answers: the same whether small or large, and large ones row by row in a thread."""

from __future__ import annotations

import threading
from typing import Any

import msgspec
import pytest

from tiercel.model.limits import WEB_INLINE_ROWS_MAX
from tiercel.web.http.answers import encoded_json, encoded_list, shown

LARGE = WEB_INLINE_ROWS_MAX + 1


@pytest.mark.parametrize("count", [0, 1, LARGE])
async def test_rows_are_shown_alike(count: int) -> None:
    made_in: set[threading.Thread] = set()

    def show(number: int) -> dict[str, Any]:
        made_in.add(threading.current_thread())
        return {"number": number, "text": "\ud800"}

    rows = await shown(range(count), show)
    assert msgspec.json.decode(encoded_json({"results": rows, "total": count})) == {
        "results": [{"number": number, "text": "?"} for number in range(count)],
        "total": count,
    }
    assert (threading.main_thread() in made_in) is (0 < count < LARGE)


def test_a_list_is_encoded_member_by_member() -> None:
    members = [{"a": 1}, None, "b"]
    assert encoded_json([encoded_list(iter(members)), 2]) == encoded_json([members, 2])
