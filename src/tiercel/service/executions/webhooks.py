"""Webhooks: a request with the right key starts an execution of its flow."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

import msgspec

from tiercel.engine.storage_paths import Reader
from tiercel.engine.triggers.orders import (
    TriggerEnv,
    conditions_hold,
    rendered_inputs,
    rendered_labels,
    trigger_scope,
)
from tiercel.expr import Lookups
from tiercel.model.errors import Conflict, ExpressionError, NotFound
from tiercel.model.execution import Execution, ExecutionTrigger
from tiercel.model.flow import Flow, TriggerDefinition
from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.ports.store import Store, Tx
from tiercel.service.executions.start import ExecutionStarter, StartRequest
from tiercel.service.flows.cache import FlowCache
from tiercel.service.lookup_rounds import LookupSource, with_lookups
from tiercel.service.triggers.environment import TriggerEnvs
from tiercel.service.unit import in_transaction


class WebhookRequest(msgspec.Struct, frozen=True):
    """What arrived; `body` parsed, or its text, None without one; all values of each header."""

    namespace: str
    flow_id: str
    key: str
    body: Json = None
    headers: Mapping[str, list[str]] = {}
    parameters: Mapping[str, list[str]] = {}
    path: str | None = None


class WebhookResult(msgspec.Struct, frozen=True):
    """The execution that was started, None when conditions said no, and the trigger of one."""

    execution: Execution | None
    trigger: TriggerDefinition | None = None


class WebhookService:
    """Starts executions for whoever knows the key."""

    def __init__(
        self,
        store: Store,
        flow_cache: FlowCache,
        starter: ExecutionStarter,
        lookups: LookupSource,
        envs: TriggerEnvs,
    ) -> None:
        self._store = store
        self._flow_cache = flow_cache
        self._starter = starter
        self._lookups = lookups
        self._envs = envs

    async def call(self, request: WebhookRequest) -> WebhookResult:
        """Raises: NotFound for an unknown flow or key, Conflict for a disabled flow."""
        return await in_transaction(self._store, lambda tx: self._call_in(tx, request))

    async def _call_in(self, tx: Tx, request: WebhookRequest) -> WebhookResult:
        plan = await self._flow_cache.plan(tx, request.namespace, request.flow_id)
        if plan is None:
            raise NotFound("Flow not found")
        flow = plan.flow
        _refuse_unusable(flow)
        trigger = await self.trigger_of(flow, request.key)
        variables = _variables(request)
        reader = Reader(flow.namespace, flow.id)
        needs = bool(trigger.conditions or trigger.when or trigger.inputs or trigger.labels)
        inputs: dict[str, Json] = {}
        labels: tuple[tuple[str, str], ...] = ()
        if needs:

            def evaluate(lookups: Lookups) -> Json:
                return _evaluated(flow, trigger, variables, self._envs.env(lookups))

            evaluated = await with_lookups(self._lookups, reader, evaluate)
            if evaluated is None:
                return WebhookResult(None)
            inputs, labels = evaluated
        execution = await self._starter.start_plan_in(
            tx,
            plan,
            StartRequest(
                flow.namespace,
                flow.id,
                flow.revision,
                inputs=inputs,
                labels=tuple(Label(key, value) for key, value in labels),
                trigger=ExecutionTrigger(trigger.id, trigger.type, variables),
                is_trusted=True,
            ),
        )
        return WebhookResult(execution, trigger)

    async def trigger_of(self, flow: Flow, key: str) -> TriggerDefinition:
        """The enabled webhook trigger with that key. Raises: NotFound."""
        for trigger in flow.triggers:
            if trigger.disabled or not self._envs.is_webhook(trigger.type):
                continue
            template = str(trigger.properties.get("key", ""))
            rendered: str | None = template
            if "{" in template:
                rendered = await self._rendered_key(flow, trigger, template)
            if rendered is not None and hmac.compare_digest(
                rendered.strip().encode(), key.encode()
            ):
                return trigger
        raise NotFound("Webhook not found")

    async def _rendered_key(
        self, flow: Flow, trigger: TriggerDefinition, template: str
    ) -> str | None:
        def render(lookups: Lookups) -> str | None:
            env = self._envs.env(lookups)
            scope = trigger_scope(flow, trigger, env.config, {})
            return env.renderer.render(template, scope, lookups)

        try:
            return await with_lookups(self._lookups, Reader(flow.namespace, flow.id), render)
        except ExpressionError:
            return None


def _evaluated(
    flow: Flow, trigger: TriggerDefinition, variables: dict[str, Json], env: TriggerEnv
) -> tuple[dict[str, Json], tuple[tuple[str, str], ...]] | None:
    """Inputs and labels of the new execution, or None when the conditions do not hold."""
    if not conditions_hold(flow, trigger, variables, env):
        return None
    scope = trigger_scope(flow, trigger, env.config, variables)
    labels, _ = rendered_labels(trigger, scope, env)
    return rendered_inputs(trigger, scope, env), labels


def _refuse_unusable(flow: Flow) -> None:
    if flow.disabled:
        raise Conflict("Cannot execute a disabled flow")
    if flow.exception is not None:
        raise Conflict(f"Cannot execute an invalid flow: {flow.exception}")


def _variables(request: WebhookRequest) -> dict[str, Json]:
    """What expressions see as `trigger`."""
    variables: dict[str, Json] = {}
    if request.body is not None:
        variables["body"] = request.body
    variables["headers"] = dict(request.headers)
    variables["parameters"] = dict(request.parameters)
    if request.path is not None:
        variables["path"] = request.path
    return variables
