"""Declaring operations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_type_hints

import msgspec
import pytest

from tiercel.model.access import (
    ACTIONS,
    SYSTEM,
    TENANT,
    Actor,
    ActorKind,
    Permission,
    Resource,
    ScopeKind,
    in_namespace,
    of_flows,
    what_matches,
)
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.model.request import Request
from tiercel.service.operations.catalogue import OPERATIONS
from tiercel.service.operations.idempotency import Made, whole
from tiercel.service.operations.operation import (
    AnyOperation,
    Registry,
    makes,
    operation,
    result_of,
)
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


def test_the_filters_of_the_scope_are_a_field_of_the_request() -> None:
    with pytest.raises(TypeError, match="Ask has no field matching"):

        @operation("a.c", allows=VIEW, scope=of_flows("namespace", matching="matching"))
        async def wrong(deps: Services, actor: Actor, ask: Ask) -> int:
            return 0


def filters_of(one: AnyOperation) -> Sequence[str]:
    """The fields of its request that select or narrow by filters."""
    hints = get_type_hints(one.request)
    return [name for name, kind in hints.items() if Filter.__name__ in str(kind) or kind is Query]


TAKING_FILTERS = [one for one in OPERATIONS if filters_of(one)]


@pytest.mark.parametrize("one", TAKING_FILTERS, ids=[one.name for one in TAKING_FILTERS])
def test_what_is_selected_by_filters_must_be_allowed_wherever_it_matches(
    one: AnyOperation,
) -> None:
    if one.scope.kind is ScopeKind.MATCHING:
        assert one.scope.matching in filters_of(one)
    if one.scope.kind in (ScopeKind.MATCHING, ScopeKind.TENANT, ScopeKind.SEEN):
        return
    fields = {field.name: field for field in msgspec.structs.fields(one.request)}
    if one.scope.matching is None:
        # The filters only narrow what is in the place that every request names.
        assert one.scope.field is not None
        assert fields[one.scope.field].required
        return
    assert filters_of(one) == [one.scope.matching]
    assert fields[one.scope.matching].default is None
    given = {name: None for name, field in fields.items() if field.required}
    chosen = (Filter("namespace", Operation.EQUALS, "company.team"),)
    assert one.scope.of(one.request(**given)) == one.scope
    for matching in ((), chosen):
        request = one.request(**given, **{one.scope.matching: matching})
        assert one.scope.of(request) == what_matches(one.scope.matching)


def test_bulk_operations_are_among_those_that_take_filters() -> None:
    selecting = {one.name for one in TAKING_FILTERS if one.scope.matching is not None}
    assert {"executions.kill", "executions.delete", "flows.delete", "templates.export"} < selecting


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
