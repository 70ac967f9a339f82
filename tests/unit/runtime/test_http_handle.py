"""Requests of plugins against a server of the test on loopback."""

from __future__ import annotations

import asyncio
import base64
import threading
from collections.abc import AsyncIterator
from datetime import timedelta
from ipaddress import ip_network

import pytest
from aiohttp import web

from tiercel.model.json_types import Json
from tiercel.model.networks import NetworkRules
from tiercel.plugin import Interrupted, Output, PluginError, RunContext, RunnableTask
from tiercel.plugin.http import HttpAnswer, HttpProxy, HttpRequest
from tiercel.runtime.worker.bridge import OUT_OF_REACH
from tiercel.runtime.worker.handles import http_handle
from tiercel.runtime.worker.handles.http_handle import HttpClient
from tiercel.runtime.worker.run_context import TaskContext
from tiercel.runtime.worker.run_task import in_place
from tiercel.runtime.worker.stop_signal import StopReason, StopSignal
from tiercel.testing import FakeContext, World, run_task

ASKED = web.AppKey("asked", asyncio.Event)
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def echo(request: web.Request) -> web.Response:
    shown = ("Content-Type", "X-Own", "traceparent", "Proxy-Authorization")
    return web.json_response(
        {
            "method": request.method,
            "query": list(request.query.items()),
            "body": (await request.read()).decode(),
            "headers": {name: request.headers[name] for name in shown if name in request.headers},
            "host": request.host,
        },
        headers={"X-Kind": "echo"},
    )


async def missing(request: web.Request) -> web.Response:
    return web.Response(status=404, text="no such thing")


async def away(request: web.Request) -> web.Response:
    raise web.HTTPFound(f"http://127.0.0.2:{request.url.port}/echo")


async def silent(request: web.Request) -> web.Response:
    request.app[ASKED].set()
    await asyncio.Event().wait()
    return web.Response()


@pytest.fixture
async def asked() -> asyncio.Event:
    """Set when somebody waits for the server that does not answer."""
    return asyncio.Event()


@pytest.fixture
async def url(asked: asyncio.Event) -> AsyncIterator[str]:
    app = web.Application()
    app[ASKED] = asked
    app.router.add_route("*", "/echo", echo)
    app.router.add_get("/missing", missing)
    app.router.add_get("/away", away)
    app.router.add_get("/silent", silent)
    app.router.add_get("/", echo)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def client(*, stop: StopSignal | None = None, networks: NetworkRules | None = None) -> HttpClient:
    return HttpClient(networks or NetworkRules(), stop, PARENT)


async def sent(url: str, path: str = "/echo", **options: Json) -> Json:
    return (await client().send_async(HttpRequest(url=url + path, **options))).checked().json()


async def test_a_request_with_everything(url: str) -> None:
    request = HttpRequest(
        url=f"{url}/echo",
        method="post",
        params={"q": "a b", "n": ["1", "2"]},
        headers={"X-Own": "yes"},
        json={"x": [1, None]},
    )
    answer = await client().send_async(request)
    assert (answer.status, answer.header("x-kind")) == (200, "echo")
    assert answer.url == f"{url}/echo?q=a+b&n=1&n=2"
    found = answer.json()
    assert (found["method"], found["body"]) == ("POST", '{"x":[1,null]}')
    assert found["query"] == [["q", "a b"], ["n", "1"], ["n", "2"]]
    assert found["headers"] == {
        "Content-Type": "application/json",
        "X-Own": "yes",
        "traceparent": PARENT,
    }


async def test_the_body_is_content_a_form_or_json(url: str) -> None:
    found = await sent(url, method="PUT", form={"a": "b c"})
    assert found["body"] == "a=b+c"
    assert found["headers"]["Content-Type"] == "application/x-www-form-urlencoded"
    own = {"content-type": "text/csv", "TraceParent": "mine"}
    found = await sent(url, method="PUT", content="a;b", headers=own)
    assert found["body"] == "a;b"
    assert found["headers"] == {"Content-Type": "text/csv", "traceparent": "mine"}
    assert (await sent(url, method="POST", json=None))["body"] == "null"
    with pytest.raises(PluginError, match="one body"):
        await sent(url, content="a", json={})


async def test_an_answer_that_is_an_error_is_an_answer_until_it_is_checked(url: str) -> None:
    answer = await client().send_async(HttpRequest(url=f"{url}/missing"))
    assert (answer.status, answer.text) == (404, "no such thing")
    with pytest.raises(PluginError, match="status 404: no such thing"):
        answer.checked()
    with pytest.raises(PluginError, match="is no JSON"):
        answer.json()


@pytest.mark.parametrize("denied", ["127.0.0.1/32", "127.0.0.2/32"])
async def test_no_name_and_no_redirect_leads_to_a_denied_address(url: str, denied: str) -> None:
    networks = NetworkRules(deny=(ip_network(denied),))
    with pytest.raises(PluginError, match=r"in a network that tiercel.http-tasks.deny names"):
        await client(networks=networks).send_async(HttpRequest(url=f"{url}/away"))
    with pytest.raises(Exception, match=r"tiercel.http-tasks.deny"):
        async with client(networks=networks).session() as session:
            await session.get(f"{url}/away")


async def test_redirects_are_followed_unless_told_otherwise(url: str) -> None:
    request = HttpRequest(url=f"{url}/away", follows_redirects=False)
    answer = await client().send_async(request)
    assert (answer.status, answer.header("location")) == (302, f"{_other(url)}/echo")


def _other(url: str) -> str:
    return url.replace("127.0.0.1", "127.0.0.2")


