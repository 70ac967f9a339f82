"""Tasks on people, run against a real server with accounts: they may do what their login may."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.api.client import Api
from tests.api.serving import served
from tests.api.task_runner import Runner
from tests.api.test_people import ADMIN, PASSWORD, a_user, bound
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json

LOGIN = {"auth": {"username": ADMIN[0], "password": ADMIN[1]}}


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {"server": {"basic_auth": {"username": ADMIN[0], "password": ADMIN[1]}}}


@pytest.fixture(params=["own address", "named address"])
async def runner(request: pytest.FixtureRequest, application: Application) -> AsyncIterator[Runner]:
    async with served(application) as (port, _):
        url = f"http://127.0.0.1:{port}"
        if request.param == "own address":
            yield Runner(application, LOGIN, own_url=url)
        else:
            yield Runner(application, {**LOGIN, "kestraUrl": url})


async def listed(runner: Runner, kind: str) -> list[dict[str, Json]]:
    rows: list[dict[str, Json]] = (await runner.outputs(f"ee.iam.{kind}.List", fetchType="FETCH"))[
        kind
    ]
    return rows


async def test_a_group_is_made_changed_filled_and_deleted(api: Api, runner: Runner) -> None:
    user = await a_user(api, "ann@example.org")
    made = await runner.outputs("ee.iam.groups.Set", name="data", groupDescription="They know.")
    again = await runner.outputs("ee.iam.groups.Set", name="data")
    assert again == made
    (group,) = await listed(runner, "groups")
    assert (group["id"], group["description"]) == (made["id"], "They know.")
    changed = await runner.outputs("ee.iam.groups.Set", name="data", groupDescription="x")
    assert changed == made
    assert (await listed(runner, "groups"))[0]["description"] == "x"
    member = {"groupId": made["id"], "userId": user["id"]}
    await runner.outputs("ee.iam.groups.AddMember", **member)
    members = (await api.get(f"/groups/{made['id']}/members", auth=ADMIN)).json()
    assert [each["id"] for each in members["results"]] == [user["id"]]
    await runner.outputs("ee.iam.groups.RemoveMember", **member)
    assert (await api.get(f"/groups/{made['id']}/members", auth=ADMIN)).json()["total"] == 0
    await runner.outputs("ee.iam.groups.Delete", groupId=made["id"])
    assert await listed(runner, "groups") == []
    gone = await runner.ran("ee.iam.groups.Delete", {"groupId": made["id"]})
    assert gone.error is not None
    assert "404" in gone.error.message


async def test_a_role_is_made_given_once_and_deleted(api: Api, runner: Runner) -> None:
    user = await a_user(api, "ann@example.org")
    role = await runner.outputs(
        "ee.iam.roles.Set", name="starter", permissions={"FLOW": ["EXECUTE"]}, isDefault=True
    )
    changed = await runner.outputs(
        "ee.iam.roles.Set", name="starter", permissions={"FLOW": ["VIEW"]}, roleDescription="y"
    )
    assert changed == role
    found = (await api.get(f"/roles/{role['id']}", auth=ADMIN)).json()
    assert found["permissions"] == {"FLOW": ["VIEW"]}
    assert (found["description"], found["isDefault"]) == ("y", True)
    given = {
        "subjectType": "USER",
        "externalId": user["id"],
        "roleId": role["id"],
        "namespace": "company.team",
    }
    binding = await runner.outputs("ee.iam.bindings.Set", failIfExists=True, **given)
    assert await runner.outputs("ee.iam.bindings.Set", **given) == binding
    refused = await runner.ran("ee.iam.bindings.Set", {**given, "failIfExists": True})
    assert refused.error is not None
    assert "already" in refused.error.message
    elsewhere = {**given, "namespace": "company.other", "failIfExists": True}
    assert (await runner.outputs("ee.iam.bindings.Set", **elsewhere)) != binding
    assert "starter" in {each["name"] for each in await listed(runner, "roles")}
    await runner.outputs("ee.iam.roles.Delete", roleId=role["id"])
    assert (await api.get(f"/roles/{role['id']}", auth=ADMIN)).status_code == 404


async def test_somebody_is_invited(api: Api, runner: Runner) -> None:
    group = await runner.outputs("ee.iam.groups.Set", name="guests")
    made = await runner.outputs(
        "ee.iam.invitations.Create",
        email="new@example.org",
        roles=["viewer", {"id": "launcher", "namespaces": ["company"]}],
        groupIds=[group["id"]],
    )
    (found,) = await listed(runner, "invitations")
    assert (found["id"], found["email"]) == (made["invitationId"], "new@example.org")
    assert {each["name"] for each in found["groups"]} == {"guests"}
    stored = await runner.outputs("ee.iam.invitations.List")
    assert stored["size"] == 1
    assert stored["uri"].endswith(".ion")
    await runner.outputs("ee.iam.invitations.Delete", invitationId=made["invitationId"])
    assert await listed(runner, "invitations") == []


async def test_a_service_account_keeps_its_groups(api: Api, runner: Runner) -> None:
    group = await runner.outputs("ee.iam.groups.Set", name="programs")
    made = await runner.outputs(
        "ee.iam.serviceAccounts.Set", name="importer", serviceAccountDescription="a"
    )
    await runner.outputs("ee.iam.groups.AddMember", groupId=group["id"], userId=made["id"])
    again = await runner.outputs(
        "ee.iam.serviceAccounts.Set", name="importer", serviceAccountDescription="b"
    )
    assert again == made
    found = (await api.get(f"/main/service-accounts/{made['id']}", auth=ADMIN)).json()
    assert (found["description"], [each["id"] for each in found["groups"]]) == ("b", [group["id"]])
    one = await runner.outputs("ee.iam.serviceAccounts.List", fetchType="FETCH_ONE")
    assert [each["id"] for each in one["serviceAccounts"]] == [made["id"]]
    await runner.outputs("ee.iam.serviceAccounts.Delete", serviceAccountId=made["id"])
    assert await listed(runner, "serviceAccounts") == []


async def test_a_user_is_let_in_and_shut_out(api: Api, runner: Runner) -> None:
    user = await a_user(api, "ann@example.org")
    for _ in range(2):
        await runner.outputs("ee.iam.tenantAccess.Set", email="ann@example.org")
    path = f"/tenant-access/{user['id']}"
    assert (await api.get(path, auth=ADMIN)).status_code == 200
    await runner.outputs("ee.iam.tenantAccess.Delete", userId=user["id"])
    assert (await api.get(path, auth=ADMIN)).status_code == 404
    unknown = await runner.ran("ee.iam.tenantAccess.Set", {"email": "nobody@example.org"})
    assert unknown.error is not None
    assert "404" in unknown.error.message


async def test_tasks_may_do_what_their_login_may(api: Api, runner: Runner) -> None:
    await bound(api, await a_user(api, "ann@example.org"), "editor")
    name, asked = "ee.iam.groups.Set", {"name": "mine"}
    nobody = await runner.ran(name, {**asked, "auth": None})
    assert nobody.error is not None
    assert "401: give in `auth` the `apiToken`" in nobody.error.message
    editor = {"username": "ann@example.org", "password": PASSWORD}
    refused = await runner.ran(name, {**asked, "auth": editor})
    assert refused.error is not None
    assert "403" in refused.error.message
    assert PASSWORD not in refused.error.message
    assert await listed(runner, "groups") == []
