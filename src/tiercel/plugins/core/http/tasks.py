"""Request, Download and the polling trigger."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote, unquote, urlsplit

from tiercel.plugin import (
    Example,
    ExpressionError,
    Json,
    Level,
    Metric,
    Output,
    Plugin,
    PluginError,
    PollingTrigger,
    Prop,
    Raw,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.values import is_truthy
from tiercel.plugins.core.http.client import Answer, HttpRequest, fetch, read_bytes
from tiercel.plugins.core.http.options import (
    Auth,
    Headers,
    HttpOptions,
    Settings,
    SslOptions,
    settings_of,
)

if TYPE_CHECKING:
    import aiohttp

LENGTH = Metric("response.length", "counter", "bytes", "The length of the answer.")


class HttpProperties(Plugin):
    """What every request can say."""

    uri: Annotated[
        str,
        Prop(
            "The address with its query, such as "
            "`https://example.com/orders?day=1`; expressions are rendered."
        ),
    ]
    method: Annotated[str, Prop("The method of the request, such as `GET` or `POST`.")] = "GET"
    params: Annotated[dict[str, Json] | None, Prop("What to append to the query.")] = None
    body: Annotated[str | None, Prop("The body as text; its Content-Type is `contentType`.")] = None
    form_data: Annotated[dict[str, Json] | None, Prop("A form to send as the body.")] = None
    content_type: Annotated[str, Prop("The type of the body.")] = "application/json"
    headers: Annotated[Headers | None, Prop("Headers; a value may be a list.")] = None
    options: Annotated[HttpOptions, Prop("How the request is made.")] = HttpOptions()
    ssl_options: Annotated[
        SslOptions | None,
        Prop("An older name of `options.ssl`: which certificates are trusted.", deprecated=True),
    ] = None
    auth: Annotated[
        Auth | None, Prop("An older name of `options.auth`: how to sign in.", deprecated=True)
    ] = None

    def settings(self, failed: bool | None = None) -> Settings:
        """The options with their old names resolved."""
        return settings_of(self.options, auth=self.auth, ssl=self.ssl_options, failed=failed)

    def request(self, settings: Settings) -> HttpRequest:
        """The request that the properties describe."""
        return HttpRequest(
            method=self.method,
            uri=self.uri,
            settings=settings,
            headers=self.headers or {},
            params=self.params or {},
            body=self.body,
            form=self.form_data,
            content_type=self.content_type,
        )


class Requested(Output):
    """The answer."""

    uri: Annotated[str | None, Prop("The address that answered.")] = None
    code: Annotated[int | None, Prop("The status code of the answer, such as 200.")] = None
    headers: Annotated[
        dict[str, list[str]] | None, Prop("The headers of the answer: for each name its values.")
    ] = None
    body: Annotated[Json, Prop("The body as text.")] = None
    encrypted_body: Annotated[Json, Prop("The body, encrypted, when `encryptBody` is set.")] = None
    form_data: Annotated[dict[str, Json] | None, Prop("The form that was sent.")] = None


def text_of_body(body: bytes, charset: str) -> str | None:
    """The body as text, None when it is empty. Raises: PluginError when it is none."""
    if not body:
        return None
    try:
        return body.decode(charset)
    except LookupError:
        return body.decode("utf-8", errors="replace")
    except UnicodeDecodeError as error:
        raise PluginError(
            f"Illegal unicode code point in request body: {body[error.start]}, the Request task"
            " only support valid Unicode strings as body.\n"
            "You can try using the Download task instead."
        ) from error


def requested(ctx: RunContext, request: HttpRequest, *, encrypts: bool) -> Requested:
    """Make the request and hold its answer."""
    answer, body = fetch(ctx, request, read_bytes)
    text = text_of_body(body, answer.charset)
    if "RESPONSE_BODY" in request.settings.logs:
        ctx.log.write(Level.DEBUG, f"response body: {text}")
    is_secret = encrypts and text is not None
    return Requested(
        uri=answer.uri,
        code=answer.code,
        headers=answer.headers,
        body=None if is_secret else text,
        encrypted_body=ctx.encrypt(text or "") if is_secret else None,
    )


@plugin(
    "io.kestra.plugin.core.http.Request",
    title="Ask an HTTP server and hold its answer.",
    description="The body is text: use `fromJson()` to look into JSON.",
    aliases=["io.kestra.plugin.fs.http.Request"],
    metrics=[LENGTH],
    examples=[
        Example("uri: https://example.com/items\nmethod: GET", title="Read."),
        Example(
            'uri: https://example.com/items\nmethod: POST\nbody: \'{"name": "a"}\'',
            title="Send JSON.",
        ),
    ],
)
class Request(HttpProperties, RunnableTask[Requested]):
    """Fails for codes of 400 and above unless told otherwise."""

    encrypt_body: Annotated[bool, Prop("Store the body encrypted.")] = False
    allow_failed: Annotated[
        bool | None,
        Prop(
            "An older name of `options.allowFailed`: whether an error status "
            "does not fail the task.",
            deprecated=True,
        ),
    ] = None

    def run(self, ctx: RunContext) -> Requested:
        request = self.request(self.settings(self.allow_failed))
        return requested(ctx, request, encrypts=self.encrypt_body)


class Downloaded(Output):
    """The file."""

    uri: Annotated[str, Prop("The URI of the file.")]
    code: Annotated[int | None, Prop("The status code of the answer, such as 200.")] = None
    length: Annotated[int | None, Prop("The size of the file in bytes.")] = None
    headers: Annotated[
        dict[str, list[str]] | None, Prop("The headers of the answer: for each name its values.")
    ] = None


@plugin(
    "io.kestra.plugin.core.http.Download",
    title="Download a file into the internal storage.",
    aliases=["io.kestra.plugin.fs.http.Download"],
    metrics=[LENGTH],
    examples=[Example("uri: https://example.com/file.csv")],
)
class Download(HttpProperties, RunnableTask[Downloaded]):
    """Streams the answer into the internal storage."""

    allow_failed: Annotated[
        bool | None,
        Prop(
            "An older name of `options.allowFailed`: whether an error status "
            "does not fail the task.",
            deprecated=True,
        ),
    ] = None
    fail_on_empty_response: Annotated[bool, Prop("Fail when nothing comes.")] = True
    save_as: Annotated[str | None, Prop("The name of the file.")] = None

    def run(self, ctx: RunContext) -> Downloaded:
        if self.uri.startswith(("kestra://", "file://", "nsfile://")):
            return self._copy(ctx)
        settings = self.settings(self.allow_failed)
        target = ctx.files.path / "download.tmp"

        async def read(response: aiohttp.ClientResponse) -> int:
            size = 0
            with target.open("wb") as file:
                async for chunk in response.content.iter_chunked(65_536):
                    size += file.write(chunk)
            return size

        answer, size = fetch(ctx, self.request(settings), read)
        self._check_size(answer, size)
        if size == 0 and self.fail_on_empty_response and not settings.allows_failed:
            raise PluginError("No response from server")
        name = self.save_as or file_name(answer, self.uri)
        if name is None:
            uri = ctx.blobs.put_new(target, extension_of(self.uri))
        else:
            uri = ctx.blobs.put(target, quote(name, safe="-_.~ ").replace(" ", "+"))
        target.unlink()
        if size == 0:
            ctx.log.write(Level.WARN, f"File '{uri}' is empty")
        return Downloaded(uri=uri, code=answer.code, length=size, headers=answer.headers)

    def _check_size(self, answer: Answer, size: int) -> None:
        is_encoded = any(name.lower() == "content-encoding" for name in answer.headers)
        is_head = self.method.upper() == "HEAD"
        if answer.length is not None and not is_encoded and not is_head and answer.length != size:
            raise PluginError(f"Invalid size, got {size}, expected {answer.length}")

    def _copy(self, ctx: RunContext) -> Downloaded:
        with ctx.blobs.open(self.uri) as source:
            uri = ctx.blobs.put(source, self.save_as or self.uri.rpartition("/")[2])
        return Downloaded(uri=uri, code=200, length=ctx.blobs.size(uri), headers={})


def file_name(answer: Answer, uri: str) -> str | None:
    """The name that the server gives the file, without any folder."""
    headers = {name.lower(): values for name, values in answer.headers.items()}
    disposition = (headers.get("content-disposition") or [""])[0]
    extended = re.search(r"filename\*\s*=\s*([\w-]*)'[^']*'([^;]+)", disposition, re.IGNORECASE)
    if extended is not None:
        found = unquote(extended[2].strip(), encoding=extended[1] or "utf-8")
    else:
        plain = re.search(r'filename\s*=\s*("[^"]*"|[^;]+)', disposition, re.IGNORECASE)
        if plain is None:
            return None
        found = plain[1].strip().strip('"')
    name = found.replace("\\", "/").rpartition("/")[2]
    return name if name not in ("", ".", "..") else None


def extension_of(uri: str) -> str:
    """The extension of the path of an address, with its dot; empty when there is none."""
    last = urlsplit(uri).path.rpartition("/")[2]
    return last[last.rfind(".") :] if "." in last else ""


@plugin(
    "io.kestra.plugin.core.http.Trigger",
    title="Ask an HTTP server again and again, and start when a condition holds.",
    aliases=["io.kestra.plugin.fs.http.Trigger"],
    examples=[
        Example(
            "uri: https://example.com/stock\ninterval: PT1M\n"
            'responseCondition: "{{ fromJson(response.body).left < 10 }}"',
        )
    ],
)
class Trigger(HttpProperties, PollingTrigger[Requested]):
    """The answer is `trigger` in the execution."""

    response_condition: Annotated[
        Raw[str], Prop("Start when it holds; it sees `response.statusCode`, `body`, `headers`.")
    ] = "{{ response.statusCode < 400 }}"
    encrypt_body: Annotated[bool, Prop("Store the body encrypted.")] = False

    def poll(self, ctx: RunContext) -> Requested | None:
        """The answer when the condition holds."""
        request = self.request(self.settings(failed=True))
        found = requested(ctx, request, encrypts=False)
        response = {"statusCode": found.code, "body": found.body, "headers": found.headers}
        try:
            condition = ctx.render(self.response_condition, {"response": response})
        except ExpressionError as error:
            ctx.log.write(Level.ERROR, f"Unable to evaluate the condition: {error.message}")
            raise
        if not is_truthy((condition or "").strip()):
            return None
        if self.encrypt_body and found.body is not None:
            return found.model_copy(
                update={"body": None, "encrypted_body": ctx.encrypt(str(found.body))}
            )
        return found
