"""Files of rows as JSON lines."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from tiercel.model.errors import IllegalArgument, TooLarge
from tiercel.model.json_types import Json
from tiercel.service.files import rows as row_files
from tiercel.service.files.rows import begun, json_lines

ROWS: list[Json] = [{"id": 1, "at": "x y"}, {"id": 2, "list": [1, None, "é\n"]}, "text", 5]
# The same as amazon.ion writes them.
BINARY_ROWS = (
    b"\xe0\x01\x00\xea\xee\x90\x81\x83\xdd\x87\xbb\x82id\x82at\x84list\xd8\x8a!\x01\x8b\x83x y"
    b"\xdc\x8a!\x02\x8c\xb7!\x01\x0f\x83\xc3\xa9\n\x84text!\x05"
)


async def in_pieces(content: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def converted(content: bytes, size: int = 7) -> list[Json]:
    found = b"".join([piece async for piece in json_lines(in_pieces(content, size))])
    return [json.loads(line) for line in found.splitlines()]


@pytest.mark.parametrize("size", [1, 3, 7, 1_000])
async def test_rows_of_every_form(size: int) -> None:
    lines = "\n".join(json.dumps(row) for row in ROWS).encode()
    assert await converted(lines, size) == ROWS
    assert await converted(lines + b"\n\n", size) == ROWS
    assert await converted(BINARY_ROWS, size) == ROWS
    text = b'{id:1,at:"x y"}\n{id:2,when:2024-05-01T10:00:00Z,none:null}\n'
    assert await converted(text, size) == [
        {"id": 1, "at": "x y"},
        {"id": 2, "when": "2024-05-01T10:00:00Z", "none": None},
    ]
    assert await converted(b"", size) == []


async def test_what_is_no_row_is_reported_before_the_first_is_sent() -> None:
    for content in (b"{id: 1\n", b"\xff\xfe\n"):
        with pytest.raises(IllegalArgument):
            await begun(json_lines(in_pieces(content, 100)))


async def test_a_row_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_files, "ROWS_AT_ONCE_BYTES_MAX", 20)
    assert await converted(b'{"a": 1}\n' * 100) == [{"a": 1}] * 100
    with pytest.raises(TooLarge):
        await converted(b'"%s"' % (b"x" * 40))
