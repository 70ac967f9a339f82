"""What Kestra's provider for Terraform sends, in its order, and what it reads of the answers.

Compat: the requests are those of its public sources, since the program itself is not among the
packages that tests may install. It takes 200, 201 and 204 for success, reads any body as JSON, and
forgets what a read answers 404 for.
"""

from __future__ import annotations

import base64
import json

import pytest

from tests.api.client import Api
from tiercel.model.json_types import Json

ADMIN = ("admin@example.org", "Secret-Password-1")
ROOT = "/main"
FLOW = "id: hello # kept\nnamespace: company.team\ntasks:\n  - id: say\n    type: {}\n"
SAY = "io.kestra.plugin.core.debug.Echo\n    format: hi"
WAIT = "io.kestra.plugin.core.debug.Return\n    format: hi"
DASHBOARD = """id: errors
title: {}
charts:
  - id: words
    type: io.kestra.plugin.core.dashboard.chart.Markdown
    content: hello
"""
GONE = None


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {
        "server": {"basic_auth": {"username": ADMIN[0], "password": ADMIN[1]}},
        "encryption": {"secret_key": base64.b64encode(bytes(range(32))).decode()},
    }


async def ask(api: Api, method: str, path: str, body: Json = None) -> Json:
    """A request as its client makes it; `GONE` for a 404."""
    content = None if body is None else json.dumps(body)
    return await _sent(api, method, path, content, "application/json")


async def ask_yaml(api: Api, method: str, path: str, source: str | None = None) -> Json:
    return await _sent(api, method, path, source, "application/x-yaml")


async def _sent(
    api: Api, method: str, path: str, content: str | None, kind: str | None, **more: Json
) -> Json:
    headers = {"Content-Type": kind} if kind else {}
    options = {"content": content, "headers": headers} if content is not None else {}
    response = await api.call(method, path, auth=ADMIN, **{"headers": headers, **options, **more})
    if response.status_code == 404:
        return GONE
    assert response.status_code in (200, 201, 204), response.text
    return response.json() if response.content else {}


async def test_flows_with_their_sources(api: Api) -> None:
    one = f"{ROOT}/flows/company.team/hello"

    made = await ask_yaml(api, "POST", f"{ROOT}/flows", FLOW.format(SAY))
    assert (made["namespace"], made["id"], made["revision"]) == ("company.team", "hello", 1)
    read = await ask_yaml(api, "GET", f"{one}?source=true")
    assert read["source"] == FLOW.format(SAY)
    changed = await ask_yaml(api, "PUT", one, FLOW.format(WAIT))
    assert (changed["revision"], changed["source"]) == (2, FLOW.format(WAIT))
    await ask(api, "DELETE", one)
    assert await ask_yaml(api, "GET", f"{one}?source=true") is GONE


async def test_flows_as_json(api: Api) -> None:
    task = {"id": "say", "type": "io.kestra.plugin.core.debug.Return", "format": "hi"}
    body = {"id": "hello", "namespace": "company.team", "tasks": [task]}
    one = f"{ROOT}/flows/company.team/hello"

    await ask(api, "POST", f"{ROOT}/flows", body)
    changed = await ask(api, "PUT", one, {**body, "description": "mine"})
    assert (changed["description"], changed["tasks"]) == ("mine", [task])
    assert (await ask(api, "GET", one))["tasks"] == [task]
    await ask(api, "DELETE", one)
    assert await ask(api, "GET", one) is GONE


async def test_namespaces(api: Api) -> None:
    one = f"{ROOT}/namespaces/company.team"
    body: dict[str, Json] = {
        "id": "company.team",
        "description": "",
        "variables": {},
        "pluginDefaults": None,
    }

    assert (await ask(api, "POST", f"{ROOT}/namespaces", body))["id"] == "company.team"
    changed = {
        **body,
        "description": "Ours",
        "variables": {"owner": "ops", "limits": {"rows": 10}},
        "pluginDefaults": [
            {"type": "io.kestra.plugin.core.log.Log", "forced": False, "values": {"level": "WARN"}}
        ],
    }
    await ask(api, "PUT", one, changed)
    read = await ask(api, "GET", one)
    assert {name: read[name] for name in changed} == changed
    await ask(api, "DELETE", one)
    # Every name is a namespace; what was said of it is gone.
    assert await ask(api, "GET", one) == {"id": "company.team", "deleted": False}


async def test_secrets_of_namespaces(api: Api) -> None:
    secrets = f"{ROOT}/namespaces/company.team/secrets"
    await ask(api, "POST", f"{ROOT}/namespaces", {"id": "company.team"})
    tags = [{"key": "team", "value": "ops"}]

    for value in ("first", "second"):
        body = {"key": "TOKEN", "value": value, "description": "of a service", "tags": tags}
        await ask(api, "PUT", secrets, body)
    found = await ask(api, "GET", secrets)
    assert [each["key"] for each in found["results"]] == ["TOKEN"]
    await ask(api, "DELETE", f"{secrets}/TOKEN")
    assert (await ask(api, "GET", secrets))["results"] == []


@pytest.mark.parametrize(
    ("sent", "kind", "value"),
    [
        ('"a text"', "STRING", "a text"),
        ("42", "NUMBER", 42),
        ("true", "BOOLEAN", True),
        ("PT5M", "DURATION", "PT5M"),
        ('{"rows": [1, 2]}', "JSON", {"rows": [1, 2]}),
    ],
)
async def test_keys(api: Api, sent: str, kind: str, value: Json) -> None:
    one = f"{ROOT}/namespaces/company.team/kv/limit"

    # It names no type of content here.
    await _sent(api, "PUT", one, sent, None)
    read = await ask(api, "GET", one)
    assert (read["type"], read["value"]) == (kind, value)
    await ask(api, "DELETE", one)
    assert await ask(api, "GET", one) is GONE


