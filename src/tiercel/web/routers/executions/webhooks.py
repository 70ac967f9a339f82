"""Webhooks (executions.md §2.3): no credentials, the key is the proof."""

from __future__ import annotations

import re

import msgspec
from starlette.responses import Response

from tiercel.model.execution import Execution
from tiercel.model.json_types import Json
from tiercel.model.limits import WEB_INLINE_BODY_BYTES_MAX
from tiercel.model.state import StateType
from tiercel.model.stored.codec import encode_json
from tiercel.ports.clock import Clock
from tiercel.service.off_loop import by_length
from tiercel.service.operations import webhooks
from tiercel.web.call import Call
from tiercel.web.documented import Answer, Body
from tiercel.web.errors import Refused
from tiercel.web.execution_answers import execution_answer, small_execution_answer
from tiercel.web.http.answers import empty, json_answer, text_answer
from tiercel.web.payloads import AnyValue
from tiercel.web.route import Route
from tiercel.web.views.execution import ExecutionView
from tiercel.web.views.expression import OutputsView

_STATUS = re.compile(r"[2-5][0-9]{2}")
STATUS = "The execution, or its outputs. A trigger that waits may say another status than 200."
_WITHOUT_BODY = (204, 205, 304)
PATH = "/executions/webhook/{namespace}/{id}/{key}"
_DECODER = msgspec.json.Decoder()


class WebhookRoutes:
    """GET, POST and PUT, with and without a further path."""

    def __init__(self, clock: Clock, base_url: str) -> None:
        self._clock = clock
        self._base_url = base_url

    def routes(self) -> list[Route]:
        body = Body(AnyValue, ("application/json", "text/plain"), required=False)
        return [
            Route(
                method,
                path,
                self.call,
                "Start an execution by its webhook.",
                "Executions",
                (),
                None if method == "GET" else body,
                (
                    Answer(schema=ExecutionView, description=STATUS),
                    Answer(schema=OutputsView, description="Outputs, where they are wanted."),
                    Answer(204),
                ),
                (404, 409, 422),
                runs=(webhooks.call, webhooks.wait),
                is_open=True,
            )
            for path in (PATH, PATH + "/{path:rest}")
            for method in ("GET", "POST", "PUT")
        ]

    async def call(self, call: Call) -> Response:
        """Start it; a trigger with `wait` answers with the end."""
        params = call.params
        body = await call.body()
        result = await call.run(
            webhooks.CallWebhook(
                namespace=params["namespace"],
                flow_id=params["id"],
                key=params["key"],
                body=await by_length(len(body), _parsed, body),
                headers=_headers(call),
                parameters=call.query,
                path=params.get("path"),
            )
        )
        if result.execution is None:
            return empty(204)
        properties = {} if result.trigger is None else result.trigger.properties
        if properties.get("wait") is True:
            request = webhooks.AwaitWebhook(
                namespace=params["namespace"],
                flow_id=params["id"],
                key=params["key"],
                execution_id=result.execution.id,
            )
            return await self._waited(await call.run(request), properties)
        if len(body) <= WEB_INLINE_BODY_BYTES_MAX:
            # There is little more in it than what was sent.
            execution = result.execution
            return small_execution_answer(execution, self._clock.now(), self._url_of(execution))
        return await self._answer(result.execution, 200)

    async def _answer(self, execution: Execution, status: int) -> Response:
        url = self._url_of(execution)
        return await execution_answer(execution, self._clock.now(), status=status, url=url)

    def _url_of(self, execution: Execution) -> str:
        return (
            f"{self._base_url}/ui/main/executions/"
            f"{execution.namespace}/{execution.flow_id}/{execution.id}"
        )

    async def _waited(self, end: webhooks.WebhookEnd, properties: dict[str, Json]) -> Response:
        execution = end.execution
        status = _status(properties.get("responseCode"), end)
        if status in _WITHOUT_BODY:
            return empty(status)
        if properties.get("returnOutputs") is not True:
            return await self._answer(execution, status)
        if properties.get("responseContentType") == "text/plain":
            values = list(execution.outputs.values())
            only = values[0] if len(values) == 1 and isinstance(values[0], str) else None
            body = only or encode_json(execution.outputs).decode()
            return text_answer(body, status=status)
        return json_answer(execution.outputs, status)


def _status(given: Json, end: webhooks.WebhookEnd) -> int:
    """The status that the trigger says, 500 or 200 when it says none.

    Raises: Refused, with 500, when it is no status.
    """
    if given is None:
        return 500 if end.execution.current is StateType.FAILED else 200
    text = str(given)
    if end.response_code is not None:
        if end.response_code.error is not None:
            raise Refused("internal", f"The webhook's responseCode: {end.response_code.error}")
        text = end.response_code.result or ""
    if _STATUS.fullmatch(text.strip()) is None:
        raise Refused(
            "internal",
            f"The webhook's responseCode is '{text[:100]}', no status from 200 to 599",
        )
    return int(text)


def _parsed(raw: bytes) -> Json:
    """An object or array, else the text; None without a body."""
    if not raw:
        return None
    try:
        value = _DECODER.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return raw.decode("utf-8", "replace")
    return value if isinstance(value, (dict, list)) else raw.decode("utf-8", "replace")


def _headers(call: Call) -> dict[str, list[str]]:
    """By name as sent, where the server passes it on; one that is sent twice has two values."""
    headers = call.scope["headers"]
    sent = call.scope.get("tiercel.header_names", ())
    names = sent if len(sent) == len(headers) else [name for name, _ in headers]
    found: dict[bytes, tuple[str, list[str]]] = {}
    for name, (lower, value) in zip(names, headers, strict=True):
        text = value.decode("latin-1")
        if lower in found:
            found[lower][1].append(text)
        else:
            found[lower] = name.decode("latin-1"), [text]
    return dict(found.values())
