"""Alerts about executions: PagerDuty, Opsgenie, Zenduty, Squadcast."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from tiercel.plugin import Json, Prop, RunContext, plugin
from tiercel.plugin.services.asking import given
from tiercel_messengers.posting import Message
from tiercel_messengers.reports import Report, WebhookReport
from tiercel_messengers.webhook import Webhook, WebhookTask

_EXECUTION = 'executionId: "{{ trigger.executionId }}"'
_SEVERITIES = {"SUCCESS": "info", "WARNING": "warning"}


@plugin(
    "io.kestra.plugin.pagerduty.PagerDutyExecution",
    title="Raise an event in PagerDuty about an execution.",
    examples=[
        (
            "url: https://events.pagerduty.com/v2/enqueue\n"
            "routingKey: \"{{ secret('ROUTING_KEY') }}\"\neventAction: trigger\n"
            f"payloadSummary: The import failed\n{_EXECUTION}"
        )
    ],
    aliases=["io.kestra.plugin.notifications.pagerduty.PagerDutyExecution"],
)
class PagerDutyExecution(WebhookReport):
    """An event with the facts as its details; a second attempt is the same event."""

    service = "PagerDuty"
    routing_key: Annotated[str | None, Prop("The key of the integration, best from a secret.")] = (
        None
    )
    event_action: Annotated[
        str | None, Prop("`trigger`, `acknowledge` or `resolve`.", "`trigger` by default.")
    ] = None
    deduplication_key: Annotated[
        str | None, Prop("What names the event; that of the task run by default.")
    ] = None
    payload_summary: Annotated[
        str | None, Prop("The line that people see; what happened by default.")
    ] = None

    def summary(self, report: Report) -> dict[str, Json]:
        details = given(**report.fields, message=report.custom_message)
        event = {
            "summary": self.payload_summary or f"{report.title}: {report.outcome}",
            "source": f"{report.execution.namespace}.{report.execution.flow_id}",
            "severity": _SEVERITIES.get(report.state, "error"),
            "custom_details": details,
        }
        links = [{"href": report.link, "text": "The execution"}] if report.link else None
        return given(event_action="trigger", payload=event, links=links)

    def members(self, ctx: RunContext) -> dict[str, Json]:
        return given(
            routing_key=self.routing_key,
            event_action=self.event_action,
            dedup_key=self.deduplication_key or ctx.idempotency_key,
        )


class Authorized(Webhook):
    """With the key of an integration."""

    service = "Opsgenie"
    authorization_token: Annotated[
        str | None, Prop("The key of the integration, best from a secret.")
    ] = None

    def request(self, message: Json) -> Message:
        key = self.authorization_token
        headers = {"Authorization": f"GenieKey {key}"} if key else {}
        return Message(url=self.url, json=message, headers=headers, secrets=(key,))


@plugin(
    "io.kestra.plugin.opsgenie.OpsgenieAlert",
    title="Raise an alert in Opsgenie.",
    examples=[
        (
            "url: https://api.opsgenie.com/v2/alerts\n"
            "authorizationToken: \"{{ secret('OPSGENIE_KEY') }}\"\n"
            'payload: \'{"message": "The import failed"}\''
        )
    ],
    aliases=["io.kestra.plugin.notifications.opsgenie.OpsgenieAlert"],
)
class OpsgenieAlert(Authorized, WebhookTask):
    """An alert as Opsgenie has it."""


@plugin(
    "io.kestra.plugin.opsgenie.OpsgenieExecution",
    title="Raise an alert in Opsgenie about an execution.",
    examples=[
        (
            "url: https://api.opsgenie.com/v2/alerts\n"
            "authorizationToken: \"{{ secret('OPSGENIE_KEY') }}\"\n"
            f"priority: P1\nresponders:\n  4513b7ea-3b91-438f-b7e4-e3e54af9147c: team\n{_EXECUTION}"
        )
    ],
    aliases=["io.kestra.plugin.notifications.opsgenie.OpsgenieExecution"],
)
class OpsgenieExecution(Authorized, WebhookReport):
    """An alert with the facts as its details."""

    message: Annotated[str | None, Prop("The line that people see.")] = None
    alias: Annotated[str | None, Prop("What names the alert; that of the task run by default.")] = (
        None
    )
    responders: Annotated[
        dict[str, str] | None, Prop("Who is told: ids, each with team, user or escalation.")
    ] = None
    visible_to: Annotated[
        dict[str, str] | None, Prop("Who else sees it: ids, each with team or user.")
    ] = None
    tags: Annotated[list[str] | None, Prop("Tags of the alert.")] = None
    priority: Annotated[str | None, Prop("P1 to P5; P3 by default.")] = None

    def summary(self, report: Report) -> dict[str, Json]:
        return {
            "message": report.heading[:130],
            "description": report.text,
            "details": report.fields,
            "entity": report.execution.uid,
        }

    def members(self, ctx: RunContext) -> dict[str, Json]:
        return given(
            message=self.message,
            alias=self.alias or ctx.idempotency_key,
            responders=_parties(self.responders),
            visibleTo=_parties(self.visible_to),
            tags=self.tags,
            priority=self.priority,
        )


def _parties(given: dict[str, str] | None) -> Json:
    if given is None:
        return None
    return [{"id": name, "type": kind} for name, kind in given.items()]


@plugin(
    "io.kestra.plugin.zenduty.ZendutyExecution",
    title="Raise an alert in Zenduty about an execution.",
    examples=[
        (
            "url: https://www.zenduty.com/api/events/{{ secret('ZENDUTY_KEY') }}/\n"
            f"alertType: ERROR\n{_EXECUTION}"
        )
    ],
    aliases=["io.kestra.plugin.notifications.zenduty.ZendutyExecution"],
)
class ZendutyExecution(WebhookReport):
    """An alert with the facts as its payload."""

    service = "Zenduty"
    alert_type: Annotated[
        Literal["CRITICAL", "ACKNOWLEDGED", "RESOLVED", "ERROR", "WARNING", "INFO"] | None,
        Prop("How bad it is; by the state of the execution by default."),
    ] = None
    message: Annotated[str | None, Prop("The line that people see.")] = None
    summary_: Annotated[str | None, Field(alias="summary"), Prop("The text below it.")] = None
    entity_id: Annotated[
        str | None, Prop("What names the alert; that of the task run by default.")
    ] = None
    urls: Annotated[list[str] | None, Prop("Addresses that are shown with it.")] = None

    def summary(self, report: Report) -> dict[str, Json]:
        kind = {"info": "resolved"}.get(_SEVERITIES.get(report.state, "error"), "error")
        return given(
            alert_type=kind,
            message=report.heading,
            summary=report.text,
            payload=report.fields,
            urls=_links(filter(None, [report.link])),
        )

    def members(self, ctx: RunContext) -> dict[str, Json]:
        return given(
            alert_type=self.alert_type.lower() if self.alert_type else None,
            message=self.message,
            summary=self.summary_,
            entity_id=self.entity_id or ctx.idempotency_key,
            urls=_links(self.urls) if self.urls else None,
        )


def _links(urls: Iterable[str]) -> list[Json]:
    return [{"link_url": each, "link_text": each} for each in urls]


@plugin(
    "io.kestra.plugin.notifications.squadcast.SquadcastExecution",
    title="Raise an event in Squadcast about an execution.",
    examples=[
        (
            "url: \"{{ secret('SQUADCAST_WEBHOOK') }}\"\nmessage: The import failed\n"
            f"priority: P1\nstatus: trigger\n{_EXECUTION}"
        )
    ],
)
class SquadcastExecution(WebhookReport):
    """An event with the facts as its description."""

    service = "Squadcast"
    message: Annotated[str, Prop("The line that people see.")]
    priority: Annotated[str | None, Prop("P1 to P5; none by default.")] = None
    status: Annotated[
        str | None,
        Prop("Whether it begins (`trigger`) or is over (`resolve`).", "`trigger` by default."),
    ] = None
    event_id: Annotated[
        str | None, Prop("What names the event; that of the task run by default.")
    ] = None
    tags: Annotated[dict[str, str] | None, Prop("Names and values that route the event.")] = None

    def summary(self, report: Report) -> dict[str, Json]:
        return {"description": report.text, "status": "trigger"}

    def members(self, ctx: RunContext) -> dict[str, Json]:
        return given(
            message=self.message,
            priority=self.priority,
            status=self.status,
            event_id=self.event_id or ctx.idempotency_key,
            tags=self.tags,
        )
