"""Users, groups, roles and bindings, and what follows of them for requests."""

from __future__ import annotations

import pytest

from tests.api.client import HELLO, YAML, Api
from tiercel.model.json_types import Json

ADMIN = ("admin@example.org", "Secret-Password-1")
PASSWORD = "Secret-Password-2"


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {"server": {"basic_auth": {"username": ADMIN[0], "password": ADMIN[1]}}}


async def made(api: Api, path: str, body: Json, status: int = 200) -> Json:
    """What a POST of the administrator makes."""
    response = await api.post(path, json=body, auth=ADMIN)
    assert response.status_code == status, response.text
    return response.json()


async def a_user(api: Api, email: str, **fields: Json) -> Json:
    return await made(api, "/users", {"email": email, "password": PASSWORD, **fields}, 201)


async def bound(api: Api, user: Json, role: str, namespace: str | None = None) -> Json:
    body = {"type": "USER", "externalId": user["id"], "roleId": role, "namespaceId": namespace}
    return await made(api, "/bindings", body)


async def test_a_user_is_made_found_changed_and_removed(api: Api) -> None:
    user = await a_user(api, "Ann@Example.org", firstName="Ann", lastName="Lee")
    assert (user["username"], user["displayName"]) == ("ann@example.org", "Ann Lee")
    assert user["auths"][0]["type"] == "BASIC_AUTH"
    path = f"/users/{user['id']}"
    assert (await api.get(path, auth=ADMIN)).json() == user
    found = (await api.get("/users?q=lee", auth=ADMIN)).json()
    assert [each["id"] for each in found["results"]] == [user["id"]]
    assert (await api.get("/users", auth=ADMIN)).json()["total"] == 2
    assert (await api.get("/users?filters[nothing][EQUALS]=x", auth=ADMIN)).status_code == 400
    changed = await api.patch(path, json={"firstName": "Anna"}, auth=ADMIN)
    assert changed.json()["displayName"] == "Anna Lee"
    replaced = await api.put(path, json={"email": "a@example.org", "lastName": "L"}, auth=ADMIN)
    assert (replaced.json()["username"], replaced.json()["firstName"]) == ("a@example.org", "")
    assert (await api.delete(path, auth=ADMIN)).status_code == 204
    assert (await api.get(path, auth=ADMIN)).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"email": ADMIN[0]}, 409),
        ({"email": "no address"}, 422),
        ({"email": "b@example.org", "password": "weak"}, 422),
        ({"email": "b@example.org", "firstName": "x" * 300}, 422),
        ({"email": "b@example.org", "tenants": ["other"]}, 404),
        ({"email": "b@example.org", "groups": ["unknown"]}, 404),
    ],
)
async def test_a_user_that_can_not_be_is_refused(api: Api, body: Json, status: int) -> None:
    response = await api.post("/users", json=body, auth=ADMIN)
    assert response.status_code == status, response.text
    assert (await api.get("/users", auth=ADMIN)).json()["total"] == 1


async def test_a_user_becomes_an_owner_and_is_none_again(api: Api) -> None:
    path = f"/users/{(await a_user(api, 'ann@example.org'))['id']}"
    for name in ("superadmin", "instance-owner"):
        for is_owner in (True, False):
            answer = await api.patch(f"{path}/{name}", json={"superAdmin": is_owner}, auth=ADMIN)
            assert answer.status_code == 200
            assert (await api.get(path, auth=ADMIN)).json()["instanceOwner"] is is_owner


async def test_the_first_user_can_not_be_lost(api: Api) -> None:
    first = (await api.get("/me", auth=ADMIN)).json()
    path = f"/users/{first['id']}"
    assert first["instanceOwner"] is True
    assert (await api.delete(path, auth=ADMIN)).status_code == 409
    for name in ("superadmin", "instance-owner"):
        demoted = await api.patch(f"{path}/{name}", json={"superAdmin": False}, auth=ADMIN)
        assert demoted.status_code == 409
    for change in ({"email": "b@example.org"}, {"password": PASSWORD}):
        assert (await api.put(path, json=change, auth=ADMIN)).status_code == 409
    assert (await api.patch(path, json={"email": "b@b.c"}, auth=ADMIN)).status_code == 409
    password = {"password": PASSWORD}
    assert (await api.patch(f"{path}/password", json=password, auth=ADMIN)).status_code == 409
    assert (await api.delete(f"/tenant-access/{first['id']}", auth=ADMIN)).status_code == 409


