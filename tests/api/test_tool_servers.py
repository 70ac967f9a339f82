"""Servers of the model context protocol: the list, and the protocol, under both paths."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tests.api.refusals import Row, check_problem, check_refused, seed
from tiercel.model.json_types import Json
from tiercel.service import tool_servers

BASES = ("/mcp-servers", "/mcp/servers")
TOOL = """id: tool
namespace: company.team
tasks:
  - {id: say, type: io.kestra.plugin.core.log.Log, message: hi}
triggers:
  - id: call
    type: io.kestra.plugin.core.trigger.McpToolTrigger
    toolName: say-hi
    title: Say hi
    toolDescription: Says hi.
    mcpServer: tools
"""
PING: Json = {"jsonrpc": "2.0", "id": 1, "method": "ping"}

REFUSED = [
    Row("POST", "", 409, "MCP server already exists: tools", {"json": {"id": "tools"}}),
    Row("POST", "", 422, "MCP id 'default' is reserved", {"json": {"id": "default"}}),
    Row("POST", "", 422, "needs an id of letters, digits", {"json": {"id": "a b"}}),
    Row(
        "POST",
        "",
        403,
        "Auth type 'OAUTH' is not supported",
        {"json": {"id": "x", "authType": "OAUTH"}},
    ),
    Row("POST", "", 422, "[mcpServer] must be an object", {"json": []}),
    Row(
        "PUT",
        "/tools",
        403,
        "Auth type 'API_TOKEN' is not supported",
        {"json": {"authType": "API_TOKEN"}},
    ),
    Row(
        "PUT",
        "/tools",
        422,
        "'serverType' must be one of PRIVATE",
        {"json": {"serverType": "OPEN"}},
    ),
    Row("PUT", "/tools", 422, "Member 'disabled'", {"json": {"disabled": "yes"}}),
    Row("PUT", "/none", 404, "MCP server not found: none", {"json": {}}),
    Row("DELETE", "/default", 403, "The default MCP server cannot be deleted"),
    Row("PATCH", "/none/toggle", 404, "MCP server not found: none"),
    Row("GET", "/none/tools", 404, "MCP server not found: none"),
    Row("GET", "?size=0", 422, "size: must be greater than or equal to 1"),
]


@pytest.fixture(autouse=True)
async def one_of_everything(api: Api) -> None:
    await seed(api)


@pytest.mark.parametrize("base", BASES)
async def test_servers_come_change_and_go(api: Api, base: str) -> None:
    made = await api.post(base, json={"id": "mine", "description": "of mine"})
    assert made.status_code == 200
    assert made.json()["serverType"] == "PRIVATE"
    assert (await api.get(f"{base}/mine")).json() == made.json()
    listed = (await api.get(base)).json()
    assert [one["id"] for one in listed["results"]] == ["default", "mine", "tools"]
    changed = await api.put(f"{base}/mine", json={"serverType": "PUBLIC"})
    assert (changed.status_code, changed.json()["serverType"]) == (200, "PUBLIC")
    toggled = await api.call("PATCH", f"{base}/mine/toggle")
    assert (toggled.status_code, toggled.json()["disabled"]) == (200, True)
    assert (await api.delete(f"{base}/mine")).status_code == 204
    assert (await api.get(f"{base}/mine")).status_code == 404
    assert (await api.delete(f"{base}/mine")).status_code == 404


@pytest.mark.parametrize("base", BASES)
async def test_the_triggers_of_flows_are_the_tools(api: Api, base: str) -> None:
    await api.create(TOOL)
    found = await api.get(f"{base}/tools/tools")
    assert [tool["toolName"] for tool in found.json()] == ["say-hi"]
    assert (await api.get(f"{base}/default/tools")).json() == []
    asked = await api.post("/mcp/tools", json={**PING, "method": "tools/list"})
    assert [tool["name"] for tool in asked.json()["result"]["tools"]] == ["say-hi"]


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("row", REFUSED, ids=lambda row: f"{row.method} {row.path} {row.text}")
async def test_refusals(api: Api, base: str, row: Row) -> None:
    await check_refused(api, row._replace(path=base + row.path))


@pytest.mark.parametrize("base", BASES)
async def test_owners_see_the_servers_of_all_tenants(api: Api, base: str) -> None:
    await api.post("/mcp-servers", json={"id": f"of-{base[1:4]}-owners", "description": "hers"})
    found = (await api.get(f"/instance{base}?size=100")).json()
    assert found["total"] == len(found["results"])
    assert next((each["tenantId"], each["id"]) for each in found["results"]) == ("main", "default")
    assert "hers" in [each["description"] for each in found["results"]]
    assert (await api.get(f"/instance{base}?page=2&size=1")).json()["results"][0]["id"] != "default"
    assert (await api.get(f"/instance{base}?page=0")).status_code == 422


async def test_there_are_not_more_than_a_bound(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool_servers, "TOOL_SERVERS_MAX", 1)
    row = Row("POST", "/mcp-servers", 409, "There are already 1", {"json": {"id": "more"}})
    await check_refused(api, row)


async def test_messages_of_the_protocol(api: Api) -> None:
    asked = await api.post("/mcp/tools", json={**PING, "method": "initialize"})
    assert asked.json()["result"]["serverInfo"]["name"] == "tiercel"
    assert (await api.post("/mcp/tools", json=PING)).json() == {
        "jsonrpc": "2.0",
        "id": 1,
        "result": {},
    }
    unknown = await api.post("/mcp/tools", json={**PING, "method": "tools/call"})
    assert unknown.json()["error"]["code"] == -32601
    answer = await api.post("/mcp/tools", json={"jsonrpc": "2.0", "method": "initialized"})
    assert (answer.status_code, answer.content) == (202, b"")
    assert (await api.delete("/mcp/tools")).status_code == 204


async def test_refusals_of_the_protocol(api: Api) -> None:
    for row in (
        Row("GET", "/mcp/tools", 405, "sends no messages of its own"),
        Row("GET", "/mcp/none", 404, "MCP server not found: none"),
        Row("POST", "/mcp/none", 404, "MCP server not found: none", {"json": PING}),
        Row("POST", "/mcp/tools", 422, "[message] must be an object", {"json": []}),
        Row("DELETE", "/mcp/none", 404, "MCP server not found: none"),
    ):
        await check_refused(api, row)
    assert (await api.get("/mcp/tools")).headers["allow"] == "DELETE, POST"
    await api.call("PATCH", "/mcp-servers/tools/toggle")
    for method in ("GET", "POST"):
        answer = await api.call(method, "/mcp/tools", json=PING)
        check_problem(answer, Row(method, "/mcp/tools", 503, "The MCP server is disabled."))
