"""Forms, however their bytes are cut."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tiercel.model.errors import TooLarge
from tiercel.model.json_types import Json
from tiercel.web.call import Bounds, Call
from tiercel.web.errors import ClientGone, Refused
from tiercel.web.http.closing import Closing
from tiercel.web.http.multipart import FormPart, read_form

BODY = (
    b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nfirst\r\n'
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n'
    b"Content-Type: application/octet-stream\r\n\r\n"
    b"\x00\r\n--almost\r\n\xff\r\n"
    b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nlast\r\n--b--\r\n'
)


def a_call(
    chunks: list[bytes],
    kind: str = "multipart/form-data; boundary=b",
    bounds: Bounds = Bounds(),  # noqa: B008  Frozen.
) -> Call:
    messages: list[Json] = [
        {"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks
    ]
    messages.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> Json:
        return messages.pop(0)

    scope = {"type": "http", "path": "/", "headers": [(b"content-type", kind.encode())]}
    return Call(scope, receive, {}, Closing(), bounds=bounds)


class Kept:
    """A sink that keeps what it gets."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.pieces = 0

    async def __call__(self, name: str, filename: str, content: AsyncIterator[bytes]) -> str | None:
        chunks = []
        async for chunk in content:
            chunks.append(chunk)
            self.pieces += 1
        self.files[filename] = b"".join(chunks)
        return f"stored {name}"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50, 1000])
async def test_parts_are_read_whatever_the_size_of_the_pieces(size: int) -> None:
    kept = Kept()
    chunks = [BODY[start : start + size] for start in range(0, len(BODY), size)]
    parts = await read_form(a_call(chunks), kept, bytes_max=10_000)
    assert parts == [
        FormPart("text", "first"),
        FormPart("file", "stored file", "a.bin"),
        FormPart("text", "last"),
    ]
    assert kept.files == {"a.bin": b"\x00\r\n--almost\r\n\xff"}


async def test_a_file_is_handed_on_as_it_arrives() -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n'
    kept = Kept()
    chunks = [head, *[b"x" * 1000] * 50, b"\r\n--b--\r\n"]
    await read_form(a_call(chunks), kept, bytes_max=100_000)
    assert kept.pieces >= 50
    assert len(kept.files["x"]) == 50_000


async def test_a_sink_may_stop_early() -> None:
    async def sink(name: str, filename: str, content: AsyncIterator[bytes]) -> str | None:
        return None

    parts = await read_form(a_call([BODY]), sink, bytes_max=10_000)
    assert [part.value for part in parts] == ["first", None, "last"]


async def test_other_bodies_have_no_parts() -> None:
    assert await read_form(a_call([b"x"], "text/plain"), Kept(), bytes_max=10) == []
    assert await read_form(a_call([b"x"], "multipart/form-data"), Kept(), bytes_max=10) == []


async def test_limits_and_broken_bodies() -> None:
    with pytest.raises(TooLarge):
        await read_form(a_call([BODY]), Kept(), bytes_max=50)
    with pytest.raises(Refused):
        await read_form(a_call([b"--other\r\n"]), Kept(), bytes_max=1000)
    many = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 1001 + b"--b--\r\n"
    with pytest.raises(TooLarge):
        await read_form(a_call([many]), Kept(), bytes_max=10_000_000)


async def test_a_client_that_leaves_interrupts_the_file() -> None:
    call = a_call([])

    async def receive() -> Json:
        return {"type": "http.disconnect"}

    call.receive = receive
    with pytest.raises(ClientGone):
        await read_form(call, Kept(), bytes_max=1000)


async def test_a_form_and_each_file_of_it_have_a_bound() -> None:
    for bounds in (Bounds(request_bytes=50), Bounds(file_bytes=13)):
        with pytest.raises(TooLarge):
            await read_form(a_call([BODY], bounds=bounds), Kept())
    enough = Bounds(request_bytes=len(BODY), file_bytes=14)
    assert len(await read_form(a_call([BODY], bounds=enough), Kept())) == 3
