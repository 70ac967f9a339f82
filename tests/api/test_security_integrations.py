"""Providers of identities that keep users and groups: made, switched, removed; for owners only."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tests.api.test_people import ADMIN, a_user, bound, made
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json
from tiercel.model.stored.records import AUDIT

BASE = "/security-integrations"
ANN = ("ann@example.org", "Password-1!")


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {"server": {"basic_auth": {"username": ADMIN[0], "password": ADMIN[1]}}}


def bearer(integration: Json) -> dict[str, str]:
    return {"Authorization": f"Bearer {integration['apiToken']['fullToken']}"}


async def test_one_is_made_found_switched_and_removed(api: Api) -> None:
    one = await made(api, BASE, {"name": "Entra", "description": "corp", "type": "SCIM"})
    path = f"{BASE}/{one['id']}"
    assert one["uri"] == f"http://localhost/api/v1/main/integrations/{one['id']}/scim/v2"
    stored = (await api.get(path, auth=ADMIN)).json()
    assert stored == {name: value for name, value in one.items() if name != "apiToken"}
    assert (stored["enabled"], stored["type"], stored["tenantId"]) == (True, "SCIM", "main")
    for word, expected in (("disable", False), ("enable", True)):
        assert (await api.post(f"{path}/{word}", auth=ADMIN)).json()["enabled"] is expected
    found = (await api.get(f"{BASE}/search?q=ntr", auth=ADMIN)).json()
    assert found == {"results": [stored], "total": 1}
    assert (await api.get(BASE, auth=ADMIN)).json() == [stored]
    assert (await api.get(f"{BASE}/search?q=other", auth=ADMIN)).json()["total"] == 0
    assert (await api.delete(path, auth=ADMIN)).status_code == 204
    assert (await api.get(path, auth=ADMIN)).status_code == 404


async def test_its_account_has_a_role_of_its_own_and_goes_with_it(api: Api) -> None:
    one, other = [await made(api, BASE, {"name": name}) for name in ("one", "other")]
    roles = (await api.get("/roles/search?q=SCIMProvisioner", auth=ADMIN)).json()
    assert roles["total"] == 1
    role = (await api.get(f"/roles/{roles['results'][0]['id']}", auth=ADMIN)).json()
    assert set(role["permissions"]) == {"USER", "GROUP"}
    assert "IMPERSONATE" not in role["permissions"]["USER"]
    assert (await api.get("/tenant-access", headers=bearer(one))).status_code == 200
    assert (await api.get("/flows/search", headers=bearer(one))).status_code == 403
    assert (await api.get(BASE, headers=bearer(one))).status_code == 403
    await api.delete(f"{BASE}/{one['id']}", auth=ADMIN)
    assert (await api.get("/tenant-access", headers=bearer(one))).status_code == 401
    assert (await api.get("/tenant-access", headers=bearer(other))).status_code == 200


async def test_a_role_of_that_name_that_gives_more_is_not_taken(api: Api) -> None:
    await made(api, "/roles", {"name": "SCIMProvisioner", "permissions": {"FLOW": ["DELETE"]}})
    one = await made(api, BASE, {"name": "one"})
    assert (await api.get("/flows/search", headers=bearer(one))).status_code == 403
    assert (await api.get("/tenant-access", headers=bearer(one))).status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "taken"}, 409),
        ({"name": " "}, 422),
        ({}, 422),
        ({"name": "x" * 257}, 422),
        ({"name": "a", "type": "LDAP"}, 422),
        ({"name": 7}, 422),
        ([], 422),
    ],
)
async def test_what_can_not_be_is_refused(api: Api, body: Json, status: int) -> None:
    await made(api, BASE, {"name": "taken"})
    assert (await api.post(BASE, json=body, auth=ADMIN)).status_code == status
    assert (await api.get(f"{BASE}/search", auth=ADMIN)).json()["total"] == 1


async def test_searches_that_can_not_be_are_refused(api: Api) -> None:
    for query, status in (("filters[colour][EQUALS]=x", 400), ("sort=colour:asc", 422)):
        assert (await api.get(f"{BASE}/search?{query}", auth=ADMIN)).status_code == status


async def test_they_are_for_owners_of_the_server_only(api: Api) -> None:
    one = await made(api, BASE, {"name": "one"})
    ann = await a_user(api, ANN[0], password=ANN[1])
    await bound(api, ann, "admin")
    path = f"{BASE}/{one['id']}"
    for method, each in (
        ("GET", BASE), ("POST", BASE), ("GET", f"{BASE}/search"), ("GET", path), ("DELETE", path),
        ("POST", f"{path}/enable"), ("POST", f"{path}/disable"),
    ):  # fmt: skip
        sent = {"json": {"name": "x"}} if (method, each) == ("POST", BASE) else {}
        assert (await api.call(method, each, auth=ANN, **sent)).status_code == 403
        assert (await api.call(method, each, **sent)).status_code == 401


async def test_nobody_but_an_owner_makes_a_token_of_its_account(api: Api) -> None:
    await made(api, BASE, {"name": "one"})
    ann = await a_user(api, ANN[0], password=ANN[1])
    await bound(api, ann, "admin")
    (account,) = (await api.get("/main/service-accounts", auth=ANN)).json()["results"]
    path = f"/main/service-accounts/{account['id']}/api-tokens"
    assert (await api.post(path, json={"name": "mine"}, auth=ANN)).status_code == 403
    assert (await api.post(path, json={"name": "mine"}, auth=ADMIN)).status_code == 200


async def test_the_log_says_what_was_done_without_the_token(
    api: Api, application: Application
) -> None:
    one = await made(api, BASE, {"name": "one"})
    await api.post(f"{BASE}/{one['id']}/disable", auth=ADMIN)
    await api.delete(f"{BASE}/{one['id']}", auth=ADMIN)
    async with application.services.ports.store.transaction() as tx:
        entries = list((await tx.records(AUDIT).all()).values())
    mine = [each for each in entries if each["operation"].startswith("security_integration.")]
    of_it = {each["type"] for each in mine if each["resource"] == "SECURITY_INTEGRATION"}
    assert of_it == {"CREATE", "UPDATE", "DELETE"}
    assert one["apiToken"]["fullToken"] not in str(entries)
