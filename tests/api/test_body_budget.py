"""Bodies of many requests at once: half-sent ones hold memory too, and all together so much."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx2
import pytest

from tests.api.client import HELLO, YAML, Api
from tiercel.bootstrap import Application

KV = "/namespaces/company.team/kv/k"
BYTES_MAX = 10_000


@pytest.fixture
async def api(application: Application, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Api]:
    """A server whose bodies may take little."""
    monkeypatch.setattr("tiercel.web.app.WEB_BODIES_BYTES_MAX", BYTES_MAX)
    async with Api(application.app) as client:
        yield client


class HalfSent:
    """A body that stands still until it is asked to go on."""

    def __init__(self, first: bytes, rest: bytes) -> None:
        self._first = first
        self._rest = rest
        self.is_read = asyncio.Event()
        self.goes_on = asyncio.Event()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._first
        self.is_read.set()
        await self.goes_on.wait()
        yield self._rest


async def holding(api: Api, body: HalfSent) -> asyncio.Task[httpx2.Response]:
    """A request whose first half was read."""
    task = asyncio.create_task(api.put(KV, content=body))
    await asyncio.wait_for(body.is_read.wait(), 10)
    return task


async def test_half_sent_bodies_count(api: Api) -> None:
    body = HalfSent(b'"' + b"a" * (BYTES_MAX - 100), b'"')
    first = await holding(api, body)
    answer = await api.put(KV, content="1" * 200)
    assert answer.status_code == 503
    assert "Too many large bodies" in answer.json()["message"]
    assert (await api.put(KV, content="1")).status_code == 200
    body.goes_on.set()
    assert (await first).status_code == 200
    assert (await api.put(KV, content="1" * 200)).status_code == 200


async def test_what_is_over_is_let_go_however_it_ended(api: Api) -> None:
    large = "{" + "a" * (BYTES_MAX // 2)
    for _ in range(5):
        assert (await api.put(KV, content=large)).status_code != 503
        answer = await api.post("/flows", content=large, headers=YAML)
        assert answer.status_code == 422


FORMS: dict[str, Callable[[str], dict[str, object]]] = {
    "/executions/company.team/hello": lambda text: {"who": (None, text)},
    "/flows/import": lambda text: {"fileUpload": ("f.yml", text)},
}


@pytest.mark.parametrize("path", FORMS)
async def test_parts_of_forms_that_are_kept_count(api: Api, path: str) -> None:
    await api.create(HELLO)
    form = FORMS[path]
    assert (await api.post(path, files=form("a" * (BYTES_MAX + 1)))).status_code == 503
    assert (await api.post(path, files=form(HELLO))).status_code == 200


async def test_files_that_go_to_the_disk_do_not(api: Api) -> None:
    upload = {"fileContent": ("f.txt", b"a" * (3 * BYTES_MAX))}
    answer = await api.post("/namespaces/company.team/files?path=/f", files=upload)
    assert answer.status_code == 200