async def test_a_new_user_may_do_nothing_until_a_role_is_given(api: Api) -> None:
    user = await a_user(api, "ann@example.org")
    ann = ("ann@example.org", PASSWORD)
    await api.post("/flows", headers=YAML, content=HELLO, auth=ADMIN)
    assert (await api.get("/me", auth=ann)).json()["id"] == user["id"]
    assert (await api.get("/flows/search", auth=ann)).status_code == 403
    assert (await api.get("/me/permissions", auth=ann)).json() == {}
    binding = await bound(api, user, "viewer", "company")
    assert (await api.get("/flows/search", auth=ann)).json()["total"] == 1
    assert (await api.get("/flows/company.team/hello", auth=ann)).status_code == 200
    assert (await api.delete("/flows/company.team/hello", auth=ann)).status_code == 403
    mine = (await api.get("/me/permissions?namespace=company.team", auth=ann)).json()
    assert mine["FLOW"] == ["VIEW", "LIST", "EXPORT"]
    assert (await api.get("/users", auth=ann)).status_code == 403
    gone = await api.delete(f"/bindings/{binding['id']}", auth=ADMIN)
    assert gone.status_code == 204
    assert (await api.get("/flows/search", auth=ann)).status_code == 403


async def test_passwords_are_set_changed_and_taken_away(api: Api) -> None:
    user = await a_user(api, "ann@example.org")
    path, ann = f"/users/{user['id']}", ("ann@example.org", PASSWORD)
    signed_in = await api.post("/login", json={"username": ann[0], "password": ann[1]})
    assert signed_in.status_code == 204
    cookie = {"Cookie": f"JWT={api.http.cookies['JWT']}"}
    api.http.cookies.clear()
    assert (await api.get("/me", headers=cookie)).json()["email"] == ann[0]
    body = {"oldPassword": "wrong", "newPassword": "Another-Password-3"}
    assert (await api.put("/me/password", json=body, auth=ann)).status_code == 422
    changed = await api.put("/me/password", json={**body, "oldPassword": PASSWORD}, auth=ann)
    assert changed.status_code == 200, changed.text
    assert (await api.get("/me", headers=cookie)).status_code == 401
    assert (await api.get("/me", auth=ann)).status_code == 401
    for weak in ("", "weak"):
        refused = await api.patch(f"{path}/password", json={"password": weak}, auth=ADMIN)
        assert refused.status_code == 422
    back = await api.patch(f"{path}/password", json={"password": PASSWORD}, auth=ADMIN)
    assert back.status_code == 200
    assert (await api.get("/me", auth=ann)).status_code == 200
    assert (await api.delete(f"{path}/auths/ldap", auth=ADMIN)).status_code == 404
    taken = await api.delete(f"{path}/auths/basic", auth=ADMIN)
    assert taken.json()["auths"] == []
    assert (await api.get("/me", auth=ann)).status_code == 401


async def test_somebody_changes_their_own_names_unless_they_are_restricted(api: Api) -> None:
    user = await a_user(api, "ann@example.org")
    ann = ("ann@example.org", PASSWORD)
    changed = await api.patch("/me", json={"firstName": "Ann"}, auth=ann)
    assert (changed.json()["firstName"], changed.json()["email"]) == ("Ann", ann[0])
    assert (await api.patch("/me", json={"email": ADMIN[0]}, auth=ann)).status_code == 409
    assert (await api.patch("/me", json={"email": "none"}, auth=ann)).status_code == 422
    path = f"/users/{user['id']}/restricted"
    assert (await api.patch(path, json={"restricted": True}, auth=ADMIN)).status_code == 200
    assert (await api.patch("/me", json={"firstName": "A"}, auth=ann)).status_code == 403
    body = {"oldPassword": PASSWORD, "newPassword": "Another-Password-3"}
    assert (await api.put("/me/password", json=body, auth=ann)).status_code == 403


