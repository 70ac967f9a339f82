"""The operation of webhooks: who knows the key of one may start an execution."""

from __future__ import annotations

from collections.abc import Mapping

from tiercel.model.access import PUBLIC, Actor, in_namespace
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
