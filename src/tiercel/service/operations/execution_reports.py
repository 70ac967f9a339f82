"""Operations that read what the pages of executions show beside them."""

from __future__ import annotations

from collections.abc import AsyncIterator

from tiercel.model.access import MATCHING, Actor, Permission, Resource, of_execution
from tiercel.model.lists.paging import Page, Query
from tiercel.model.request import Request
from tiercel.service.executions.changes import Change
from tiercel.service.executions.failures import ExecutionRow
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_LIST = Permission(Resource.EXECUTION, "LIST")


class FindExecutionRows(Request[Page[ExecutionRow]], frozen=True, kw_only=True):
    """As `FindExecutions`, without task runs, and with the failure of each row that failed."""

    query: Query


class FollowChanges(Request[AsyncIterator[Change]], frozen=True, kw_only=True):
    """The news of an execution; `seen` is the version that whoever asks knows already."""

    execution_id: str
    seen: int | None = None


@operation("execution.rows", allows=_LIST, scope=MATCHING)
async def rows(deps: Services, actor: Actor, ask: FindExecutionRows) -> Page[ExecutionRow]:
    """As the filters say."""
    return await deps.failures.rows(ask.query)


@operation(
    "execution.changes", allows=Permission(Resource.EXECUTION, "FOLLOW"), scope=of_execution()
)
async def changes(deps: Services, actor: Actor, ask: FollowChanges) -> AsyncIterator[Change]:
    """Raises: NotFound when it does not appear within a moment."""
    return await deps.changes.follow(ask.execution_id, ask.seen)
