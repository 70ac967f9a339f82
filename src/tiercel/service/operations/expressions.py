"""Operations on expressions: what there is to write them with."""

from __future__ import annotations

from collections.abc import Mapping

from tiercel.expr import catalog
from tiercel.expr.declare import Declaration
from tiercel.model.access import SIGNED_IN, TENANT, Actor
from tiercel.model.request import Request
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services


class ListFilters(Request[list[str]], frozen=True, kw_only=True):
    """The names of all filters, aliases included."""


class ListFunctions(Request[Mapping[str, Declaration]], frozen=True, kw_only=True):
    """All functions by name, aliases included."""


@operation("expression.filters", allows=SIGNED_IN, scope=TENANT)
async def filters(deps: Services, actor: Actor, ask: ListFilters) -> list[str]:
    """By name."""
    return sorted(catalog.filters())


@operation("expression.functions", allows=SIGNED_IN, scope=TENANT)
async def functions(deps: Services, actor: Actor, ask: ListFunctions) -> Mapping[str, Declaration]:
    """With their arguments."""
    return catalog.functions()
