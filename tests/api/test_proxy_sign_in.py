"""People whom a proxy signs in, by headers of its own addresses only."""

from __future__ import annotations

import pytest

from tests.api.client import HELLO, YAML, Api
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json

ADMIN = ("admin@example.org", "Secret-Password-1")
PROXY, ELSEWHERE = "192.0.2.7", "198.51.100.7"
USER, GROUPS = "X-Forwarded-Email", "X-Forwarded-Groups"


@pytest.fixture
def proxy() -> dict[str, Json]:
    """Settings of the proxy that a test needs different."""
    return {}


@pytest.fixture
def overrides(proxy: dict[str, Json]) -> dict[str, Json]:
    signing = {"addresses": ["192.0.2.0/24", "2001:db8::/32"], **proxy}
    basic = {"username": ADMIN[0], "password": ADMIN[1]}
    return {"server": {"basic_auth": basic, "proxy_sign_in": signing}}


def said(user: str, groups: str | None = None) -> dict[str, str]:
    return {USER: user} if groups is None else {USER: user, GROUPS: groups}


async def told(api: Api, path: str, user: str, groups: str | None = None) -> int:
    """The status of a request that the proxy passes on."""
    api.come_from(PROXY)
    return (await api.get(path, headers=said(user, groups))).status_code


async def group_names(api: Api, email: str) -> list[str]:
    users = (await api.get(f"/users?q={email}", auth=ADMIN)).json()["results"]
    if not users:
        return []
    user = (await api.get(f"/users/{users[0]['id']}", auth=ADMIN)).json()
    listed = (await api.get("/groups/search", auth=ADMIN)).json()["results"]
    names = {each["id"]: each["name"] for each in listed}
    found = []
    for group_id, name in names.items():
        members = (await api.get(f"/groups/{group_id}/members", auth=ADMIN)).json()["results"]
        if any(member["id"] == user["id"] for member in members):
            found.append(name)
    return sorted(found)


async def test_a_user_is_made_and_may_what_their_groups_may(api: Api) -> None:
    await api.post("/flows", content=HELLO, headers=YAML, auth=ADMIN)
    flow = "/flows/company.team/hello"
    group = (await api.post("/groups", json={"name": "Builders"}, auth=ADMIN)).json()
    body = {"type": "GROUP", "externalId": group["id"], "roleId": "viewer"}
    assert (await api.post("/bindings", json=body, auth=ADMIN)).is_success
    assert await told(api, "/me", "Ann@Example.org") == 200
    me = (await api.get("/me", headers=said("ann@example.org"))).json()
    assert (me["email"], me["instanceOwner"]) == ("ann@example.org", False)
    assert await told(api, flow, "ann@example.org", "") == 403
    assert await told(api, flow, "ann@example.org", "Builders, New ones") == 200
    assert await group_names(api, "ann@example.org") == ["Builders", "New ones"]
    assert await told(api, flow, "ann@example.org", "New ones") == 403
    assert await group_names(api, "ann@example.org") == ["New ones"]


async def test_memberships_that_people_began_stay(api: Api) -> None:
    group = (await api.post("/groups", json={"name": "Manual"}, auth=ADMIN)).json()
    assert await told(api, "/me", "bob@example.org", "Told") == 200
    user = (await api.get("/users?q=bob@example.org", auth=ADMIN)).json()["results"][0]
    added = await api.put(f"/groups/{group['id']}/members/{user['id']}", auth=ADMIN)
    assert added.is_success, added.text
    for groups in ("Told,Manual", "", "Manual", ""):
        assert await told(api, "/me", "bob@example.org", groups) == 200
    assert await group_names(api, "bob@example.org") == ["Manual"]


@pytest.mark.parametrize("address", [ELSEWHERE, "::ffff:198.51.100.7", "127.0.0.1", "unknown"])
async def test_headers_of_others_prove_nothing_and_are_noted(api: Api, address: str) -> None:
    api.come_from(address)
    for user in (ADMIN[0], "eve@example.org"):
        assert (await api.get("/me", headers=said(user))).status_code == 401
        passed = {**said(user), "X-Forwarded-For": PROXY, "X-Real-IP": PROXY, "Forwarded": PROXY}
        assert (await api.get("/me", headers=passed)).status_code == 401
        # Not even with a password: whoever sets the header means somebody else.
        both = await api.get("/me", headers=said(user), auth=ADMIN)
        assert both.status_code == 401
    users = (await api.get("/users?q=eve", auth=ADMIN)).json()
    assert users["total"] == 0
    found = await api.get("/main/auditlogs/search", auth=ADMIN)
    noted = [each["auditLog"] for each in found.json()["results"]]
    failures = [each for each in noted if each["type"] == "LOGIN_FAILURE"]
    assert [each["ipAddress"] for each in failures] == [address]