async def test_a_user_is_locked_after_failures_and_unlocked_by_an_owner(api: Api) -> None:
    user = await a_user(api, "ann@example.org")
    ann = ("ann@example.org", PASSWORD)
    for number in range(10):
        api.come_from(f"10.0.0.{number}")
        wrong = await api.get("/me", auth=(ann[0], f"guess{number}"))
        assert wrong.status_code == 401
    api.come_from("10.0.1.1")
    assert (await api.get("/me", auth=ann)).status_code == 401
    unlocked = await api.post(f"/users/{user['id']}/unlock", auth=ADMIN)
    assert unlocked.status_code == 204
    assert (await api.get("/me", auth=ann)).status_code == 200
    assert (await api.post("/users/unknown/unlock", auth=ADMIN)).status_code == 404


async def test_a_user_is_signed_out_everywhere(api: Api) -> None:
    user = await a_user(api, "ann@example.org")
    await api.post("/login", json={"username": "ann@example.org", "password": PASSWORD})
    cookie = {"Cookie": f"JWT={api.http.cookies['JWT']}"}
    api.http.cookies.clear()
    assert (await api.get("/me", headers=cookie)).status_code == 200
    path = f"/users/{user['id']}/refresh-token"
    assert (await api.delete(path, auth=ADMIN)).status_code == 204
    assert (await api.get("/me", headers=cookie)).status_code == 401
    assert (await api.delete("/users/unknown/refresh-token", auth=ADMIN)).status_code == 404


async def test_tokens_of_users_do_what_their_users_may(api: Api) -> None:
    user = await a_user(api, "ann@example.org")
    path = f"/users/{user['id']}/api-tokens"
    token = await made(api, path, {"name": "ci", "maxAge": ""}, 201)
    assert token["fullToken"].startswith(token["prefix"] + "_")
    bearer = {"Authorization": f"Bearer {token['fullToken']}"}
    assert (await api.get("/me", headers=bearer)).json()["id"] == user["id"]
    assert (await api.get("/flows/search", headers=bearer)).status_code == 403
    listed = (await api.get(path, auth=ADMIN)).json()
    assert (listed["total"], listed["results"][0]["description"]) == (1, "")
    assert "lastUsed" in listed["results"][0]
    again = await api.post(path, json={"name": "ci"}, auth=ADMIN)
    assert again.status_code == 409
    assert (await api.post(path, json={"name": "C I"}, auth=ADMIN)).status_code == 422
    own = (await api.get("/me/api-tokens", headers=bearer)).json()
    assert [each["id"] for each in own["results"]] == [token["id"]]
    assert (await api.get("/me/api-tokens", auth=ADMIN)).json()["total"] == 0
    assert (await api.delete(f"{path}/unknown", auth=ADMIN)).status_code == 404
    assert (await api.delete(f"/me/api-tokens/{token['id']}", auth=ADMIN)).status_code == 404
    assert (await api.delete(f"{path}/{token['id']}", auth=ADMIN)).status_code == 204
    assert (await api.get("/me", headers=bearer)).status_code == 401
    for method, below in (("GET", ""), ("POST", ""), ("DELETE", "/x")):
        unknown = await api.call(
            method, f"/users/unknown/api-tokens{below}", json={"name": "ci"}, auth=ADMIN
        )
        assert unknown.status_code == 404


async def test_a_group_gives_its_members_what_it_is_given(api: Api) -> None:
    user = await a_user(api, "ann@example.org")
    ann = ("ann@example.org", PASSWORD)
    group = await made(api, "/groups", {"name": "team", "membersId": [user["id"]]})
    path = f"/groups/{group['id']}"
    body = {
        "type": "GROUP",
        "externalId": group["id"],
        "roleId": "editor",
        "namespaceId": "company",
    }
    binding = await made(api, "/bindings", body)
    assert binding["group"] == {"id": group["id"], "name": "team"}
    created = await api.post("/flows", headers=YAML, content=HELLO, auth=ann)
    assert created.status_code == 200, created.text
    elsewhere = HELLO.replace("company.team", "other")
    assert (await api.post("/flows", headers=YAML, content=elsewhere, auth=ann)).status_code == 403
    assert (await api.get(path, auth=ADMIN)).json() == group
    assert (await api.get("/groups/search?q=TE", auth=ADMIN)).json()["total"] == 1
    offered = await made(api, "/groups/autocomplete", {"q": "tea"})
    chosen = await made(api, "/groups/ids", {"ids": [group["id"], "unknown"]})
    assert offered == chosen == [group]
    renamed = await api.put(path, json={"name": "crew", "description": "d"}, auth=ADMIN)
    assert renamed.json() == {**group, "name": "crew", "description": "d"}
    assert (await api.delete(path, auth=ADMIN)).status_code == 200
    assert (await api.get("/flows/search", auth=ann)).status_code == 403
    assert (await api.get(f"/bindings/{binding['id']}", auth=ADMIN)).status_code == 404