async def test_a_proxy_is_asked_for_what_lies_behind_it(url: str) -> None:
    proxy = HttpProxy(url, "me", "secret")
    request = HttpRequest(url="http://behind.example/", proxy=proxy)
    found = (await client().send_async(request)).json()
    assert found["host"] == "behind.example"
    credentials = base64.b64encode(b"me:secret").decode()
    assert found["headers"]["Proxy-Authorization"] == f"Basic {credentials}"


async def test_a_proxy_is_told_who_asks_for_a_tunnel() -> None:
    asked: list[bytes] = []

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        proxy = HttpProxy(f"http://127.0.0.1:{port}", "me", "secret")
        with pytest.raises(PluginError, match="407") as caught:
            await client().send_async(HttpRequest(url="https://behind.example/", proxy=proxy))
    credentials = base64.b64encode(b"me:secret")
    assert asked[0].startswith(b"CONNECT behind.example:443 ")
    assert b"Proxy-Authorization: Basic " + credentials in asked[0]
    assert "secret" not in caught.value.message


async def test_silence_has_limits(url: str) -> None:
    for limit in ("read_timeout", "timeout"):
        request = HttpRequest(url=f"{url}/silent", **{limit: timedelta(milliseconds=20)})
        with pytest.raises(PluginError, match="Unable to reach"):
            await client().send_async(request)


async def test_an_answer_that_is_too_large_is_not_held(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_handle, "HTTP_BODY_BYTES_MAX", 10)
    with pytest.raises(PluginError, match="larger than 10 bytes"):
        await sent(url)


async def test_what_can_not_be_reached_is_named() -> None:
    with pytest.raises(PluginError, match=r"^Unable to reach 'http://127\.0\.0\.1:1/': "):
        await client().send_async(HttpRequest(url="http://127.0.0.1:1/"))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("a.example/x", "an address begins with http:// or https://, and has a host behind that"),
        (
            "ftp://a.example",
            "an address begins with http:// or https://, and has a host behind that",
        ),
        ("http://127.0.0.1:1/", "Connection refused"),
        ("http://localhost:1/", "Connection refused"),
        ("http://nowhere.invalid/", "the host has no address: "),
    ],
)
async def test_the_reason_is_told_in_words(address: str, words: str) -> None:
    with pytest.raises(PluginError) as raised:
        await client().send_async(HttpRequest(url=address))
    assert raised.value.message.startswith(f"Unable to reach '{address}': {words}")


@pytest.mark.parametrize(
    ("scheme", "greeting", "words"),
    [
        ("http", b"", "the server ended the connection without an answer"),
        ("http", b"SSH-2.0-x\r\n", "what answers there does not speak HTTP: "),
        ("https", b"HTTP/1.1 400 Bad Request\r\n\r\n", "what answers there does not speak HTTPS: "),
    ],
)
async def test_another_server_is_told_from_one_that_is_away(
    scheme: str, greeting: bytes, words: str
) -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(greeting)
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        address = f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        with pytest.raises(PluginError) as raised:
            await client().send_async(HttpRequest(url=address))
    assert raised.value.message.startswith(f"Unable to reach '{address}': {words}")
    assert "b'" not in raised.value.message


async def test_a_stop_ends_a_request_in_a_thread(url: str, asked: asyncio.Event) -> None:
    stop = StopSignal()
    work = asyncio.to_thread(client(stop=stop).send, HttpRequest(url=f"{url}/silent"))
    waiting = asyncio.ensure_future(work)
    await asked.wait()
    threading.Thread(target=stop.set, args=(StopReason.KILLED,)).start()
    with pytest.raises(Interrupted):
        await waiting


async def test_requests_that_are_over_leave_nothing_to_call_back(url: str) -> None:
    stop = StopSignal()
    for _ in range(3):
        await client(stop=stop).send_async(HttpRequest(url=f"{url}/echo"))
    assert stop._callbacks == []


async def test_in_a_coroutine_the_plain_method_says_what_to_call(url: str) -> None:
    with pytest.raises(PluginError, match="send_async"):
        client().send(HttpRequest(url=url))


def test_a_task_that_runs_in_place_reaches_nobody() -> None:
    context = FakeContext()
    dependencies = in_place(context._dependencies)
    with pytest.raises(PluginError, match=OUT_OF_REACH):
        _ = TaskContext(dependencies, context._work).http


class Sent(Output):
    """What the other server said."""

    id: int


class Sends(RunnableTask[Sent]):
    """Sends a message."""

    def run(self, ctx: RunContext) -> Sent:
        """Send it."""
        request = HttpRequest(url="https://api.example.com/messages", method="POST", json={"a": 1})
        return Sent(id=ctx.http.send(request).checked().json()["id"])


def test_a_test_answers_for_other_servers() -> None:
    def answer(request: HttpRequest) -> HttpAnswer:
        return HttpAnswer(url=request.url, status=201, content=b'{"id": 7}')

    ran = run_task(Sends, {}, World(http=answer))
    assert ran.outputs == {"id": 7}
    (request,) = ran.context.http.sent
    assert (request.method, request.json) == ("POST", {"a": 1})


async def test_a_request_that_ends_work_elsewhere_is_made_after_a_stop(url: str) -> None:
    stop = StopSignal()
    stop.set(StopReason.KILLED)
    with pytest.raises(Interrupted):
        await client(stop=stop).send_async(HttpRequest(url=f"{url}/echo"))
    ending = HttpRequest(url=f"{url}/echo", method="DELETE", outlives_stop=True)
    assert (await client(stop=stop).send_async(ending)).json()["method"] == "DELETE"
