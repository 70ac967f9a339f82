"""Declaring operations."""

from __future__ import annotations

import pytest

from tiercel.model.access import (
    ACTIONS,
    SYSTEM,
    TENANT,
    Actor,
    ActorKind,
    Permission,
    Resource,
    in_namespace,
)
from tiercel.model.request import Request
from tiercel.service.operations.catalogue import OPERATIONS
from tiercel.service.operations.idempotency import Made, whole
from tiercel.service.operations.operation import Registry, makes, operation, result_of
from tiercel.service.services import Services

VIEW = Permission(Resource.FLOW, "VIEW")


class Ask(Request[int], frozen=True, kw_only=True):
    namespace: str


class Other(Request[None], frozen=True, kw_only=True):
    namespace: str


@operation("a.b", allows=VIEW, scope=in_namespace())
async def declared(deps: Services, actor: Actor, ask: Ask) -> int:
    return len(ask.namespace)


def test_a_declaration_knows_all_that_the_edges_need() -> None:
    assert (declared.name, declared.request, declared.result) == ("a.b", Ask, int)
    assert (declared.allows, declared.scope) == ((VIEW,), in_namespace())
    assert result_of(Other) is type(None)


def test_the_result_is_what_the_request_promises() -> None:
    with pytest.raises(TypeError, match="Ask promises"):

        @operation("a.c", allows=VIEW, scope=TENANT)
        async def wrong(deps: Services, actor: Actor, ask: Ask) -> str:
            return ""


def test_the_field_of_the_scope_is_one_of_the_request() -> None:
    with pytest.raises(TypeError, match="Ask has no field place"):

        @operation("a.c", allows=VIEW, scope=in_namespace("place"))
        async def wrong(deps: Services, actor: Actor, ask: Ask) -> int:
            return 0


def test_two_of_one_name_or_one_request_are_refused() -> None:
    @operation("a.b", allows=VIEW, scope=TENANT)
    async def same_name(deps: Services, actor: Actor, ask: Other) -> None:
        return None

    @operation("a.c", allows=VIEW, scope=TENANT)
    async def same_request(deps: Services, actor: Actor, ask: Ask) -> int:
        return 0

    with pytest.raises(ValueError, match=r"Two operations are named a\.b"):
        Registry([declared, same_name])
    with pytest.raises(ValueError, match=r"a\.c and a\.b take one request"):
        Registry([declared, same_request])


def test_permissions_name_actions_that_their_resource_has() -> None:
    with pytest.raises(ValueError, match="RESUME is no action of FLOW"):
        Permission(Resource.FLOW, "RESUME")
    assert set(ACTIONS) == set(Resource)
    assert str(VIEW) == "FLOW:VIEW"


def test_every_operation_declares_a_permission() -> None:
    assert all(one.allows for one in OPERATIONS)
    assert OPERATIONS.by_name["execution.resume"].allows == (
        Permission(Resource.EXECUTION, "RESUME"),
    )


def test_actors_say_where_a_request_comes_from() -> None:
    assert Actor.of_request("a@b.c").kind is ActorKind.REQUEST
    assert Actor.of_execution("n", "f", "e").namespace == "n"
    assert SYSTEM.kind is ActorKind.SYSTEM


def test_what_makes_something_names_fields_of_its_request() -> None:
    assert makes(whole(int))(declared).makes is not None
    with pytest.raises(TypeError, match="Ask has no field place"):
        makes(Made(int, _recalled, within=("place",)))(declared)


async def _recalled(deps: Services, kept: object) -> int:
    return 0