async def test_groups_that_can_not_be_are_refused(api: Api) -> None:
    group = await made(api, "/groups", {"name": "team"})
    other = await made(api, "/groups", {"name": "other"})
    for body, status in (
        ({"name": "team"}, 409),
        ({"name": " "}, 422),
        ({"name": "new", "description": "x" * 300}, 422),
        ({"name": "new", "membersId": ["unknown"]}, 404),
    ):
        assert (await api.post("/groups", json=body, auth=ADMIN)).status_code == status
    path = f"/groups/{other['id']}"
    assert (await api.put(path, json={"name": "team"}, auth=ADMIN)).status_code == 409
    assert (await api.put(path, json={"name": ""}, auth=ADMIN)).status_code == 422
    for method in ("GET", "PUT", "DELETE"):
        unknown = await api.call(method, "/groups/unknown", json={"name": "x"}, auth=ADMIN)
        assert unknown.status_code == 404
    assert (await api.post("/groups/ids", json={"ids": 1}, auth=ADMIN)).status_code == 422
    assert (await api.post("/groups/autocomplete", json=[], auth=ADMIN)).status_code == 422
    assert group["name"] == "team"


async def test_owners_of_a_group_manage_its_members(api: Api) -> None:
    ann, bob = [await a_user(api, f"{name}@example.org") for name in ("ann", "bob")]
    group = await made(api, "/groups", {"name": "team"})
    members = f"/groups/{group['id']}/members"
    added = await api.put(f"{members}/{ann['id']}", auth=ADMIN)
    assert added.json()["groups"][0]["membership"] == "MEMBER"
    assert (await api.put(f"{members}/{ann['id']}", auth=ADMIN)).status_code == 409
    as_ann = ("ann@example.org", PASSWORD)
    assert (await api.put(f"{members}/{bob['id']}", auth=as_ann)).status_code == 403
    assert (await api.get(members, auth=as_ann)).status_code == 403
    part = f"{members}/membership/{ann['id']}"
    for word, status in (("", 400), ("?membership=KING", 422), ("?membership=OWNER", 200)):
        assert (await api.put(f"{part}{word}", auth=ADMIN)).status_code == status
    nobody = f"{members}/membership/{bob['id']}?membership=OWNER"
    assert (await api.put(nobody, auth=ADMIN)).status_code == 409
    assert (await api.put(f"{members}/{bob['id']}", auth=as_ann)).status_code == 200
    listed = (await api.get(f"{members}?q=bob", auth=as_ann)).json()
    assert [each["id"] for each in listed["results"]] == [bob["id"]]
    assert (await api.delete(f"{members}/{bob['id']}", auth=as_ann)).status_code == 200
    assert (await api.delete(f"{members}/{bob['id']}", auth=as_ann)).status_code == 409
    for method, path in (
        ("PUT", f"{members}/unknown"),
        ("DELETE", f"{members}/unknown"),
        ("PUT", f"{members}/membership/unknown?membership=OWNER"),
        ("GET", "/groups/unknown/members"),
    ):
        assert (await api.call(method, path, auth=ADMIN)).status_code == 404


