"""Invitations: who may send them, what they give, and what their links are good for."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest

from tests.api.client import HELLO, YAML, Api
from tests.api.test_people import ADMIN, PASSWORD, a_user, bound, made
from tiercel.bootstrap import Application
from tiercel.model.authorization.limits import INVITATION_SECONDS
from tiercel.model.json_types import Json
from tiercel.ports.clock import Clock

EVE = "eve@example.org"
EDITS = [{"id": "editor", "namespaces": ["company"]}]


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {"server": {"basic_auth": {"username": ADMIN[0], "password": ADMIN[1]}}}


async def invited(api: Api, email: str = EVE, **fields: Json) -> Json:
    return await made(api, "/invitations", {"email": email, **fields}, 201)


def key_of(invitation: Json) -> str:
    return urlsplit(invitation["link"]).fragment


def account(key: str | None, password: str = PASSWORD) -> Json:
    return {"firstName": "Eve", "lastName": "Ng", "password": password, "key": key}


async def test_the_link_makes_an_account_that_has_what_was_offered(api: Api) -> None:
    await api.post("/flows", headers=YAML, content=HELLO, auth=ADMIN)
    group = await made(api, "/groups", {"name": "team"})
    sent = await invited(api, EVE.upper(), roles=EDITS, groups=[group["id"]])
    assert (sent["email"], sent["status"]) == (EVE, "PENDING")
    assert [role["id"] for role in sent["roles"]] == ["editor"]
    assert [each["name"] for each in sent["groups"]] == ["team"]
    path = f"/invitation/create/{sent['id']}"
    weak = await api.post(path, json=account(key_of(sent), "weak"))
    assert weak.status_code == 422
    answer = await api.post(path, json=account(key_of(sent)))
    assert (answer.status_code, answer.json()) == (200, {})
    eve = (EVE, PASSWORD)
    me = (await api.get("/me", auth=eve)).json()
    assert (me["firstName"], me["instanceOwner"]) == ("Eve", False)
    assert (await api.get("/flows/search", auth=eve)).json()["total"] == 1
    members = (await api.get(f"/groups/{group['id']}/members", auth=ADMIN)).json()
    assert [each["username"] for each in members["results"]] == [EVE]
    stored = (await api.get(f"/invitations/{sent['id']}", auth=ADMIN)).json()
    assert stored["status"] == "ACCEPTED"
    assert "acceptedAt" in stored
    assert (await api.post(path, json=account(key_of(sent)))).status_code == 409


@pytest.mark.parametrize("key", [None, "", "x" * 32])
async def test_without_the_key_of_the_link_there_is_no_account(api: Api, key: str | None) -> None:
    sent = await invited(api)
    refused = await api.post(f"/invitation/create/{sent['id']}", json=account(key))
    unknown = await api.post("/invitation/create/unknown", json=account(key))
    assert refused.status_code == unknown.status_code == 404
    assert (await api.get("/users", auth=ADMIN)).json()["total"] == 1


async def test_an_owner_may_make_the_account_without_the_key(api: Api) -> None:
    sent = await invited(api)
    path = f"/invitation/create/{sent['id']}"
    # A cookie of nobody is no owner either: only a proof is.
    answer = await api.post(path, json=account(None), auth=ADMIN)
    assert answer.status_code == 200
    assert (await api.get("/me", auth=(EVE, PASSWORD))).status_code == 200


async def test_the_key_is_in_the_answer_to_whoever_invites_and_in_no_other(api: Api) -> None:
    sent = await invited(api)
    assert key_of(sent)
    found = (await api.get("/invitations/search", auth=ADMIN)).json()
    assert [each["id"] for each in found["results"]] == [sent["id"]]
    others = [
        *found["results"],
        (await api.get(f"/invitations/{sent['id']}", auth=ADMIN)).json(),
        *(await api.get(f"/invitations/email/{EVE}", auth=ADMIN)).json(),
    ]
    assert len(others) == 3
    assert all(key_of(each) == "" for each in others)
    assert (await api.get("/invitations/email/nobody@example.org", auth=ADMIN)).json() == []


async def test_invitations_are_found_by_address_and_status_and_taken_back(api: Api) -> None:
    sent = await invited(api)
    await invited(api, "bob@example.org")
    for query in ("email=eve@example.org", "q=eve", "filters[email][EQUALS]=eve@example.org"):
        found = (await api.get(f"/invitations/search?{query}", auth=ADMIN)).json()
        assert [each["email"] for each in found["results"]] == [EVE], query
    for status, total in (("PENDING", 2), ("ACCEPTED", 0)):
        found = (await api.get(f"/invitations/search?status={status}", auth=ADMIN)).json()
        assert found["total"] == total
    path = f"/invitations/{sent['id']}"
    assert (await api.delete(path, auth=ADMIN)).status_code == 204
    assert (await api.delete(path, auth=ADMIN)).status_code == 404
    assert (await api.get(path, auth=ADMIN)).status_code == 404
    gone = await api.post(f"/invitation/create/{sent['id']}", json=account(key_of(sent)))
    assert gone.status_code == 404


async def test_who_has_an_account_enters_at_once(api: Api) -> None:
    user = await a_user(api, EVE)
    answer = await api.post("/invitations", json={"email": EVE, "roles": EDITS}, auth=ADMIN)
    assert (answer.status_code, answer.content) == (204, b"")
    access = (await api.get(f"/tenant-access/{user['id']}", auth=ADMIN)).json()
    assert [(role["id"], role["namespace"]) for role in access["roles"]] == [("editor", "company")]
    again = await api.post("/invitations", json={"email": EVE}, auth=ADMIN)
    assert again.status_code == 409
    body = {"email": "bob@example.org", "createUserIfNotExist": True}
    assert (await api.post("/invitations", json=body, auth=ADMIN)).status_code == 204
    assert (await api.get("/users?q=bob", auth=ADMIN)).json()["total"] == 1


async def test_an_account_of_the_address_accepts(api: Api) -> None:
    sent = await invited(api, roles=EDITS)
    await a_user(api, EVE)
    await a_user(api, "bob@example.org")
    eve, bob = (EVE, PASSWORD), ("bob@example.org", PASSWORD)
    assert (await api.get("/me/invitations", auth=bob)).json() == []
    mine = (await api.get("/me/invitations", auth=eve)).json()
    assert [each["id"] for each in mine] == [sent["id"]]
    assert [(each["roleId"], each["namespaceId"]) for each in mine[0]["bindings"]] == [
        ("editor", "company")
    ]
    path = f"/invitation/accept/{sent['id']}"
    assert (await api.post(path, auth=bob)).status_code == 404
    assert (await api.post(path)).status_code == 401
    assert (await api.post("/invitation/accept/unknown", auth=eve)).status_code == 404
    taken = await api.post(f"/invitation/create/{sent['id']}", json=account(key_of(sent)))
    assert taken.status_code == 409
    assert (await api.post(path, auth=eve)).status_code == 200
    assert (await api.post(path, auth=eve)).status_code == 409
    assert (await api.get("/me/invitations", auth=eve)).json() == []
    mine = (await api.get("/me/permissions?namespace=company.team", auth=eve)).json()
    assert "UPDATE" in mine["FLOW"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"email": "no address"}, 422),
        ({"email": EVE, "roles": [{"id": "unknown"}]}, 404),
        ({"email": EVE, "groups": ["unknown"]}, 404),
        ({"email": EVE, "roles": [{"id": "viewer", "namespaces": ["A B"]}]}, 422),
        ({"email": ADMIN[0]}, 409),
    ],
)
async def test_what_can_not_be_offered_is_refused(api: Api, body: Json, status: int) -> None:
    refused = await api.post("/invitations", json=body, auth=ADMIN)
    assert refused.status_code == status, refused.text
    assert (await api.get("/invitations/search", auth=ADMIN)).json()["total"] == 0


async def test_somebody_is_invited_once_at_a_time(api: Api) -> None:
    await invited(api)
    again = await api.post("/invitations", json={"email": EVE.upper()}, auth=ADMIN)
    assert again.status_code == 409


async def inviter(api: Api) -> tuple[str, str]:
    """Somebody who may invite, and edit what is in one namespace."""
    role = await made(
        api, "/roles", {"name": "inviter", "permissions": {"INVITATION": ["CREATE", "LIST"]}}
    )
    user = await a_user(api, "ann@example.org")
    await bound(api, user, role["id"])
    await bound(api, user, "editor", "company")
    return ("ann@example.org", PASSWORD)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"roles": [{"id": "editor", "namespaces": ["company.team"]}]}, 201),
        ({"roles": [{"id": "editor", "namespaces": ["company", "other"]}]}, 403),
        ({"roles": [{"id": "editor"}]}, 403),
        ({"roles": [{"id": "admin", "namespaces": ["company"]}]}, 403),
        ({"superAdmin": True}, 403),
        ({"instanceOwner": True}, 403),
        ({"roles": [{"id": "admin"}], "createUserIfNotExist": True}, 403),
    ],
)
async def test_nobody_offers_more_than_they_have(api: Api, fields: Json, status: int) -> None:
    ann = await inviter(api)
    answer = await api.post("/invitations", json={"email": EVE, **fields}, auth=ann)
    assert answer.status_code == status, answer.text


async def test_what_the_inviter_lost_is_not_given(api: Api) -> None:
    ann = await inviter(api)
    sent = (await api.post("/invitations", json={"email": EVE, "roles": EDITS}, auth=ann)).json()
    found = (await api.get("/bindings/search", auth=ADMIN)).json()["results"]
    (edits,) = (each for each in found if each["roleId"] == "editor")
    assert (await api.delete(f"/bindings/{edits['id']}", auth=ADMIN)).status_code == 204
    path = f"/invitation/create/{sent['id']}"
    refused = await api.post(path, json=account(key_of(sent)))
    assert refused.status_code == 409
    assert (await api.get("/users?q=eve", auth=ADMIN)).json()["total"] == 0


async def test_whoever_may_list_invitations_can_not_take_one(api: Api) -> None:
    ann = await inviter(api)
    sent = await invited(api, roles=[{"id": "admin"}])
    seen = (await api.get("/invitations/search", auth=ann)).json()["results"]
    assert [each["id"] for each in seen] == [sent["id"]]
    path = f"/invitation/create/{sent['id']}"
    assert (await api.post(path, json=account(None), auth=ann)).status_code == 404


@pytest.mark.parametrize("path", ["/invitations/search", "/service-accounts"])
async def test_a_list_by_a_field_that_it_does_not_have_is_refused(api: Api, path: str) -> None:
    wrong = await api.get(f"{path}?filters[nothing][EQUALS]=x", auth=ADMIN)
    assert wrong.status_code == 400
    assert "nothing" in wrong.text


@pytest.mark.parametrize("roles", ["admin", ["admin"], [7], [{}], [{"id": 7}]])
async def test_roles_of_another_form_are_refused(api: Api, roles: Json) -> None:
    body: Json = {"email": "bad@example.com", "roles": roles}
    refused = await api.post("/invitations", json=body, auth=ADMIN)
    assert refused.status_code in (404, 422), refused.text


async def test_a_link_is_no_longer_good_after_a_week(api: Api, application: Application) -> None:
    sent = await invited(api)
    clock = application.ports.clock
    application.services.invitations._clock = Later(clock, timedelta(seconds=INVITATION_SECONDS))
    over = await api.post(f"/invitation/create/{sent['id']}", json=account(key_of(sent)))
    assert over.status_code == 409
    assert "expired" in over.text
    stored = (await api.get(f"/invitations/{sent['id']}", auth=ADMIN)).json()
    assert stored["status"] == "EXPIRED"
    assert (await invited(api))["status"] == "PENDING"


class Later:
    """A clock that is ahead."""

    def __init__(self, clock: Clock, by: timedelta) -> None:
        self._clock, self._by = clock, by

    def now(self) -> datetime:
        return self._clock.now() + self._by
