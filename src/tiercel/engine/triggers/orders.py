"""What all triggers share: what their expressions see, and the execution that they order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo

import msgspec

from tiercel.engine.env import EngineConfig
from tiercel.engine.scope import nested_labels
from tiercel.engine.triggers.conditions import ConditionContext, Rendering, all_hold, label_text
from tiercel.expr.lookups import Lookups
from tiercel.model.errors import TiercelError
from tiercel.model.execution import ExecutionTrigger
from tiercel.model.flow import TENANT, Flow, TriggerDefinition
from tiercel.model.json_types import Json
from tiercel.model.label import SYSTEM_PREFIX
from tiercel.model.log import Level

_FALSE = frozenset({"", "0", "-0", "false"})


class TriggerEnv(msgspec.Struct, frozen=True, kw_only=True):
    """What evaluations know besides the flow: how to render, the server's zone and policy."""

    renderer: Rendering
    lookups: Lookups
    config: EngineConfig
    zone: tzinfo
    recover: str = "ALL"


class Line(msgspec.Struct, frozen=True):
    """A line for the log of the trigger, or of the execution that it failed to start well."""

    level: Level
    message: str


class StartOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An execution that a trigger starts.

    Shapes: `trigger` is None when the evaluation itself failed; `failure` then holds the log
    lines, and the execution is created FAILED; `lines` go to its log in any case. `inputs` are
    raw: the creation types them. `labels` come on top of the flow's. `is_marked` adds
    `system.from: trigger`.
    """

    namespace: str
    flow_id: str
    revision: int | None = None
    execution_id: str | None = None
    trigger: ExecutionTrigger | None = None
    inputs: dict[str, Json] = {}
    labels: tuple[tuple[str, str], ...] = ()
    schedule_date: datetime | None = None
    correlation_id: str | None = None
    depth: int = 0
    is_marked: bool = False
    # Inputs that can't be typed: start anyway with the texts, instead of failing.
    keeps_bad_inputs: bool = False
    failure: tuple[Line, ...] = ()
    lines: tuple[Line, ...] = ()


def trigger_scope(
    flow: Flow,
    definition: TriggerDefinition,
    config: EngineConfig,
    variables: Mapping[str, Json],
) -> dict[str, Json]:
    """What expressions of a trigger see while it is evaluated."""
    trigger = {"id": definition.id, "type": definition.type, **variables}
    return {
        "flow": {
            "id": flow.id,
            "namespace": flow.namespace,
            "revision": flow.revision,
            "tenantId": TENANT,
        },
        "vars": flow.variables,
        "labels": nested_labels(flow.labels),
        "envs": config.envs,
        "globals": config.globals,
        "kestra": {"environment": config.environment, "url": config.url},
        "trigger": trigger,
        "schedule": trigger,
    }


def conditions_hold(
    flow: Flow, definition: TriggerDefinition, variables: Mapping[str, Json], env: TriggerEnv
) -> bool:
    """Whether `conditions` and `when` hold. Raises: TiercelError, LookupMissing."""
    if not definition.conditions and definition.when is None:
        return True
    scope = trigger_scope(flow, definition, env.config, variables)
    context = ConditionContext(
        renderer=env.renderer,
        variables=scope,
        lookups=env.lookups,
        flow=(flow.namespace, flow.id),
    )
    return all_hold(definition.conditions, context) and when_holds(definition.when, scope, env)


def when_holds(when: str | None, scope: Mapping[str, Json], env: TriggerEnv) -> bool:
    """Truth of a `when`: rendered, trimmed, neither empty nor zero nor `false`."""
    if when is None:
        return True
    text = env.renderer.render(when, scope, env.lookups)
    return text is not None and text.strip() not in _FALSE


def rendered_inputs(
    definition: TriggerDefinition, scope: Mapping[str, Json], env: TriggerEnv
) -> dict[str, Json]:
    """The trigger's inputs for the new execution, rendered. Raises: ExpressionError."""
    inputs: Json = definition.inputs or {}
    rendered = {}
    for key, value in inputs.items():
        rendered[key] = _rendered(value, scope, env)
    return rendered


def _rendered(value: Json, scope: Mapping[str, Json], env: TriggerEnv) -> Json:
    if isinstance(value, str):
        return env.renderer.render(value, scope, env.lookups)
    if isinstance(value, Mapping):
        return {key: _rendered(item, scope, env) for key, item in value.items()}
    if isinstance(value, list):
        return [_rendered(item, scope, env) for item in value]
    return value


def rendered_labels(
    definition: TriggerDefinition, scope: Mapping[str, Json], env: TriggerEnv
) -> tuple[tuple[tuple[str, str], ...], tuple[Line, ...]]:
    """The trigger's labels; one that can't be rendered is left out, with a warning."""
    labels: Json = definition.labels or {}
    if not isinstance(labels, Mapping):
        labels = {each.get("key"): each.get("value") for each in labels}
    pairs: list[tuple[str, str]] = []
    lines: list[Line] = []
    for key, value in labels.items():
        if str(key).startswith(SYSTEM_PREFIX):
            continue
        try:
            text = env.renderer.render(label_text(value), scope, env.lookups)
        except TiercelError:
            warning = f"Failed to render label '{key}', it will be omitted"
            lines.append(Line(Level.WARN, warning))
            continue
        if text is not None:
            pairs.append((str(key), text))
    return tuple(pairs), tuple(lines)
