"""Requests to any service that speaks GraphQL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec.structs import replace
from pydantic import Field

from tiercel.plugin import (
    Json,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
)
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.services.asking import ConfiguredService, given
from tiercel.plugin.services.foreign import OTHER_FORM


class SslOptions(Part):
    """How the service is trusted."""

    insecure_trust_all_certificates: Annotated[
        bool | None, Prop("Whether any certificate is trusted.")
    ] = None


class Answered(Output):
    """The answer."""

    code: Annotated[int, Prop("The status of the answer, such as 200.")]
    uri: Annotated[str, Prop("The address that answered.")]
    headers: Annotated[
        dict[str, list[str]], Prop("Headers of the answer, lists of values by name.")
    ]
    body: Annotated[Json, Prop("The data; none where `encryptBody` says so.")] = None
    error: Annotated[Json, Prop("The errors that came beside the data.")] = None
    encrypted_body: Annotated[
        Json, Prop("The data in encrypted form, where `encryptBody` says so.")
    ] = None


@plugin(
    "io.kestra.plugin.graphql.Request",
    title="Ask a service in GraphQL.",
    examples=[
        (
            "uri: https://api.example.com/graphql\nheaders:\n"
            "  Authorization: \"Bearer {{ secret('TOKEN') }}\"\nquery: |\n"
            "  query One($id: ID!) { order(id: $id) { total } }\nvariables:\n  id: 7"
        )
    ],
)
class Request(ConfiguredService, RunnableTask[Answered]):
    """A query or a mutation."""

    service = "GraphQL"

    uri: Annotated[str, Prop("The address of the service.")]
    query: Annotated[str, Prop("The document: a query, or a mutation.")]
    variables: Annotated[
        dict[str, Json] | None, Prop("Values of the variables of the query, by name.")
    ] = None
    operation_name: Annotated[str | None, Prop("Which operation of the document is asked for.")] = (
        None
    )
    method: Annotated[str, Prop("The method: POST, or GET with the query in the address.")] = "POST"
    headers: Annotated[dict[str, str] | None, Prop("Headers of the request, values by name.")] = (
        None
    )
    params: Annotated[dict[str, Json] | None, Prop("Parameters of the address.")] = None
    content_type: Annotated[str, Prop("The media type of what is sent.")] = "application/json"
    body: Annotated[str | None, Prop("Accepted: what is sent is made of `query`.")] = None
    form_data: Annotated[
        dict[str, Json] | None, Prop("Accepted: what is sent is made of `query`.")
    ] = None
    fail_on_graph_ql_errors: Annotated[
        bool,
        Field(alias="failOnGraphQLErrors"),
        Prop("Whether errors beside the data fail the task."),
    ] = False
    encrypt_body: Annotated[bool, Prop("Whether the data are encrypted.")] = False
    allow_failed: Annotated[
        bool | None, Prop("Whether a refusal is an answer.", deprecated=True)
    ] = None
    ssl_options: Annotated[
        Static[SslOptions | None],
        Prop("How TLS works; `options` is the newer way.", deprecated=True),
    ] = None

    def secrets(self) -> Iterable[str | None]:
        return (self.headers or {}).values()

    def refusal(self, answer: HttpAnswer) -> str | None:
        return None if self.allow_failed else super().refusal(answer)

    def run(self, ctx: RunContext) -> Answered:
        """Raises: PluginError for a refusal, and for errors where they fail the task."""
        asked = given(query=self.query, variables=self.variables, operationName=self.operation_name)
        request = self._request(asked)
        answer = self.answer(ctx, "the request", request)
        found = answer.json() if answer.content.strip() else {}
        is_answer = isinstance(found, dict) and not {"data", "errors"}.isdisjoint(found)
        if not is_answer and not self.allow_failed:
            raise self.failed("the request", request, OTHER_FORM)
        errors = found.get("errors") if isinstance(found, dict) else None
        if errors and self.fail_on_graph_ql_errors:
            raise PluginError(f"GraphQL at {answer.url}: {_words(errors)}")
        data = found.get("data", found) if isinstance(found, dict) else found
        return Answered(
            code=answer.status,
            uri=answer.url,
            headers={name: list(values) for name, values in answer.headers.items()},
            body=None if self.encrypt_body else data,
            encrypted_body=ctx.encrypt(answer.text) if self.encrypt_body else None,
            error=errors,
        )

    def _request(self, asked: dict[str, Json]) -> HttpRequest:
        params = {name: str(value) for name, value in (self.params or {}).items()}
        ssl = self.ssl_options or SslOptions()
        request = HttpRequest(
            url=self.uri,
            method=self.method.upper(),
            headers=self.headers or {},
            params=params,
            trusts_all_certificates=bool(ssl.insecure_trust_all_certificates),
        )
        if self.method.upper() == "GET":
            texts = {
                name: each if isinstance(each, str) else _text(each) for name, each in asked.items()
            }
            return replace(request, params={**params, **texts})
        headers = {"Content-Type": self.content_type, **request.headers}
        return replace(request, content=_text(asked), headers=headers)


def _text(value: Json) -> str:
    return msgspec.json.encode(value).decode()


def _words(errors: Json) -> str:
    first = errors[0] if isinstance(errors, list) and errors else errors
    return str(first.get("message") if isinstance(first, dict) else first)
