"""Every route says what its caller must be allowed."""

from __future__ import annotations

import msgspec
import pytest

from tiercel.bootstrap import Application
from tiercel.model.access import (
    OWNER,
    PUBLIC,
    SIGNED_IN,
    TENANT,
    Actor,
    Audience,
    Permission,
    Resource,
)
from tiercel.model.request import Request
from tiercel.service.operations.catalogue import OPERATIONS
from tiercel.service.operations.operation import AnyOperation, operation
from tiercel.service.services import Services
from tiercel.web.permissions import check_declared, needs_of
from tiercel.web.route import Route

VIEW = Permission(Resource.FLOW, "VIEW")


class Nothing(Request[None], frozen=True):
    """Asks for nothing."""


def needing(needs: Permission | Audience) -> AnyOperation:
    @operation("nothing", allows=needs, scope=TENANT)
    async def nothing(deps: Services, actor: Actor, ask: Nothing) -> None:
        return

    return nothing


def name_of(route: Route) -> str:
    return f"{route.method} {route.path}"


async def test_every_route_says_what_its_caller_needs(application: Application) -> None:
    assert all(needs_of(route) for route in application.app.routes)


async def test_a_server_with_a_route_that_does_not_say_it_is_not_made(
    application: Application,
) -> None:
    route = msgspec.structs.replace(application.app.routes[0], path="/somewhere", runs=())
    with pytest.raises(ValueError, match="what callers need of POST /somewhere"):
        check_declared([*application.app.routes, route])


async def test_what_is_open_is_public_and_nothing_else(application: Application) -> None:
    below = [one for one in application.app.routes if not one.is_root]
    assert {name_of(one) for one in below if needs_of(one) == PUBLIC} == {
        name_of(one) for one in below if one.is_open
    }


async def test_a_route_needs_what_its_operations_need(application: Application) -> None:
    found = {name_of(route): needs_of(route) for route in application.app.routes}
    assert found["POST /executions/{executionId}/replay"] == {
        Permission(Resource.EXECUTION, "REPLAY"),
        Permission(Resource.FLOW, "EXECUTE"),
    }


@pytest.mark.parametrize(
    ("declared", "needed"),
    [
        ([PUBLIC], PUBLIC),
        ([SIGNED_IN, PUBLIC], SIGNED_IN),
        ([SIGNED_IN, VIEW], frozenset({VIEW})),
        ([PUBLIC, OWNER, VIEW], OWNER),
    ],
)
async def test_a_route_needs_the_most_that_one_of_its_operations_needs(
    application: Application, declared: list[Permission | Audience], needed: object
) -> None:
    runs = tuple(needing(one) for one in declared)
    route = msgspec.structs.replace(application.app.routes[0], runs=runs)
    assert needs_of(route) == needed


async def test_operations_that_routes_run_are_in_the_catalogue(application: Application) -> None:
    run = {one.name: one for route in application.app.routes for one in route.runs}
    assert all(OPERATIONS.by_name[name] is one for name, one in run.items())
