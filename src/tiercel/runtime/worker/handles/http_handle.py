"""Requests of plugins to other servers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from tiercel.model.errors import PluginError
from tiercel.model.json_types import Json
from tiercel.model.limits import HTTP_BODY_BYTES_MAX, HTTP_REDIRECTS_MAX
from tiercel.model.networks import NetworkRules
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.services.unreachable import reason_of
from tiercel.runtime.guarded_connector import guarded_connector
from tiercel.runtime.worker.stop_signal import StopSignal
from tiercel.runtime.worker.until_stopped import until_stopped

if TYPE_CHECKING:
    import aiohttp

_CHUNK_BYTES = 65_536


class HttpClient:
    """An HttpHandle: each request has a connection of its own, and ends with the attempt."""

    __slots__ = ("_networks", "_stop", "_trace_parent")

    def __init__(
        self, networks: NetworkRules, stop: StopSignal | None, trace_parent: str | None
    ) -> None:
        self._networks = networks
        self._stop = stop
        self._trace_parent = trace_parent

    def send(self, request: HttpRequest) -> HttpAnswer:
        """The answer; blocks the thread, which must have no event loop that runs."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asyncio.run(self.send_async(request))
        raise PluginError("In a coroutine, requests are sent by `await ctx.http.send_async(...)`.")

    async def send_async(self, request: HttpRequest) -> HttpAnswer:
        """The answer. Raises: PluginError, Interrupted."""
        stop = None if request.outlives_stop else self._stop
        return await until_stopped(self._sent(request), stop)

    def session(self, **options: Json) -> aiohttp.ClientSession:
        """A session of aiohttp that reaches allowed addresses only."""
        import aiohttp

        return aiohttp.ClientSession(connector=guarded_connector(self._networks), **options)

    async def _sent(self, request: HttpRequest) -> HttpAnswer:
        import aiohttp

        body, media_type = request.body()
        total = request.timeout
        timeout = aiohttp.ClientTimeout(
            total=None if total is None else total.total_seconds(),
            sock_connect=request.connect_timeout.total_seconds(),
            sock_read=request.read_timeout.total_seconds(),
        )
        try:
            async with (
                self.session(timeout=timeout) as session,
                session.request(
                    request.method.upper(),
                    request.url,
                    params=_pairs(request),
                    headers=self._headers(request, media_type),
                    data=body,
                    allow_redirects=request.follows_redirects,
                    max_redirects=HTTP_REDIRECTS_MAX,
                    ssl=not request.trusts_all_certificates,
                    **_proxy_options(request),
                ) as response,
            ):
                return await _answer(response)
        except (aiohttp.ClientError, TimeoutError) as error:
            reason = reason_of(error)
            raise PluginError(f"Unable to reach '{request.url}': {reason}") from error
        except ValueError as error:
            raise PluginError(f"Invalid request to '{request.url}': {error}") from error

    def _headers(self, request: HttpRequest, media_type: str | None) -> dict[str, str]:
        headers = dict(request.headers)
        names = {name.lower() for name in headers}
        more = {"Content-Type": media_type, "traceparent": self._trace_parent}
        return headers | {
            name: value
            for name, value in more.items()
            if value is not None and name.lower() not in names
        }


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, each)
        for name, value in request.params.items()
        for each in ([value] if isinstance(value, str) else value)
    ]


def _proxy_options(request: HttpRequest) -> dict[str, Any]:
    import aiohttp

    proxy = request.proxy
    if proxy is None:
        return {}
    options: dict[str, Any] = {"proxy": proxy.url}
    if proxy.username is not None:
        credentials = aiohttp.encode_basic_auth(proxy.username, proxy.password or "")
        # aiohttp makes Proxy-Authorization of it, for requests and for tunnels; given under that
        # name it would reach a proxy for tunnels only.
        options["proxy_headers"] = {"Authorization": credentials}
    return options


async def _answer(response: aiohttp.ClientResponse) -> HttpAnswer:
    pieces, size = [], 0
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        size += len(chunk)
        if size > HTTP_BODY_BYTES_MAX:
            raise PluginError(
                f"The answer of '{response.url}' is larger than {HTTP_BODY_BYTES_MAX} bytes:"
                " read it as a stream, by `ctx.http.session()`."
            )
        pieces.append(chunk)
    headers: dict[str, list[str]] = {}
    for name, value in response.headers.items():
        headers.setdefault(name, []).append(value)
    return HttpAnswer(
        url=str(response.url),
        status=response.status,
        headers=headers,
        content=b"".join(pieces),
        charset=response.charset or "utf-8",
    )
