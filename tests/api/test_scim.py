"""Users and groups kept by SCIM, with the requests that Entra and Okta send."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from tests.api.client import Api
from tests.api.scim_provider import (
    ANN,
    BOB,
    BOTH,
    ENTERPRISE,
    ENTRA_USER,
    ERROR,
    LONG,
    OKTA_USER,
    PATCH,
    USER,
    Provider,
    a_group,
)
from tests.api.test_people import ADMIN, PASSWORD, a_user, bound, made
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json
from tiercel.model.stored.records import AUDIT

if TYPE_CHECKING:
    from scim2_server.requests import ScimRequest
    from scim2_server.responses import ScimResponse

    from tiercel.web.scim.storage import OperationStorage


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {"server": {"basic_auth": {"username": ADMIN[0], "password": ADMIN[1]}}}


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def provider(api: Api) -> Provider:
    return Provider(api, await made(api, "/security-integrations", {"name": "corp"}))


async def test_entra_makes_finds_changes_and_removes_a_user(api: Api, provider: Provider) -> None:
    assert await provider.found("Users", f'userName eq "{ANN}"') == []
    ann = await provider.create("Users", ENTRA_USER)
    path = f"/Users/{ann['id']}"
    assert (ann["userName"], ann["externalId"], ann["active"]) == (ANN, "0a21f0f2", True)
    assert ann["meta"]["location"] == f"{provider.uri}{path}"
    for condition in (f'userName eq "{ANN.upper()}"', 'externalId eq "0a21f0f2"'):
        assert await provider.found("Users", condition) == [ann["id"]]
    changed = await provider.patch(
        path,
        {"op": "Replace", "path": "name.familyName", "value": "Miller"},
        {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "Sales"},
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "other@example.org"},
    )
    assert changed["name"]["familyName"] == "Miller"
    assert changed["emails"][0]["value"] == ANN
    renamed = await provider.patch(
        path, {"op": "Replace", "path": "userName", "value": "ann.miller@example.org"}
    )
    assert renamed["userName"] == "ann.miller@example.org"
    for value, expected in (("False", False), (True, True)):
        switched = await provider.patch(path, {"op": "Replace", "path": "active", "value": value})
        assert switched["active"] is expected
    assert (await provider.ask("DELETE", path)).status_code == 204
    assert (await provider.ask("GET", path)).status_code == 404
    assert (await api.get(f"/tenant-access/{ann['id']}", auth=ADMIN)).status_code == 404
    again = await provider.create("Users", ENTRA_USER)
    assert again["userName"] == ANN


async def test_okta_makes_replaces_and_switches_off_a_user(api: Api, provider: Provider) -> None:
    bob = await provider.create("Users", OKTA_USER)
    path = f"/Users/{bob['id']}"
    assert "password" not in bob
    assert (await api.get("/me", auth=(BOB, OKTA_USER["password"]))).status_code == 401
    put = {**OKTA_USER, "id": bob["id"], "name": {"givenName": "Rob", "familyName": "Jones"}}
    answer = await provider.ask("PUT", path, put)
    assert (answer.status_code, answer.json()["name"]["givenName"]) == (200, "Rob")
    await api.patch(f"/users/{bob['id']}/password", json={"password": PASSWORD}, auth=ADMIN)
    assert (await api.get("/me", auth=(BOB, PASSWORD))).status_code == 200
    off = await provider.patch(path, {"op": "replace", "value": {"active": False}})
    assert off["active"] is False
    assert (await api.get("/me", auth=(BOB, PASSWORD))).status_code == 401


async def test_groups_are_filled_and_emptied_as_entra_and_okta_do(provider: Provider) -> None:
    ann, bob = [await provider.create("Users", each) for each in (ENTRA_USER, OKTA_USER)]
    group = await provider.create("Groups", a_group("Developers", externalId="g-1"))
    path = f"/Groups/{group['id']}"
    for condition in ('displayName eq "developers"', 'externalId eq "g-1"'):
        assert await provider.found("Groups", condition) == [group["id"]]

    def ids(shown: Json) -> set[str]:
        return {each["value"] for each in shown.get("members", [])}

    both = [{"value": ann["id"]}, {"value": bob["id"]}]
    added = await provider.patch(path, {"op": "Add", "path": "members", "value": both})
    assert ids(added) == {ann["id"], bob["id"]}
    assert {each["$ref"] for each in added["members"]} == {
        f"{provider.uri}/Users/{each['id']}" for each in (ann, bob)
    }
    seen = (await provider.ask("GET", f"/Users/{ann['id']}")).json()
    assert [each["display"] for each in seen["groups"]] == ["Developers"]
    entra = {"op": "Remove", "path": "members", "value": [{"value": ann["id"]}]}
    assert ids(await provider.patch(path, entra)) == {bob["id"]}
    okta = {"op": "remove", "path": f'members[value eq "{bob["id"]}"]'}
    assert ids(await provider.patch(path, okta)) == set()
    renamed = await provider.patch(
        path, {"op": "replace", "value": {"id": group["id"], "displayName": "Builders"}}
    )
    assert renamed["displayName"] == "Builders"
    replaced = await provider.ask("PUT", path, a_group("Builders", ann))
    assert (replaced.status_code, ids(replaced.json())) == (200, {ann["id"]})
    # Whoever left all groups may still enter: SCIM made them, and has not removed them.
    await provider.patch(path, {"op": "replace", "path": "members", "value": []})
    assert (await provider.ask("GET", f"/Users/{ann['id']}")).status_code == 200
    assert (await provider.ask("DELETE", path)).status_code == 204
    assert (await provider.ask("GET", path)).status_code == 404
    assert (await provider.ask("GET", f"/Users/{bob['id']}")).status_code == 200


async def test_members_that_are_added_at_once_are_all_there(provider: Provider) -> None:
    names = [f"user{number}@example.org" for number in range(4)]
    users = [
        await provider.create("Users", {"schemas": [USER], "userName": each}) for each in names
    ]
    group = await provider.create("Groups", a_group("Many"))
    path = f"/Groups/{group['id']}"
    await asyncio.gather(
        *(
            provider.patch(path, {"op": "add", "path": "members", "value": [{"value": each["id"]}]})
            for each in users
        )
    )
    shown = (await provider.ask("GET", path)).json()
    assert {each["value"] for each in shown["members"]} == {each["id"] for each in users}


async def test_lists_are_filtered_sorted_and_paged(provider: Provider) -> None:
    names = ["c@example.org", "a@example.org", "b@example.com"]
    for name in names:
        await provider.create("Users", {"schemas": [USER], "userName": name})

    async def listed(**query: str) -> tuple[int, list[str]]:
        answer = (await provider.ask("GET", "/Users", params=query)).json()
        return answer["totalResults"], [each["userName"] for each in answer.get("Resources", [])]

    assert (await listed())[1] == [names[1], ADMIN[0], names[2], names[0]]
    assert await listed(startIndex="2", count="1") == (4, [ADMIN[0]])
    assert await listed(count="0") == (4, [])
    assert await listed(filter='userName co "example.com" or userName sw "c@"') == (
        2,
        [names[2], names[0]],
    )
    assert await listed(filter='active eq true and not (userName ew ".org")') == (1, [names[2]])
    assert (await listed(sortBy="userName", sortOrder="descending"))[1][0] == names[0]
    only = await provider.ask("GET", "/Users", params={"attributes": "userName", "count": "1"})
    assert set(only.json()["Resources"][0]) <= {"id", "schemas", "userName", "meta"}
    body = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
        "filter": f'userName eq "{names[0]}"',
        "count": 10,
    }
    sought = await provider.ask("POST", "/Users/.search", body)
    assert [each["userName"] for each in sought.json()["Resources"]] == [names[0]]
    empty = await provider.ask("POST", "/Groups/.search", {**body, "filter": 'displayName eq "x"'})
    assert empty.json()["totalResults"] == 0
    whole = (await provider.ask("GET", "/Groups")).json()
    assert whole["totalResults"] == 0


async def test_what_is_served_is_told(provider: Provider) -> None:
    config = (await provider.ask("GET", "/ServiceProviderConfig")).json()
    assert {name for name in ("patch", "filter", "sort", "etag") if config[name]["supported"]} == {
        *("patch", "filter", "sort", "etag")
    }
    assert config["bulk"]["supported"] is False
    for path, names in (("/ResourceTypes", ["User", "Group"]), ("/Schemas", ["User", "Group"])):
        listed = (await provider.ask("GET", path)).json()["Resources"]
        assert [each["name"] for each in listed] == names
        for each in listed:
            one = (await provider.ask("GET", f"{path}/{each['id']}")).json()
            assert one["name"] == each["name"]
        assert (await provider.ask("GET", f"{path}/other")).status_code == 404


async def test_versions_of_resources_are_told_and_held(provider: Provider) -> None:
    ann = await provider.create("Users", ENTRA_USER)
    path = f"/Users/{ann['id']}"
    tag = (await provider.ask("GET", path)).headers["etag"]
    unchanged = await provider.ask("GET", path, headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    body = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "active", "value": False}]}
    assert (await provider.ask("PATCH", path, body)).status_code == 204
    old = {"If-Match": tag}
    back = {"op": "replace", "path": "active", "value": True}
    for method, sent in (
        ("PATCH", {"schemas": [PATCH], "Operations": [back]}),
        ("PUT", ENTRA_USER),
        ("DELETE", None),
    ):
        answer = await provider.ask(method, path, sent, headers=old)
        assert (answer.status_code, answer.json()["schemas"]) == (412, [ERROR])
    group = await provider.create("Groups", a_group("G"))
    for method, sent in (
        (
            "PATCH",
            {"schemas": [PATCH], "Operations": [back | {"path": "displayName", "value": "H"}]},
        ),
        ("PUT", a_group("H")),
        ("DELETE", None),
    ):
        answer = await provider.ask(method, f"/Groups/{group['id']}", sent, headers=old)
        assert answer.status_code == 412


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "word"),
    [
        ("POST", "/Users", {"schemas": [USER], "userName": ANN}, 409, "uniqueness"),
        ("POST", "/Users", {"schemas": [USER], "userName": "no address"}, 400, "invalidValue"),
        ("POST", "/Users", {"schemas": [USER]}, 400, "invalidValue"),
        ("POST", "/Users", {"schemas": [USER], "userName": LONG}, 400, "invalidValue"),
        (
            *("POST", "/Users", {"schemas": [USER], "userName": BOB, "externalId": LONG}),
            *(400, "invalidValue"),
        ),
        ("POST", "/Groups", a_group("Taken"), 409, "uniqueness"),
        ("POST", "/Groups", a_group("  "), 400, "invalidValue"),
        ("POST", "/Groups", a_group("New", {"id": "nobody"}), 400, "invalidValue"),
        ("POST", "/Groups", [], 400, None),
        ("PUT", "/Users/{ann}", {"schemas": [USER], "userName": ADMIN[0]}, 409, "uniqueness"),
        ("PUT", "/Users/{ann}", {"schemas": [USER], "userName": 7}, 400, "invalidValue"),
        ("PUT", "/Groups/{group}", a_group("Other"), 409, "uniqueness"),
        ("PUT", "/Groups/{group}", a_group(""), 400, "invalidValue"),
        ("PATCH", "/Users/{ann}", {"schemas": [PATCH], "Operations": [{"op": "eat"}]}, 400, None),
        (
            *("PATCH", "/Users/{ann}"),
            {"schemas": [PATCH], "Operations": [
                {"op": "replace", "path": "userName", "value": ADMIN[0]},
            ]},
            *(409, "uniqueness"),
        ),
        (
            *("PATCH", "/Groups/{group}"),
            {"schemas": [PATCH], "Operations": [{"op": "remove", "path": "members[value eq"}]},
            *(400, "invalidPath"),
        ),
        (
            *("PATCH", "/Groups/{group}"),
            {"schemas": [PATCH], "Operations": [
                {"op": "replace", "path": "displayName", "value": "Other"},
            ]},
            *(409, "uniqueness"),
        ),
        ("GET", "/Users?filter=userName+eq", None, 400, "invalidFilter"),
        ("GET", "/Groups?filter=(((", None, 400, "invalidFilter"),
        ("GET", "/Users?startIndex=x", None, 400, None),
        ("GET", "/Users/{ann}?" + BOTH, None, 400, None),
        ("GET", "/Groups/{group}?" + BOTH, None, 400, None),
        ("POST", "/Users/.search", {"filter": "userName zz 1"}, 400, "invalidFilter"),
        ("POST", "/Groups/.search", {"filter": "x", "count": "many"}, 400, None),
    ],
)  # fmt: skip
async def test_what_can_not_be_is_refused_in_the_words_of_scim(
    provider: Provider, method: str, path: str, body: Json, status: int, word: str | None
) -> None:
    ann = await provider.create("Users", ENTRA_USER)
    group = await provider.create("Groups", a_group("Taken"))
    await provider.create("Groups", a_group("Other"))
    where = path.format(ann=ann["id"], group=group["id"])
    answer = await provider.ask(method, where, body)
    assert answer.status_code == status, answer.text
    refused = answer.json()
    assert (refused["schemas"], refused["status"]) == ([ERROR], str(status))
    assert word is None or refused["scimType"] == word


ROUTES = (
    ("GET", "/ServiceProviderConfig"), ("GET", "/ResourceTypes"), ("GET", "/ResourceTypes/User"),
    ("GET", "/Schemas"), ("GET", f"/Schemas/{USER}"),
    *((method, f"/{kind}/x") for kind in ("Users", "Groups")
      for method in ("GET", "PUT", "PATCH", "DELETE")),
    *((method, f"/{kind}") for kind in ("Users", "Groups") for method in ("GET", "POST")),
    ("POST", "/Users/.search"), ("POST", "/Groups/.search"),
)  # fmt: skip


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_only_who_may_is_answered_and_only_while_it_is_on(
    api: Api, provider: Provider, method: str, path: str
) -> None:
    body = None if method in ("GET", "DELETE") else {}
    if body is not None:
        body = {"schemas": [PATCH], "Operations": [{"op": "replace", "value": {}}]}
        body = a_group("New") if path.startswith("/Groups") and method != "PATCH" else body
        body = {"schemas": [USER], "userName": BOB} if path == "/Users" or method == "PUT" else body
        body = a_group("New") if path == "/Groups/x" and method == "PUT" else body
        body = {"count": 1} if path.endswith(".search") else body
    await api.post(f"/security-integrations/{provider.id}/disable", auth=ADMIN)
    off = await provider.ask(method, path, body)
    assert (off.status_code, off.json()["schemas"]) == (403, [ERROR])
    assert (await api.get("/tenant-access", headers=provider.headers)).status_code == 403
    await api.post(f"/security-integrations/{provider.id}/enable", auth=ADMIN)
    ann = await a_user(api, ANN)
    await bound(api, ann, "viewer")
    where = f"{provider.base}{path}"
    nobody = await api.call(method, where, json=body, auth=(ANN, PASSWORD))
    assert (nobody.status_code, nobody.json()["schemas"]) == (403, [ERROR])
    assert (await api.call(method, where, json=body)).status_code == 401
    unknown = where.replace(provider.id, "unknown")
    missing = await api.call(method, unknown, json=body, headers=provider.headers)
    assert (missing.status_code, missing.json()["schemas"]) == (404, [ERROR])
    if body is not None:
        odd = {**provider.headers, "Content-Type": "text/csv"}
        other = await api.call(method, where.replace("/x", "/y"), content=b"{}", headers=odd)
        assert other.status_code in (404, 415)
        long = {**provider.headers, "Content-Length": str(10**12)}
        assert (await api.call(method, where, content=b"{}", headers=long)).status_code == 413


async def test_a_body_of_another_type_is_refused(provider: Provider) -> None:
    ann = await provider.create("Users", ENTRA_USER)
    group = await provider.create("Groups", a_group("G"))
    odd = {"Content-Type": "text/csv"}
    for method, path in (
        ("PUT", f"/Users/{ann['id']}"),
        ("PUT", f"/Groups/{group['id']}"),
        ("POST", "/Groups/.search"),
    ):
        answer = await provider.ask(method, path, headers=odd, content=b"{}")
        assert (answer.status_code, answer.json()["schemas"]) == (415, [ERROR])


async def test_no_owner_is_changed_and_the_last_one_stays(api: Api, provider: Provider) -> None:
    (first,) = await provider.found("Users", f'userName eq "{ADMIN[0]}"')
    boss = await a_user(api, "boss@example.org", superAdmin=True, tenants=["main"])
    for user_id in (first, boss["id"]):
        path = f"/Users/{user_id}"
        for operation in (
            {"op": "replace", "path": "active", "value": False},
            {"op": "replace", "path": "userName", "value": "eve@example.org"},
            {"op": "replace", "path": "name.givenName", "value": "Eve"},
        ):
            await provider.patch(path, operation, status=403)
        assert (await provider.ask("DELETE", path)).status_code == 403
    assert (await api.get("/me", auth=ADMIN)).status_code == 200


async def test_users_whom_people_made_keep_their_address(api: Api, provider: Provider) -> None:
    ann = await a_user(api, ANN, tenants=["main"])
    path = f"/Users/{ann['id']}"
    await provider.patch(
        path, {"op": "replace", "path": "userName", "value": "eve@example.org"}, status=403
    )
    known = await provider.patch(
        path,
        {"op": "add", "path": "externalId", "value": "e-1"},
        {"op": "replace", "path": "active", "value": False},
    )
    assert (known["externalId"], known["active"]) == ("e-1", False)


async def test_who_is_known_without_access_is_let_in_as_they_are(
    api: Api, provider: Provider
) -> None:
    bob = await a_user(api, BOB)
    shown = await provider.create("Users", OKTA_USER)
    assert (shown["id"], shown["name"]["givenName"]) == (bob["id"], "Bob")
    await api.call("DELETE", f"/tenant-access/{bob['id']}", auth=ADMIN)
    other = await a_user(api, "boss@example.org", superAdmin=True)
    await api.call("DELETE", f"/tenant-access/{other['id']}", auth=ADMIN)
    sent = {"schemas": [USER], "userName": "boss@example.org", "active": False}
    assert (await provider.ask("POST", "/Users", sent)).status_code == 403


async def test_a_provider_fills_its_own_groups_and_none_that_may_do_more(
    api: Api, provider: Provider
) -> None:
    ann = await provider.create("Users", ENTRA_USER)
    own = await provider.create("Groups", a_group("Own"))
    other = await made(api, "/groups", {"name": "Admins"})
    for group in (own, other):
        sent = {"type": "GROUP", "externalId": group["id"], "roleId": "admin"}
        await made(api, "/bindings", sent)
    add = {"op": "add", "path": "members", "value": [{"value": ann["id"]}]}
    await provider.patch(f"/Groups/{own['id']}", add)
    await provider.patch(f"/Groups/{other['id']}", add, status=403)
    # The same path gives nothing to whoever has only the permissions of the integration.
    roles = (await api.get("/roles/search?q=SCIMProvisioner", auth=ADMIN)).json()["results"]
    eve = await a_user(api, "eve@example.org")
    await bound(api, eve, roles[0]["id"])
    body = {
        "schemas": [PATCH],
        "Operations": [{"op": "add", "path": "members", "value": [{"value": eve["id"]}]}],
    }
    path = f"{provider.base}/Groups/{own['id']}"
    assert (await api.patch(path, json=body, auth=("eve@example.org", PASSWORD))).status_code == 403


async def test_what_a_provider_keeps_is_not_changed_by_hand(api: Api, provider: Provider) -> None:
    ann = await provider.create("Users", ENTRA_USER)
    group = await provider.create("Groups", a_group("Kept", ann))
    path = f"/groups/{group['id']}"
    bob = await a_user(api, BOB, tenants=["main"])
    for method, each, body in (
        ("PUT", path, {"name": "Mine"}),
        ("DELETE", path, None),
        ("PUT", f"{path}/members/{bob['id']}", None),
        ("DELETE", f"{path}/members/{ann['id']}", None),
        ("PUT", f"/main/users/{bob['id']}/groups", {"groupIds": [group["id"]]}),
        ("PUT", f"/main/users/{ann['id']}/groups", {"groupIds": []}),
    ):
        answer = await api.call(
            method, each, auth=ADMIN, **({} if body is None else {"json": body})
        )
        assert answer.status_code == 409, (method, each)
    access = (await api.get(f"/tenant-access/{ann['id']}", auth=ADMIN)).json()
    assert [each["external"] for each in access["groups"]] == [True]
    await api.delete(f"/security-integrations/{provider.id}", auth=ADMIN)
    assert (await api.put(path, json={"name": "Mine"}, auth=ADMIN)).status_code == 200
    assert (await api.get(f"/tenant-access/{ann['id']}", auth=ADMIN)).status_code == 200


async def test_the_log_names_the_account_of_the_integration(
    application: Application, provider: Provider
) -> None:
    ann = await provider.create("Users", ENTRA_USER)
    async with application.services.ports.store.transaction() as tx:
        entries = (await tx.records(AUDIT).all()).values()
    mine = [each for each in entries if each["object_id"] == ann["id"]]
    assert {each["type"] for each in mine} == {"CREATE"}
    assert {each["user"] for each in mine} == {f"scim-{provider.id.lower()}"}


@pytest.mark.parametrize(("count", "is_in_thread"), [(1, False), (500, True)])
async def test_a_long_message_is_read_in_a_thread(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, count: int, is_in_thread: bool
) -> None:
    # Its library takes seconds to be imported, here only where one of these tests runs.
    from tiercel.web.scim.answers import ScimAnswers

    ann = await provider.create("Users", ENTRA_USER)
    threads: set[int] = set()
    tried = ScimAnswers._tried

    async def noting(
        answers: ScimAnswers, request: ScimRequest, storage: OperationStorage
    ) -> ScimResponse:
        threads.add(threading.get_ident())
        return await tried(answers, request, storage)

    monkeypatch.setattr(ScimAnswers, "_tried", noting)
    members: Json = [{"value": ann["id"]} for _ in range(count)]
    group = await provider.create("Groups", a_group("many") | {"members": members})
    assert {each["value"] for each in group["members"]} == {ann["id"]}
    assert await provider.found("Groups", 'displayName eq "many"') == [group["id"]]
    assert (threads != {threading.get_ident()}) is is_in_thread
