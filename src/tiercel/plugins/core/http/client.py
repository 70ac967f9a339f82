"""One HTTP request: built from the properties of a task, made on a loop of its own."""

from __future__ import annotations

import asyncio
import base64
import ssl as tls
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from tiercel.plugin import Interrupted, Json, Level, PluginError, RunContext
from tiercel.plugin.limits import HTTP_BODY_BYTES_MAX, HTTP_REDIRECTS_MAX
from tiercel.plugin.services.unreachable import reason_of
from tiercel.plugin.values import value_text
from tiercel.plugins.core.http.options import Settings

if TYPE_CHECKING:
    import aiohttp

T = TypeVar("T")


class HttpRequest(msgspec.Struct, frozen=True):
    """What to ask for."""

    method: str
    uri: str
    settings: Settings
    headers: Mapping[str, Json] = {}
    params: Mapping[str, Json] = {}
    body: str | None = None
    form: Mapping[str, Json] | None = None
    content_type: str = "application/json"

    def address(self) -> str:
        """The URI with its query."""
        uri = self.uri.strip().replace(" ", "%20")
        if not self.params:
            return uri
        pairs = [
            (key, text_of(each))
            for key, value in self.params.items()
            for each in (value if isinstance(value, list) else [value])
        ]
        return f"{uri}{'&' if '?' in uri else '?'}{urlencode(pairs)}"


class Answer(msgspec.Struct, frozen=True):
    """What came back, without the body."""

    uri: str
    code: int
    headers: dict[str, list[str]]
    charset: str
    length: int | None


Reader = Callable[["aiohttp.ClientResponse"], Awaitable[T]]


def text_of(value: Json) -> str:
    """A header, parameter or form value as text."""
    return "" if value is None else value_text(value)


def fetch(ctx: RunContext, request: HttpRequest, read: Reader[T]) -> tuple[Answer, T]:
    """Make the request and `read` the answer, in the calling thread.

    Raises: PluginError for answers that are errors and for connections that fail; Interrupted
    when the task is stopped.
    """
    try:
        return asyncio.run(_stoppable(ctx, _fetch(ctx, request, read)))
    except asyncio.CancelledError as error:
        raise Interrupted("The request was interrupted") from error


async def _stoppable(ctx: RunContext, work: Awaitable[T]) -> T:
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)
    ctx.on_stop(lambda: _cancel_from_thread(loop, task))
    return await task


