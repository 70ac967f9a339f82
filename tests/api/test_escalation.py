"""Attempts of people to get more than they were given: each is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from tests.api.client import HELLO, YAML, Api
from tests.api.test_people import ADMIN, PASSWORD, a_user, bound, made
from tiercel.model.authorization.permissions import ACTIONS, Resource
from tiercel.model.json_types import Json

# Who tries, the method, the path, and what is sent; `{names}` stand for ids of what a test made.
Attempt = tuple[str, str, str, Json]
REFUSALS = (400, 401, 403, 404, 405, 409, 422)
# Members that nobody asks for change nothing: the rest of such a body may.
HARMLESS = (200, 204)
IAM = ("USER", "GROUP", "ROLE", "BINDING", "SERVICE_ACCOUNT", "INVITATION")
NEW = "new@example.org"
SECRETS = {"name": "more", "permissions": {"SECRET": ["VIEW"]}}

# The manager of access has all permissions on users, groups, roles and bindings, and no other.
OF_MANAGERS: tuple[Attempt, ...] = (
    ("ann", "POST", "/roles", SECRETS),
    ("ann", "POST", "/roles", {"name": "more", "permissions": {"FLOW": ["VIEW"]}}),
    ("ann", "POST", "/roles", {"name": "more", "permissions": {"FLOW": ["READ"]}}),
    ("ann", "POST", "/roles", {"name": "more", "permissions": {"EXECUTION": ["KILL"]}}),
    ("ann", "POST", "/roles", {"name": "more", "permissions": {"AUDITLOG": ["LIST"]}}),
    ("ann", "POST", "/roles", {"name": "more", "permissions": {"TENANT_SETTINGS": ["UPDATE"]}}),
    ("ann", "POST", "/roles", {**SECRETS, "isDefault": True}),
    ("ann", "PUT", "/roles/{iam}", SECRETS),
    ("ann", "PUT", "/roles/viewer", SECRETS),
    ("ann", "DELETE", "/roles/viewer", None),
    ("ann", "POST", "/bindings", {"type": "USER", "externalId": "{ann}", "roleId": "admin"}),
    (
        *("ann", "POST", "/bindings"),
        {"type": "USER", "externalId": "{ann}", "roleId": "viewer", "namespaceId": "company"},
    ),
    ("ann", "POST", "/bindings", {"type": "GROUP", "externalId": "{team}", "roleId": "editor"}),
    ("ann", "POST", "/bindings", {"type": "USER", "externalId": "{robot}", "roleId": "developer"}),
    (
        *("ann", "POST", "/bindings/bulk"),
        [{"type": "USER", "externalId": "{ann}", "roleId": "launcher"}],
    ),
    ("ann", "PUT", "/groups/{admins}/members/{ann}", None),
    ("ann", "PUT", "/groups/{admins}/members/membership/{ann}?membership=OWNER", None),
    ("ann", "POST", "/tenant-access", {"email": "nobody@example.org"}),
    ("ann", "PUT", "/users/{ann}/groups", {"groupIds": ["{admins}"]}),
    ("ann", "PUT", "/users/{vic}/groups", {"groupIds": ["{admins}", "{team}"]}),
    (
        *("ann", "POST", "/main/service-accounts"),
        {"name": "more", "groups": [{"id": "{admins}"}]},
    ),
    ("ann", "POST", "/main/service-accounts", {"name": "more", "superAdmin": True}),
    ("ann", "POST", "/main/service-accounts", {"name": "more", "instanceOwner": True}),
    (
        *("ann", "PUT", "/main/service-accounts/{robot}"),
        {"name": "robot", "groups": [{"id": "{admins}"}]},
    ),
    ("ann", "POST", "/main/service-accounts/{chief}/api-tokens", {"name": "mine"}),
    ("ann", "POST", "/main/service-accounts/{olga}/api-tokens", {"name": "mine"}),
    ("ann", "POST", "/invitations", {"email": NEW, "roles": [{"id": "admin"}]}),
    (
        *("ann", "POST", "/invitations"),
        {"email": NEW, "roles": [{"id": "viewer", "namespaces": ["company"]}]},
    ),
    ("ann", "POST", "/invitations", {"email": NEW, "groups": ["{admins}"]}),
    ("ann", "POST", "/invitations", {"email": NEW, "superAdmin": True}),
    ("ann", "POST", "/invitations", {"email": NEW, "instanceOwner": True}),
    ("ann", "POST", "/invitations", {"email": "rita@example.org", "roles": [{"id": "admin"}]}),
    (
        *("ann", "POST", "/invitations"),
        {"email": NEW, "roles": [{"id": "admin"}], "createUserIfNotExist": True},
    ),
    ("ann", "POST", "/invitation/create/{invitation}", {"password": PASSWORD}),
    ("ann", "POST", "/invitation/create/{invitation}", {"password": PASSWORD, "key": "x"}),
    ("ann", "POST", "/invitation/accept/{invitation}", None),
)
# What is for owners of the server is not for managers of access.
OF_OTHERS: tuple[Attempt, ...] = tuple(
    (who, *rest)
    for who in ("ann", "vic")
    for rest in (
        ("GET", "/users", None),
        ("GET", "/users/{first}", None),
        ("POST", "/users", {"email": NEW, "superAdmin": True}),
        ("PUT", "/users/{me}", {"email": "x@example.org", "superAdmin": True}),
        ("PATCH", "/users/{me}/superadmin", {"superAdmin": True}),
        ("PATCH", "/users/{me}/instance-owner", {"instanceOwner": True}),
        ("PATCH", "/users/{first}/password", {"password": PASSWORD}),
        ("PATCH", "/users/{olga}/password", {"password": PASSWORD}),
        ("PATCH", "/users/{olga}/superadmin", {"superAdmin": False}),
        ("DELETE", "/users/{olga}", None),
        ("POST", "/users/{olga}/impersonate", None),
        ("POST", "/users/{olga}/api-tokens", {"name": "mine"}),
        ("POST", "/service-accounts", {"name": "more", "superAdmin": True}),
        ("POST", "/service-accounts/{chief}/api-tokens", {"name": "mine"}),
        ("PATCH", "/service-accounts/{robot}/superadmin", {"superAdmin": True}),
        ("POST", "/basicAuth", {"username": "x@example.org", "password": PASSWORD}),
        ("POST", "/setup", {"username": "x@example.org", "password": PASSWORD}),
        ("PATCH", "/me", {"email": ADMIN[0]}),
        ("PUT", "/me/password", {"oldPassword": "wrong", "newPassword": "Secret-Password-3"}),
    )
)
# The viewer of one namespace.
OF_VIEWERS: tuple[Attempt, ...] = (
    ("vic", "PUT", "/flows/company.team/hello", HELLO),
    ("vic", "DELETE", "/flows/company.team/hello", None),
    ("vic", "POST", "/executions/company.team/hello", None),
    ("vic", "DELETE", "/executions/{execution}", None),
    ("vic", "POST", "/executions/{execution}/restart", None),
    ("vic", "POST", "/executions/{execution}/eval", "{{ envs }}"),
    ("vic", "PUT", "/namespaces/company.team/kv/more", "1"),
    ("vic", "GET", "/namespaces/company.team/secrets", None),
    ("vic", "GET", "/flows/other/hello", None),
    ("vic", "GET", "/namespaces/other/kv/key", None),
    ("vic", "POST", "/roles", {"name": "more", "permissions": {"FLOW": ["VIEW"]}}),
    ("vic", "POST", "/bindings", {"type": "USER", "externalId": "{vic}", "roleId": "viewer"}),
    ("vic", "POST", "/groups", {"name": "more", "membersId": ["{vic}"]}),
    ("vic", "PUT", "/groups/{admins}/members/{vic}", None),
    ("vic", "POST", "/invitations", {"email": NEW}),
    ("vic", "POST", "/main/service-accounts", {"name": "more"}),
    ("vic", "POST", "/main/service-accounts/{robot}/api-tokens", {"name": "mine"}),
    ("vic", "GET", "/tenant-access/{olga}", None),
)
# The owner of a group, a second owner of the server, and somebody who keeps name and password.
OF_OWNERS: tuple[Attempt, ...] = (
    ("gus", "POST", "/bindings", {"type": "GROUP", "externalId": "{team}", "roleId": "admin"}),
    ("gus", "PUT", "/groups/{team}", {"name": "mine"}),
    ("gus", "DELETE", "/groups/{team}", None),
    ("gus", "PUT", "/groups/{admins}/members/{gus}", None),
    ("gus", "GET", "/groups/{admins}/members", None),
    ("olga", "PATCH", "/users/{first}/superadmin", {"superAdmin": False}),
    ("olga", "DELETE", "/users/{first}", None),
    ("olga", "PATCH", "/users/{first}/password", {"password": PASSWORD}),
    ("olga", "POST", "/users/{first}/impersonate", None),
    ("olga", "DELETE", "/tenant-access/{first}", None),
    ("rita", "PATCH", "/me", {"firstName": "Other"}),
    ("rita", "PUT", "/me/password", {"oldPassword": PASSWORD, "newPassword": "Secret-Password-3"}),
)
ATTEMPTS = (*OF_MANAGERS, *OF_OTHERS, *OF_VIEWERS, *OF_OWNERS)
# Taken without effect.
IGNORED: tuple[Attempt, ...] = tuple(
    (who, "PATCH", "/me", {"firstName": who.title(), member: True})
    for who in ("ann", "vic")
    for member in ("superAdmin", "instanceOwner", "isFirst")
)


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {"server": {"basic_auth": {"username": ADMIN[0], "password": ADMIN[1]}}}


def proof(name: str) -> tuple[str, str]:
    return (f"{name}@example.org", PASSWORD)


async def prepared(api: Api) -> dict[str, str]:
    """Ids of the people who try, and of what they try it on."""
    await api.post("/flows", headers=YAML, content=HELLO, auth=ADMIN)
    other = HELLO.replace("company.team", "other")
    await api.post("/flows", headers=YAML, content=other, auth=ADMIN)
    started = await api.post("/executions/company.team/hello", auth=ADMIN)
    ids = {"execution": started.json()["id"]}
    fields: dict[str, dict[str, Json]] = {
        "olga": {"superAdmin": True},
        "rita": {"restricted": True},
    }
    for name in ("ann", "vic", "gus", "olga", "rita"):
        ids[name] = (await a_user(api, proof(name)[0], **fields.get(name, {})))["id"]
    everything = {each: list(ACTIONS[Resource(each)]) for each in IAM}
    ids["iam"] = (await made(api, "/roles", {"name": "iam", "permissions": everything}))["id"]
    await bound(api, {"id": ids["ann"]}, ids["iam"])
    await bound(api, {"id": ids["vic"]}, "viewer", "company")
    for name in ("admins", "team"):
        ids[name] = (await made(api, "/groups", {"name": name}))["id"]
    role = {"type": "GROUP", "externalId": ids["admins"], "roleId": "admin"}
    await made(api, "/bindings", role)
    await api.put(f"/groups/{ids['team']}/members/{ids['gus']}", auth=ADMIN)
    path = f"/groups/{ids['team']}/members/membership/{ids['gus']}?membership=OWNER"
    assert (await api.put(path, auth=ADMIN)).status_code == 200
    for name, groups in (("robot", []), ("chief", [{"id": ids["admins"]}])):
        body = {"name": name, "groups": groups}
        ids[name] = (await made(api, "/main/service-accounts", body))["id"]
    offered = {"email": "eve@example.org", "roles": [{"id": "admin"}]}
    ids["invitation"] = (await made(api, "/invitations", offered, 201))["id"]
    ids["first"] = (await api.get("/me", auth=ADMIN)).json()["id"]
    return ids


async def standing(api: Api) -> dict[str, Json]:
    """What each of them may do, and all that was given to anybody."""
    found: dict[str, Json] = {}
    for name in ("ann", "vic", "gus", "olga", "rita"):
        me = (await api.get("/me", auth=proof(name))).json()
        found[name] = (
            (await api.get("/me/permissions", auth=proof(name))).json(),
            (await api.get("/me/permissions?namespace=company.team", auth=proof(name))).json(),
            (me["instanceOwner"], me["email"]),
        )
    lists = ("/users", "/groups/search", "/roles/search", "/bindings/search", "/service-accounts")
    for path in (*lists, "/invitations/search"):
        found[path] = (await api.get(f"{path}?size=100", auth=ADMIN)).json()["total"]
    return found


def named(value: Json, ids: Mapping[str, str]) -> Json:
    """A value with ids for the names in it; expressions stay."""
    if isinstance(value, str):
        is_name = value.startswith("{") and not value.startswith("{{")
        return value.format_map(ids) if is_name or value.startswith("/") else value
    if isinstance(value, list):
        return [named(each, ids) for each in value]
    if isinstance(value, dict):
        return {key: named(each, ids) for key, each in value.items()}
    return value


async def tried(api: Api, attempt: Attempt, ids: Mapping[str, str]) -> int:
    who, method, path, sent = attempt
    sent = named(sent, ids)
    options = {"content": sent, "headers": YAML} if isinstance(sent, str) else {"json": sent}
    url = named(path, {**ids, "me": ids[who]})
    answer = await api.call(method, url, auth=proof(who), **({} if sent is None else options))
    return answer.status_code


@pytest.mark.timeout(600)
async def test_every_attempt_is_refused_and_changes_nothing(api: Api) -> None:
    assert len(ATTEMPTS) >= 60
    assert len({str(attempt) for attempt in ATTEMPTS}) == len(ATTEMPTS)
    ids = await prepared(api)
    before = await standing(api)
    done = []
    for number, attempt in enumerate(ATTEMPTS):
        # Wrong passwords of the list itself must not lock anybody.
        api.come_from(f"10.0.0.{number}")
        status = await tried(api, attempt, ids)
        if status not in REFUSALS:
            done.append(f"{status} {attempt}")
    assert "\n".join(done) == ""
    for attempt in IGNORED:
        assert await tried(api, attempt, ids) in HARMLESS
    assert await standing(api) == before


def headers() -> Iterator[dict[str, str]]:
    """Ways to say who one is that count for nothing."""
    for name in ("X-Kestra-User", "X-Forwarded-User", "X-Remote-User", "Remote-User"):
        yield {name: ADMIN[0]}
    yield {"Cookie": "JWT=x; BASIC_AUTH=x; kestraBasicAuthenticated=true"}
    yield {"Authorization": "Bearer tck_00000000_x"}
    yield {"Authorization": "Bearer "}
    yield {"Authorization": "Basic Og=="}
    yield {"X-Kestra-Impersonate": ADMIN[0]}


@pytest.mark.parametrize("given", list(headers()), ids=str)
async def test_who_one_is_takes_a_proof(api: Api, given: dict[str, str]) -> None:
    assert (await api.get("/users", headers=given)).status_code == 401
