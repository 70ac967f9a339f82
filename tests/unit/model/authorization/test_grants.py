"""The decision, compared with one that looks at every binding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiercel.model.authorization.grants import (
    NOBODY,
    UNLIMITED,
    Grant,
    Namespaces,
    covers,
    grants_of,
    namespaces_below,
)
from tiercel.model.authorization.permissions import (
    ALL_PERMISSIONS,
    TENANT_WIDE,
    Permission,
    Resource,
    permissions_on,
)
from tiercel.model.lists.matching import matching
from tiercel.model.lists.paging import Filter
from tiercel.model.lists.resources import FLOWS

# Names of which some lie below others, and some only begin like others.
PARTS = st.sampled_from(("a", "b", "a-b", "prod", "product", "a1"))
NAMES = st.lists(PARTS, min_size=1, max_size=3).map(".".join)
SOME = sorted(
    (
        *permissions_on(Resource.FLOW, "VIEW", "LIST", "EXECUTE"),
        *permissions_on(Resource.EXECUTION, "LIST"),
        *permissions_on(Resource.ROLE, "CREATE"),
    ),
    key=str,
)
PERMISSIONS = st.sampled_from(SOME)
GIVEN = st.lists(
    st.builds(Grant, st.frozensets(PERMISSIONS, max_size=3), st.none() | NAMES), max_size=6
)


def naive_may(grants: list[Grant], permission: Permission, namespace: str | None) -> bool:
    """Whether some binding gives it: null is all of the tenant, a name covers what is below it."""
    for grant in grants:
        if permission not in grant.permissions:
            continue
        if grant.namespace is None:
            return True
        if permission.resource in TENANT_WIDE or namespace is None:
            continue
        parts = grant.namespace.split(".")
        if namespace.split(".")[: len(parts)] == parts:
            return True
    return False


@given(GIVEN, PERMISSIONS, st.none() | NAMES)
def test_something_may_be_done_where_a_binding_gives_it(
    grants: list[Grant], permission: Permission, namespace: str | None
) -> None:
    assert grants_of(grants).may(permission, namespace) is naive_may(grants, permission, namespace)


@given(GIVEN, st.lists(PERMISSIONS, min_size=1, max_size=3), NAMES)
def test_what_is_visible_is_where_all_of_the_permissions_hold(
    grants: list[Grant], permissions: list[Permission], namespace: str
) -> None:
    visible = grants_of(grants).visible(*permissions)
    assert visible.has(namespace) is all(naive_may(grants, one, namespace) for one in permissions)


@given(st.lists(NAMES, max_size=5), NAMES)
def test_a_list_is_narrowed_to_exactly_what_is_visible(below: list[str], namespace: str) -> None:
    visible = namespaces_below(below)
    rows = [({"namespace": namespace, "id": "x"}, namespace)]
    assert bool(matching(rows, FLOWS, visible.filters())) is visible.has(namespace)
    assert list(visible.below) == sorted(visible.below)
    assert not any(covers(a, b) for a in visible.below for b in visible.below if a != b)


@given(st.lists(NAMES, max_size=4), st.lists(NAMES, max_size=4), NAMES)
def test_what_is_in_two_sets_is_in_each(left: list[str], right: list[str], name: str) -> None:
    one, other = namespaces_below(left), namespaces_below(right)
    assert one.and_in(other).has(name) is (one.has(name) and other.has(name))
    assert one.and_in(other) == other.and_in(one)


def test_all_namespaces_set_no_condition_and_none_leave_no_row() -> None:
    assert Namespaces(is_all=True).filters() == ()
    assert not Namespaces()
    condition: tuple[Filter, ...] = Namespaces().filters()
    assert matching([({"namespace": "a"}, "a")], FLOWS, condition) == []


@pytest.mark.parametrize("permission", sorted(ALL_PERMISSIONS, key=str), ids=str)
def test_the_unlimited_may_do_everything_and_nobody_nothing(permission: Permission) -> None:
    assert UNLIMITED.may(permission)
    assert UNLIMITED.visible(permission).is_all
    assert not NOBODY.may(permission, "a")
    assert not NOBODY.visible(permission)


def test_nobody_hands_out_what_they_do_not_have() -> None:
    editor = grants_of([Grant(permissions_on(Resource.FLOW), "prod")])
    assert editor.holds(permissions_on(Resource.FLOW, "VIEW"), "prod.a")
    assert not editor.holds(permissions_on(Resource.FLOW, "VIEW"))
    assert not editor.holds(permissions_on(Resource.SECRET, "VIEW"), "prod")
