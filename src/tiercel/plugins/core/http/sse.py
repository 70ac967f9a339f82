"""SseRequest: read a stream of server-sent events to its end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import msgspec

from tiercel.plugin import (
    Example,
    Json,
    Metric,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    TiercelError,
    plugin,
)
from tiercel.plugin.limits import SSE_EVENTS_MAX
from tiercel.plugin.values import value_text
from tiercel.plugins.core.http.client import fetch
from tiercel.plugins.core.http.tasks import HttpProperties

if TYPE_CHECKING:
    import aiohttp


class SseEvent(Part):
    """One event."""

    id: Annotated[str | None, Prop("The id that the server gave the event.")] = None
    name: Annotated[str | None, Prop("The name of the event, which says of which kind it is.")] = (
        None
    )
    data: Annotated[Json, Prop("Its data, parsed when it is JSON.")] = None
    comment: Annotated[
        str | None, Prop("What followed a colon in the event, which clients may ignore.")
    ] = None
    retry: Annotated[timedelta | None, Prop("When to connect again.")] = None


class Events(Output):
    """What the stream gave."""

    uri: Annotated[str | None, Prop("The address that answered.")] = None
    size: Annotated[int, Prop("How many events were received.")]
    events: Annotated[list[SseEvent] | None, Prop("The events themselves, in their order.")] = None
    result: Annotated[str | None, Prop("What the jq expression took, joined.")] = None


@plugin(
    "io.kestra.plugin.core.http.SseRequest",
    title="Read a stream of server-sent events.",
    metrics=[Metric("size", "counter", "events", "Number of events.")],
    examples=[
        Example(
            "uri: https://example.com/stream\nconcatJqExpression: .data.text",
            title="Join a field of every event.",
        )
    ],
)
class SseRequest(HttpProperties, RunnableTask[Events]):
    """Reads until the server ends the stream."""

    allow_failed: Annotated[
        bool | None,
        Prop(
            "An older name of `options.allowFailed`: whether an error status "
            "does not fail the task.",
            deprecated=True,
        ),
    ] = None
    concat_jq_expression: Annotated[str | None, Prop("What to take of each event.")] = None
    failed_on_missing_jq: Annotated[bool, Prop("Fail when an event has nothing to take.")] = True

    def run(self, ctx: RunContext) -> Events:
        async def read(response: aiohttp.ClientResponse) -> list[SseEvent]:
            parser = EventParser()
            async for line in response.content:
                parser.feed(line.decode("utf-8", errors="replace").rstrip("\r\n"))
            parser.feed("")
            return parser.events

        request = self.request(self.settings(self.allow_failed))
        answer, events = fetch(ctx, request, read)
        ctx.metrics.counter("size", len(events))
        pieces = self._taken(ctx, events)
        return Events(
            uri=answer.uri,
            size=len(events),
            events=None if pieces else events,
            result="".join(pieces) if pieces else None,
        )

    def _taken(self, ctx: RunContext, events: list[SseEvent]) -> list[str]:
        if self.concat_jq_expression is None:
            return []
        pieces = []
        for event in events:
            plain = event.model_dump(mode="json", by_alias=True, exclude_none=True)
            found = self._found(ctx, plain)
            if isinstance(found, str | bool | int | float):
                pieces.append(value_text(found))
            elif self.failed_on_missing_jq:
                raise PluginError(
                    f"Failed to resolve JQ expression '{self.concat_jq_expression}'"
                    f" and value '{msgspec.json.encode(plain).decode()}'"
                )
        return pieces

    def _found(self, ctx: RunContext, event: Json) -> Json:
        """The one value that the jq expression gives, None for none, several or an error."""
        try:
            found = ctx.render_typed(
                "{{ sseEvent | jq(sseExpression) }}",
                {"sseEvent": event, "sseExpression": self.concat_jq_expression},
            )
        except TiercelError:
            return None
        return found[0] if isinstance(found, list) and len(found) == 1 else found


class EventParser:
    """Lines in, events out."""

    def __init__(self) -> None:
        self.events: list[SseEvent] = []
        self._fields: dict[str, list[str]] = {}

    def feed(self, line: str) -> None:
        """One line without its end; an empty one ends an event."""
        if line == "":
            self._end()
            return
        name, _, value = line.partition(":")
        self._fields.setdefault(name or "comment", []).append(value.removeprefix(" "))

    def _end(self) -> None:
        fields, self._fields = self._fields, {}
        if not fields:
            return
        if len(self.events) >= SSE_EVENTS_MAX:
            raise PluginError(f"The stream has more than {SSE_EVENTS_MAX} events")
        data = "\n".join(fields["data"]) if "data" in fields else None
        retry = fields.get("retry", [""])[-1]
        self.events.append(
            SseEvent(
                id=fields.get("id", [None])[-1],
                name=fields.get("event", [None])[-1],
                data=_parsed(data),
                comment="\n".join(fields["comment"]) if "comment" in fields else None,
                retry=timedelta(milliseconds=int(retry)) if retry.isdigit() else None,
            )
        )


def _parsed(data: str | None) -> Json:
    if data is None:
        return None
    try:
        return msgspec.json.decode(data)
    except msgspec.DecodeError:
        return data
