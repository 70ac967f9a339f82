"""What is kept of things that operations make, and how they are found again by it."""

from __future__ import annotations

from tiercel.model.execution import Execution
from tiercel.model.flow import Flow
from tiercel.model.json_types import Json
from tiercel.model.trigger import StoredTrigger
from tiercel.service.dashboards.source import Dashboard
from tiercel.service.flows.templates import Template
from tiercel.service.namespaces import Namespace
from tiercel.service.operations.idempotency import Made
from tiercel.service.services import Services


async def _execution(deps: Services, kept: Json) -> Execution:
    return await deps.executions.get(kept)


async def _flow(deps: Services, kept: Json) -> Flow:
    namespace, flow_id, revision = kept
    return await deps.flows.get(namespace, flow_id, revision)


async def _dashboard(deps: Services, kept: Json) -> Dashboard:
    return await deps.dashboards.get(kept)


async def _trigger(deps: Services, kept: Json) -> StoredTrigger:
    namespace, flow_id, trigger_id = kept
    return await deps.triggers.get((namespace, flow_id, trigger_id))


async def _namespace(deps: Services, kept: Json) -> Namespace:
    return await deps.namespaces.get(kept)


async def _template(deps: Services, kept: Json) -> Template:
    namespace, template_id = kept
    return await deps.templates.get(namespace, template_id)


# The same execution, as it is by then.
AN_EXECUTION: Made[Execution] = Made(lambda execution: execution.id, _execution)
# The revision that was made, also when there are newer ones.
A_FLOW: Made[Flow] = Made(lambda flow: [flow.namespace, flow.id, flow.revision], _flow)
A_DASHBOARD: Made[Dashboard] = Made(lambda dashboard: dashboard.id, _dashboard)
A_NAMESPACE: Made[Namespace] = Made(lambda namespace: namespace.id, _namespace)
A_TEMPLATE: Made[Template] = Made(lambda one: [one.namespace, one.id], _template)
A_TRIGGER: Made[StoredTrigger] = Made(
    lambda row: [row.state.namespace, row.state.flow_id, row.state.trigger_id], _trigger
)