async def test_the_address_of_a_client_is_not_that_of_the_connection(api: Api) -> None:
    """Loopback is a trusted proxy by default, so its `X-Forwarded-For` says who the client is."""
    api.come_from("127.0.0.1")
    for passed in (PROXY, f"{ELSEWHERE}, {PROXY}", f"{PROXY}, 127.0.0.1"):
        headers = {**said(ADMIN[0]), "X-Forwarded-For": passed}
        assert (await api.get("/me", headers=headers)).status_code == 401, passed


@pytest.mark.parametrize("address", [PROXY, "::ffff:192.0.2.9", "2001:db8::1"])
async def test_addresses_of_the_proxy(api: Api, address: str) -> None:
    api.come_from(address)
    assert (await api.get("/me", headers=said("ann@example.org"))).status_code == 200
    assert (await api.get("/me")).status_code == 401
    assert (await api.get("/me", auth=ADMIN)).json()["email"] == ADMIN[0]


@pytest.mark.parametrize("user", ["no address", "service-1", "a@b@c", "x" * 400 + "@example.org"])
async def test_what_is_no_address_of_a_person_is_nobody(api: Api, user: str) -> None:
    assert await told(api, "/me", user) == 401


async def test_a_header_that_is_there_twice_is_refused(api: Api) -> None:
    api.come_from(PROXY)
    twice = [(USER, "ann@example.org"), (USER, ADMIN[0])]
    assert (await api.get("/me", headers=twice)).status_code == 401


async def test_a_disabled_user_stays_outside(api: Api, application: Application) -> None:
    assert await told(api, "/me", "dan@example.org") == 200
    user = (await api.get("/users?q=dan@example.org", auth=ADMIN)).json()["results"][0]
    await application.services.users.update(user["id"], is_disabled=True)
    assert await told(api, "/me", "dan@example.org", "Builders") == 401


async def test_a_page_of_another_site_changes_nothing(api: Api) -> None:
    api.come_from(PROXY)
    headers = said(ADMIN[0])
    for foreign in (
        {"Origin": "https://evil.example"},
        {"Referer": "https://evil.example/x"},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        sent = await api.post("/groups", json={"name": "Evil"}, headers={**headers, **foreign})
        assert sent.status_code == 403, foreign
    assert (await api.post("/groups", json={"name": "Good"}, headers=headers)).is_success


async def test_no_cookie_stands_for_what_the_proxy_said(api: Api) -> None:
    assert await told(api, "/me", ADMIN[0]) == 200
    for text in (f"proxy\\000{ADMIN[0]}", f"\\000proxy\\000{ADMIN[0]}"):
        assert (await api.get("/me", headers={"Cookie": f'JWT="{text}"'})).status_code == 401


class TestOnlyKnownUsers:
    @pytest.fixture
    def proxy(self) -> dict[str, Json]:
        return {"create_users": False, "groups_header": "", "user_header": "X-User"}

    async def test_others_stay_outside(self, api: Api) -> None:
        api.come_from(PROXY)
        assert (await api.get("/me", headers={"X-User": "ann@example.org"})).status_code == 401
        assert (await api.get("/me", headers={"X-User": ADMIN[0]})).status_code == 200
        assert (await api.get("/me", headers=said(ADMIN[0]))).status_code == 401


class TestWithoutAProxy:
    @pytest.fixture
    def proxy(self) -> dict[str, Json]:
        return {"addresses": []}

    async def test_no_header_counts(self, api: Api) -> None:
        api.come_from(PROXY)
        assert (await api.get("/me", headers=said(ADMIN[0]))).status_code == 401
        assert (await api.get("/me", headers=said("x"), auth=ADMIN)).status_code == 200