async def test_the_groups_of_a_user_are_set_at_once(api: Api) -> None:
    user = await a_user(api, "ann@example.org", tenants=["main"])
    one, two = [await made(api, "/groups", {"name": name}) for name in ("one", "two")]
    path = f"/users/{user['id']}/groups"
    for ids in ([one["id"], two["id"]], [two["id"]]):
        assert (await api.put(path, json={"groupIds": ids}, auth=ADMIN)).status_code == 204
    found = (await api.get(f"/users/{user['id']}", auth=ADMIN)).json()
    assert [each["id"] for each in found["groups"]] == [two["id"]]
    assert (await api.put(path, json={"groupIds": ["x"]}, auth=ADMIN)).status_code == 404
    assert (await api.put(path, json={"groupIds": 1}, auth=ADMIN)).status_code == 422
    outside = await a_user(api, "bob@example.org")
    without = await api.put(f"/users/{outside['id']}/groups", json={"groupIds": []}, auth=ADMIN)
    assert without.status_code == 404


async def test_roles_are_made_found_changed_and_removed(api: Api) -> None:
    role = await made(api, "/roles", {"name": "r", "permissions": {"FLOW": ["READ"]}})
    assert role["permissions"] == {"FLOW": ["VIEW", "LIST", "EXPORT"]}
    path = f"/roles/{role['id']}"
    assert (await api.get(path, auth=ADMIN)).json() == role
    found = (await api.get("/roles/search?size=100", auth=ADMIN)).json()
    assert found["total"] == 6
    assert {each["id"] for each in found["results"]} >= {role["id"], "admin", "viewer"}
    assert len(await made(api, "/roles/autocomplete", {"q": "view"})) == 1
    chosen = await made(api, "/roles/ids", {"ids": [role["id"], "admin", "unknown"]})
    assert [each["id"] for each in chosen] == [role["id"], "admin"]
    default = {"name": "d", "permissions": {"KVSTORE": ["VIEW"]}, "isDefault": True}
    first, second = [await made(api, "/roles", default) for _ in range(2)]
    assert (await api.get(f"/roles/{first['id']}", auth=ADMIN)).json()["isDefault"] is False
    assert second["isDefault"] is True
    changed = await api.put(
        path, json={"name": "s", "permissions": {"KVSTORE": ["VIEW"]}}, auth=ADMIN
    )
    assert changed.json()["permissions"] == {"KVSTORE": ["VIEW"]}
    assert (await api.delete(path, auth=ADMIN)).status_code == 204
    for method in ("GET", "PUT", "DELETE"):
        gone = await api.call(method, path, json=default, auth=ADMIN)
        assert gone.status_code == 404
    managed = await api.put("/roles/admin", json=default, auth=ADMIN)
    assert managed.status_code == 403
    assert (await api.delete("/roles/admin", auth=ADMIN)).status_code == 403
    for body in ({"name": "r", "permissions": {}}, {"name": "", "permissions": {"FLOW": ["VIEW"]}}):
        assert (await api.post("/roles", json=body, auth=ADMIN)).status_code == 422
    for path in ("/roles/ids", "/roles/autocomplete"):
        assert (await api.post(path, json=[], auth=ADMIN)).status_code == 422


async def test_what_can_be_allowed_is_listed(api: Api) -> None:
    permissions = (await api.get("/acls/permissions", auth=ADMIN)).json()
    assert permissions["COPILOT"] == ["USE"]
    assert "FORCE_RUN" in (await api.get("/acls/actions", auth=ADMIN)).json()
    templates = (await api.get("/acls/templates", auth=ADMIN)).json()
    assert set(templates) == {"ADMIN", "DEVELOPER", "EDITOR", "LAUNCHER", "VIEWER"}
    assert templates["ADMIN"] == permissions


