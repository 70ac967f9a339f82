"""Executions: read, search, remove."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime

from msgspec.structs import replace

from tiercel.engine.plan import FlowPlan
from tiercel.engine.storage_paths import execution_path
from tiercel.model.errors import IllegalArgument, NotFound
from tiercel.model.execution import Execution
from tiercel.model.limits import DEEP_EXECUTIONS_MAX, LATEST_ROWS_MAX
from tiercel.model.lists.conditions import conditions
from tiercel.model.lists.paging import ALL_OF, ANY_OF, Filter, Operation, Page, Query
from tiercel.model.lists.resources import EXECUTIONS
from tiercel.ports.blobs import BlobStorage
from tiercel.ports.store import Store, Tx
from tiercel.service.executions.release import SlowRelease
from tiercel.service.executions.removal import Removed, remove_parts_in
from tiercel.service.flows.cache import FlowCache

# The kind of executions that somebody only tries out.
PLAYGROUND = "PLAYGROUND"
# Kinds that lists leave out unless somebody asks for a kind.
HIDDEN_KINDS = ("TEST", PLAYGROUND, "LOOP")
# Fields that bound a list in time.
DATES = frozenset({"startDate", "endDate", "state.startDate", "state.endDate", "created"})


class ExecutionService:
    """Use cases over executions that change none of them."""

    def __init__(
        self, store: Store, flow_cache: FlowCache, blobs: BlobStorage, release: SlowRelease
    ) -> None:
        self._store = store
        self._release = release
        self._flow_cache = flow_cache
        self._blobs = blobs

    async def get(self, execution_id: str) -> Execution:
        """One execution with its task runs. Raises: NotFound."""
        async with self._store.transaction() as tx:
            execution = await tx.executions.get(execution_id)
        if execution is None:
            raise NotFound.of("Execution", execution_id)
        self._release.watch((execution,))
        return execution

    async def find(self, query: Query) -> Page[Execution]:
        """A page; tests, trials and loop iterations only when a kind is asked for."""
        async with self._store.transaction() as tx:
            query = replace(query, filters=await checked(tx, query.filters))
            page = await tx.executions.find(query)
        self._release.watch(page.results)
        return page

    async def stream(self, filters: Sequence[Filter]) -> AsyncIterator[Execution]:
        """All that match, without holding them in memory; hidden kinds as in `find`."""
        async with self._store.transaction() as tx:
            found = await checked(tx, filters)
        return self._store.stream_executions(found)

    async def find_ids(self, filters: Sequence[Filter], limit: int) -> list[str]:
        """Ids of those that match, newest first."""
        async with self._store.transaction() as tx:
            return await tx.executions.find_ids(await checked(tx, filters), limit)

    async def plan_of(self, execution: Execution) -> FlowPlan:
        """The compiled revision that an execution runs. Raises: NotFound."""
        async with self._store.transaction() as tx:
            plan = await self._flow_cache.plan(
                tx, execution.namespace, execution.flow_id, execution.flow_revision
            )
        if plan is None:
            flow = f"flow '{execution.namespace}.{execution.flow_id}'"
            raise NotFound.of("Revision", str(execution.flow_revision), flow)
        return plan

    async def delete(
        self, execution_id: str, *, logs: bool = True, metrics: bool = True, files: bool = True
    ) -> None:
        """Remove an execution for good, in any state; children stay. Raises: NotFound."""
        execution = await self.get(execution_id)
        async with self._store.transaction() as tx:
            remove_parts_in(tx, execution_id, Removed(logs=logs, metrics=metrics))
        if files:
            await self._blobs.delete(
                execution_path(execution.namespace, execution.flow_id, execution_id)
            )


def check_newest(flows: Sequence[tuple[str, str]], limit: int) -> None:
    """Refuse to look at the newest executions of too many flows.

    Raises: IllegalArgument for more than LATEST_ROWS_MAX in all.
    """
    if len(flows) * limit > LATEST_ROWS_MAX:
        raise IllegalArgument(
            f"{len(flows)} flows with {limit} executions each are more than"
            f" {LATEST_ROWS_MAX} executions: ask for fewer flows or a smaller limit."
        )


def shown(filters: Sequence[Filter]) -> tuple[Filter, ...]:
    """The filters, hidden kinds left out unless a kind is asked for."""
    if any(item.field == "kind" for item in filters):
        return tuple(filters)
    return (*filters, Filter("kind", Operation.NOT_IN, list(HIDDEN_KINDS)))


async def checked(tx: Tx, filters: Sequence[Filter]) -> tuple[Filter, ...]:
    """The filters as of `shown`, none of which reads too many executions.

    No index has inputs and failed tasks: each execution that meets the other filters is read.
    Raises: IllegalArgument when these are more than DEEP_EXECUTIONS_MAX, and for what can't be
    asked, before anything is streamed.
    """
    found = shown(filters)
    deep = _deep(found)
    if not deep:
        return found
    conditions(found, EXECUTIONS.readers)
    others = [each for each in found if not _deep((each,))]
    if any(each.field == "failedTaskId" for each in found):
        others.append(Filter("state", Operation.NOT_IN, ["SUCCESS"]))
    total = (await tx.executions.find_heads(Query(tuple(others), size=1))).total
    if total > DEEP_EXECUTIONS_MAX:
        raise IllegalArgument(
            f"A filter by {', '.join(sorted(deep))} looks into {DEEP_EXECUTIONS_MAX} executions at"
            f" most, and the other filters leave {total}: add a flow, a state or a time range"
        )
    return found


def _deep(filters: Iterable[Filter]) -> set[str]:
    """The fields that executions are read for, of groups too."""
    found: set[str] = set()
    for each in filters:
        if each.field in (ANY_OF, ALL_OF):
            found |= _deep(each.value)
        elif each.field in EXECUTIONS.deep:
            found.add(each.field)
    return found


def recent(filters: Sequence[Filter], since: datetime) -> tuple[Filter, ...]:
    """The filters, with this beginning unless they name a date."""
    if any(item.field in DATES for item in filters):
        return tuple(filters)
    return (Filter("startDate", Operation.GREATER_THAN_OR_EQUAL_TO, since), *filters)
