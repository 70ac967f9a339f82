"""Operations of webhooks: who knows the key of one may start an execution, and wait for its end."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tiercel.expr.outcome import Outcome
from tiercel.model.access import PUBLIC, Actor, in_namespace
from tiercel.model.errors import NotFound
from tiercel.model.execution import Execution
from tiercel.model.json_types import Json
from tiercel.model.request import Request
from tiercel.service.executions.webhooks import WebhookRequest, WebhookResult
from tiercel.service.operations.idempotency import Made
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services


class CallWebhook(Request[WebhookResult], frozen=True, kw_only=True):
    """Start an execution by a webhook.

    Shapes: `body` parsed, or its text, None without one; all values of each header and parameter.
    """

    namespace: str
    flow_id: str
    key: str
    body: Json = None
    headers: Mapping[str, list[str]] = {}
    parameters: Mapping[str, list[str]] = {}
    path: str | None = None


class WebhookEnd(msgspec.Struct, frozen=True):
    """An execution that has ended, and the `responseCode` of its trigger.

    Shapes: the latter rendered in that execution, where it is a text.
    """

    execution: Execution
    response_code: Outcome | None = None


class AwaitWebhook(Request[WebhookEnd], frozen=True, kw_only=True):
    """The end of an execution that a webhook started."""

    namespace: str
    flow_id: str
    key: str
    execution_id: str


async def _recalled(deps: Services, kept: Json) -> WebhookResult:
    if kept is None:
        return WebhookResult(None)
    execution = await deps.executions.get(kept)
    plan = await deps.executions.plan_of(execution)
    cause = execution.trigger
    triggers = (one for one in plan.flow.triggers if cause is not None and one.id == cause.id)
    return WebhookResult(execution, next(triggers, None))


# One event may go to several webhooks.
@makes(
    Made(
        lambda result: None if result.execution is None else result.execution.id,
        _recalled,
        within=("namespace", "flow_id", "key"),
    )
)
@operation("webhook.call", allows=PUBLIC, scope=in_namespace())
async def call(deps: Services, actor: Actor, ask: CallWebhook) -> WebhookResult:
    """Raises: NotFound for an unknown flow or key, Conflict for a disabled flow."""
    return await deps.webhooks.call(
        WebhookRequest(
            ask.namespace,
            ask.flow_id,
            ask.key,
            ask.body,
            ask.headers,
            ask.parameters,
            ask.path,
        )
    )


@operation("webhook.await", allows=PUBLIC, scope=in_namespace())
async def wait(deps: Services, actor: Actor, ask: AwaitWebhook) -> WebhookEnd:
    """Raises: NotFound unless the key is that of the flow, Unavailable when it does not end."""
    started = await deps.executions.get(ask.execution_id)
    if (started.namespace, started.flow_id) != (ask.namespace, ask.flow_id):
        raise NotFound.of("Execution", ask.execution_id, f"flow '{ask.namespace}.{ask.flow_id}'")
    plan = await deps.executions.plan_of(started)
    trigger = await deps.webhooks.trigger_of(plan.flow, ask.key)
    ended = await deps.follower.until_ended(ask.execution_id)
    given = trigger.properties.get("responseCode")
    if not isinstance(given, str):
        return WebhookEnd(ended)
    return WebhookEnd(ended, await deps.expressions.evaluate(ended.id, given))
