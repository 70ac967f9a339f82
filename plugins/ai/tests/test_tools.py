"""Tools: flows, servers of MCP, agents of others, code, skills."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import Any

import msgspec
import pytest

from plugins.ai.tests.asking import KEY, OPENAI, asked, chat_answer, failure
from tests.families.stand_in import Answered, Asked, StandIn, standing_in
from tiercel.plugin import Json, PluginError
from tiercel.testing import FakeContext, World, run_task
from tiercel_ai.agent.agent import AIAgent
from tiercel_ai.mcp.tasks import CallTool, ListTools
from tiercel_ai.tools.mcp import DockerMcpClient
from tiercel_ai.tools.services import A2aTask, CodeExecution, Skill

ADD = {
    "name": "add",
    "description": "Adds.",
    "inputSchema": {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
    },
}
# A server of MCP of ours, which speaks by its input and output.
PROGRAM = """
tools = TOOLS
import json, sys
print("starting", flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    if "id" not in asked:
        continue
    result = {"tools": tools}
    if asked["method"] == "tools/call":
        given = asked["params"]["arguments"]
        result = {"content": [{"type": "text", "text": str(given["a"] + given["b"])}]}
    print(json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": result}), flush=True)
""".replace("TOOLS", msgspec.json.encode([ADD]).decode())


def mcp_answer(asked: Asked) -> Json | Answered:
    """A server of ours over HTTP: events for tools, JSON for the rest."""
    message = asked.json()
    if "id" not in message:
        return Answered(status=202)
    if message["method"] == "initialize":
        return Answered(
            _response(message, {}),
            headers={"Content-Type": "application/json", "Mcp-Session-Id": "s1"},
        )
    if asked.headers.get("mcp-session-id") != "s1":
        return Answered(b"no session", status=400)
    if message["method"] == "tools/list":
        return Answered(_response(message, {"tools": [ADD]}))
    given = message["params"]["arguments"]
    if message["params"]["name"] != "add":
        return {"jsonrpc": "2.0", "id": message["id"], "error": {"code": 1, "message": "no tool"}}
    if "b" not in given:
        result: Json = {"isError": True, "content": [{"type": "text", "text": "b is missing"}]}
    else:
        total = given["a"] + given["b"]
        content = [{"type": "text", "text": str(total)}]
        result = {"content": content, "structuredContent": {"sum": total}}
    event = b"event: message\ndata: " + _response(message, result) + b"\n\n"
    return Answered(event, headers={"Content-Type": "text/event-stream"})


def _response(message: Any, result: Json) -> bytes:
    return msgspec.json.encode({"jsonrpc": "2.0", "id": message["id"], "result": result})


@pytest.fixture
def server() -> Any:
    with standing_in(mcp_answer) as found:
        yield found


def test_a_tool_of_a_server_over_http(server: StandIn) -> None:
    properties = {"url": server.url, "tool": "add", "arguments": {"a": 1, "b": 2}}
    ran = run_task(CallTool, {**properties, "headers": {"X-Key": KEY}, "logRequests": True})
    assert ran.error is None
    assert ran.outputs == {"result": "3", "isError": False, "structuredContent": {"sum": 3}}
    assert server.asked[-1].headers["x-key"] == KEY
    assert any('"method":"tools/call"' in line for line in ran.logs)
    assert not any('"result"' in line for line in ran.logs)


def test_a_tool_that_fails(server: StandIn) -> None:
    properties = {"url": server.url, "tool": "add", "arguments": {"a": 1}}
    assert str(run_task(CallTool, properties).error) == "The tool add failed: b is missing"
    ran = run_task(CallTool, {**properties, "failOnToolError": False})
    assert (ran.outputs["isError"], ran.outputs["errorMessage"]) == (True, "b is missing")
    ran = run_task(CallTool, {**properties, "tool": "none"})
    assert str(ran.error) == "The MCP server refuses tools/call: no tool"


def test_the_tools_of_a_server(server: StandIn) -> None:
    ran = run_task(ListTools, {"url": server.url})
    assert ran.outputs["count"] == 1
    assert ran.outputs["tools"][0] == {
        "name": "add",
        "description": "Adds.",
        "parameters": ADD["inputSchema"],
    }


def test_a_program_that_speaks_mcp() -> None:
    tool = {
        "type": "io.kestra.plugin.ai.tool.StdioMcpClient",
        "command": [sys.executable, "-c", PROGRAM],
        "logEvents": True,
    }
    ran = asked(
        AIAgent,
        {"provider": OPENAI, "prompt": "1 + 2?", "tools": [tool]},
        chat_answer("", ("add", {"a": 1, "b": 2})),
        chat_answer("3"),
    )
    assert ran.error is None
    assert ran.outputs["toolExecutions"][0]["result"] == "3"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["no-such-program-7"], "`no-such-program-7` can't be started"),
        ([sys.executable, "-c", "pass"], "The MCP server has ended"),
        ([], "`command` must name a program"),
    ],
)
def test_a_program_that_does_not(command: list[str], words: str) -> None:
    tool = {"type": "io.kestra.plugin.ai.tool.StdioMcpClient", "command": command}
    ran = asked(AIAgent, {"provider": OPENAI, "prompt": "x", "tools": [tool]})
    assert words in str(ran.error)


def test_a_container_is_given_variables_by_name() -> None:
    tool = DockerMcpClient(
        image="mcp/fs", command=["/tmp"], binds=["/a:/tmp"], env={"KEY": KEY}, docker_host="tcp://d"
    )
    assert tool.argv() == [
        *("docker", "run", "--rm", "--interactive", "--volume", "/a:/tmp"),
        *("--env", "KEY", "mcp/fs", "/tmp"),
    ]
    assert tool.variables() == {"KEY": KEY, "DOCKER_HOST": "tcp://d"}


def a2a(result: Json) -> Any:
    properties = {"serverUrl": "https://a.example", "prompt": "News?"}
    return asked(A2aTask, properties, {"jsonrpc": "2.0", "id": 1, **result})


def test_an_agent_elsewhere() -> None:
    parts = [{"kind": "text", "text": "None"}]
    message = {"kind": "message", "parts": parts}
    ran = a2a({"result": message})
    assert ran.outputs == {"textOutput": "None"}
    (request,) = ran.context.http.sent
    assert request.json["method"] == "message/send"
    assert request.json["params"]["message"]["parts"] == [{"kind": "text", "text": "News?"}]
    task = {"kind": "task", "status": {"state": "completed"}, "artifacts": [{"parts": parts}]}
    assert a2a({"result": task}).outputs == {"textOutput": "None"}
    failed = {"kind": "task", "status": {"state": "failed"}}
    assert "its task is failed" in str(a2a({"result": failed}).error)
    assert "no such method" in str(a2a({"error": {"message": "no such method"}}).error)


def offered(tool: Any, *answers: Json, **world: Any) -> Any:
    left = list(answers)

    def answer(request: Any) -> Any:
        return left.pop(0)

    ctx = FakeContext(World(http=answer, **world), {})
    with ExitStack() as until:
        return {each.spec.name: each for each in tool.offered(ctx, until)}


def test_code_runs_elsewhere() -> None:
    found = failure(200, {"stdout": "Nwo=", "stderr": None, "status": {"description": "Accepted"}})
    tool = offered(CodeExecution(api_key=KEY), found)["executeCode"]
    assert tool.call({"code": "console.log(7)"}) == "7\n"
    tool = offered(CodeExecution(api_key=KEY), failure(403, {"message": KEY}))["executeCode"]
    with pytest.raises(PluginError, match=r"Judge0 at judge0-ce\.p\.rapidapi\.com") as failed:
        tool.call({"code": "x"})
    assert KEY not in str(failed.value)


def test_skills_are_read_when_they_are_needed() -> None:
    resource = {"relativePath": "a.txt", "content": "Bills"}
    skill = {"name": "refunds", "description": "How.", "content": "Ask.", "resources": [resource]}
    tools = offered(Skill.model_validate({"skills": [skill]}))
    assert "- refunds: How." in tools["readSkill"].spec.description
    assert tools["readSkill"].call({"name": "refunds"}) == "Ask.\n\nFiles: a.txt"
    assert tools["readSkillFile"].call({"name": "refunds", "path": "a.txt"}) == "Bills"
    with pytest.raises(PluginError, match="There is no skill x: refunds"):
        tools["readSkill"].call({"name": "x"})