async def test_bindings_are_found_by_what_they_bind(api: Api) -> None:
    user = await a_user(api, "ann@example.org")
    binding = await bound(api, user, "viewer", "company")
    assert (binding["user"]["username"], binding["namespaceId"]) == ("ann@example.org", "company")
    assert await bound(api, user, "viewer", "company") == binding
    assert (await api.get(f"/bindings/{binding['id']}", auth=ADMIN)).json() == binding
    for asked, count in (
        (f"id={user['id']}", 1),
        ("type=GROUP", 0),
        ("namespace=company", 1),
        ("namespace=other", 0),
        ("sort=type:asc", 1),
    ):
        found = (await api.get(f"/bindings/search?{asked}", auth=ADMIN)).json()
        assert found["total"] == count, asked
    wrong = await api.get("/bindings/search?filters[nothing][EQUALS]=x", auth=ADMIN)
    assert wrong.status_code == 400
    assert await made(api, "/bindings/bulk", []) == []
    body = {"type": "USER", "externalId": user["id"], "roleId": "editor"}
    several = await made(api, "/bindings/bulk", [body, {**body, "roleId": "launcher"}])
    assert [each["role"]["id"] for each in several] == ["editor", "launcher"]
    for change, status in (
        ({"externalId": "unknown"}, 404),
        ({"roleId": "unknown"}, 404),
        ({"type": "ROBOT"}, 422),
        ({"namespaceId": "No Name"}, 422),
    ):
        refused = await api.post("/bindings", json={**body, **change}, auth=ADMIN)
        assert refused.status_code == status, refused.text
        bulk = await api.post("/bindings/bulk", json=[body, {**body, **change}], auth=ADMIN)
        assert bulk.status_code == status
    assert (await api.get("/bindings/search", auth=ADMIN)).json()["total"] == 3
    for method in ("GET", "DELETE"):
        assert (await api.call(method, "/bindings/unknown", auth=ADMIN)).status_code == 404


async def test_access_to_the_tenant_is_given_and_taken(api: Api) -> None:
    default = {"name": "d", "permissions": {"KVSTORE": ["VIEW"]}, "isDefault": True}
    role = await made(api, "/roles", default)
    ann, bob = [await a_user(api, f"{name}@example.org") for name in ("ann", "bob")]
    base = "/tenant-access"
    given = await api.post(base, json={"email": "ANN@example.org"}, auth=ADMIN)
    assert given.status_code == 204
    assert (await api.post(base, json={"email": ann["email"]}, auth=ADMIN)).status_code == 409
    assert (await api.post(base, json={"email": "x@y.z"}, auth=ADMIN)).status_code == 404
    assert (await api.post(base, json=[], auth=ADMIN)).status_code == 422
    assert (await api.put(f"{base}/{bob['id']}", auth=ADMIN)).status_code == 201
    assert (await api.put(f"{base}/unknown", auth=ADMIN)).status_code == 404
    found = (await api.get(base, auth=ADMIN)).json()
    assert [each["username"] for each in found["results"]] == [ADMIN[0], ann["email"], bob["email"]]
    offered = await made(api, f"{base}/autocomplete", {"q": "bob"})
    assert [each["id"] for each in offered] == [bob["id"]]
    assert (await api.post(f"{base}/autocomplete", json=[], auth=ADMIN)).status_code == 422
    detail = (await api.get(f"{base}/{ann['id']}", auth=(ann["email"], PASSWORD))).json()
    assert [each["id"] for each in detail["roles"]] == [role["id"]]
    other = await api.get(f"{base}/{bob['id']}", auth=(ann["email"], PASSWORD))
    assert other.status_code == 403
    for path in (f"{base}/{ann['id']}", f"{base}/{bob['id']}"):
        assert (await api.delete(path, auth=ADMIN)).status_code == 204
        assert (await api.delete(path, auth=ADMIN)).status_code == 404
        assert (await api.get(path, auth=ADMIN)).status_code == 404
    assert (await api.get("/bindings/search", auth=ADMIN)).json()["total"] == 0


