"""Operations that tell about executions what their pages show beside them."""

from __future__ import annotations

from tiercel.model.access import MATCHING, Actor, Permission, Resource
from tiercel.model.lists.paging import Page, Query
from tiercel.model.request import Request
from tiercel.service.executions.failures import ExecutionRow
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_LIST = Permission(Resource.EXECUTION, "LIST")


class FindExecutionRows(Request[Page[ExecutionRow]], frozen=True, kw_only=True):
    """As `FindExecutions`, without task runs, and with the failure of each row that failed."""

    query: Query


@operation("execution.rows", allows=_LIST, scope=MATCHING)
async def rows(deps: Services, actor: Actor, ask: FindExecutionRows) -> Page[ExecutionRow]:
    """As the filters say."""
    return await deps.failures.rows(ask.query)
