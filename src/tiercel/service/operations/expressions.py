"""Operations on expressions: what there is to write them with, and what they give."""

from __future__ import annotations

from collections.abc import Mapping

from tiercel.expr import catalog
from tiercel.expr.declare import Declaration
from tiercel.expr.outcome import Outcome
from tiercel.model.access import (
    SEEN,
    SIGNED_IN,
    TENANT,
    Actor,
    Permission,
    Resource,
    of_execution,
)
from tiercel.model.errors import NotAllowed
from tiercel.model.request import Request
from tiercel.service.executions.expressions import RenderTarget
from tiercel.service.operations.authorization import authorized
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_WRITE = Permission(Resource.FLOW, "UPDATE")


class ListFilters(Request[list[str]], frozen=True, kw_only=True):
    """The names of all filters, aliases included."""


class ListFunctions(Request[Mapping[str, Declaration]], frozen=True, kw_only=True):
    """All functions by name, aliases included."""


class EvaluateExpression(Request[Outcome], frozen=True, kw_only=True):
    """What an expression is in an execution, or in a task run of it."""

    execution_id: str
    expression: str
    task_run_id: str | None = None


class RenderExpressions(Request[dict[str, str]], frozen=True, kw_only=True):
    """Expressions with their texts; one that can't be rendered stands for itself."""

    expressions: tuple[str, ...]
    place: RenderTarget


@operation("expression.filters", allows=SIGNED_IN, scope=TENANT)
async def filters(deps: Services, actor: Actor, ask: ListFilters) -> list[str]:
    """The names of all filters of expressions, sorted."""
    return sorted(catalog.filters())


@operation("expression.functions", allows=SIGNED_IN, scope=TENANT)
async def functions(deps: Services, actor: Actor, ask: ListFunctions) -> Mapping[str, Declaration]:
    """The functions of expressions by name, each declared with its arguments."""
    return catalog.functions()


@operation(
    "expression.evaluate", allows=Permission(Resource.EXECUTION, "UPDATE"), scope=of_execution()
)
async def evaluate(deps: Services, actor: Actor, ask: EvaluateExpression) -> Outcome:
    """An error is an answer, too. Raises: NotFound."""
    return await deps.expressions.evaluate(ask.execution_id, ask.expression, ask.task_run_id)


@operation("expression.render", allows=SIGNED_IN, scope=SEEN)
async def render(deps: Services, actor: Actor, ask: RenderExpressions) -> dict[str, str]:
    """For display: secrets are hidden.

    Expressions reach keys and files of any namespace, as flows do: who may not change every flow
    renders in executions and flows that they may change. Raises: NotFound, NotAllowed.
    """
    await _check_place(deps, actor, ask.place)
    return await deps.expressions.render_all(ask.expressions, ask.place)


async def _check_place(deps: Services, actor: Actor, place: RenderTarget) -> None:
    """Raises: NotAllowed, NotFound for an execution that the actor does not see."""
    if place.execution_id is not None:
        ask = EvaluateExpression(execution_id=place.execution_id, expression="")
        await authorized(deps.ports.store, actor, evaluate.allows, evaluate.scope, ask)
    elif not actor.grants.may(_WRITE, None if place.source is not None else place.namespace):
        raise NotAllowed(f"Permission {_WRITE} is missing")