async def test_service_accounts_of_the_server(api: Api) -> None:
    base = "/service-accounts"
    account = await made(api, base, {"name": "robot", "description": "d", "tenants": ["main"]})
    path = f"{base}/{account['id']}"
    assert (await api.get(path, auth=ADMIN)).json() == account
    assert (await api.get(f"{base}?name=robot", auth=ADMIN)).json()["results"] == [account]
    assert (await api.get("/users", auth=ADMIN)).json()["total"] == 1
    changed = await api.patch(path, json={"name": "robot-2"}, auth=ADMIN)
    assert (changed.json()["name"], changed.json()["description"]) == ("robot-2", "d")
    for name in ("superadmin", "instance-owner"):
        owner = await api.patch(f"{path}/{name}", json={"superAdmin": True}, auth=ADMIN)
        assert owner.status_code == 200
        unknown = await api.patch(f"{base}/unknown/{name}", json={}, auth=ADMIN)
        assert unknown.status_code == 404
    token = await made(api, f"{path}/api-tokens", {"name": "ci"})
    bearer = {"Authorization": f"Bearer {token['fullToken']}"}
    assert (await api.get("/users", headers=bearer)).status_code == 200
    assert (await api.get("/flows/search", headers=bearer)).status_code == 403
    assert (await api.get(f"{path}/api-tokens", auth=ADMIN)).json()["total"] == 1
    assert (
        await api.post(f"{path}/api-tokens", json={"name": "ci"}, auth=ADMIN)
    ).status_code == 409
    gone = await api.delete(f"{path}/api-tokens/{token['id']}", auth=ADMIN)
    assert gone.status_code == 200
    for name, status in (("robot-2", 409), ("Robot", 422)):
        assert (await api.post(base, json={"name": name}, auth=ADMIN)).status_code == status
    assert (await api.patch(path, json={"name": "R"}, auth=ADMIN)).status_code == 422
    other = await made(api, base, {"name": "other"})
    same = await api.patch(f"{base}/{other['id']}", json={"name": "robot-2"}, auth=ADMIN)
    assert same.status_code == 409
    wrong = {"name": "x", "tenants": ["other"]}
    assert (await api.post(base, json=wrong, auth=ADMIN)).status_code == 404
    assert (await api.delete(path, auth=ADMIN)).status_code == 204
    for method, below in (
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("GET", "/api-tokens"),
        ("POST", "/api-tokens"),
        ("DELETE", "/api-tokens/x"),
    ):
        unknown = await api.call(method, f"{path}{below}", json={"name": "ci"}, auth=ADMIN)
        assert unknown.status_code == 404


async def test_service_accounts_of_the_tenant(api: Api) -> None:
    base = "/main/service-accounts"
    group = await made(api, "/groups", {"name": "team"})
    account = await made(api, base, {"name": "robot", "groups": [{"id": group["id"]}]})
    assert account["groups"] == [{"id": group["id"]}]
    path = f"{base}/{account['id']}"
    assert (await api.get(path, auth=ADMIN)).json() == account
    listed = (await api.get(f"{base}?q=rob", auth=ADMIN)).json()
    assert [each["username"] for each in listed["results"]] == ["robot"]
    changed = await api.put(path, json={"name": "robot-2"}, auth=ADMIN)
    assert (changed.json()["name"], changed.json()["groups"]) == ("robot-2", [])
    token = await made(api, f"{path}/api-tokens", {"name": "ci", "maxAge": "P1D"})
    bearer = {"Authorization": f"Bearer {token['fullToken']}"}
    assert (await api.get("/me", headers=bearer)).json()["id"] == account["id"]
    assert (await api.get(f"{path}/api-tokens", auth=ADMIN)).json()["total"] == 1
    assert (
        await api.post(f"{path}/api-tokens", json={"name": "ci"}, auth=ADMIN)
    ).status_code == 409
    gone = await api.delete(f"{path}/api-tokens/{token['id']}", auth=ADMIN)
    assert gone.status_code == 200
    other = await made(api, base, {"name": "other"})
    for body, status in (
        ({"name": "robot-2"}, 409),
        ({"name": "R"}, 422),
        ({"name": "new", "groups": [{"id": "unknown"}]}, 404),
    ):
        assert (await api.post(base, json=body, auth=ADMIN)).status_code == status
        changed = await api.put(f"{base}/{other['id']}", json=body, auth=ADMIN)
        assert changed.status_code == status
    assert (await api.delete(path, auth=ADMIN)).status_code == 200
    for method, below in (
        ("GET", ""),
        ("PUT", ""),
        ("DELETE", ""),
        ("GET", "/api-tokens"),
        ("POST", "/api-tokens"),
        ("DELETE", "/api-tokens/x"),
    ):
        unknown = await api.call(method, f"{path}{below}", json={"name": "ci"}, auth=ADMIN)
        assert unknown.status_code == 404


async def test_users_on_an_open_server_do_not_lock_anybody_out(api: Api) -> None:
    first = await api.post(
        "/users", json={"email": "ann@example.org", "superAdmin": True}, auth=ADMIN
    )
    assert first.status_code == 201
    assert first.json()["superAdmin"] is True
