"""Roles that every tenant has, and the words in which roles are written."""

from __future__ import annotations

import pytest

from tiercel.model.authorization.older_words import permissions_in
from tiercel.model.authorization.permissions import (
    ALL_PERMISSIONS,
    Permission,
    Resource,
    permissions_on,
)
from tiercel.model.authorization.roles import MANAGED_ROLES, OF_OWNERS, by_resource
from tiercel.model.errors import Invalid
from tiercel.model.json_types import Json


def test_each_managed_role_holds_what_the_one_below_it_does() -> None:
    held = {role.id: role.permissions for role in MANAGED_ROLES.values()}
    assert held["admin"] == ALL_PERMISSIONS
    assert held["editor"] < held["developer"] < held["admin"]
    assert held["viewer"] < held["editor"]


def test_who_looks_or_starts_sees_no_secret_and_manages_nobody() -> None:
    closed = {Resource.SECRET, Resource.CREDENTIAL, Resource.USER, Resource.ROLE, Resource.BINDING}
    for name in ("viewer", "launcher", "editor"):
        assert not {one.resource for one in MANAGED_ROLES[name].permissions} & closed
    launcher = MANAGED_ROLES["launcher"].permissions
    assert Permission(Resource.FLOW, "EXECUTE") in launcher
    assert Permission(Resource.FLOW, "UPDATE") not in launcher
    assert Permission(Resource.EXECUTION, "UPDATE") not in MANAGED_ROLES["viewer"].permissions


def test_owners_manage_people_but_see_no_flow() -> None:
    assert Permission(Resource.BINDING, "CREATE") in OF_OWNERS
    assert not {one.resource for one in OF_OWNERS} & {Resource.FLOW, Resource.SECRET}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"FLOW": ["READ"]}, {"FLOW": ["VIEW", "LIST", "EXPORT"]}),
        ({"flow": ["view", "LIST"]}, {"FLOW": ["VIEW", "LIST"]}),
        ({"FLOW": ["UPDATE"]}, {"FLOW": ["UPDATE"]}),
        (
            {"FLOW": ["READ", "CREATE", "UPDATE", "DELETE"]},
            {
                "FLOW": [
                    *("VIEW", "LIST", "CREATE", "UPDATE", "DELETE", "EXECUTE", "DISABLE"),
                    *("ENABLE", "VALIDATE", "EXPORT", "IMPORT"),
                ]
            },
        ),
        ({"KVSTORE": ["READ", "DELETE"]}, {"KVSTORE": ["VIEW", "LIST", "DELETE"]}),
        (
            {"SETTING": ["READ", "UPDATE"]},
            {"SYSTEM_SETTINGS": ["VIEW", "UPDATE"], "TENANT_SETTINGS": ["VIEW", "UPDATE"]},
        ),
        ({"AI_COPILOT": ["READ"]}, {"COPILOT": ["USE"]}),
        ({"APPEXECUTION": ["UPDATE"]}, {"APP": ["EXECUTE"]}),
        ({"TEMPLATE": ["READ"], "FLOW": ["VIEW"]}, {"FLOW": ["VIEW"]}),
        ({"TEST": ["CREATE"]}, {"TESTSUITE": ["CREATE", "EXECUTE"]}),
        ({"BINDING": ["READ", "UPDATE"]}, {"BINDING": ["VIEW", "LIST"]}),
        (
            {"EXECUTION": ["READ", "CREATE"]},
            {
                "FLOW": ["EXECUTE"],
                "EXECUTION": [
                    *("VIEW", "LIST", "FOLLOW", "ACCESS_LOGS", "ACCESS_OUTPUTS"),
                    *("ACCESS_FILES", "EXPORT"),
                ],
            },
        ),
    ],
)
def test_words_of_both_generations_are_read(
    document: dict[str, Json], expected: dict[str, list[str]]
) -> None:
    assert by_resource(permissions_in(document)) == expected


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({}, "permissions: must not be empty"),
        ({"FLOW": []}, "permissions: must not be empty"),
        ({"FLOW": "VIEW"}, "permissions.FLOW: must be a list of actions"),
        ({"FLOWS": ["VIEW"]}, "Invalid permission 'FLOWS:VIEW'"),
        ({"FLOW": ["KILL"]}, "Invalid permission 'FLOW:KILL'"),
        ({"FLOW": ["READ", "FLY"]}, "Invalid permission 'FLOW:FLY'"),
    ],
)
def test_a_role_without_a_permission_or_with_an_unknown_one_is_refused(
    document: dict[str, Json], message: str
) -> None:
    with pytest.raises(Invalid) as refused:
        permissions_in(document)
    assert message in str(refused.value)


def test_what_a_managed_role_shows_is_read_as_itself() -> None:
    for role in MANAGED_ROLES.values():
        assert permissions_in(dict(by_resource(role.permissions))) == role.permissions
    assert permissions_on(Resource.SUPPORT) == {Permission(Resource.SUPPORT, "CREATE")}
