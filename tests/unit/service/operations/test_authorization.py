"""Every operation, asked for by nobody, without a right, with it elsewhere, with it, by an admin.

Each expectation is written from access.md §18.3 and says nothing of how the check is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from tests.build import an_execution
from tests.unit.service.operations.samples import EXECUTION, PLACE, sample
from tiercel.adapters.memory.store import MemoryStore
from tiercel.adapters.notifier import AsyncioNotifier
from tiercel.model.access import Actor, Audience, Permission, Resource, ScopeKind
from tiercel.model.authorization.grants import NOBODY, UNLIMITED, Grant, Grants, grants_of
from tiercel.model.authorization.permissions import TENANT_WIDE
from tiercel.model.authorization.roles import ADMIN
from tiercel.model.errors import NotAllowed, NotFound, TiercelError
from tiercel.model.lists.paging import ANY_OF, Filter
from tiercel.service.bulk import BulkRefused
from tiercel.service.operations.authorization import authorized, is_plainly_allowed
from tiercel.service.operations.catalogue import OPERATIONS
from tiercel.service.operations.operation import AnyOperation

EVERY = sorted(OPERATIONS, key=lambda one: one.name)
VIEW = Permission(Resource.EXECUTION, "VIEW")
ADMINISTRATOR = grants_of([Grant(ADMIN.permissions)])


@pytest.fixture
async def store() -> MemoryStore:
    kept = MemoryStore(AsyncioNotifier())
    await kept.open()
    async with kept.transaction() as tx:
        tx.executions.insert(an_execution(id=EXECUTION, namespace=PLACE))
    return kept


def permissions_of(one: AnyOperation) -> tuple[Permission, ...]:
    if isinstance(one.allows, tuple):
        return one.allows
    is_found = one.allows is Audience.SIGNED_IN and one.scope.kind is ScopeKind.EXECUTION
    return (VIEW,) if is_found else ()


def with_right(one: AnyOperation, namespace: str | None) -> Grants:
    return grants_of([Grant(frozenset(permissions_of(one)), namespace)])


async def outcome(
    store: MemoryStore, one: AnyOperation, grants: Grants
) -> Any | type[TiercelError]:
    """The request that is run, or the class of the refusal.

    What is plainly allowed is never refused, and left as it is.
    """
    actor, request = Actor.of_request("a@b.c", "", grants), sample(one)
    is_plain = is_plainly_allowed(actor, one.allows, one.scope, request)
    try:
        found = await authorized(store, actor, one.allows, one.scope, request)
    except TiercelError as error:
        assert not is_plain
        return type(error)
    assert not is_plain or found is request
    return found


def filters_in(value: Any) -> Sequence[Filter]:
    """The filters that a request or a part of it has, at any depth."""
    if isinstance(value, Filter):
        return [value]
    if isinstance(value, tuple):
        return [item for each in value for item in filters_in(each)]
    if isinstance(value, msgspec.Struct):
        return [
            item for name in value.__struct_fields__ for item in filters_in(getattr(value, name))
        ]
    return []


def narrowed_to(request: Any) -> list[str]:
    """The namespaces that the groups of filters leave."""
    groups = [item for item in filters_in(request) if item.field == ANY_OF]
    return [each.value for group in groups for each in group.value]


def hidden(one: AnyOperation) -> type[TiercelError]:
    """How it is refused to who does not even see what it is about."""
    if one.scope.kind is not ScopeKind.EXECUTION:
        return NotAllowed
    return NotFound if one.scope.matching is None else BulkRefused


@pytest.mark.parametrize("one", EVERY, ids=[one.name for one in EVERY])
async def test_the_unlimited_and_an_administrator_may_ask_for_it(
    store: MemoryStore, one: AnyOperation
) -> None:
    assert await outcome(store, one, UNLIMITED) == sample(one)
    for_owners = one.allows is Audience.OWNER
    expected = NotAllowed if for_owners else sample(one)
    assert await outcome(store, one, ADMINISTRATOR) == expected


@pytest.mark.parametrize("one", EVERY, ids=[one.name for one in EVERY])
async def test_nobody_gets_only_what_is_public(store: MemoryStore, one: AnyOperation) -> None:
    found = await outcome(store, one, NOBODY)
    if one.allows is Audience.PUBLIC:
        assert found == sample(one)
    elif isinstance(one.allows, Audience):
        assert found is NotAllowed
    else:
        assert found in (NotAllowed, hidden(one))


@pytest.mark.parametrize("one", EVERY, ids=[one.name for one in EVERY])
async def test_without_a_permission_only_what_needs_none_is_given(
    store: MemoryStore, one: AnyOperation
) -> None:
    found = await outcome(store, one, Grants())
    if one.allows is Audience.OWNER:
        assert found is NotAllowed
    elif not permissions_of(one):
        assert found == sample(one)
    else:
        assert found is hidden(one)


PERMITTED = [one for one in EVERY if permissions_of(one)]


@pytest.mark.parametrize("one", PERMITTED, ids=[one.name for one in PERMITTED])
async def test_a_right_elsewhere_shows_and_changes_nothing_here(
    store: MemoryStore, one: AnyOperation
) -> None:
    found = await outcome(store, one, with_right(one, "elsewhere"))
    is_wide = any(each.resource in TENANT_WIDE for each in permissions_of(one))
    if one.scope.kind is ScopeKind.MATCHING and one.scope.matching is not None and not is_wide:
        assert narrowed_to(found) == ["elsewhere"]
    elif one.scope.kind is ScopeKind.SEEN:
        assert found == sample(one)
    else:
        assert found is hidden(one)


@pytest.mark.parametrize("one", PERMITTED, ids=[one.name for one in PERMITTED])
async def test_a_right_here_is_good_here_and_for_lists_of_what_is_here(
    store: MemoryStore, one: AnyOperation
) -> None:
    found = await outcome(store, one, with_right(one, "team"))
    is_wide = any(each.resource in TENANT_WIDE for each in permissions_of(one))
    if one.scope.kind is ScopeKind.TENANT or is_wide:
        assert found is NotAllowed or one.scope.kind is ScopeKind.SEEN
    elif one.scope.kind is ScopeKind.MATCHING:
        assert found is NotAllowed if one.scope.matching is None else narrowed_to(found) == ["team"]
    elif one.scope.field == "content":
        # What a file names is known only once it has been read.
        assert found is NotAllowed
    else:
        assert found == sample(one)


BY_ID = [
    one
    for one in PERMITTED
    if one.scope.kind is ScopeKind.EXECUTION and VIEW not in permissions_of(one)
]


@pytest.mark.parametrize("one", BY_ID, ids=[one.name for one in BY_ID])
async def test_who_sees_an_execution_is_told_that_a_permission_is_missing(
    store: MemoryStore, one: AnyOperation
) -> None:
    viewer = grants_of([Grant(frozenset({VIEW}), "team")])
    assert await outcome(store, one, viewer) is NotAllowed


async def test_an_unknown_execution_and_a_hidden_one_are_refused_alike(store: MemoryStore) -> None:
    get = OPERATIONS.by_name["execution.get"]
    elsewhere = Actor.of_request("a@b.c", "", with_right(get, "elsewhere"))
    said = []
    for execution_id in (EXECUTION, "unknown"):
        request = get.request(execution_id=execution_id)
        with pytest.raises(NotFound) as refused:
            await authorized(store, elsewhere, get.allows, get.scope, request)
        said.append(refused.value.message.replace(execution_id, ""))
    assert said[0] == said[1]


def test_a_right_where_it_is_asked_for_is_seen_without_the_store() -> None:
    (one,) = [each for each in EVERY if each.name == "execution.start"]
    for place, is_plain in ((PLACE, True), (None, True), ("elsewhere", False)):
        actor = Actor.of_request("a@b.c", "", with_right(one, place))
        assert is_plainly_allowed(actor, one.allows, one.scope, sample(one)) is is_plain