def _cancel_from_thread(loop: asyncio.AbstractEventLoop, task: asyncio.Future[Any]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(task.cancel)


async def _fetch(ctx: RunContext, request: HttpRequest, read: Reader[T]) -> tuple[Answer, T]:
    import aiohttp

    _log_request(ctx, request)
    try:
        async with _response(ctx, request) as response:
            answer = _answer(response, request)
            if "RESPONSE_HEADERS" in request.settings.logs:
                _log_headers(ctx, "response", answer.headers)
            if _is_error(answer, request.settings):
                body = await read_text(response, answer.charset)
                raise PluginError(
                    f"Failed http request with response code '{answer.code}'"
                    + (f" and body:\n{body}" if body else "")
                )
            result = await read(response)
            _count(ctx, request, answer)
            return answer, result
    except (aiohttp.ClientError, TimeoutError) as error:
        reason = reason_of(error)
        raise PluginError(f"Unable to reach '{request.uri}': {reason}") from error
    except ValueError as error:
        raise PluginError(f"Invalid request to '{request.uri}': {error}") from error


@asynccontextmanager
async def _response(ctx: RunContext, request: HttpRequest) -> AsyncIterator[aiohttp.ClientResponse]:
    import aiohttp
    from yarl import URL

    settings = request.settings
    connect = settings.connect_timeout
    timeout = aiohttp.ClientTimeout(
        total=None,
        sock_connect=None if connect is None else connect.total_seconds(),
        sock_read=settings.read_timeout.total_seconds(),
    )
    headers = dict(_headers(request))
    body, form_headers = _body(ctx, request)
    options: dict[str, Any] = _proxy_options(settings)
    if settings.trusts_all:
        options["ssl"] = _trusting_context()
    async with (
        ctx.http.session(
            timeout=timeout,
            auto_decompress=True,
            middlewares=_middlewares(settings),
        ) as session,
        session.request(
            request.method.upper(),
            URL(request.address(), encoded=False),
            headers={**headers, **form_headers},
            data=body,
            allow_redirects=settings.follows_redirects,
            max_redirects=HTTP_REDIRECTS_MAX,
            **options,
        ) as response,
    ):
        yield response


def _headers(request: HttpRequest) -> list[tuple[str, str]]:
    pairs = [
        (name, ", ".join(text_of(each) for each in value))
        if isinstance(value, list)
        else (name, text_of(value))
        for name, value in request.headers.items()
    ]
    names = {name.lower() for name, _ in pairs}
    if "content-type" not in names and not _is_multipart(request):
        is_form = request.form is not None
        pairs.append(
            (
                "Content-Type",
                "application/x-www-form-urlencoded" if is_form else request.content_type,
            )
        )
    auth = request.settings.auth
    if auth is not None and "authorization" not in names:
        if auth.type == "BASIC":
            pairs.append(("Authorization", basic(auth.username, auth.password)))
        elif auth.type == "BEARER":
            pairs.append(("Authorization", f"Bearer {auth.token}"))
    return pairs


def basic(username: str | None, password: str | None) -> str:
    """The header value of basic authentication."""
    pair = f"{username or ''}:{password or ''}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def _middlewares(settings: Settings) -> tuple[Any, ...]:
    from aiohttp import DigestAuthMiddleware

    auth = settings.auth
    if auth is None or auth.type != "DIGEST":
        return ()
    return (DigestAuthMiddleware(auth.username or "", auth.password or ""),)


def _proxy_options(settings: Settings) -> dict[str, Any]:
    proxy = settings.proxy
    if proxy is None or proxy.type == "DIRECT":
        return {}
    if proxy.type == "SOCKS":
        raise PluginError("SOCKS proxies are not supported: use an HTTP proxy")
    options: dict[str, Any] = {"proxy": f"http://{proxy.address}:{proxy.port or 8080}"}
    if proxy.username is not None:
        credentials = basic(proxy.username, proxy.password)
        # aiohttp makes Proxy-Authorization of it, for requests and for tunnels; given under that
        # name it would reach a proxy for tunnels only.
        options["proxy_headers"] = {"Authorization": credentials}
    return options


def _trusting_context() -> tls.SSLContext:
    context = tls.create_default_context()
    context.check_hostname = False
    context.verify_mode = tls.CERT_NONE
    return context


def _is_multipart(request: HttpRequest) -> bool:
    return request.form is not None and request.content_type.startswith("multipart/form-data")


def _body(ctx: RunContext, request: HttpRequest) -> tuple[Any, dict[str, str]]:
    """The body, and headers that belong to it."""
    if request.form is None:
        return (None if request.body is None else request.body.encode()), {}
    if not _is_multipart(request):
        return urlencode([(key, text_of(each)) for key, each in request.form.items()]), {}
    import aiohttp

    # One writer with its own boundary; the caller's content type would lack it.
    parts = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
    for name, value in request.form.items():
        _add_part(ctx, parts, name, value)
    return parts, {}


def _add_part(ctx: RunContext, parts: aiohttp.FormData, name: str, value: Json) -> None:
    if isinstance(value, str) and value.startswith("kestra://"):
        parts.add_field(name, ctx.blobs.open(value), filename=value.rpartition("/")[2])
    elif isinstance(value, Mapping) and {"name", "content"} <= set(value):
        content = str(value["content"])
        source = ctx.blobs.open(content) if content.startswith("kestra://") else content.encode()
        parts.add_field(name, source, filename=str(value["name"]))
    else:
        parts.add_field(name, text_of(value))


def _answer(response: aiohttp.ClientResponse, request: HttpRequest) -> Answer:
    headers: dict[str, list[str]] = {}
    for name, value in response.headers.items():
        headers.setdefault(name, []).append(value)
    return Answer(
        uri=str(response.url),
        code=response.status,
        headers=headers,
        charset=response.charset or request.settings.charset,
        length=response.content_length,
    )


def _is_error(answer: Answer, settings: Settings) -> bool:
    if answer.code in settings.allowed_codes:
        return False
    return answer.code >= 400 and not settings.allows_failed


async def read_bytes(response: aiohttp.ClientResponse) -> bytes:
    """The body. Raises: PluginError when it is too large to hold in memory."""
    pieces, size = [], 0
    async for chunk in response.content.iter_chunked(65_536):
        size += len(chunk)
        if size > HTTP_BODY_BYTES_MAX:
            raise PluginError(
                f"The response is larger than {HTTP_BODY_BYTES_MAX} bytes;"
                " use the Download task instead."
            )
        pieces.append(chunk)
    return b"".join(pieces)


async def read_text(response: aiohttp.ClientResponse, charset: str) -> str:
    """The body as text, whatever it holds."""
    body = await read_bytes(response)
    try:
        return body.decode(charset, errors="replace")
    except LookupError:
        return body.decode("utf-8", errors="replace")


def _count(ctx: RunContext, request: HttpRequest, answer: Answer) -> None:
    if answer.length is not None:
        tags = {"request.method": request.method.upper(), "response.code": str(answer.code)}
        ctx.metrics.counter("response.length", answer.length, tags)


def _log_request(ctx: RunContext, request: HttpRequest) -> None:
    logs = request.settings.logs
    if "REQUEST_HEADERS" in logs:
        hidden = {
            key: "***" if key.lower() == "authorization" else value
            for key, value in _headers(request)
        }
        ctx.log.write(
            Level.DEBUG, f"request {request.method} {quote(request.uri, safe=':/?&=%')} {hidden}"
        )
    if "REQUEST_BODY" in logs and request.body is not None:
        ctx.log.write(Level.DEBUG, f"request body: {request.body}")


def _log_headers(ctx: RunContext, what: str, headers: Mapping[str, Json]) -> None:
    ctx.log.write(Level.DEBUG, f"{what} headers: {dict(headers)}")
