"""Rendering for people: what an expression would be in an execution or a flow, secrets hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from tiercel.engine.env import EngineConfig
from tiercel.engine.index import indexed
from tiercel.engine.plan import FlowPlan
from tiercel.engine.scope import ScopeSource
from tiercel.engine.storage_paths import Reader
from tiercel.expr import ExpressionError, Lookups
from tiercel.expr import lookups as kinds
from tiercel.expr.outcome import Outcome, evaluate
from tiercel.flowlang.read import read_flow
from tiercel.flowlang.source import chars_to_read
from tiercel.model.errors import NotFound
from tiercel.model.execution import Execution
from tiercel.model.json_types import Json
from tiercel.ports.ports import Ports
from tiercel.service.executions.executions import ExecutionService
from tiercel.service.flows.cache import FlowCache
from tiercel.service.flows.flows import FlowService
from tiercel.service.lookup_rounds import LookupSource, with_lookups
from tiercel.service.off_loop import by_length

HIDDEN_SECRET = "******"
# What may be asked of the outside for display: nothing that acts.
_HARMLESS = frozenset({kinds.KV, kinds.READ, kinds.FILE_SIZE, kinds.FILE_EXISTS, kinds.NOW})


class RenderTarget(msgspec.Struct, frozen=True):
    """Where an expression is rendered: an execution, a stored flow, or a source; or nowhere."""

    execution_id: str | None = None
    namespace: str | None = None
    flow_id: str | None = None
    source: str | None = None


class ForDisplay:
    """Values from outside with secrets hidden and nothing that has effects."""

    def __init__(self, source: LookupSource, secret_text: str) -> None:
        self._source = source
        self._secret_text = secret_text

    async def fetch(self, reader: Reader, kind: str, arguments: tuple[Json, ...]) -> Json:
        """The value. Raises: Absent, ExpressionError."""
        if kind in (kinds.SECRET, kinds.CREDENTIAL):
            # Nobody is asked for a token that is shown as hidden.
            if kind == kinds.SECRET:
                await self._source.fetch(reader, kind, arguments)
            return self._secret_text.format(arguments[0])
        if kind not in _HARMLESS:
            raise ExpressionError(f"'{kind}' is not available here")
        return await self._source.fetch(reader, kind, arguments)


class ExpressionService:
    """Use cases that render and change nothing."""

    def __init__(
        self,
        ports: Ports,
        executions: ExecutionService,
        flows: FlowService,
        lookups: LookupSource,
    ) -> None:
        self._executions = executions
        self._flows = flows
        self._flow_cache: FlowCache = flows.flow_cache
        self._renderer = ports.renderer
        # Encrypted values stay encrypted: nothing here may show them.
        self._config = msgspec.structs.replace(ports.config, encrypt=None, decrypt=None)
        self._lookups = lookups

    async def evaluate(
        self, execution_id: str, template: str, task_run_id: str | None = None
    ) -> Outcome:
        """A template in an execution, or in a task run of it. Raises: NotFound."""
        try:
            execution = await self._executions.get(execution_id)
        except NotFound:
            raise NotFound(f"Unable to find execution '{execution_id}'") from None
        scope = await self._scope(execution, task_run_id)
        reader = Reader(execution.namespace, execution.flow_id, execution_id)
        source = ForDisplay(self._lookups, HIDDEN_SECRET)

        def run(lookups: Lookups) -> Outcome:
            return evaluate(self._renderer, template, scope=scope, lookups=lookups)

        return await with_lookups(source, reader, run)

    async def render_all(self, templates: Sequence[str], place: RenderTarget) -> dict[str, str]:
        """Each template with its text; one that can't be rendered stands for itself."""
        scope, reader = await self._place(place)
        source = ForDisplay(self._lookups, "[secret: {}]")
        found: dict[str, str] = {}
        for template in templates:
            try:
                text = await self._rendered(template, scope, reader, source)
            except ExpressionError:
                text = template
            found[template] = text if text is not None else ""
        return found

    async def _rendered(
        self, template: str, scope: Mapping[str, Json], reader: Reader, source: LookupSource
    ) -> str | None:
        def run(lookups: Lookups) -> str | None:
            return self._renderer.render(template, scope, lookups)

        return await with_lookups(source, reader, run)

    async def _scope(self, execution: Execution, task_run_id: str | None) -> dict[str, Json]:
        plan = await self._executions.plan_of(execution)
        if execution.index is None:
            execution = indexed(execution, plan.last_tasks)
        source = ScopeSource(execution, plan, self._config)
        if task_run_id is None:
            return source.base()
        task_run = execution.task_runs.get(task_run_id)
        if task_run is None:
            raise NotFound(f"Unable to find task run '{task_run_id}'")
        task = plan.tasks.get(task_run.task_id)
        return source.base() if task is None else source.for_task_run(task, task_run)

    async def _place(self, place: RenderTarget) -> tuple[Mapping[str, Json], Reader]:
        if place.execution_id is not None:
            execution = await self._executions.get(place.execution_id)
            reader = Reader(execution.namespace, execution.flow_id, execution.id)
            return await self._scope(execution, None), reader
        if place.source is not None:
            source, catalog = place.source, self._flow_cache.catalog
            flow = await by_length(chars_to_read(source), read_flow, source, catalog, strict=False)
            plan: FlowPlan | None = FlowPlan(flow, self._flow_cache.catalog)
        elif place.namespace is not None and place.flow_id is not None:
            plan = await self._flows.current(place.namespace, place.flow_id)
            if plan is None:
                raise NotFound.of("Flow", f"{place.namespace}.{place.flow_id}")
        else:
            plan = None
        return _flow_scope(plan, self._config)


def _flow_scope(plan: FlowPlan | None, config: EngineConfig) -> tuple[Mapping[str, Json], Reader]:
    """Variables that are known before an execution."""
    scope: dict[str, Json] = {
        "envs": config.envs,
        "globals": config.globals,
        "kestra": {"environment": config.environment, "url": config.url},
    }
    if plan is None:
        return scope, Reader("", "")
    flow = plan.flow
    scope["flow"] = {"id": flow.id, "namespace": flow.namespace, "revision": flow.revision}
    scope["vars"] = flow.variables
    scope["labels"] = {label.key: label.value for label in flow.labels}
    return scope, Reader(flow.namespace, flow.id)
