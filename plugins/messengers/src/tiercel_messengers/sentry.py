"""Events in Sentry."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid4, uuid5

import msgspec

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.asking import given
from tiercel_messengers.posting import Message, object_of
from tiercel_messengers.reports import Report, ReportTask
from tiercel_messengers.webhook import Payload

_DSN = "dsn: \"{{ secret('SENTRY_DSN') }}\"\n"
CLIENT = "tiercel/1.0"


class Project(Payload):
    """A project of Sentry, named by its DSN."""

    service = "Sentry"
    dsn: Annotated[
        str, Prop("The DSN of the project, best from a secret.", "Such as https://key@host/7.")
    ]
    endpoint_type: Annotated[
        Literal["ENVELOPE", "STORE"], Prop("Which of the two places takes the event.")
    ] = "ENVELOPE"

    def event(self, ctx: RunContext, event: dict[str, Json]) -> None:
        """Post an event. Raises: PluginError for a DSN that is none, or a refusal."""
        parts = urlsplit(self.dsn)
        path, _, project = parts.path.rpartition("/")
        if not (parts.scheme and parts.hostname and parts.username and project):
            raise PluginError("`dsn` must be an address such as https://key@host/7")
        event = {"event_id": uuid4().hex, **event}
        host = parts.netloc.rpartition("@")[2]
        url = f"{parts.scheme}://{host}{path}/api/{project}/{self.endpoint_type.lower()}/"
        words = f"sentry_version=7, sentry_client={CLIENT}, sentry_key={parts.username}"
        message = Message(
            url=url,
            content=self._content(event),
            headers={"X-Sentry-Auth": f"Sentry {words}", "Content-Type": self._content_type()},
            secrets=(self.dsn, parts.username),
        )
        self.post(ctx, message)

    def _content_type(self) -> str:
        is_envelope = self.endpoint_type == "ENVELOPE"
        return "application/x-sentry-envelope" if is_envelope else "application/json"

    def _content(self, event: dict[str, Json]) -> bytes:
        body = msgspec.json.encode(event)
        if self.endpoint_type == "STORE":
            return body
        head = msgspec.json.encode({"event_id": event["event_id"]})
        item = msgspec.json.encode({"type": "event", "length": len(body)})
        return b"\n".join((head, item, body, b""))


@plugin(
    "io.kestra.plugin.sentry.SentryAlert",
    title="Send an event to Sentry.",
    examples=[_DSN + 'payload: \'{"message": "The import failed", "level": "error"}\''],
    aliases=["io.kestra.plugin.notifications.sentry.SentryAlert"],
)
class SentryAlert(Project, RunnableTask[Output]):
    """An event as Sentry has it."""

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError without an event, or when Sentry refuses it."""
        self.event(ctx, object_of(self.payload or "{}"))


@plugin(
    "io.kestra.plugin.sentry.SentryExecution",
    title="Send an event to Sentry about an execution.",
    examples=[_DSN + 'level: ERROR\nexecutionId: "{{ trigger.executionId }}"'],
    aliases=["io.kestra.plugin.notifications.sentry.SentryExecution"],
)
class SentryExecution(Project, ReportTask):
    """The facts as extra values; a second attempt is the same event."""

    event_id: Annotated[
        str | None, Prop("The id: 32 hexadecimal digits.", "Made of the task run by default.")
    ] = None
    platform: Annotated[
        Literal[
            "AS3", "C", "CFML", "COCOA", "CSHARP", "ELIXIR", "HASKELL", "GO", "GROOVY", "JAVA",
            "JAVASCRIPT", "NATIVE", "NODE", "OBJC", "OTHER", "PERL", "PHP", "PYTHON", "RUBY",
        ],
        Prop("The language that Sentry takes it for."),
    ] = "JAVA"  # fmt: skip
    level: Annotated[
        Literal["FATAL", "ERROR", "WARNING", "INFO", "DEBUG"], Prop("How bad it is.")
    ] = "ERROR"
    transaction: Annotated[str | None, Prop("What was being done; the flow by default.")] = None
    server_name: Annotated[str | None, Prop("The machine that it happened on.")] = None
    extra: Annotated[dict[str, Json] | None, Prop("Further values, beside the facts.")] = None
    errors: Annotated[
        dict[str, Json] | None, Prop("What is wrong with the event itself, as Sentry has it.")
    ] = None

    def send(self, ctx: RunContext, report: Report) -> None:
        template = self.templated(ctx, report)
        if self.payload is not None:
            event = object_of(self.payload)
        elif template is not None:
            event = object_of(template, "templateUri")
        else:
            event = {
                "message": f"{report.title}: {report.outcome}",
                "transaction": report.execution.uid,
            }
        own = given(
            event_id=self.event_id or uuid5(NAMESPACE_URL, ctx.idempotency_key).hex,
            timestamp=ctx.now().isoformat(),
            platform=self.platform.lower(),
            level=self.level.lower(),
            transaction=self.transaction,
            server_name=self.server_name,
            errors=[self.errors] if self.errors else None,
        )
        extra = given(
            **report.fields, message=report.custom_message, link=report.link, **(self.extra or {})
        )
        self.event(ctx, {**event, **own, "extra": {**(event.get("extra") or {}), **extra}})
