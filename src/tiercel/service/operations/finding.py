"""The operation behind a command palette."""

from __future__ import annotations

from tiercel.model.access import MATCHING, Actor, Permission, Resource
from tiercel.model.request import Request
from tiercel.service.finding import Findings
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_LISTED = tuple(
    Permission(resource, "LIST")
    for resource in (
        Resource.FLOW,
        Resource.EXECUTION,
        Resource.NAMESPACE,
        Resource.KVSTORE,
        Resource.DASHBOARD,
    )
)


class FindAnything(Request[Findings], frozen=True, kw_only=True):
    """A few flows, executions, namespaces, keys, types and dashboards that match a text."""

    text: str
    limit: int = 5


@operation("search.find", allows=_LISTED, scope=MATCHING)
async def find(deps: Services, actor: Actor, ask: FindAnything) -> Findings:
    """Executions by the beginning of their id."""
    return await deps.finder.find(ask.text, ask.limit)