async def test_files_of_namespaces(api: Api) -> None:
    one = f"{ROOT}/namespaces/company.team/files?path=queries/all.sql"
    part = {"fileContent": ("file.txt", b"SELECT 1", "application/octet-stream")}

    await _sent(api, "POST", one, None, None, files=part)
    read = await api.get(one, auth=ADMIN)
    assert read.text == "SELECT 1"
    await ask(api, "DELETE", one)
    assert (await api.get(one, auth=ADMIN)).status_code == 404


async def test_dashboards(api: Api) -> None:
    made = await ask_yaml(api, "POST", f"{ROOT}/dashboards", DASHBOARD.format("Errors"))
    one = f"{ROOT}/dashboards/{made['id']}"

    await ask_yaml(api, "PUT", one, DASHBOARD.format("All errors"))
    assert (await ask_yaml(api, "GET", one))["sourceCode"] == DASHBOARD.format("All errors")
    await ask(api, "DELETE", one)
    assert await ask_yaml(api, "GET", one) is GONE


async def test_users_and_their_tokens(api: Api) -> None:
    body = {
        "username": "ann@example.org",
        "email": "ann@example.org",
        "namespaceId": "",
        "firstName": "Ann",
        "lastName": "Lee",
        "groups": [],
    }

    # Users are of no tenant, so its paths name none.
    made = await ask(api, "POST", "/users", body)
    one = f"/users/{made['id']}"
    changed = await ask(api, "PUT", one, {**body, "id": made["id"], "firstName": "Anna"})
    assert (changed["username"], changed["firstName"]) == ("ann@example.org", "Anna")
    token = {"name": "ci", "description": "for CI", "maxAge": "P30D", "extended": False}
    given = await ask(api, "POST", f"{one}/api-tokens", token)
    assert given["fullToken"]
    await ask(api, "DELETE", f"{one}/api-tokens/{given['id']}")
    await ask(api, "DELETE", one)
    assert await ask(api, "GET", one) is GONE


async def test_roles_groups_members_and_bindings(api: Api) -> None:
    user = await ask(api, "POST", "/users", {"email": "ann@example.org", "groups": []})
    allowed = {"FLOW": ["READ", "UPDATE"]}
    role = {"namespaceId": "", "name": "editor", "description": "", "permissions": allowed}

    made = await ask(api, "POST", f"{ROOT}/roles", {**role, "isDefault": False})
    of_role = f"{ROOT}/roles/{made['id']}"
    read = await ask(api, "PUT", of_role, {**role, "id": made["id"], "description": "edits"})
    assert (read["name"], read["description"], read["isDefault"]) == ("editor", "edits", False)
    assert set(read["permissions"]) == {"FLOW"}
    group = await ask(api, "POST", f"{ROOT}/groups", {"name": "ops", "description": "on duty"})
    of_group = f"{ROOT}/groups/{group['id']}"
    assert (await ask(api, "GET", of_group))["name"] == "ops"
    await ask(api, "PUT", f"{of_group}/members/{user['id']}")
    members = await ask(api, "GET", f"{of_group}/members?page=1&size=200")
    assert [each["id"] for each in members["results"]] == [user["id"]]
    for kind, subject in (("GROUP", group), ("USER", user)):
        bound = {"type": kind, "externalId": subject["id"], "roleId": made["id"]}
        binding = await ask(api, "POST", f"{ROOT}/bindings", {**bound, "namespaceId": "company"})
        read = await ask(api, "GET", f"{ROOT}/bindings/{binding['id']}")
        assert read[kind.lower()]["id"] == subject["id"]
        assert (read["role"]["id"], read["namespaceId"]) == (made["id"], "company")
        await ask(api, "DELETE", f"{ROOT}/bindings/{binding['id']}")
    await ask(api, "DELETE", f"{of_group}/members/{user['id']}")
    for path in (of_group, of_role):
        await ask(api, "DELETE", path)
        assert await ask(api, "GET", path) is GONE


async def test_service_accounts(api: Api) -> None:
    made = await ask(api, "POST", f"{ROOT}/service-accounts", {"name": "ci", "description": "CI"})
    one = f"{ROOT}/service-accounts/{made['id']}"

    assert (await ask(api, "GET", one))["name"] == "ci"
    token = {"name": "one", "description": "for CI", "maxAge": "P30D", "extended": False}
    assert (await ask(api, "POST", f"{one}/api-tokens", token))["fullToken"]
    await ask(api, "DELETE", one)
    assert await ask(api, "GET", one) is GONE


async def test_what_it_sends_in_vain(api: Api) -> None:
    """The table of docs/compat.md; should one of these come true, its row goes."""
    group = await ask(api, "POST", f"{ROOT}/groups", {"name": "ops", "description": ""})
    body = {"email": "ann@example.org", "groups": [group["id"]]}

    user = await ask(api, "POST", "/users", body)
    # It would read their ids.
    assert user["groups"] == [{"id": group["id"], "tenantId": "main"}]
    path = f"/users/{user['id']}/password"
    response = await api.put(path, json={"password": "Secret-Password-2"}, auth=ADMIN)
    assert response.status_code == 405
