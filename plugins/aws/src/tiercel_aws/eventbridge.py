"""Events of EventBridge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from time import monotonic
from typing import Annotated, Any

import msgspec
from pydantic import AliasChoices, Field

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.rows import lines_of_rows
from tiercel.plugin.services.given_rows import groups_of, parts_given
from tiercel_aws.batches import Outcomes
from tiercel_aws.calls import without_none
from tiercel_aws.connection import AwsTask

# Events of one request: as many as the service takes.
_AT_ONCE = 10
_PREFIX = "eventbridge.put.events"


def written(name: str, capital: str) -> Any:
    """A field that rows may write as the service does, too."""
    return Field(validation_alias=AliasChoices(name, capital), serialization_alias=name)


class Entry(Part):
    """An event."""

    event_bus_name: Annotated[
        str, written("eventBusName", "EventBusName"), Prop("The name or ARN of the bus.")
    ]
    source: Annotated[str, written("source", "Source"), Prop("Who sends it, such as a domain.")]
    detail_type: Annotated[
        str, written("detailType", "DetailType"), Prop("What kind of event it is.")
    ]
    detail: Annotated[
        Json, written("detail", "Detail"), Prop("What it says: a map, or JSON of one.")
    ] = None
    resources: Annotated[
        list[str] | None, written("resources", "Resources"), Prop("ARNs of what it is about.")
    ] = None

    def request(self) -> dict[str, Json]:
        """As requests have it."""
        detail = self.detail
        text = detail if isinstance(detail, str) else msgspec.json.encode(detail or {}).decode()
        return without_none(
            [
                ("EventBusName", self.event_bus_name),
                ("Source", self.source),
                ("DetailType", self.detail_type),
                ("Detail", text),
                ("Resources", self.resources),
            ]
        )


class EventsPut(Output):
    """How many events were taken."""

    entry_count: Annotated[int, Prop("How many events were sent.")]
    failed_entry_count: Annotated[int, Prop("How many of them were refused.")]
    uri: Annotated[
        str, Prop("A file with a row for each event: its id, or the error it was refused with.")
    ]


@plugin(
    "io.kestra.plugin.aws.eventbridge.PutEvents",
    title="Send events to EventBridge.",
    examples=[
        (
            "region: eu-west-1\n"
            "entries:\n"
            "  - eventBusName: shop\n"
            "    source: com.example.shop\n"
            "    detailType: order\n"
            "    detail:\n"
            "      id: 42"
        )
    ],
    metrics=[
        Metric(f"{_PREFIX}.duration", "timer", "nanoseconds", "How long sending took."),
        Metric(f"{_PREFIX}.failed", "counter", "events", "How many events were refused."),
        Metric(f"{_PREFIX}.successful", "counter", "events", "How many events were taken."),
        Metric(f"{_PREFIX}.total", "counter", "events", "How many events were sent."),
    ],
)
class PutEvents(AwsTask, RunnableTask[EventsPut]):
    """Ten with each request."""

    entries: Annotated[
        str | list[Entry], Prop("The events: a list, or the address of a stored file of them.")
    ]
    fail_on_unsuccessful_events: Annotated[
        bool, Prop("Whether to fail when an event is refused, after all were sent.")
    ] = True

    def run(self, ctx: RunContext) -> EventsPut:
        """Raises: PluginError when events are refused and that is an error."""
        began = monotonic()
        with self.client(ctx, "events") as client:

            def send(group: list[Entry]) -> Iterator[tuple[Json, bool]]:
                answer = client.put_events(Entries=[each.request() for each in group])
                for entry, result in zip(group, answer["Entries"], strict=True):
                    row = entry.model_dump(by_alias=True, exclude_none=True)
                    row |= without_none(
                        [
                            ("eventId", result.get("EventId")),
                            ("errorCode", result.get("ErrorCode")),
                            ("errorMessage", result.get("ErrorMessage")),
                        ]
                    )
                    yield row, "ErrorCode" not in result

            outcomes = Outcomes(send)
            groups = groups_of(parts_given(ctx, self.entries, Entry), _AT_ONCE)
            uri = ctx.blobs.put_new(lines_of_rows(outcomes.rows(groups)), "ion")
        metrics = ctx.metrics
        metrics.timer(f"{_PREFIX}.duration", timedelta(seconds=monotonic() - began))
        metrics.counter(f"{_PREFIX}.failed", outcomes.failed)
        metrics.counter(f"{_PREFIX}.successful", outcomes.count - outcomes.failed)
        metrics.counter(f"{_PREFIX}.total", outcomes.count)
        if outcomes.failed and self.fail_on_unsuccessful_events:
            raise PluginError(
                f"{outcomes.failed} of {outcomes.count} events were refused: see {uri}"
            )
        return EventsPut(entry_count=outcomes.count, failed_entry_count=outcomes.failed, uri=uri)
