"""Which cluster, and how it is asked."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar
from urllib.parse import quote, urlsplit

import msgspec

from tiercel.plugin import Json, Part, Plugin, PluginError, Prop, RunContext
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.services.asking import lack_of, said_of
from tiercel.plugin.services.foreign import web_page

_MISSING = 404
_REFUSED = 400
_MESSAGE_CHARS_MAX = 1000
BULK = "application/x-ndjson"


class BasicAuth(Part):
    """A login."""

    username: Annotated[str | None, Prop("The name to sign in with.")] = None
    password: Annotated[str | None, Prop("The password to sign in with, best from a secret.")] = (
        None
    )


class Connection(Part):
    """Where a cluster is, and as whom it is asked."""

    hosts: Annotated[
        list[str], Prop("Addresses of servers, such as https://search.example.com:9200.")
    ]
    basic_auth: Annotated[BasicAuth | None, Prop("Name and password to sign in with.")] = None
    headers: Annotated[
        list[str] | None, Prop("Headers of all requests, such as `Authorization: ApiKey …`.")
    ] = None
    path_prefix: Annotated[str | None, Prop("What all paths begin with.")] = None
    strict_deprecation_mode: Annotated[
        bool | None, Prop("Whether an answer that warns of something old is an error.")
    ] = None
    trust_all_ssl: Annotated[bool | None, Prop("Whether any certificate is taken.")] = None

    def request_headers(self) -> dict[str, str]:
        """Raises: PluginError for a header without a colon."""
        found: dict[str, str] = {}
        login = self.basic_auth
        if login is not None and login.username is not None:
            text = f"{login.username}:{login.password or ''}"
            found["Authorization"] = f"Basic {b64encode(text.encode()).decode()}"
        for line in self.headers or ():
            name, colon, value = line.partition(":")
            if not colon or not name.strip():
                raise PluginError("`connection.headers` must be texts such as `Name: value`")
            found[name.strip()] = value.strip()
        return found


class ElasticConnection(Connection):
    """That of a cluster of Elasticsearch."""

    target_server_version: Annotated[
        int, Prop("Accepted: requests are those that all versions understand.")
    ] = 8


class Asking(Plugin):
    """Base of everything that asks a cluster."""

    product: ClassVar[str]

    connection: Connection
    routing: Annotated[
        str | None, Prop("The value that chooses the shard; the key of a document by default.")
    ] = None

    def ask(
        self,
        ctx: RunContext,
        method: str,
        path: str,
        *,
        body: Json | bytes = None,
        params: Mapping[str, Json] | None = None,
    ) -> HttpAnswer:
        """What the first host that answers says.

        Raises: PluginError with host, request and the cluster's message.
        """
        answer = self.asked(ctx, method, path, body=body, params=params)
        if answer.status >= _REFUSED:
            raise self.refusal(answer, method, path)
        return answer

    def asked(
        self,
        ctx: RunContext,
        method: str,
        path: str,
        *,
        body: Json | bytes = None,
        params: Mapping[str, Json] | None = None,
    ) -> HttpAnswer:
        """As `ask`, whatever the answer is. Raises: PluginError when no host answers."""
        connection, failure = self.connection, PluginError("`connection.hosts` is empty")
        for host in connection.hosts:
            headers = connection.request_headers()
            content = body if isinstance(body, bytes) or body is None else msgspec.json.encode(body)
            if content is not None:
                headers["Content-Type"] = BULK if isinstance(body, bytes) else "application/json"
            request = HttpRequest(
                url="/".join(
                    each.strip("/") for each in (host, connection.path_prefix, path) if each
                ),
                method=method,
                params={name: _text(each) for name, each in (params or {}).items() if each},
                headers=headers,
                content=content,
                trusts_all_certificates=bool(connection.trust_all_ssl),
            )
            try:
                answer = ctx.http.send(request)
            except PluginError as error:
                failure = PluginError(f"{self.product} at {place_of(host)}: {error}")
                continue
            warning = answer.header("warning")
            if warning and connection.strict_deprecation_mode:
                raise PluginError(f"{self.product} at {place_of(host)} warns: {warning}")
            return answer
        raise failure

    def ask_for(
        self,
        ctx: RunContext,
        request: tuple[str, str],
        members: Sequence[str],
        *,
        body: Json | bytes = None,
        params: Mapping[str, Json] | None = None,
    ) -> dict[str, Any]:
        """The answer as an object with these members. `request` is method and path.

        Raises: as `ask`, also for another form: something else may answer at the address.
        """
        answer = self.ask(ctx, *request, body=body, params=params)
        found = answer.json_or_text()
        page = web_page(answer.text)
        lack = lack_of(found, members) if page is None else f"the answer is {page}"
        if lack is not None:
            raise self.failed(*request, lack)
        return found  # type: ignore[no-any-return]  # It lacks nothing, so it is an object.

    def refusal(self, answer: HttpAnswer, method: str, path: str) -> PluginError:
        """What a cluster says that refuses a request."""
        return self.failed(method, path, _said(answer))

    def failed(self, method: str, path: str, words: str) -> PluginError:
        """The error of a request: hosts, request and what is wrong."""
        hosts = ", ".join(place_of(host) for host in self.connection.hosts)
        shown = words[:_MESSAGE_CHARS_MAX]
        return PluginError(
            f"{self.product} at {hosts}: {method} /{path.lstrip('/')} failed: {shown}"
        )

    @staticmethod
    def is_missing(answer: HttpAnswer) -> bool:
        """Whether there is no such document."""
        return answer.status == _MISSING


def place_of(host: str) -> str:
    """A host as errors call it, without a login."""
    parts = urlsplit(host if "://" in host else f"//{host}")
    return parts.netloc.rpartition("@")[2] or host


def path_of(*parts: str) -> str:
    """A path of names, in which some may be lists and patterns of indexes."""
    return "/".join(quote(part, safe=",*") for part in parts if part)


def document_of(name: str, value: Json) -> Any:
    """A map, or a text that is JSON of one. Raises: PluginError for anything else."""
    found = value
    if isinstance(value, str):
        try:
            found = msgspec.json.decode(value)
        except msgspec.DecodeError as error:
            raise PluginError(f"`{name}` is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise PluginError(f"`{name}` must be a map, or JSON of one")
    return found


def _text(value: Json) -> str:
    return msgspec.json.encode(value).decode() if not isinstance(value, str) else value


def _said(answer: HttpAnswer) -> str:
    """The status with the reason of a cluster, or with what else answers there."""
    said = answer.json_or_text()
    error = said.get("error") if isinstance(said, dict) else None
    if not isinstance(error, dict) or "type" not in error:
        return said_of(answer)
    causes = [each.get("reason") for each in error.get("root_cause") or ()]
    reason = f"{error.get('reason') or ''} {causes[0] if causes else ''}"
    return f"{answer.status} {error['type']}: {reason}"
