"""Looks across flows and executions: old task types, values in use, what an editor may offer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from tiercel.expr import catalog as expressions
from tiercel.flowlang.build import build_flow
from tiercel.flowlang.coerce import is_map
from tiercel.flowlang.source import parse
from tiercel.flowlang.walk import all_tasks
from tiercel.model.flow import Flow
from tiercel.model.job import Job
from tiercel.model.limits import RUNNING_JOBS_MAX
from tiercel.model.lists.analysis import Aggregation, Analysis, ChartTest, Measure, Source
from tiercel.model.lists.paging import Filter
from tiercel.plugin.catalog.registry import Catalog
from tiercel.ports.store import Store
from tiercel.service.executions.executions import checked, shown
from tiercel.service.flows.flows import FlowService

_ONE_DAY = datetime(9999, 1, 1, tzinfo=UTC)
_COUNT = Measure(aggregation=Aggregation.COUNT)
_FLOW_NAMES = ("flow.id", "flow.namespace", "flow.revision", "flow.tenantId")
_EXECUTION_NAMES = ("execution.id", "execution.startDate", "execution.originalId")


class OldTask(msgspec.Struct, frozen=True):
    """A task of a type that is deprecated or has a newer name."""

    task_id: str
    type: str
    replacement: str = ""


class RevisionRuns(msgspec.Struct, frozen=True):
    """How many executions a revision of a flow has."""

    revision: int
    executions: int


class RunningJobs(msgspec.Struct, frozen=True):
    """How many jobs workers have claimed, and RUNNING_JOBS_MAX of them at most."""

    count: int
    some: list[Job]


class InsightService:
    """Use cases that read much and change nothing."""

    def __init__(self, store: Store, flows: FlowService, catalog: Catalog) -> None:
        self._store = store
        self._flows = flows
        self._catalog = catalog

    async def old_flows(self, namespace: str | None) -> list[tuple[Flow, list[OldTask]]]:
        """Flows with deprecated tasks; of one namespace and those below it when given."""
        found = []
        for flow in await self._flows.all_latest():
            is_wanted = not namespace or f"{flow.namespace}.".startswith(f"{namespace}.")
            tasks = self._old_tasks(flow) if is_wanted else []
            if tasks:
                found.append((flow, tasks))
        return found

    def _old_tasks(self, flow: Flow) -> list[OldTask]:
        found = []
        for task in all_tasks(flow.document, self._catalog):
            name = str(task.source.get("type", ""))
            canonical = self._catalog.canonical(name)
            info = self._catalog.info_of(name)
            if canonical is not None and canonical != name:
                found.append(OldTask(task.id or "", name, canonical))
            elif info is not None and info.deprecated:
                found.append(OldTask(task.id or "", name, info.replaced_by))
        return found

    async def values_of(self, field: str, filters: Sequence[Filter], limit: int) -> list[str]:
        """The values that a column of executions has, sorted; `field` is one of analyses."""
        measures = (Measure(field), _COUNT)
        async with self._store.transaction() as tx:
            found = await checked(tx, filters)
            analysis = Analysis(Source.EXECUTIONS, measures, found, limit=limit)
            rows = await tx.analytics.rows(analysis)
        return sorted(str(row[0]) for row in rows if row[0] is not None)

    async def revision_runs(self, namespace: str, flow_id: str) -> list[RevisionRuns]:
        """How many executions each revision of a flow has, those without any left out."""
        place = {"NAMESPACE": namespace, "FLOW_ID": flow_id}
        analysis = Analysis(
            Source.EXECUTIONS,
            (Measure("FLOW_REVISION"), _COUNT),
            shown(()),
            tuple(ChartTest("EQUAL_TO", name, value) for name, value in place.items()),
        )
        async with self._store.transaction() as tx:
            rows = await tx.analytics.rows(analysis)
        return [RevisionRuns(revision, count) for revision, count in rows]

    async def running_jobs(self) -> RunningJobs:
        """Jobs that workers have claimed: each has a lease, and any lease is over one day."""
        async with self._store.transaction() as tx:
            _, claimed = await tx.jobs.count()
            return RunningJobs(claimed, await tx.jobs.expired(_ONE_DAY, RUNNING_JOBS_MAX))

    def names_in(self, source: str) -> dict[str, list[str]]:
        """What expressions of a flow may refer to, by category; broken sources offer less."""
        document = parse(source)
        plain = document.value if is_map(document.value) else {}
        flow = build_flow(document, self._catalog) if plain else None
        tasks = [] if flow is None else list(all_tasks(plain, self._catalog))
        return {
            "flow": list(_FLOW_NAMES),
            "execution": list(_EXECUTION_NAMES),
            "inputs": [f"inputs.{one.id}" for one in flow.inputs] if flow else [],
            "outputs": [f"outputs.{one.id}" for one in tasks if one.id],
            "vars": [f"vars.{name}" for name in flow.variables] if flow else [],
            "labels": [f"labels.{label.key}" for label in flow.labels] if flow else [],
            "triggers": [f"trigger.{one.id}" for one in flow.triggers] if flow else [],
            "functions": sorted(expressions.functions()),
            "filters": sorted(expressions.filters()),
        }
